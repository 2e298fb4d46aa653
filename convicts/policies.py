"""May this be done to a record now? The refusal as a sentence, or None."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from convicts.models import ConvictRecord, Standing


def refuse_writing(record: ConvictRecord) -> str | None:
    """Why nothing can be noted in this file now."""
    if record.withdrawn_at is not None:
        return _("This record was withdrawn. Nothing is noted in it any more.")
    if not record.is_in_file and not record.opening.is_waiting:
        return _("This record was refused. It never came into the file.")
    return None


def refuse_deciding(by: Any) -> str | None:
    """Why this person may decide on no record."""
    if not by.may(Permission.DECIDE_CONVICTS):
        return _("You may not decide this.")
    return None


def refuse_standing(row: Standing, today: date) -> str | None:
    """Why he cannot be noted to be so."""
    if row.since_on > today:
        return _("This day has not come yet. Check the date.")
    return None


def refuse_striking(row: Any) -> str | None:
    """Why a row cannot be struck out now."""
    if row.is_struck:
        return _("This row was struck out already.")
    if isinstance(row, Standing):
        others = row.record.standings.standing().exclude(pk=row.pk)
        if not others.exists() and not row.record.status_in_file:
            return _(
                "Nothing else says where he is. Note the right state first, then strike this out."
            )
    return refuse_writing(row.record)


def refuse_withdrawing(record: ConvictRecord) -> str | None:
    """Why it cannot be proposed now to take the record out of the file."""
    if not record.is_in_file:
        return _("This record is not in the file.")
    if record.withdrawn_at is not None:
        return _("This record was withdrawn already.")
    if record.withdrawals.waiting().exists():
        return _("Its withdrawal has been proposed already.")
    return None
