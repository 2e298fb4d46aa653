"""Who is expected, who has come and is not entered yet, who will not come."""

from datetime import datetime
from typing import Any

from django.db import transaction

from audit.actions import record
from filings import rules
from filings.models import Kind
from hotel_eye import policies
from hotel_eye.actions import Refused
from hotel_eye.models import Expected, Hotel
from hotel_eye.sent_once import sent_already


@transaction.atomic
def expect(*, by: Any, hotel: Hotel, expected: Expected, at: datetime) -> Expected:
    """Note that somebody booked; ``expected`` is unsaved.

    The same form sent twice (same ``form_token``) is one booking. Raises Refused when it comes
    again with another guest on it, as after the browser's Back button.
    """
    if known := sent_already(Expected, hotel, expected.form_token):
        if (known.name, known.arrives_on) != (expected.name, expected.arrives_on):
            raise Refused(policies.form_was_sent())
        return known
    expected.hotel, expected.made_by, expected.made_at = hotel, by, at
    expected.save(force_insert=True)
    record(by=by, action="hotel_eye.expected", target=expected, at=at)
    return expected


@transaction.atomic
def note_arrival(*, by: Any, expected: Expected, at: datetime) -> Expected:
    """He stands at the desk: the hours of the law run from now. Raises Refused."""
    one = _open(expected)
    if one.arrived_at is None:
        kind = Kind.FOREIGNER if one.passport_no else Kind.GUEST
        one.arrived_at = at
        one.due_at = rules.due_at(rules.book_at(one.hotel.station, at).get(kind), at)
        one.save(update_fields=["arrived_at", "due_at"])
        record(by=by, action="hotel_eye.expected_arrived", target=one, at=at)
    return one


@transaction.atomic
def cancel(*, by: Any, expected: Expected, at: datetime) -> None:
    """He will not come. Raises Refused."""
    one = _open(expected)
    one.cancelled_at = at
    one.save(update_fields=["cancelled_at"])
    record(by=by, action="hotel_eye.expected_cancelled", target=one, at=at)


def _open(expected: Expected) -> Expected:
    rows = Expected.objects.select_for_update(of=("self",)).select_related("hotel__station")
    one: Expected = rows.get(pk=expected.pk)
    if one.is_over:
        raise Refused(policies.expected_is_over(one))
    return one
