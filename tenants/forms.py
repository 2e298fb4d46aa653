"""The parts of a registration, in the order of the paper: place, people, dates."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people import countries
from people.born import BornField
from people.forms import (
    CNICFormField,
    DayInput,
    LongSelect,
    PassportFormField,
    PhoneFormField,
    RegistrationFormField,
)
from people.photographs import PhotographField
from stations.choices import proper_district, stations_by_district
from stations.models import Station
from tenants.models import Named, Property, Tenancy
from tenants.policies import LONGEST, too_far_ahead

MOST_MEMBERS = 20
_PAKISTAN = countries.PAKISTAN


def _either_way() -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto"})


class Foldable:
    """A form that asks some of its fields first; on a phone the others are folded away."""

    FOLDED: tuple[str, ...] = ()
    FOLDED_TITLE: Any = ""
    #: Field → what it says of nearly everybody: that alone unfolds nothing.
    USUAL: dict[str, str] = {}

    @property
    def asked_first(self: Any) -> list[Any]:
        """What everybody is asked."""
        return [field for field in self.visible_fields() if field.name not in self.FOLDED]

    @property
    def folded(self: Any) -> list[Any]:
        """What concerns few, or may stay empty."""
        return [field for field in self.visible_fields() if field.name in self.FOLDED]

    @property
    def is_unfolded(self: Any) -> bool:
        """Whether there is anything in it to be seen."""
        return any(
            field.errors
            or field.field.required
            or field.value() not in ("", None, self.USUAL.get(field.name))
            for field in self.folded
        )


class PlaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """Where it is, and which police station answers for it."""

    station = forms.ChoiceField(
        label=_("Police station"),
        widget=LongSelect,
        error_messages={"required": _("Choose the police station of the place.")},
    )

    class Meta:
        model = Property
        fields = ("kind", "house_no", "street", "area", "city", "latitude", "longitude")
        widgets = {
            "latitude": forms.HiddenInput,
            "longitude": forms.HiddenInput,
            # '12-A' stays so between Urdu words.
            **{name: _either_way() for name in ("house_no", "street", "area", "city")},
        }

    field_order = ("kind", "house_no", "street", "area", "city", "station")

    def __init__(self, *args: Any, stations: Iterable[Station], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stations = {str(one.pk): one for one in stations}
        self.fields["station"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *stations_by_district(self.stations.values()),
        ]
        self.fields["station"].widget.attrs["data-by-district"] = _("District of the station")
        if self.instance.pk:
            self.initial["station"] = str(self.instance.station_id)

    def clean_city(self) -> str:
        return proper_district(self.cleaned_data["city"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None):
            cleaned["latitude"] = cleaned["longitude"] = None
        return cleaned

    def place(self) -> Property:
        """The place as described, unsaved."""
        place: Property = self.save(commit=False)
        place.station = self.stations[self.cleaned_data["station"]]
        return place


class NamedForm(Foldable, forms.ModelForm):  # type: ignore[type-arg]
    """Somebody who is named: by his card, or by a passport where he has none of ours."""

    cnic = CNICFormField(label=_("CNIC number"), required=False)
    passport_no = PassportFormField(label=_("Passport number, of a foreigner"), required=False)
    nationality = forms.ChoiceField(label=_("Nationality"), required=False, widget=LongSelect)
    phone = PhoneFormField(label=_("Phone"), required=False)
    born = BornField(label=_("Date or year of birth"), required=False)

    FOLDED = ("passport_no", "nationality")
    FOLDED_TITLE = _("A foreigner: passport instead of the CNIC")
    USUAL = {"nationality": _PAKISTAN}

    #: What this part asks, and what of it may not stay empty.
    ASKED: tuple[str, ...] = ()
    MUST: tuple[str, ...] = ()
    role = ""

    class Meta:
        model = Named
        fields = (
            *("name", "relation", "relative_name", "cnic", "passport_no", "nationality"),
            *("gender", "phone", "address", "district", "kinship"),
        )
        widgets = {name: _either_way() for name in ("name", "relative_name", "address", "district")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None and "born" not in (kwargs.get("initial") or {}):
            kwargs["initial"] = {"born": _born(instance), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(self.ASKED):
            del self.fields[name]
        self.order_fields(self.ASKED)
        self.fields["nationality"].choices = [("", "—"), *countries.choices()]  # type: ignore[attr-defined]
        if "district" in self.fields:
            self.fields["district"].widget.attrs.update({"list": "districts"})
        for name in self.MUST:
            self.fields[name].required = True

    def clean_district(self) -> str:
        return proper_district(self.cleaned_data["district"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("cnic") and cleaned.get("passport_no"):
            self.add_error("passport_no", _("Give the CNIC or the passport, not both."))
        elif cleaned.get("passport_no"):
            if cleaned.get("nationality") in ("", None):
                self.add_error("nationality", _("Choose the country that issued the passport."))
        elif cleaned.get("cnic"):
            cleaned["nationality"] = _PAKISTAN
        elif self.needs_document and not {"cnic", "passport_no"} & set(self.errors):
            self.add_error("cnic", _("Enter the 13 digits of the card, or a passport number."))
        return cleaned

    @property
    def needs_document(self) -> bool:
        return True

    def named(self) -> Named:
        """The person as described, unsaved; one who was filed before keeps his key."""
        one: Named = self.save(commit=False)
        one.role = self.role
        if "born" in self.fields:
            one.date_of_birth, one.birth_year = self.cleaned_data["born"]
        if one.cnic:
            one.nationality = _PAKISTAN
        return one


class HolderForm(NamedForm):
    """The landlord or the employer."""

    ASKED = ("name", "relation", "relative_name", "cnic", *NamedForm.FOLDED, "phone", "address")
    MUST = ("name", "relative_name", "phone", "address")


class ResidentForm(NamedForm):
    """The tenant or the employee."""

    ASKED = (
        *("name", "relation", "relative_name", "cnic", *NamedForm.FOLDED),
        *("gender", "born", "phone", "address", "district"),
    )
    MUST = ("name", "relative_name", "gender", "phone", "address", "district")


class MemberForm(NamedForm):
    """Somebody who lives there, too: of the family, or a servant of the house."""

    ASKED: tuple[str, ...] = (
        *("name", "kinship", "cnic", *NamedForm.FOLDED, "gender", "born", "is_staff"),
    )
    MUST = ("name",)

    named_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    leaves = forms.BooleanField(label=_("Does not live there: take out"), required=False)
    is_staff = forms.BooleanField(label=_("Works in the house"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        instance = kwargs.get("instance")
        if instance is not None:
            kwargs["initial"] = {
                "named_id": instance.pk,
                "is_staff": instance.role == Named.Role.STAFF,
            }
            self.ASKED = (*self.ASKED, "named_id", "leaves")
        elif args and args[0] is not None:
            self.ASKED = (*self.ASKED, "named_id", "leaves")
        super().__init__(*args, **kwargs)

    @property
    def needs_document(self) -> bool:
        # A child has none yet.
        return False

    def named(self) -> Named:
        self.role = Named.Role.STAFF if self.cleaned_data.get("is_staff") else Named.Role.MEMBER
        return super().named()


class _Members(BaseFormSet):  # type: ignore[type-arg]
    """The household; a row left wholly empty is nobody."""

    def __init__(self, *args: Any, filed: Iterable[Named] = (), **kwargs: Any) -> None:
        self.filed = list(filed)
        self.known = {one.pk: one for one in self.filed}
        kwargs["initial"] = [{} for _one in self.filed]
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        one = self._filed_at(index)
        # Whoever was filed is asked in full, also where nobody touched his fields.
        return {**kwargs, "instance": one, "empty_permitted": False} if one else kwargs

    def _filed_at(self, index: int | None) -> Named | None:
        if index is None:
            return None
        if not self.is_bound:
            return self.filed[index] if index < len(self.filed) else None
        said = str(self.data.get(f"{self.prefix}-{index}-named_id", ""))
        return self.known.get(int(said)) if said.isascii() and said.isdecimal() else None

    def named(self) -> Iterator[Named]:
        """The people as described, unsaved."""
        for form in self.forms:
            if form.cleaned_data.get("leaves"):
                continue
            if form.instance.pk or form.has_changed():
                yield form.named()


Members: Any = formset_factory(
    MemberForm,
    formset=_Members,
    extra=0,
    max_num=MOST_MEMBERS,
    absolute_max=MOST_MEMBERS + 1,
    validate_max=True,
)


class VoucherForm(NamedForm):
    """A surety or the dealer; left empty there is none."""

    ASKED = ("name", "relative_name", "cnic", *NamedForm.FOLDED, "phone", "address")
    MUST = ("name", "phone")

    def __init__(self, *args: Any, is_must: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("empty_permitted", not is_must)
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)

    @property
    def is_there(self) -> bool:
        """Whether somebody was named here."""
        return bool(self.cleaned_data.get("name"))


class DatesForm(Foldable, forms.ModelForm):  # type: ignore[type-arg]
    """Since when, until when, and what else the law asks of a tenant."""

    EARLIEST = date(1950, 1, 1)
    FOLDED = ("occupation", "workplace", "previous_address", "vehicle_no", "weapon_licence")
    FOLDED_TITLE = _("More about him, as far as you know it")

    vehicle_no = RegistrationFormField(
        label=_("Vehicle number"), required=False, max_length=20, takes_any=True
    )
    agreement = PhotographField(label=_("Photograph of the agreement"), required=False)

    class Meta:
        model = Tenancy
        fields = (
            *("possession_on", "agreed_from", "agreed_until", "rent", "occupation", "workplace"),
            *("previous_address", "vehicle_no", "weapon_licence", "agreement"),
        )
        widgets = {"possession_on": DayInput, "agreed_from": DayInput, "agreed_until": DayInput}

    def __init__(self, *args: Any, must: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["possession_on"].required = True
        self.fields["possession_on"].help_text = _("From this day on the hours of the law count.")
        for name in set(must) & set(self.fields):
            self.fields[name].required = True

    @staticmethod
    def latest() -> date:
        """The last day of which somebody may say that he lives there from then on."""
        return timezone.localdate() + timedelta(days=365)

    def clean_possession_on(self) -> Any:
        day = self.cleaned_data["possession_on"]
        if day > self.latest():
            raise forms.ValidationError(_("This is more than a year ahead. Check the year."))
        if day < self.EARLIEST:
            raise forms.ValidationError(_("This is too long ago. Check the year."))
        return day

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        start, end = cleaned.get("agreed_from"), cleaned.get("agreed_until")
        if start and end and end <= start:
            self.add_error("agreed_until", _("The agreement must end after it begins."))
        elif end and end > timezone.localdate() + LONGEST:
            self.add_error("agreed_until", too_far_ahead())
        return cleaned


def _born(one: Named) -> str:
    if one.date_of_birth:
        return one.date_of_birth.strftime("%d-%m-%Y")
    return str(one.birth_year or "")
