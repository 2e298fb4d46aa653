"""The form of an FIR before it is registered: form 24.5(1), with everybody and everything in it."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from firs import policies
from firs.bearings import Compass
from firs.models import (
    FIR,
    Accused,
    Mobile,
    Signed,
    StolenThing,
    Vehicle,
    Victim,
    Witness,
)
from firs.section_forms import SectionsField
from people.forms import (
    CNICFormField,
    IMEIFormField,
    MomentField,
    PhoneFormField,
    RegistrationFormField,
    SerialNumberFormField,
)
from stations.choices import stations_by_district
from stations.models import Station

_MOMENTS = ("occurred_from", "occurred_to")
#: So many of one kind stand in one FIR before it is registered; more are nominated later.
MOST = 40


class FromComplaintForm(forms.Form):
    """Why the FIR comes late, where it does."""

    late_because = forms.CharField(
        label=_("Why it took longer"), max_length=500, required=False, empty_value=""
    )


class WordsField(forms.CharField):
    """Several lines. A browser ends them in two signs, of which one is kept and counted."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).replace("\r\n", "\n")


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]
    """What may be written of a draft; the numbers of a complainant stand as he gave them."""

    #: When the draft was last changed as this person reads it.
    seen = forms.DateTimeField(label=_("State of the draft"), widget=forms.HiddenInput)
    picked_sections = SectionsField(label=_("Sections"), required=False)
    cnic = CNICFormField(label=_("CNIC"), required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)
    property_lost = WordsField(
        label=_("Property carried off"), rows=3, max_length=2000, required=False
    )
    steps_taken = WordsField(
        label=_("Steps taken, and why recording was delayed"),
        rows=3,
        max_length=2000,
        required=False,
    )
    narrative = WordsField(
        label=_("First information, in the informant's words"), rows=12, max_length=8000
    )
    distance_km = forms.DecimalField(
        label=_("Distance from the station in km"),
        min_value=0,
        max_digits=6,
        decimal_places=1,
        required=False,
    )
    direction = forms.ChoiceField(
        label=_("Direction from the station"),
        choices=[("", "—"), *Compass.choices],
        required=False,
    )

    class Meta:
        model = FIR
        fields = (
            *("language", "occurred_from", "occurred_to"),
            *("name", "name_ur", "relation", "relative_name", "address", "cnic", "phone"),
            *("offence", "property_lost", "property_value"),
            *("place", "distance_km", "direction", "beat", "latitude", "longitude"),
            *("steps_taken", "narrative"),
        )
        field_classes = dict.fromkeys(_MOMENTS, MomentField)
        widgets = {
            "latitude": forms.HiddenInput,
            "longitude": forms.HiddenInput,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker: Any = self.fields["picked_sections"]
        picker.offer(timezone.localdate(self.reported_at))
        if self.instance.pk:
            self.initial.setdefault("seen", self.instance.changed_at.isoformat())
            rows = self.instance.section_rows.order_by("pk")
            self.initial.setdefault("picked_sections", [one.section_id for one in rows])
        else:
            del self.fields["seen"]
        if self.instance.complaint_id:
            del self.fields["cnic"], self.fields["phone"]
        self.fields["occurred_from"].widget.attrs["data-autofocus"] = ""
        self.fields["name_ur"].widget.attrs.update({"dir": "rtl", "lang": "ur"})
        for name in ("property_value", "distance_km"):
            self.fields[name].widget.attrs.update({"dir": "ltr", "inputmode": "decimal"})
        for name in ("name", "relative_name", "address", "offence", "place", "beat"):
            self.fields[name].widget.attrs["dir"] = "auto"

    @property
    def reported_at(self) -> datetime:
        """The hour against which the others are checked."""
        return self.instance.reported_at or timezone.now()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in _MOMENTS:
            self._keep_seconds(cleaned, name)
        start, end = (cleaned.get(name) for name in _MOMENTS)
        reported_at = cleaned.get("reported_at") or self.reported_at
        if start and start > reported_at:
            self.add_error("occurred_from", _("It was reported before this hour. Check the date."))
        if start and end and end < start:
            self.add_error("occurred_to", _("This is before it began. Check the date."))
        if end and end > timezone.now():
            self.add_error("occurred_to", _("This hour has not come yet."))
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            cleaned["latitude"] = cleaned["longitude"] = None
        return cleaned

    def _keep_seconds(self, cleaned: dict[str, Any], name: str) -> None:
        """The control shows minutes: whoever did not touch it did not round the hour."""
        was = self.initial.get(name)
        if was and cleaned.get(name) == was.replace(second=0, microsecond=0):
            cleaned[name] = was

    def values(self) -> dict[str, Any]:
        """What the action takes of it, beside the sections."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in ("seen", "picked_sections", "form_token")
        }


class NewForm(DraftForm):
    """An FIR that comes from no complaint: where, and when it was reported."""

    station = forms.ModelChoiceField(Station.objects.none(), label=_("Station"), empty_label=None)
    reported_at = MomentField(label=_("Reported at"))  # type: ignore[assignment]
    form_token = forms.UUIDField(widget=forms.HiddenInput)

    field_order = ["station", "reported_at"]

    class Meta(DraftForm.Meta):
        fields = ("station", "reported_at", *DraftForm.Meta.fields)  # type: ignore[assignment]

    def __init__(self, *args: Any, stations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["station"]
        field.queryset = stations
        field.label_from_instance = lambda one: one.local_name
        if stations.count() > 1:
            field.choices = stations_by_district(stations)

    def clean_reported_at(self) -> datetime:
        """When the information came in: not in the time to come."""
        moment: datetime = self.cleaned_data["reported_at"]
        if refusal := policies.refuse_moment(moment, timezone.now()):
            raise forms.ValidationError(refusal)
        return moment


class RegisterForm(forms.Form):
    """The last word before the FIR has its number."""

    seen = forms.DateTimeField(label=_("State of the draft"), widget=forms.HiddenInput)
    signed_as = forms.ChoiceField(
        label=_("Signed by the informant"), widget=forms.RadioSelect, choices=Signed.choices
    )
    is_read_over = forms.BooleanField(
        label=_("It was read over to the informant, who says that it is right (s.154 CrPC)")
    )
    despatched_at = MomentField(
        label=_("Despatched from the station at"),
        required=False,
        help_text=_("Leave it empty until somebody leaves."),
    )

    def __init__(self, *args: Any, fir: FIR, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fir = fir
        self.initial.setdefault("seen", fir.changed_at.isoformat())

    def clean_despatched_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["despatched_at"]
        if moment is None:
            return None
        # The control shows minutes, and the report has seconds.
        moment = max(moment, self.fir.reported_at) if self._same_minute(moment) else moment
        if refusal := policies.refuse_departure(self.fir, moment, timezone.now()):
            raise forms.ValidationError(refusal)
        return moment

    def _same_minute(self, moment: datetime) -> bool:
        return moment == self.fir.reported_at.replace(second=0, microsecond=0)


# --- People and things ---


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """One row of people or things. A row in which nothing is typed is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "relative_name", "address", "description", "alias", "make"):
            if name in self.fields:
                self.fields[name].widget.attrs["dir"] = "auto"
        if "value" in self.fields:
            self.fields["value"].widget.attrs.update({"dir": "ltr", "inputmode": "numeric"})


