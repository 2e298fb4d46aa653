"""Which passwords are too easily guessed. Length counts; composition and age do not."""

import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from stations.models import District, Station

#: When somebody last read the list through; a system check asks for it every quarter.
REVIEWED_ON = date(2026, 11, 24)
_NOT_A_LETTER = re.compile(r"[\W_]+")
#: Shorter words stand in too many good passwords.
_SHORTEST = 5


class BannedWordsValidator:
    """Refuses words an attacker tries first: the trade's, the stations', and one's own numbers."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = _folded(password)
        for word in (*_trade(), *_places(), *_own(user)):
            if word in folded:
                raise ValidationError(
                    _("“%(word)s” is among the first things a stranger tries. Leave it out."),
                    code="password_banned_word",
                    params={"word": word},
                )

    def get_help_text(self) -> str:
        return _("Leave out names of stations and districts, and your own numbers.")


def _folded(text: str) -> str:
    return _NOT_A_LETTER.sub("", text).casefold()


@cache
def _trade() -> tuple[str, ...]:
    lines = (Path(__file__).parent / "data" / "banned_words.txt").read_text("utf-8").splitlines()
    return tuple(_folded(line) for line in lines if line and not line.startswith("#"))


def _places() -> list[str]:
    """Names of stations and districts, whole, in both scripts."""
    stations = Station.objects.values_list("name", "name_ur")
    districts = District.objects.values_list("name", "name_ur")
    names = (_folded(name) for both in (*stations, *districts) for name in both)
    return [name for name in names if len(name) >= _SHORTEST]


def _own(user: Any) -> list[str]:
    """What stands on the person's own papers; a number also without its country code."""
    if user is None:
        return []
    phone = str(getattr(user, "phone", "") or "")
    texts = [getattr(user, "username", ""), getattr(user, "belt_no", ""), phone, phone[-10:]]
    texts += re.split(r"\s+", f"{getattr(user, 'name', '')} {getattr(user, 'name_ur', '')}")
    return [folded for text in texts if len(folded := _folded(text)) >= _SHORTEST - 1]
