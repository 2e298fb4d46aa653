"""The check-in form, in the order of the paper register."""

from datetime import datetime, time, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout
from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from filings.models import Kind
from filings.rules import Book
from hotel_eye.models import Guest, Stay
from hotel_eye.policies import CLOCK_SLACK
from hotel_eye.sent_once import SentOnce
from people import countries
from people.born import BornField
from people.forms import (
    CNICFormField,
    DayInput,
    LongSelect,
    MomentInput,
    PassportFormField,
    PhoneFormField,
    RegistrationFormField,
)
from people.photographs import PhotographField
from stations.choices import proper_district

PAKISTAN = countries.PAKISTAN
LONGEST_LATENESS = timedelta(days=366)
MOST_COMPANIONS = 40


def _helper(*layout: Any) -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.layout = Layout(*layout)
    return helper


class StayForm(SentOnce):
    """The room, the hours and the reason; vehicle, weapon and local reference where they apply."""

    # Nobody waits at the desk for the sake of a plate: an odd one is kept as it was typed.
    vehicle_no = RegistrationFormField(
        label=_("Vehicle number"), required=False, max_length=20, takes_any=True
    )
    reference_phone = PhoneFormField(label=_("Phone"), required=False)

    class Meta:
        model = Stay
        fields = (
            "room",
            "arrived_at",
            "expected_until",
            "purpose",
            "channel",
            "coming_from",
            "going_to",
            "children_male",
            "children_female",
            "vehicle_no",
            "vehicle_make",
            "weapon",
            "weapon_licence",
            "reference_name",
            "reference_father",
            "reference_business",
            "reference_address",
            "reference_phone",
            "reference_verified",
        )
        widgets = {"arrived_at": MomentInput(), "expected_until": MomentInput()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in {"children_male", "children_female"} & set(self.fields):
            self.fields[name].required = False
            self.fields[name].widget.attrs.update({"min": 0, "max": 20, "inputmode": "numeric"})
        if "room" in self.fields:
            self.fields["room"].widget.attrs.update({"dir": "ltr", "autocomplete": "off"})
        self.helper = self.laid_out()

    def laid_out(self) -> FormHelper:
        """The form in the order of the register; what most guests do not need is closed."""
        return _helper(
            *sorted({"form_token", "version"} & set(self.fields)),
            Fieldset(
                gettext("Stay"),
                Div(
                    "room",
                    "purpose",
                    "channel",
                    "arrived_at",
                    "expected_until",
                    "coming_from",
                    "going_to",
                    "children_male",
                    "children_female",
                    css_class="form-grid-3",
                ),
            ),
            _section(self, gettext("Vehicle"), "vehicle_no", "vehicle_make"),
            _section(self, gettext("Licensed weapon"), "weapon", "weapon_licence"),
            _section(
                self,
                gettext("Local reference"),
                "reference_name",
                "reference_father",
                "reference_business",
                "reference_address",
                "reference_phone",
                "reference_verified",
            ),
        )

    @staticmethod
    def starting_at(now: datetime) -> dict[str, Any]:
        """What an empty form begins with: arrived now, leaving tomorrow noon."""
        local = timezone.localtime(now)
        noon = datetime.combine(local.date() + timedelta(days=1), time(12))
        return {"arrived_at": local.replace(second=0, microsecond=0), "expected_until": noon}

    def clean_children_male(self) -> int:
        return self._children("children_male")

    def clean_children_female(self) -> int:
        return self._children("children_female")

    def _children(self, name: str) -> int:
        number = self.cleaned_data.get(name) or 0
        if number > 20:
            raise forms.ValidationError(_("More than 20 children? Log them as separate parties."))
        return number

    def clean_arrived_at(self) -> datetime:
        arrived_at: datetime = self.cleaned_data["arrived_at"]
        now = timezone.now()
        if arrived_at > now + CLOCK_SLACK:
            raise forms.ValidationError(
                _("The check-in is in the future. Enter the time at which the guest arrived.")
            )
        if arrived_at < now - LONGEST_LATENESS:
            raise forms.ValidationError(_("The check-in is more than a year ago. Check the date."))
        return arrived_at

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        arrived_at, until = cleaned.get("arrived_at"), cleaned.get("expected_until")
        if arrived_at and until and until <= arrived_at:
            self.add_error(
                "expected_until", _("The expected check-out must be after the check-in.")
            )
        if cleaned.get("weapon") and not cleaned.get("weapon_licence"):
            self.add_error(
                "weapon_licence",
                _("Only a licensed weapon may stay. Enter its licence number or call the station."),
            )
        return cleaned


def _section(form: forms.BaseForm, title: str, *fields: str) -> Div:
    """A part of the form that most guests do not need, closed unless something in it is wrong."""
    is_open = any(name in form.errors for name in fields)
    opening = (
        f'<details class="form-section"{" open" if is_open else ""}><summary>{title}</summary>'
    )
    return Div(HTML(opening), Div(*fields, css_class="form-grid-3"), HTML("</details>"))


class GuestForm(forms.ModelForm):  # type: ignore[type-arg]
    """The head of the party: everything the register asks of a guest."""

    is_companion = False

    cnic = CNICFormField(label=_("CNIC number"), required=False)
    passport_no = PassportFormField(label=_("Document number"), required=False)
    phone = PhoneFormField(label=_("Phone"), required=False)
    born = BornField(label=_("Date or year of birth"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, widget=LongSelect)
    card_front = PhotographField(label=_("Card, front"), required=False)
    card_back = PhotographField(label=_("Card, back"), required=False)

    class Meta:
        model = Guest
        fields = (
            "document",
            "cnic",
            "passport_no",
            "nationality",
            "name",
            "name_ur",
            "relation",
            "relative_name",
            "gender",
            "phone",
            "address",
            "district",
            "visa_no",
            "visa_type",
            "visa_until",
            "entered_on",
            "entered_at",
            "card_front",
            "card_back",
            "kinship",
        )
        widgets = {"visa_until": DayInput(), "entered_on": DayInput()}

    IN_ORDER = (
        "document",
        "cnic",
        "passport_no",
        "nationality",
        "name",
        "relation",
        "relative_name",
        "gender",
        "born",
        "phone",
        "address",
        "district",
        "kinship",
    )
    ATTRIBUTES = {
        "name_ur": {"dir": "rtl", "lang": "ur"},
        "district": {"list": "districts", "autocomplete": "off"},
    }
    FOREIGNERS = ("visa_no", "visa_type", "visa_until", "entered_on", "entered_at")

    def __init__(self, *args: Any, book: Book | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        #: By kind, the rules of the place: they may ask for more than the form does by itself.
        self.book = book or {}
        self.fields["nationality"].choices = [("", "—"), *countries.choices()]  # type: ignore[attr-defined]
        for name, attrs in self.ATTRIBUTES.items():
            if name in self.fields:
                self.fields[name].widget.attrs.update(attrs)
        for name, field in self.fields.items():
            field.widget.attrs["data-field"] = name
        self._insist("gender", _("Choose the gender as on the card."))
        if not self.is_companion:
            del self.fields["kinship"]
            self._insist("phone", _("Enter a phone number of the guest."))
            self._insist("address", _("Enter the permanent address, as on the card."))
            self._insist("district", _("Enter the home district, or the city abroad."))
            self._insist("born", _("Enter the date of birth, or the year alone."))
        self.helper = self.laid_out()

    def laid_out(self) -> FormHelper:
        """The form in the order of the card; a foreigner's part stands by itself."""
        order = [name for name in self.IN_ORDER if name in self.fields]
        return _helper(
            Div(*order, css_class="form-grid-3"),
            Div(
                Div(*self.FOREIGNERS, css_class="form-grid-3"),
                css_class="foreigner",
                data_foreigner="",
            ),
            _section(
                self,
                gettext("Urdu name and photographs of the card"),
                "name_ur",
                "card_front",
                "card_back",
            ),
        )

    def clean_district(self) -> str:
        """The district's proper name where an alias is known; otherwise as it was typed."""
        return proper_district(self.cleaned_data["district"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # A field that is itself wrong has said so already.
        if cleaned.get("document") in Guest.CNIC_DOCUMENTS:
            self._clean_citizen(cleaned)
        else:
            self._clean_foreigner(cleaned)
        self._clean_by_rule(cleaned)
        return cleaned

    def _clean_by_rule(self, cleaned: dict[str, Any]) -> None:
        """What the law of the place asks for beyond that."""
        is_citizen = cleaned.get("document") in Guest.CNIC_DOCUMENTS
        rule = self.book.get(Kind.GUEST if is_citizen else Kind.FOREIGNER)
        # A card of a refugee has no visa.
        if rule is None or cleaned.get("document") in (Guest.Document.POR, Guest.Document.ACC):
            return
        if not is_citizen and cleaned.get("nationality") == PAKISTAN:
            return
        for name in rule.required:
            if name in self.fields:
                message = _("%(law)s asks for this. Ask the guest.") % {"law": rule.local_title}
                self._require(cleaned, name, message)

    def _insist(self, name: str, message: Any) -> None:
        """The field is required of everybody, whatever the document."""
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = message

    def _clean_citizen(self, cleaned: dict[str, Any]) -> None:
        cleaned["passport_no"] = ""
        cleaned["nationality"] = PAKISTAN
        self.errors.pop("passport_no", None)
        self.errors.pop("nationality", None)
        self._require(cleaned, "cnic", _("Enter the 13 digits of the card."))
        if not self.is_companion:
            self._require(cleaned, "relative_name", _("Enter the father's or husband's name."))
        if cleaned.get("relative_name"):
            self._require(cleaned, "relation", _("Choose s/o, d/o or w/o."))

    def _clean_foreigner(self, cleaned: dict[str, Any]) -> None:
        cleaned["cnic"] = ""
        self.errors.pop("cnic", None)
        self._require(cleaned, "passport_no", _("Enter the number of the document."))
        self._require(cleaned, "nationality", _("Choose the country that issued the document."))
        if cleaned.get("document") == Guest.Document.PASSPORT and (
            cleaned.get("nationality") != PAKISTAN
        ):
            self._require(cleaned, "visa_no", _("Enter the visa number, or 'on arrival'."))
            self._require(cleaned, "entered_on", _("Enter the day of entry into Pakistan."))

    def _require(self, cleaned: dict[str, Any], name: str, message: Any) -> None:
        if not cleaned.get(name) and name not in self.errors:
            self.add_error(name, message)

    def clean_entered_on(self) -> Any:
        entered_on = self.cleaned_data["entered_on"]
        if entered_on and entered_on > timezone.localdate():
            raise forms.ValidationError(_("The entry into Pakistan is in the future."))
        return entered_on

    def guest(self) -> Guest:
        """The guest as described, unsaved."""
        guest: Guest = self.save(commit=False)
        guest.date_of_birth, guest.birth_year = self.cleaned_data["born"]
        return guest


class CompanionForm(GuestForm):
    """Everyone else of the party: the head's address and phone will do."""

    is_companion = True


class _Companions(BaseFormSet):  # type: ignore[type-arg]
    """Companions; a row left wholly empty is no companion."""

    def guests(self) -> list[Guest]:
        """The companions as described, unsaved."""
        return [form.guest() for form in self.forms if form.has_changed()]


Companions = formset_factory(
    CompanionForm,
    formset=_Companions,
    extra=0,
    max_num=MOST_COMPANIONS,
    # Whatever number is posted, no more forms than these are made and drawn.
    absolute_max=MOST_COMPANIONS + 1,
    validate_max=True,
)


class CheckOutForm(forms.Form):
    """When the party left."""

    left_at = forms.DateTimeField(
        label=_("Check-out"),
        widget=MomentInput(),
        error_messages={"invalid": _("Enter the time of check-out, such as 23-03-2026 11:30.")},
    )


class SearchForm(forms.Form):
    """One box for a CNIC, a passport number, a name or a room."""

    text = forms.CharField(
        label=_("CNIC, passport, name or room"),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class DayForm(forms.Form):
    """Which day of the register."""

    day = forms.DateField(label=_("Day"), widget=DayInput(), required=False)