class PartyForm(PartForm):
    """What is asked of everybody in a case."""

    cnic = CNICFormField(label=_("CNIC"), required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)
    age = forms.IntegerField(label=_("Age"), min_value=0, max_value=120, required=False)


_PERSON = ("name", "relation", "relative_name", "cnic", "phone", "gender", "age", "address")


class AccusedForm(PartyForm):
    """One who is accused: named, or described."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    belt_no = forms.CharField(
        label=_("Belt number, where he is an officer"),
        max_length=20,
        required=False,
        help_text=_("He sees nothing of this case then."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    class Meta:
        model = Accused
        fields = (*_PERSON, "alias", "description")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.user is not None:
            self.initial.setdefault("belt_no", self.instance.user.belt_no)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if "belt_no" in self.changed_data:
            self.instance.belt_no = cleaned.get("belt_no", "")
        if not cleaned.get("name") and not cleaned.get("description") and not self.errors:
            self.add_error("name", _("Give his name, or describe him."))
        self.instance.is_known = bool(cleaned.get("name"))
        return cleaned


class WitnessForm(PartyForm):
    """One who saw, found or examined something."""

    class Meta:
        model = Witness
        fields = ("kind", *_PERSON)


class VictimForm(PartyForm):
    """To whom it was done."""

    class Meta:
        model = Victim
        fields = (*_PERSON, "harm")


class StolenThingForm(PartForm):
    """A thing that is gone."""

    class Meta:
        model = StolenThing
        fields = ("description", "quantity", "value")


class VehicleForm(PartForm):
    """A vehicle that is gone, by one of its numbers at least."""

    registration_no = RegistrationFormField(
        label=_("Registration number"), required=False, takes_any=True, max_length=20
    )
    chassis_no = SerialNumberFormField(label=_("Chassis number"), required=False)
    engine_no = SerialNumberFormField(label=_("Engine number"), required=False)

    class Meta:
        model = Vehicle
        fields = ("registration_no", "chassis_no", "engine_no", "make", "colour", "value")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        numbers = ("registration_no", "chassis_no", "engine_no")
        if not any(cleaned.get(name) for name in numbers) and not self.errors:
            self.add_error(
                "registration_no",
                _("Give the registration, chassis or engine number: by one of them it is found."),
            )
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance.fold_numbers()


class MobileForm(PartForm):
    """A telephone that is gone."""

    imei = IMEIFormField(label=_("IMEI"), required=False)
    imei_2 = IMEIFormField(label=_("Second IMEI"), required=False)

    class Meta:
        model = Mobile
        fields = ("make", "imei", "imei_2", "sim_numbers", "value")


def _rows(model: Any, form: Any) -> Any:
    """The class of the rows of one kind."""
    return inlineformset_factory(
        FIR,
        model,
        form=form,
        formset=BaseInlineFormSet,
        fk_name="fir",
        extra=1,
        max_num=MOST,
        absolute_max=MOST,
        validate_max=True,
        can_delete=True,
    )


_KINDS: tuple[tuple[str, Any, Any], ...] = (
    ("accused", _rows(Accused, AccusedForm), _("Accused")),
    ("victims", _rows(Victim, VictimForm), _("Victims")),
    ("witnesses", _rows(Witness, WitnessForm), _("Witnesses")),
    ("vehicles", _rows(Vehicle, VehicleForm), _("Vehicles carried off")),
    ("mobiles", _rows(Mobile, MobileForm), _("Telephones carried off")),
    ("things", _rows(StolenThing, StolenThingForm), _("Other things carried off")),
)


class Parts:
    """The rows of people and things of one draft, kind by kind."""

    def __init__(self, fir: FIR, data: Any = None) -> None:
        self.sets: list[Any] = []
        for prefix, rows, label in _KINDS:
            # A draft that is not saved yet has no row that could be gone.
            is_new = data is None or fir.pk is None
            sent = data if is_new else _still_there(data, prefix, rows.model, fir)
            one: Any = rows(sent, instance=fir, prefix=prefix)
            one.label = label
            self.sets.append(one)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.sets)

    @property
    def by_kind(self) -> dict[str, Any]:
        """Each kind under its name, for the page that shows them in the order of the paper."""
        return {one.prefix: one for one in self.sets}

    def is_valid(self) -> bool:
        # Every one is asked, so that every mistake is shown at once.
        return all([one.is_valid() for one in self.sets])

    def changed(self) -> list[Any]:
        """The rows that were typed or typed over, unsaved."""
        return [row for one in self.sets for row in self._saved(one)]

    def gone(self) -> list[Any]:
        """The rows that were taken out."""
        return [row for one in self.sets for row in one.deleted_objects]

    def _saved(self, one: Any) -> list[Any]:
        rows: list[Any] = one.save(commit=False)
        return rows


def _still_there(data: QueryDict, prefix: str, model: Any, fir: FIR) -> QueryDict:
    """The rows as they were sent; what somebody took out meanwhile stands at the end, as new.

    Whoever typed in such a row is told that the draft was changed, and loses nothing of it.
    """
    total, initial = (_number(data.get(f"{prefix}-{name}_FORMS")) for name in ("TOTAL", "INITIAL"))
    places = range(min(total, MOST))
    sent = {place: data.get(f"{prefix}-{place}-id", "") for place in places[:initial]}
    there = {str(pk) for pk in model.objects.filter(fir=fir).values_list("pk", flat=True)}
    gone = [place for place, pk in sent.items() if pk not in there]
    if not gone:
        return data
    changed = data.copy()
    order = [place for place in places if place not in gone] + gone
    for new, old in enumerate(order):
        for name in [name for name in data if name.startswith(f"{prefix}-{old}-")]:
            changed.setlist(name.replace(f"-{old}-", f"-{new}-", 1), data.getlist(name))
        if old in gone:
            changed[f"{prefix}-{new}-id"] = ""
    changed[f"{prefix}-INITIAL_FORMS"] = str(len(sent) - len(gone))
    return changed


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 4 else 0
