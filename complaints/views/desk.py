"""The desk of complaints: the lists, the search, and one complaint with all that can be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from accounts.seals import SealKey
from audit import looks
from audit.actions import record
from audit.purposes import Purpose, PurposeKind
from complaints import actions, likeness, onward, policies
from complaints.act_forms import ActForm
from complaints.acts import Act, acts_for, rights_on
from complaints.desk_forms import LIGHTS, Filters, FindForm
from complaints.models import Channel, Complaint, Entry, EntryKind, Reason, State
from complaints.narrowing import narrowed, of_tab
from complaints.querysets import MOST_FOUND
from screen.paging import Found, newest_first, newest_found, soonest_first

#: So many of a search stand on one page: whoever has one of those names is soon told apart.
FOUND_SIZE = 25
_TONES = {"red": "bad", "amber": "warn", "green": "good"}


@dataclass(frozen=True, slots=True)
class Line:
    """One complaint on a list, with its light."""

    complaint: Complaint
    light: str

    @property
    def light_label(self) -> Any:
        return LIGHTS[self.light] if self.light else ""

    @property
    def state_label(self) -> Any:
        # Django's own get_state_display looks up the words of all states for each row.
        return State(self.complaint.state).label

    @property
    def tone(self) -> str:
        return _TONES.get(self.light, "plain")


@access(Permission.SEE_COMPLAINTS, Scope.STATIONS)
@require_GET
def complaint_list(request: HttpRequest) -> HttpResponse:
    """The complaints of one's stations: what is open by its time, everything by its day."""
    now = timezone.now()
    filters = Filters(request)
    visible = Complaint.objects.visible_to(request.user).with_names()
    rows = narrowed(of_tab(visible, filters.tab, request.user, now), filters.asked, now)
    is_newest = filters.tab == "all"
    page = (
        newest_first(rows, request, by="lodged_at") if is_newest else soonest_first(rows, request)
    )
    context = {
        "page": page,
        "lines": _lines(page.rows, now),
        "is_newest": is_newest,
        "filters": filters,
        "find_form": FindForm(),
        "may_lodge": request.user.may(Permission.LODGE_COMPLAINTS),  # type: ignore[union-attr]
    }
    return render(request, "complaints/list.html", context)


