"""The registers of a station on screen and on paper, and what is written into the smaller ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from complaints.policies import Refused
from documents import registers as paper
from firs.book_acts import BookAct, acts_of
from firs.book_forms import BookForm
from firs.periods import Period, period_asked, periods
from firs.registers import BY_NUMBER, REGISTERS, Column, Part, Register
from firs.station_choice import Choice
from people.forms import LongSelect
from screen.paging import newest_first
from stations.models import Station

#: So many rows are printed at once: a month of the busiest station, a standing list of any.
MOST_PRINTED = 3000


@dataclass(frozen=True, slots=True)
class Card:
    """One register on the index, with how much came into it this month."""

    register: Register
    rows: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row on the screen: each cell with its column, and where the first one leads."""

    cells: list[tuple[Column, str]]
    url: str


class FilterForm(forms.Form):
    """Which part of a register is read, and of when."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False, widget=LongSelect)
    beat = forms.CharField(
        label=gettext_lazy("Beat"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    part = forms.CharField(required=False, widget=forms.HiddenInput)


class Asked:
    """What one request asks of a register; whatever cannot be understood is not asked."""

    def __init__(self, request: HttpRequest, register: Register, at: datetime) -> None:
        given = request.POST if request.method == "POST" else request.GET
        self.register, self.user, self.at = register, request.user, at
        self.choice = Choice(request, Permission.SEE_REGISTERS)
        text = given.get("part", "")
        known = {str(place): part for place, part in enumerate(register.parts, 1)}
        self.code = text if text in known else "1"
        self.part: Part = known[self.code]
        self.period = period_asked(given.get("period", ""), default=self.part.default_period, at=at)
        self.beat = given.get("beat", "").strip()[:20] if self.part.has_beat else ""

    @property
    def station(self) -> Station:
        return self.choice.station

    @property
    def form(self) -> FilterForm:
        """The form with what was understood of the request."""
        initial = {"period": self.period.code, "beat": self.beat, "part": self.code}
        form = FilterForm(initial=initial)
        choices: Any = form.fields["period"]
        choices.choices = [(one.code, one.label) for one in periods(self.at)]
        self.choice.offer(form)
        if not self.part.has_beat:
            del form.fields["beat"]
        form.order_fields(["station", "period", "beat", "part"])
        return form

    def rows(self) -> Any:
        """The rows that are asked for, of those that this person may read."""
        rows = self.part.rows(self.station, self.user, self.at)
        rows = self.period.narrow(rows, self.part.by)
        return rows.filter(beat=self.beat) if self.beat else rows

    def note(self, action: str) -> None:
        """Record that this person read, or printed, this much of the register."""
        detail = {
            "register": self.register.number,
            "part": self.code,
            "period": self.period.code,
        }
        with transaction.atomic():
            record(by=self.user, action=action, target=self.station, at=self.at, detail=detail)

    @property
    def query(self) -> dict[str, str]:
        """What an address or a form says of all this."""
        asked = {"part": self.code, "period": self.period.code, "beat": self.beat}
        return {name: value for name, value in self.choice.query(**asked).items() if value}

    @property
    def tabs(self) -> list[tuple[Any, str, bool]]:
        """The parts of the register: name, address, and whether it is this one."""
        if len(self.register.parts) == 1:
            return []
        address = reverse("firs:book", args=[self.register.number])
        return [
            (part.name, f"{address}?{urlencode(self.choice.query(part=place))}",
             str(place) == self.code)
            for place, part in enumerate(self.register.parts, 1)
        ]  # fmt: skip


@access(Permission.SEE_REGISTERS, Scope.STATIONS)
@require_GET
def registers(request: HttpRequest) -> HttpResponse:
    """Every register that CASPP keeps, with how much came into it this month."""
    choice = Choice(request, Permission.SEE_REGISTERS)
    now = timezone.now()
    month = period_asked("", default="", at=now)
    filters = forms.Form()
    choice.offer(filters)
    cards = [
        Card(one, _count(one, choice.station, request.user, month, now), _address(one, choice))
        for one in REGISTERS
    ]
    context = {
        "cards": cards,
        "station": choice.station,
        "filters": filters if choice.is_of_many else None,
        "month": month,
    }
    return render(request, "firs/registers.html", context)


@access(Permission.SEE_REGISTERS, Scope.STATIONS)
@require_GET
def book(request: HttpRequest, number: str) -> HttpResponse:
    """One register, newest first; reading a page of it is recorded."""
    asked = Asked(request, _register(number), timezone.now())
    part = asked.part
    page = newest_first(asked.rows(), request, by=part.by)
    cells = part.read(page.rows, station=asked.station, user=request.user)
    asked.note("firs.register_read")
    context = {
        "register": asked.register,
        "part": part,
        "asked": asked,
        "page": page,
        "lines": [
            Line(list(zip(part.columns, row_cells, strict=True)), _leads_to(part, row))
            for row, row_cells in zip(page.rows, cells, strict=True)
        ],
        "acts": [
            (act, _act_address(act, asked.choice))
            for act in acts_of(asked.register.number)
            if _keeps(request.user, asked.station)
        ],
        "may_print": _refuse_printing(part, asked.period) is None,
    }
    return render(request, "firs/book.html", context)


@access(Permission.SEE_REGISTERS, Scope.STATIONS)
@require_POST
def print_book(request: HttpRequest, number: str) -> HttpResponse:
    """The register as ruled sheets; what is printed is recorded."""
    asked = Asked(request, _register(number), timezone.now())
    part = asked.part
    refusal = _refuse_printing(part, asked.period)
    rows = [] if refusal else list(asked.rows().order_by(part.by, "pk")[: MOST_PRINTED + 1])
    if len(rows) > MOST_PRINTED:
        refusal = _("That is more than is printed at once. Choose a shorter time.")
    if refusal:
        messages.warning(request, refusal)
        return redirect(f"{_address(asked.register)}?{urlencode(asked.query)}")
    made = paper.pdf(_on_paper(asked, rows))
    asked.note("firs.register_printed")
    name = f"register-{asked.register.number}-{asked.station.code}-{asked.period.code}.pdf"
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def view_of(act: BookAct) -> Callable[..., HttpResponse]:
    """The view of one act upon a book."""

    @access(Permission.KEEP_STORE, Scope.STATIONS)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest) -> HttpResponse:
        choice = Choice(request, Permission.KEEP_STORE)
        given: Any = {"station": choice.station, "user": request.user, "at": timezone.now()}
        if request.method == "POST":
            return _done(request, act, choice, act.form(request.POST, **given), given["at"])
        return _act_page(request, act, choice, act.form(**given))

    view.__name__ = view.__qualname__ = act.name
    view.__doc__ = f"{act.form.__doc__}"
    return view


def _done(
    request: HttpRequest, act: BookAct, choice: Choice, form: BookForm, at: datetime
) -> HttpResponse:
    if form.is_valid():
        try:
            act.do(by=request.user, at=at, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act.said)
            return redirect(_book_of(act, choice))
    return _act_page(request, act, choice, form, status=422)


def _act_page(
    request: HttpRequest, act: BookAct, choice: Choice, form: BookForm, status: int = 200
) -> HttpResponse:
    context = {
        "act": act,
        "form": form,
        "station": choice.station,
        "is_of_many": choice.is_of_many,
        "back_url": _book_of(act, choice),
        "register": BY_NUMBER[act.register],
    }
    return render(request, "firs/book_act.html", context, status=status)


def _register(number: str) -> Register:
    if number not in BY_NUMBER:
        raise Http404
    return BY_NUMBER[number]


def _count(register: Register, station: Station, user: Any, month: Period, at: datetime) -> int:
    parts = (month.narrow(one.rows(station, user, at), one.by) for one in register.parts)
    return sum(rows.count() for rows in parts)


def _leads_to(part: Part, row: Any) -> str:
    if part.leads_to is None:
        return ""
    name, key = part.leads_to
    return reverse(name, args=[key(row)])


def _address(register: Register, choice: Choice | None = None) -> str:
    address = reverse("firs:book", args=[register.number])
    query = choice.query() if choice else {}
    return f"{address}?{urlencode(query)}" if query else address


def _act_address(act: BookAct, choice: Choice) -> str:
    query = choice.query()
    return f"{reverse(act.url_name)}?{urlencode(query)}" if query else reverse(act.url_name)


def _book_of(act: BookAct, choice: Choice) -> str:
    # Government property is the second part of its register.
    query = choice.query(part=2) if act.register == "XVI" else choice.query()
    address = reverse("firs:book", args=[act.register])
    return f"{address}?{urlencode(query)}" if query else address


def _keeps(user: Any, station: Station) -> bool:
    rows = Station.objects.visible_to(user, Permission.KEEP_STORE).filter(pk=station.pk)
    return user.may(Permission.KEEP_STORE) and rows.exists()


def _refuse_printing(part: Part, period: Period) -> str | None:
    """Why so much is not printed at once."""
    if part.is_standing or period.is_month:
        return None
    return _("This register is printed a month at a time. Choose a month.")


def _on_paper(asked: Asked, rows: list[Any]) -> paper.RegisterPage:
    register, part, station = asked.register, asked.part, asked.station
    opening, closing = part.brackets(station, asked.period, asked.at) if part.brackets else ("", "")
    title = str(register.name)
    return paper.RegisterPage(
        language="ur" if get_language() == "ur" else "en",
        number=register.title,
        title=title if len(register.parts) == 1 else f"{title}: {part.name}",
        station=station.local_name,
        district=station.circle.district.local_name,
        period=asked.period.label,
        columns=tuple(
            paper.Column(str(one.heading), one.width, is_figures=one.is_figures)
            for one in part.columns
        ),
        rows=tuple(part.read(rows, station=station, user=asked.user)),
        opening=opening,
        closing=closing,
        printed_at=asked.at,
    )
