"""A party in JSON, read by the very forms of the desk."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import BaseModel

from filings.rules import Book
from hotel_eye.api.problems import Fault, wrong
from hotel_eye.api.schemas import CorrectIn, GuestIn, StayIn
from hotel_eye.forms import CompanionForm, GuestForm, StayForm
from hotel_eye.models import Guest, Stay
from people.cnic import CNIC, InvalidCNIC
from people.passport import InvalidPassport, PassportNumber

#: Moments and days beyond these are slips, and some databases and zones cannot hold them.
_YEARS = range(1900, 2201)


class _Stay(StayForm):
    """The stay without the token of a page: the header of the request takes its place."""

    form_token = None  # type: ignore[assignment]

    def clean_arrived_at(self) -> datetime:
        return _to_the_minute(super().clean_arrived_at())

    def clean_expected_until(self) -> datetime:
        until: datetime = self.cleaned_data["expected_until"]
        if until.year not in _YEARS:
            raise forms.ValidationError(check_the_year())
        return _to_the_minute(until)


def _to_the_minute(moment: datetime) -> datetime:
    """As the desk writes it: what is read and sent back is then no correction."""
    return moment.replace(second=0, microsecond=0)


class DepartureForm(forms.Form):
    """When a party left."""

    left_at = forms.DateTimeField()

    def clean_left_at(self) -> datetime:
        left_at: datetime = self.cleaned_data["left_at"]
        if left_at.year not in _YEARS:
            raise forms.ValidationError(check_the_year())
        return left_at


class NilForm(forms.Form):
    """The day on which nobody came."""

    day = forms.DateField()


def party(said: StayIn, *, book: Book) -> tuple[Stay, list[Guest]]:
    """The stay and its guests, unsaved. Raises Refused (422) with everything that is wrong."""
    return _read(said, [None for _one in said.guests], book)


def corrected(said: CorrectIn, *, known: Sequence[Guest]) -> tuple[Stay, list[Guest]]:
    """The stay as it should be; of its guests those keep their key who were ``known``.

    As at the desk, what the law of the place asks for beyond the forms was asked for on arrival.
    Raises Refused (422) with everything that is wrong.
    """
    return _read(said, _who_is_who(said, known), {})


def value(form: forms.Form) -> Any:
    """What the only field of this form says. Raises Refused (422)."""
    if not form.is_valid():
        raise wrong(_faults(form, ""))
    return next(iter(form.cleaned_data.values()))


def check_the_year() -> str:
    """What is said of a year that nobody can mean."""
    return _("Check the year.")


def _read(
    said: StayIn | CorrectIn, instances: Sequence[Guest | None], book: Book
) -> tuple[Stay, list[Guest]]:
    stay_form = _Stay(query(said, without={"guests"}))
    guest_forms: list[GuestForm] = [
        CompanionForm(query(guest, without={"id"}), instance=instance)
        if place
        else GuestForm(query(guest, without={"id"}), instance=instance, book=book)
        for place, (guest, instance) in enumerate(zip(said.guests, instances, strict=True))
    ]
    faults = [
        *_faults(stay_form, ""),
        *(
            fault
            for place, form in enumerate(guest_forms)
            for fault in _faults(form, f"/guests/{place}")
        ),
    ]
    if faults:
        raise wrong(faults)
    guests = [form.guest() for form in guest_forms]
    # Whoever heads the party now is nobody's wife or son.
    guests[0].kinship = ""
    return stay_form.save(commit=False), guests


def query(said: BaseModel, without: set[str] | None = None) -> QueryDict:
    """The values as a browser would send them."""
    sent = QueryDict(mutable=True)
    for name, given in said.model_dump(exclude=without or set()).items():
        if given is True:
            sent[name] = "on"
        elif given is not False:
            sent[name] = str(given)
    return sent


def _who_is_who(said: CorrectIn, known: Sequence[Guest]) -> list[Guest | None]:
    """For each guest that is sent the one who was filed, or None where he is new."""
    left = {guest.pk: guest for guest in known}
    faults = []
    found: list[Guest | None] = []
    for place, one in enumerate(said.guests):
        found.append(left.pop(one.id, None) if one.id is not None else None)
        if one.id is not None and found[-1] is None:
            faults.append(Fault(f"/guests/{place}/id", _("There is no such guest in this entry.")))
    if faults:
        raise wrong(faults)
    by_number = {guest.cnic or guest.passport_no: guest for guest in left.values()}
    return [
        filed or (by_number.pop(_number(one), None) if one.id is None else None)
        for one, filed in zip(said.guests, found, strict=True)
    ]


def _number(said: GuestIn) -> str:
    """The number of his document; one that cannot be read the form will refuse."""
    try:
        if said.document in Guest.CNIC_DOCUMENTS:
            return CNIC.parse(said.cnic)
        return PassportNumber.parse(said.passport_no)
    except (InvalidCNIC, InvalidPassport):
        return "\0"


def _faults(form: forms.BaseForm, pointer: str) -> Iterator[Fault]:
    errors: dict[str, Any] = form.errors
    for name, messages in errors.items():
        path = pointer if name == NON_FIELD_ERRORS else f"{pointer}/{name}"
        for message in messages:
            yield Fault(path, str(message))


def as_day(text: str) -> date:
    """A day as NilForm reads it. Raises ValidationError."""
    day: date = NilForm.base_fields["day"].clean(text)
    return day
