"""A party in JSON, read by the very forms of the desk."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict

from filings.rules import Book
from hotel_eye.api.problems import Fault, wrong
from hotel_eye.api.schemas import GuestIn, StayIn
from hotel_eye.forms import CompanionForm, GuestForm, StayForm
from hotel_eye.models import Guest, Stay


class _Stay(StayForm):
    """The stay without the token of a page: the header of the request takes its place."""

    form_token = None  # type: ignore[assignment]


def read(said: StayIn, *, book: Book) -> tuple[Stay, list[Guest]]:
    """The stay and its guests, unsaved. Raises Refused (422) with everything that is wrong."""
    stay_form = _Stay(_query(said, leave_out={"guests"}))
    head, *others = said.guests
    guest_forms: list[GuestForm] = [
        GuestForm(_query(head), book=book),
        *(CompanionForm(_query(other)) for other in others),
    ]
    faults = [
        *_faults(stay_form, ""),
        *(
            fault
            for number, form in enumerate(guest_forms)
            for fault in _faults(form, f"/guests/{number}")
        ),
    ]
    if faults:
        raise wrong(faults)
    return stay_form.save(commit=False), [form.guest() for form in guest_forms]


def _query(said: StayIn | GuestIn, leave_out: set[str] | None = None) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in said.model_dump(exclude=leave_out or set()).items():
        if value is True:
            query[name] = "on"
        elif value is not False:
            query[name] = str(value)
    return query


def _faults(form: forms.BaseForm, pointer: str) -> Iterator[Fault]:
    errors: dict[str, Any] = form.errors
    for name, messages in errors.items():
        path = pointer if name == NON_FIELD_ERRORS else f"{pointer}/{name}"
        for message in messages:
            yield Fault(path, str(message))
