"""What papers have in common: whose it is, which it is, numbered rows, and its public check."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents import qr


@dataclass(frozen=True, slots=True)
class Check:
    """The public check of an issued paper, as it is printed on it."""

    #: As it is read out: 'K7QF-2M9D-XR4T'.
    code: str
    #: The whole address that the QR code opens; it ends with the code.
    address: str
    issued_at: datetime

    @property
    def page(self) -> str:
        """Where the code is typed, without what a browser adds by itself."""
        return self.address.removesuffix(f"{self.code}/").partition("://")[2]


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing said in a row: a short one stands beside others, a long one has lines of its own.

    Figures (a CNIC, a phone, a belt number) are read from the left in every language.
    """

    label: str
    text: str
    is_figures: bool = False
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One numbered row of the form."""

    number: int
    heading: str
    facts: tuple[Fact, ...]


def frame(
    *, title: str, force: str, reference: str, short: str, check: Check | None
) -> dict[str, Any]:
    """The values of `documents/typst/paper.typ`, in the language that is active.

    ``reference`` names the paper over its following pages, ``short`` at the foot of each. Without
    a ``check`` the paper says that it was not issued.
    """
    return {
        "title": title,
        "force": force,
        "reference": reference,
        "short": short,
        "page": page_words(),
        "check": _check_words(check),
    }


def page_words() -> str:
    """'Page n of m', to be filled in where pages are counted."""
    return _("Page %(number)s of %(pages)s") % {"number": "{n}", "pages": "{m}"}


def force_of(province: str) -> str:
    """What the police of a province is called: 'Punjab Police'."""
    return _("%(province)s Police") % {"province": province}


def on(moment: datetime) -> str:
    """A day as papers write it, by the local clock: 14-08-2026."""
    return timezone.localtime(moment).strftime("%d-%m-%Y")


def on_and_at(moment: datetime) -> str:
    """Day and hour as papers write them: '14-08-2026 at 21:30 hours'."""
    time = timezone.localtime(moment).strftime("%H:%M")
    return _("%(date)s at %(time)s hours") % {"date": on(moment), "time": time}


def _check_words(check: Check | None) -> dict[str, str]:
    if check is None:
        words = _("Not issued: this print proves nothing.")
        return {"qr": "", "words": words, "page": "", "code": "", "issued": ""}
    return {
        "qr": qr.svg(check.address).decode(),
        "words": _("Is it genuine? Read this with a phone, or type the code at"),
        "page": check.page,
        "code": check.code,
        "issued": _("Issued on %(when)s") % {"when": on_and_at(check.issued_at)},
    }