@access(Permission.SEE_COMPLAINTS, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Find complaints by e-tag, CNIC, phone or name; the text never enters an address line."""
    now = timezone.now()
    form = FindForm(request.POST if request.method == "POST" else None)
    page, is_cut = None, False
    if form.is_bound and form.is_valid():
        text = form.cleaned_data["text"]
        page, is_cut = _found(request, text, now)
        if len(page.rows) == 1 and _is_e_tag(text, page.rows[0]):
            return redirect("complaints:detail", pk=page.rows[0].pk)
    context = {
        "find_form": form,
        "page": page,
        "lines": None if page is None else _lines(page.rows, now),
        "is_cut": is_cut,
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "complaints/find.html", context, status=status)


@access(Permission.SEE_COMPLAINTS, Scope.STATIONS)
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint whole; reading it is recorded."""
    visible = Complaint.objects.visible_to(request.user).with_names()
    return complaint_page(request, get_object_or_404(visible, pk=pk))


@access(Permission.WORK_COMPLAINTS, Scope.STATIONS, step_up=True)
@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole numbers of the complainant and of those he names: a look that counts."""
    visible = Complaint.objects.visible_to(request.user, Permission.WORK_COMPLAINTS)
    # Enough to name it in the log: the people are read behind the look's event.
    known: Complaint = get_object_or_404(visible.only("e_tag"), pk=pk)
    try:
        with looks.looking(
            by=request.user,
            at=timezone.now(),
            action="people.unmasked",
            purpose=actions.purpose_of(known),
            target=known,
        ):
            complaint = visible.with_names().get(pk=pk)
    except looks.OverBudget as refusal:
        messages.warning(request, str(refusal))
        address = reverse("complaints:detail", args=[pk])
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        context = {
            "complaint": complaint,
            "shows_identity": shows_identity(
                complaint, request.user, rights_on(complaint, request.user)
            ),
            "respondents": complaint.respondents.order_by("pk"),
        }
        return render(request, "complaints/_numbers.html", context)
    return complaint_page(request, complaint, is_masked=False)


def shows_identity(complaint: Complaint, user: Any, rights: frozenset[str]) -> bool:
    """Whether the person reads who complains, also where that is to be kept hidden."""
    may_decide = {Permission.ASSIGN_COMPLAINTS, Permission.DECIDE_COMPLAINTS} & rights
    is_his = complaint.assigned_to_id == user.pk
    return not complaint.is_identity_hidden or is_his or bool(may_decide)


@dataclass(frozen=True, slots=True)
class Panel:
    """One act on the page: its form, and whether it is open because something in it is wrong."""

    act: Act
    form: ActForm
    url: str
    is_open: bool


def complaint_page(
    request: HttpRequest,
    complaint: Complaint,
    *,
    is_masked: bool = True,
    refused: tuple[Act, ActForm] | None = None,
) -> HttpResponse:
    """The page of a complaint; ``refused`` is an act that was not done, and its form."""
    now, user = timezone.now(), request.user
    actions.open_page(by=user, complaint=complaint, at=now)
    rights = rights_on(complaint, user)
    entries = _entries(complaint, user)
    context = {
        "complaint": complaint,
        "line": Line(complaint, complaint.light(now)),
        "is_fir_late": complaint.is_fir_late(now),
        "is_call_late": complaint.called_at is None and now > complaint.call_due_at,
        "shows_identity": shows_identity(complaint, user, rights),
        "is_masked": is_masked,
        "may_unmask": Permission.WORK_COMPLAINTS in rights,
        "respondents": complaint.respondents.order_by("pk"),
        "attachments": complaint.attachments.order_by("added_at", "pk"),
        "timeline": [_told(entry) for entry in entries],
        "linked": [entry for entry in entries if entry.other_id],
        "suggestions": _suggestions(complaint, user, entries),
        "may_link": Permission.DECIDE_COMPLAINTS in rights,
        "named": _named(complaint),
        "fir": _fir(complaint, user),
        "ways": onward.ways_for(user, complaint),
        "must_say_why": policies.must_say_why_late(complaint, now),
        "panels": _panels(complaint, user, now, rights, refused),
        "closing_waits": _closing_waits(complaint, rights),
    }
    return render(request, "complaints/detail.html", context, status=422 if refused else 200)


def _lines(complaints: list[Complaint], at: datetime) -> list[Line]:
    return [Line(complaint, complaint.light(at)) for complaint in complaints]


@transaction.atomic
def _found(request: HttpRequest, text: str, at: datetime) -> tuple[Found, bool]:
    """A page of what is found, and whether more people have that name than are looked through."""
    record(
        by=request.user,
        action="complaints.searched",
        at=at,
        purpose=Purpose(PurposeKind.COMPLAINT),
    )
    visible = Complaint.objects.visible_to(request.user)
    keys = visible.keys_matching(text)
    page = newest_found(keys, visible.with_names(), request, size=FOUND_SIZE)
    return page, len(keys) == MOST_FOUND


def _is_e_tag(text: str, complaint: Complaint) -> bool:
    digits = "".join(letter for letter in text if letter.isdigit())
    return len(digits) == len(complaint.e_tag) - 1


def _entries(complaint: Complaint, user: Any) -> list[Entry]:
    """The history; a line about another complaint only for whoever sees the other one."""
    entries = list(complaint.entries.in_order().select_related("made_by", "officer", "other"))
    others = [entry.other_id for entry in entries if entry.other_id]
    seen: set[int] = set()
    if others:
        visible = Complaint.objects.visible_to(user).filter(pk__in=others)
        seen.update(visible.values_list("pk", flat=True))
    return [entry for entry in entries if not entry.other_id or entry.other_id in seen]


#: What the complainant does himself, unless an officer did it for him.
_HIS_OWN = frozenset({EntryKind.ANSWER, EntryKind.FILE, EntryKind.OBJECTED, EntryKind.RATED})
_ENDS = frozenset({EntryKind.CLOSED, EntryKind.REFERRED, EntryKind.DIARIED, EntryKind.REGISTERED})
_WAITS = frozenset({EntryKind.QUESTION, EntryKind.OBJECTED, EntryKind.DELAY})


def _told(entry: Entry) -> dict[str, Any]:
    facts = [
        entry.get_answered_display() if entry.answered else "",
        entry.officer.local_name if entry.officer else "",
        entry.other.e_tag if entry.other else "",
        entry.words,
    ]
    tone = "good" if entry.kind in _ENDS else "waits" if entry.kind in _WAITS else "plain"
    return {
        "at": entry.made_at,
        "title": entry.get_kind_display(),
        "by": _by_whom(entry),
        "text": "\n".join(fact for fact in facts if fact),
        "tone": tone,
    }


def _by_whom(entry: Entry) -> str:
    """Who did it. A complainant is not named here: his name stands on his card, or nowhere."""
    came_online = entry.kind == EntryKind.LODGED and entry.complaint.channel == Channel.ONLINE
    if came_online or (entry.made_by is None and entry.kind in _HIS_OWN):
        return _("the complainant")
    return entry.made_by.local_name if entry.made_by else "CASPP"


def _suggestions(
    complaint: Complaint, user: Any, entries: list[Entry]
) -> list[likeness.Suggestion]:
    """What may be the same and is not linked yet."""
    linked = {entry.other_id for entry in entries}
    return [one for one in likeness.like(complaint, user) if one.complaint.pk not in linked]


def _named(complaint: Complaint) -> list[Any]:
    if not complaint.is_sealed:
        return []
    keys = SealKey.objects.to(complaint).select_related("user").order_by("given_at", "pk")
    return [key.user for key in keys]


def _fir(complaint: Complaint, user: Any) -> Any:
    """The FIR that it became, or the draft of it, for whoever may see that."""
    fir = getattr(complaint, "fir", None) if user.may(Permission.SEE_FIRS) else None
    if fir is None:
        return None
    return type(fir).objects.visible_to(user).filter(pk=fir.pk).first()


def _closing_waits(complaint: Complaint, rights: frozenset[str]) -> str | None:
    """What must come before a complaint about the police is closed, for whoever closes it."""
    may_close = complaint.is_open and complaint.is_above_station
    if Permission.DECIDE_COMPLAINTS not in rights or not may_close:
        return None
    return policies.refuse_close(complaint, Reason.RESOLVED)


def _panels(
    complaint: Complaint,
    user: Any,
    at: datetime,
    rights: frozenset[str],
    refused: tuple[Act, ActForm] | None,
) -> list[Panel]:
    """What can be done now; what was refused is there, too, with what was typed."""
    acts = acts_for(user, complaint, rights, at)
    if refused and refused[0] not in acts:
        acts = [refused[0], *acts]
    return [_panel(act, complaint, user, at, refused) for act in acts]


def _panel(
    act: Act, complaint: Complaint, user: Any, at: datetime, refused: tuple[Act, ActForm] | None
) -> Panel:
    url = reverse(act.url_name, args=[complaint.pk])
    if refused and refused[0] is act:
        return Panel(act, refused[1], url, is_open=True)
    return Panel(act, act.form_for(complaint, user, at), url, is_open=False)
