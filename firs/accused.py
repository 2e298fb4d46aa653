"""Row 5 of the form, "name and address of the criminal": one line for each who is accused."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from firs.models import Accused
from people.cnic import CNIC
from people.phone import Phone


def lines(rows: Iterable[Accused]) -> str:
    """Everything the FIR says of them, in the language that is active, each with his number."""
    return "\n".join(f"{number}. {_line(one)}" for number, one in enumerate(rows, 1))


def _line(one: Accused) -> str:
    # Whether father or husband is often not known, and a wrong "s/o" spoils an FIR.
    relative = one.relation_line if one.relation else ""
    if one.relative_name and not one.relation:
        relative = _("father or husband: %s") % one.relative_name
    known = (
        one.name if one.is_known else _("unknown"),
        one.alias and _("urf %s") % one.alias,
        relative,
        one.address,
        one.cnic and _("CNIC %s") % CNIC(one.cnic).formatted(),
        one.phone and _("phone %s") % Phone(one.phone).formatted(),
        one.description,
    )
    return ", ".join(filter(None, known))
