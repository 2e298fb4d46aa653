"""What an officer writes of a house: an inspection, one that nobody registered, its particulars."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hotel_eye.models import Hotel, Inspection
from hotel_eye.sent_once import SentOnce
from hotel_eye.standing import Standing
from people.forms import DayInput, LongSelect, PhoneFormField
from stations.choices import stations_by_district
from stations.models import Station


class HousesForm(forms.Form):
    """By which the list and the map are narrowed."""

    station = forms.ChoiceField(label=_("Station"), required=False, widget=LongSelect)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *Hotel.Kind.choices]
    )
    show = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *Standing.choices]
    )

    def __init__(self, *args: Any, stations: list[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["station"].choices = [("", _("All")), *stations_by_district(stations)]  # type: ignore[attr-defined]
        if len(stations) < 2:
            del self.fields["station"]


class InspectionForm(SentOnce):
    """What was found; a tick is enough, words help."""

    findings = forms.MultipleChoiceField(
        label=_("What did you find?"),
        choices=Inspection.Finding.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick what you found; 'everything in order' counts, too.")},
    )

    class Meta:
        model = Inspection
        fields = ("findings", "rooms_taken", "not_entered", "with_whom", "words")
        widgets = {"words": forms.Textarea(attrs={"rows": 3})}

    def clean_findings(self) -> list[str]:
        found: list[str] = self.cleaned_data["findings"]
        if Inspection.Finding.IN_ORDER in found and len(found) > 1:
            raise forms.ValidationError(
                _("Either everything is in order, or something is not. Remove one tick.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        findings = cleaned.get("findings") or []
        if Inspection.Finding.NOT_ENTERED in findings and not cleaned.get("not_entered"):
            self.add_error("not_entered", _("Say how many guests were not entered."))
        return cleaned


class FoundForm(forms.ModelForm):  # type: ignore[type-arg]
    """A house that takes guests and that nobody registered."""

    phone = PhoneFormField(label=_("Phone"), required=False)
    station = forms.ChoiceField(label=_("Police station"), widget=LongSelect)
    is_another = forms.BooleanField(
        label=_("I have looked at these; it is another house"), required=False
    )

    class Meta:
        model = Hotel
        fields = ("name", "name_ur", "kind", "address", "rooms", "latitude", "longitude")
        widgets = {"latitude": forms.HiddenInput, "longitude": forms.HiddenInput}

    field_order = ("name", "name_ur", "kind", "station", "address", "phone", "rooms")

    def __init__(self, *args: Any, stations: list[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stations = {str(one.pk): one for one in stations}
        self.fields["station"].choices = stations_by_district(stations)  # type: ignore[attr-defined]
        self.fields["name_ur"].widget.attrs.update({"dir": "rtl", "lang": "ur"})

    def house(self) -> Hotel:
        """The house as described, unsaved."""
        house: Hotel = self.save(commit=False)
        house.station = self.stations[self.cleaned_data["station"]]
        house.phone = self.cleaned_data["phone"]
        return house


class RegisterForm(forms.ModelForm):  # type: ignore[type-arg]
    """The particulars of a house that is taken into the register."""

    phone = PhoneFormField(label=_("Phone"), required=False)

    class Meta:
        model = Hotel
        fields = ("name", "name_ur", "kind", "licence_no", "address", "rooms", "registered_on")
        widgets = {"registered_on": DayInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name_ur"].widget.attrs.update({"dir": "rtl", "lang": "ur"})
        self.fields["registered_on"].required = True
        self.initial.setdefault("phone", self.instance.phone)
        if self.instance.registered_on is None:
            self.initial["registered_on"] = timezone.localdate()

    def clean_registered_on(self) -> Any:
        day = self.cleaned_data["registered_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class CloseForm(forms.Form):
    """Since when a house takes no more guests."""

    closed_on = forms.DateField(label=_("Closed on"), widget=DayInput())

    def __init__(self, *args: Any, hotel: Hotel, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hotel = hotel

    def clean_closed_on(self) -> Any:
        day = self.cleaned_data["closed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        if self.hotel.registered_on is not None and day < self.hotel.registered_on:
            raise forms.ValidationError(_("This is before the house was registered."))
        return day


class AnswerForm(forms.Form):
    """What the house says to an inspection."""

    answer = forms.CharField(
        label=_("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your answer; the police station reads it.")},
    )
