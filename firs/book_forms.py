"""What is filled in for each line of the smaller books; the fields are what its action takes."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Posting, User
from accounts.roles import POLICE_ROLES
from firs.models import (
    Article,
    ArticleIssue,
    ArticleKind,
    CashEntry,
    CashHead,
    Licence,
)
from firs.roznamcha_forms import MOST_RUPEES
from matching.text import fold_digits
from people.forms import CNICFormField, DayInput
from people.names import Relation
from stations.models import Station

MOST_ARTICLES = 100_000


def _line(label: Any, *, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.TextInput(attrs={"dir": "auto"}), **options
    )


def _number(label: Any, *, most: int, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=1,
        max_value=most,
        widget=forms.NumberInput(attrs={"dir": "ltr"}),
        **options,
    )


class BookForm(forms.Form):
    """A form that knows whose book it is, who writes, and when."""

    def __init__(
        self, *args: Any, station: Station, user: Any, at: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.station, self.user, self.at = station, user, at
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to the station."""

    def made(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """What the action takes, of what was filled in without a mistake."""
        return cleaned

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return cleaned if self.errors else self.made(cleaned)


class _NumberInBook(forms.CharField):
    """The number of a line, '7/26', as the book has it."""

    def __init__(self, label: Any, **options: Any) -> None:
        widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
        super().__init__(label=label, max_length=60, widget=widget, **options)

    def found_in(self, rows: Any, typed: str) -> Any:
        """The row of this number; ValidationError where there is none."""
        serial, _slash, year = fold_digits(typed).strip().partition("/")
        if serial.isdecimal() and year.isdecimal() and len(serial) < 10 and len(year) in (2, 4):
            found = rows.filter(serial=int(serial), year=int(year) % 100 + 2000).first()
            if found is not None:
                return found
        raise ValidationError(gettext("The book has no line of this number."))


# --- Cash ---


class CashForm(BookForm):
    """What came in, or went out."""

    is_receipt = forms.TypedChoiceField(
        label=_("Cash"),
        widget=forms.RadioSelect,
        choices=[("in", _("Received")), ("out", _("Paid"))],
        coerce=lambda value: value == "in",
        empty_value=None,
    )
    amount = _number(_("Rupees"), most=MOST_RUPEES)
    head = forms.ChoiceField(label=_("Head"), choices=CashHead.choices)
    whom = _line(_("From or to whom"), most=120)
    voucher = _line(_("Voucher"), most=40, required=False)
    words = _line(_("What for"), most=240, required=False)

    def made(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"entry": CashEntry(station=self.station, **cleaned)}


# --- Government property ---


class ArticleForm(BookForm):
    """What the station is given to keep."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ArticleKind.choices)
    description = _line(_("Article"), most=120)
    marks = _line(_("Number or mark on it"), most=60, required=False)
    quantity = _number(_("Quantity"), most=MOST_ARTICLES, initial=1)
    condition = _line(_("Condition"), most=120)
    received_from = _line(_("Received from"), most=120)

    def made(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"article": Article(station=self.station, **cleaned)}


class _OfArticleForm(BookForm):
    article = _NumberInBook(_("Number in the register"))

    def clean_article(self) -> Article:
        """The article of this station under the number."""
        field: Any = self.fields["article"]
        rows = Article.objects.filter(station=self.station)
        found: Article = field.found_in(rows, self.cleaned_data["article"])
        return found


class IssueForm(_OfArticleForm):
    """To which officer of the station how many of it are given."""

    officer = forms.ModelChoiceField(User.objects.none(), label=_("Issued to"), empty_label=None)
    quantity = _number(_("Quantity"), most=MOST_ARTICLES, initial=1)
    condition = _line(_("Condition"), most=120)

    def prepare(self) -> None:
        posted = Posting.objects.on(timezone.localdate(self.at)).filter(
            station=self.station, role__in=POLICE_ROLES
        )
        field: Any = self.fields["officer"]
        officers = User.objects.filter(pk__in=posted.values("user"), is_active=True)
        field.queryset = officers.order_by("name", "pk")
        field.label_from_instance = lambda one: f"{one.local_name} ({one.username})"


class ReturnForm(BookForm):
    """What an officer brings back, and how."""

    issue = forms.ModelChoiceField(
        ArticleIssue.objects.none(), label=_("Returned"), empty_label=None
    )
    condition = _line(_("Condition when returned"), most=120)

    def prepare(self) -> None:
        rows = ArticleIssue.objects.filter(article__station=self.station, returned_at=None)
        field: Any = self.fields["issue"]
        field.queryset = rows.select_related("article", "officer").order_by("article", "pk")
        field.label_from_instance = _issue_label


def _issue_label(one: ArticleIssue) -> str:
    what = f"{one.article.number}: {one.quantity} × {one.article.description}"
    return f"{what} – {one.officer.local_name}"


class StrikeOffForm(_OfArticleForm):
    """What is the station's no more, by which order."""

    because = _line(_("Order"), most=240)


# --- Licensees ---


class LicenceForm(BookForm):
    """Who holds a licence for what, until when."""

    name = _line(_("Name"), most=120)
    name_ur = forms.CharField(
        label=_("Name in Urdu"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"lang": "ur", "dir": "rtl"}),
    )
    relation = forms.ChoiceField(
        label=_("Relation"), choices=[("", "—"), *Relation.choices], required=False
    )
    relative_name = _line(_("Father's or husband's name"), most=120, required=False)
    cnic = CNICFormField(label=_("CNIC"), required=False)
    address = _line(_("Residence"), most=240)
    licence_no = _line(_("Licence number"), most=60)
    weapon = _line(_("Weapon or trade"), most=80)
    weapon_no = _line(_("Number of the weapon"), most=40, required=False)
    valid_until = forms.DateField(label=_("Valid until"), widget=DayInput())

    def made(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"licence": Licence(station=self.station, **cleaned)}


class _OfLicenceForm(BookForm):
    licence = _NumberInBook(_("Licence number, or the number in the register"))

    def clean_licence(self) -> Licence:
        """The licence of this station under either number."""
        typed = self.cleaned_data["licence"]
        rows = Licence.objects.filter(station=self.station)
        named: Licence | None = rows.filter(licence_no=typed).first()
        field: Any = self.fields["licence"]
        found: Licence = named or field.found_in(rows, typed)
        return found


class RenewForm(_OfLicenceForm):
    """Until when the licence is renewed, by which order."""

    valid_until = forms.DateField(label=_("Valid until"), widget=DayInput())
    words = _line(_("Order"), most=240)


class CancelForm(_OfLicenceForm):
    """By which order the licence is good no more."""

    words = _line(_("Order"), most=240)
