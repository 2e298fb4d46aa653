"""Registered cases on screen: the lists, the search, and one case with all that can be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from accounts.seals import SealKey
from audit import looks
from audit.actions import record
from audit.purposes import Purpose, PurposeKind
from firs import actions, acts
from firs.bearings import Compass
from firs.case_files import checklist
from firs.entries import purpose_of
from firs.models import FIR, CaseDiary, CasePaper, Entry, EntryKind, Statement
from firs.narrowing import Filters
from firs.querysets import MOST_FOUND, stations_of
from people.masking import masked
from screen.paging import Found, newest_first, newest_found, soonest_first

#: So many of a search stand on one page: whoever has one of those names is soon told apart.
FOUND_SIZE = 25
_TONES = {"red": "bad", "amber": "warn", "green": "good"}


class FindForm(forms.Form):
    """One box for whatever tells a case."""

    text = forms.CharField(
        label=_("FIR number, CNIC, phone, vehicle, IMEI or name"),
        min_length=3,
        max_length=120,
        widget=forms.TextInput(
            attrs={"type": "search", "autocomplete": "off", "data-shortcut": "alt+f"}
        ),
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One case on a list, with its light."""

    fir: FIR
    light: str

    @property
    def tone(self) -> str:
        return _TONES.get(self.light, "plain")


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases of one's stations: by their clock, or by the day of registration."""
    filters = Filters(request)
    rows = filters.rows()
    if filters.is_by_clock:
        page = soonest_first(rows, request, by="report_due_at")
    else:
        page = newest_first(rows, request, by="registered_at")
    context = {
        "page": page,
        "lines": _lines(page.rows, timezone.now()),
        "filters": filters,
        "find_form": FindForm(),
        "may_write": request.user.may(Permission.WRITE_FIRS),  # type: ignore[union-attr]
    }
    return render(request, "firs/list.html", context)


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find cases by number, person, vehicle or telephone; the text never enters an address line."""
    form = FindForm(request.POST if request.method == "POST" else None)
    page, is_cut = None, False
    if form.is_bound and form.is_valid():
        page, is_cut = _found(request, form.cleaned_data["text"], timezone.now())
    context = {
        "find_form": form,
        "page": page,
        "lines": None if page is None else _lines(page.rows, timezone.now()),
        "is_cut": is_cut,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "firs/find.html", context, status=status)


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case whole; reading it is recorded."""
    one = _visible(request, pk)
    if not one.is_registered:
        return redirect("firs:draft", pk=pk)
    return _page(request, one)


@access(Permission.INVESTIGATE_FIRS, Scope.STATIONS, step_up=True)
@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole numbers of everybody in the case: a look that counts."""
    visible = FIR.objects.visible_to(request.user, Permission.INVESTIGATE_FIRS).registered()
    known: FIR = get_object_or_404(visible, pk=pk)
    try:
        with looks.looking(
            by=request.user,
            at=timezone.now(),
            action="people.unmasked",
            purpose=purpose_of(known),
            target=known,
        ):
            one = _visible(request, pk)
    except looks.OverBudget as refusal:
        messages.warning(request, str(refusal))
        return redirect(reverse("firs:case", args=[pk]))
    return _page(request, one, is_masked=False)


@access(Permission.READ_CASE_DIARIES, Scope.STATIONS)
@require_GET
def diaries(request: HttpRequest, pk: int) -> HttpResponse:
    """The case diary and the statements: the police's own."""
    visible = FIR.objects.visible_to(request.user, Permission.READ_CASE_DIARIES).registered()
    one: FIR = get_object_or_404(visible.select_related("station"), pk=pk)
    pages = CaseDiary.objects.filter(fir=one).select_related("made_by").order_by("number")
    said = Statement.objects.filter(fir=one).order_by("made_at", "pk")
    context = {
        "fir": one,
        "pages": pages,
        "statements": said.select_related("witness", "accused", "victim", "made_by"),
    }
    with transaction.atomic():
        record(
            by=request.user,
            action="firs.diaries_read",
            target=one,
            at=timezone.now(),
            purpose=purpose_of(one),
        )
        return render(request, "firs/diaries.html", context)


@access(Permission.READ_CASE_DIARIES, Scope.STATIONS)
@require_GET
def picture(request: HttpRequest, pk: int, paper: int) -> FileResponse:
    """One photographed paper of the case file."""
    visible = FIR.objects.visible_to(request.user, Permission.READ_CASE_DIARIES).registered()
    one: FIR = get_object_or_404(visible, pk=pk)
    kept: CasePaper = get_object_or_404(one.papers.exclude(picture=""), pk=paper)
    with transaction.atomic():
        record(
            by=request.user,
            action="firs.paper_opened",
            target=kept,
            at=timezone.now(),
            purpose=purpose_of(one),
        )
        return FileResponse(kept.picture.open(), content_type="image/jpeg")


