"""Row 5 of the form, "name and address of the criminal": one line for each who is accused."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from complaints.models import Respondent
from people.cnic import CNIC
from people.phone import Phone

_NUMBERS = re.compile(r"\d{5}-\d{7}-\d|\d{4}-\d{7}|\d{7,}", re.ASCII)


def lines(respondents: Iterable[Respondent]) -> str:
    """Everything the complaint says of them, in the language that is active."""
    return "\n".join(_line(one) for one in respondents)


def without_numbers(text: str) -> str:
    """For who reads the draft and does not write it: identity cards and phones are covered."""
    return _NUMBERS.sub(lambda found: re.sub(r"\d", "•", found[0]), text)


def _line(one: Respondent) -> str:
    # Whether father or husband the complaint does not know, and a wrong "s/o" spoils an FIR.
    known = (
        one.name,
        one.relative_name and _("father or husband: %s") % one.relative_name,
        one.cnic and _("CNIC %s") % CNIC(one.cnic).formatted(),
        one.phone and _("phone %s") % Phone(one.phone).formatted(),
        one.belt_no and _("belt number %s") % one.belt_no,
        one.post_label,
        one.description,
    )
    return ", ".join(filter(None, known))
