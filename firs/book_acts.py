"""What is written into the smaller books, each act in a few lines; `views.registers` does them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from firs import book_forms, books


@dataclass(frozen=True, slots=True)
class BookAct:
    """One thing that is written into a book; its name is that of its address."""

    name: str
    #: The number of the register.
    register: str
    label: Any
    icon: str
    form: type[book_forms.BookForm]
    do: Callable[..., object]
    said: Any
    shortcut: str = ""

    @property
    def path(self) -> str:
        return self.name.replace("_", "-")

    @property
    def url_name(self) -> str:
        return f"firs:{self.name}"


BOOK_ACTS: tuple[BookAct, ...] = (
    BookAct(
        *("enter_cash", "XX", _("Receive or pay"), "cash-coin"),
        *(book_forms.CashForm, books.enter_cash),
        _("It stands in the cash book and in the roznamcha."),
        "alt+n",
    ),
    BookAct(
        *("receive_article", "XVI", _("Receive property"), "box-arrow-in-down"),
        *(book_forms.ArticleForm, books.receive_article),
        _("It is in the station's keeping."),
        "alt+n",
    ),
    BookAct(
        *("issue_article", "XVI", _("Issue to an officer"), "person-down"),
        *(book_forms.IssueForm, books.issue_article),
        _("It is with the officer."),
        "alt+i",
    ),
    BookAct(
        *("return_article", "XVI", _("Take back"), "person-up"),
        *(book_forms.ReturnForm, books.return_article),
        _("It lies in the store again."),
        "alt+b",
    ),
    BookAct(
        *("strike_off", "XVI", _("Strike off"), "dash-square"),
        *(book_forms.StrikeOffForm, books.strike_off),
        _("It is struck off the register."),
    ),
    BookAct(
        *("enter_licence", "XVII", _("Enter a licence"), "card-checklist"),
        *(book_forms.LicenceForm, books.enter_licence),
        _("The licence is entered."),
        "alt+n",
    ),
    BookAct(
        *("renew_licence", "XVII", _("Renew a licence"), "arrow-clockwise"),
        *(book_forms.RenewForm, books.renew_licence),
        _("The licence is renewed."),
        "alt+r",
    ),
    BookAct(
        *("cancel_licence", "XVII", _("Cancel a licence"), "x-octagon"),
        *(book_forms.CancelForm, books.cancel_licence),
        _("The licence is cancelled."),
    ),
)


def acts_of(register: str) -> list[BookAct]:
    """What can be written into the register of this number."""
    return [act for act in BOOK_ACTS if act.register == register]