def _visible(request: HttpRequest, pk: int) -> FIR:
    one: FIR = get_object_or_404(FIR.objects.visible_to(request.user).whole(), pk=pk)
    return one


def _page(request: HttpRequest, one: FIR, *, is_masked: bool = True) -> HttpResponse:
    now, user = timezone.now(), request.user
    actions.open_page(by=user, fir=one, at=now)
    rights = acts.rights_on(one, user)
    able = acts.acts_for(user, one, rights, now)
    context = {
        "fir": one,
        "line": Line(one, one.light(now)),
        "is_masked": is_masked,
        "may_unmask": Permission.INVESTIGATE_FIRS in rights,
        "may_read_diaries": Permission.READ_CASE_DIARIES in rights,
        "may_print": Permission.REGISTER_FIRS in rights or Permission.INVESTIGATE_FIRS in rights,
        "direction": Compass(one.direction).label if one.direction else "",
        "acts": {part: [act for act in able if act.part == part] for part in acts.PARTS},
        "sections": one.section_rows.all(),
        "corrections": _corrections(one, is_masked=is_masked),
        "accused": one.accused_rows.all(),
        "victims": one.victims.all(),
        "witnesses": one.witnesses.all(),
        "vehicles": one.vehicles.all(),
        "mobiles": one.mobiles.all(),
        "things": one.stolen_things.all(),
        "assignments": one.assignments.all(),
        "arrests": one.arrests.all(),
        "processes": one.processes.all(),
        "items": one.items.all(),
        "forensics": one.forensics.all(),
        "reports": one.reports.all(),
        "checklist": checklist(one),
        "named": _named(one),
        "timeline": [_told(entry) for entry in _entries(one, user)],
    }
    return render(request, "firs/case.html", context)


def _corrections(fir: FIR, *, is_masked: bool) -> list[dict[str, Any]]:
    """Slips of the pen; a number of a person's in one is shown as the page shows the person."""
    told = masked if is_masked else str
    return [
        {
            "made_at": one.made_at,
            "made_by": one.made_by,
            **{name: told(getattr(one, name)) for name in ("row", "stands", "reads", "because")},
        }
        for one in fir.corrections.all()
    ]


def _lines(firs: list[FIR], at: datetime) -> list[Line]:
    return [Line(fir, fir.light(at)) for fir in firs]


@transaction.atomic
def _found(request: HttpRequest, text: str, at: datetime) -> tuple[Found, bool]:
    """A page of what is found, and whether there is more of it than is looked through."""
    record(
        by=request.user,
        action="firs.searched",
        at=at,
        purpose=Purpose(PurposeKind.INVESTIGATION),
    )
    visible = FIR.objects.visible_to(request.user)
    keys = visible.keys_matching(text, reach=stations_of(request.user))
    page = newest_found(keys, visible.with_names(), request, size=FOUND_SIZE)
    return page, len(keys) >= MOST_FOUND


def _entries(fir: FIR, user: Any) -> list[Entry]:
    """The history; a line about another case only for whoever sees the other one."""
    rows = fir.entries.in_order().select_related("made_by", "officer", "accused", "other")
    entries = list(rows)
    others = [entry.other_id for entry in entries if entry.other_id]
    seen: set[int] = set()
    if others:
        visible = FIR.objects.visible_to(user).filter(pk__in=others)
        seen.update(visible.values_list("pk", flat=True))
    return [entry for entry in entries if not entry.other_id or entry.other_id in seen]


_GOOD = frozenset({EntryKind.FOUND, EntryKind.COURT, EntryKind.DECIDED, EntryKind.RECOVERED})
_WAITS = frozenset({EntryKind.ESCALATED, EntryKind.DELAY, EntryKind.SENT_BACK})


def _told(entry: Entry) -> dict[str, Any]:
    facts = [
        entry.officer.local_name if entry.officer else "",
        entry.accused.name or entry.accused.description if entry.accused else "",
        str(entry.other) if entry.other else "",
        entry.words,
    ]
    tone = "good" if entry.kind in _GOOD else "waits" if entry.kind in _WAITS else "plain"
    return {
        "at": entry.made_at,
        "title": EntryKind(entry.kind).label,
        "by": entry.made_by.local_name if entry.made_by else "CASPP",
        "text": "\n".join(fact for fact in facts if fact),
        "tone": tone,
    }


def _named(fir: FIR) -> list[Any]:
    if not fir.is_sealed:
        return []
    keys = SealKey.objects.to(fir).select_related("user").order_by("given_at", "pk")
    return [key.user for key in keys]
