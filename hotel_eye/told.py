"""The history of an entry in words: what was filed, corrected and annulled, and when."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from filings.models import Receipt
from hotel_eye.models import Guest, Stay

_TONES = {"filed": "good", "corrected": "info", "annulled": "bad", "nil": "plain"}


def history(receipts: Iterable[Receipt], *, is_masked: bool = False) -> list[dict[str, Any]]:
    """The entries of a timeline, the last one first; with their people loaded.

    Masked they show no number of a card or a passport, as every list.
    """
    return [
        {
            "at": one.received_at,
            "title": f"{one.get_act_display()} ({one.number})",
            "by": one.received_from.local_name,
            "text": "\n".join(changes_in(one, is_masked=is_masked)),
            "tone": _TONES[one.act],
        }
        for one in reversed(list(receipts))
    ]


def changes_in(receipt: Receipt, *, is_masked: bool = False) -> list[str]:
    """'Room: 12 → 14', a line for each field that a correction changed."""
    lines = []
    for name, (was, now) in receipt.changes.items():
        who, field = _parts(name)
        words = ", ".join(part for part in (who, str(field.verbose_name) if field else "") if part)
        shown = [_shown(one, field) for one in (was, now)]
        if is_masked and name.endswith((": cnic", ": passport_no")):
            shown = [_masked(one) for one in shown]
        lines.append(f"{words}: {shown[0]} → {shown[1]}")
    return lines


def _parts(name: str) -> tuple[str, Any]:
    """Who of the party, and which field, that a key of `filed.changes` names.

    The keys are 'room', 'guest 2: name', 'guest 3' (who is new) and 'taken out 17'.
    """
    who, _colon, field = name.rpartition(": ")
    if not who and " " in field:
        return _in_words(field), None
    model = Guest if who else Stay
    return _in_words(who) if who else "", model._meta.get_field(field)


def _in_words(who: str) -> str:
    words, _space, number = who.rpartition(" ")
    if words == "taken out":
        return _("taken out of the entry")
    return _("guest %(number)s") % {"number": number}


def _masked(number: str) -> str:
    """Its last signs are enough to tell two of them apart."""
    return f"•••{number[-2:]}" if len(number) > 4 else number


def _shown(value: Any, field: Any) -> str:
    if value in ("", None):
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, models.FileField):
        return _("a new photograph")
    if choices := dict(getattr(field, "flatchoices", ())):
        return str(choices.get(value, value))
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(value)):
        return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT")
    return str(value)
