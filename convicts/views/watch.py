"""The watch list on screen: the list, the form, one entry, and its decisions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from accounts.access import access
from accounts.decisions import DecisionForm
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts import progress
from alerts.actions import Refused
from audit import looks
from convicts import watch_actions
from convicts.watch import WatchEntry, WatchRemoval
from convicts.watch_forms import RemovalForm, ReviewForm, WatchForm
from screen.paging import newest_first

TABS = {
    "waiting": gettext_lazy("Waiting"),
    "in_force": gettext_lazy("In force"),
    "to_review": gettext_lazy("To review"),
    "ended": gettext_lazy("Ended"),
}


@access(Permission.SEE_WATCH, Scope.STATIONS)
@require_GET
def watch_list(request: HttpRequest) -> HttpResponse:
    """The entries of one's stations, in four lists."""
    asked = request.GET.get("tab", "")
    tab = asked if asked in TABS else "in_force"
    visible = WatchEntry.objects.visible_to(request.user).select_related("category", "station")
    page = newest_first(getattr(visible, tab)(), request, by="proposed_at")
    context = {
        "page": page,
        "tab": tab,
        "tabs": TABS.items(),
        "may_propose": request.user.may(Permission.PROPOSE_WATCH),  # type: ignore[union-attr]
    }
    return render(request, "convicts/watch_list.html", context)


@access(Permission.PROPOSE_WATCH, Scope.STATIONS)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Propose somebody for the list."""
    posted = request.POST if request.method == "POST" else None
    form = WatchForm(posted, user=request.user)
    if form.is_bound and form.is_valid():
        entry = watch_actions.propose(by=request.user, entry=form.entry, at=timezone.now())
        messages.success(request, _("Proposed. It is in force once a second person approves it."))
        return redirect("convicts:watch_entry", pk=entry.pk)
    status = 422 if form.is_bound else 200
    return render(request, "convicts/watch_propose.html", {"form": form}, status=status)


@access(Permission.SEE_WATCH, Scope.STATIONS)
@require_GET
def watch_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """One entry; reading it is recorded."""
    visible = WatchEntry.objects.visible_to(request.user)
    return _page(request, get_object_or_404(visible, pk=pk))


@access(Permission.UNMASK, Scope.STATIONS, step_up=True)
@require_POST
def unmask(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole numbers of somebody on the list: a look that counts."""
    visible = WatchEntry.objects.visible_to(request.user)
    # Enough to name it in the log: the person is read behind the look's event.
    known: WatchEntry = get_object_or_404(visible.only("reference"), pk=pk)
    try:
        with looks.looking(
            by=request.user,
            at=timezone.now(),
            action="people.unmasked",
            purpose=watch_actions.purpose_of(known),
            target=known,
        ):
            entry = visible.get(pk=pk)
    except looks.OverBudget as refusal:
        messages.warning(request, str(refusal))
        address = reverse("convicts:watch_entry", args=[pk])
        return HttpResponseClientRedirect(address) if request.htmx else redirect(address)  # type: ignore[attr-defined]
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "_components/person_card.html", {"person": entry})
    return _page(request, entry, is_masked=False)


@access(Permission.DECIDE_WATCH, Scope.STATIONS, step_up=True)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word on an entry."""
    visible = WatchEntry.objects.visible_to(request.user, Permission.DECIDE_WATCH)
    entry: WatchEntry = get_object_or_404(visible, pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, status=422, decision_form=form)
    return _done(
        request,
        entry,
        lambda: watch_actions.decide(
            by=request.user, entry=entry, at=timezone.now(), **form.answer
        ),
        said=_("Your decision is kept."),
    )


@access(Permission.DECIDE_WATCH, Scope.STATIONS, step_up=True)
@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an entry on the list until the next review."""
    visible = WatchEntry.objects.visible_to(request.user, Permission.DECIDE_WATCH)
    entry: WatchEntry = get_object_or_404(visible, pk=pk)
    form = ReviewForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, entry, status=422, review_form=form)
    return _done(
        request,
        entry,
        lambda: watch_actions.review(
            by=request.user, entry=entry, at=timezone.now(), **form.cleaned_data
        ),
        said=_("It stays on the list until the next review."),
    )


@access(Permission.PROPOSE_WATCH, Scope.STATIONS, step_up=True)
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Propose to take an entry off the list."""
    visible = WatchEntry.objects.visible_to(request.user, Permission.PROPOSE_WATCH)
    entry: WatchEntry = get_object_or_404(visible, pk=pk)
    form = RemovalForm(request.POST)
    if not form.is_valid():
        return _page(request, entry, status=422, removal_form=form)
    return _done(
        request,
        entry,
        lambda: watch_actions.propose_removal(
            by=request.user, entry=entry, at=timezone.now(), **form.cleaned_data
        ),
        said=_("Its removal is proposed. A second person decides."),
    )


@access(Permission.DECIDE_WATCH, Scope.STATIONS, step_up=True)
@require_POST
def decide_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word on a removal."""
    visible = WatchRemoval.objects.visible_to(request.user, Permission.DECIDE_WATCH)
    removal: WatchRemoval = get_object_or_404(visible.select_related("entry"), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, removal.entry, status=422, decision_form=form)
    return _done(
        request,
        removal.entry,
        lambda: watch_actions.decide_removal(
            by=request.user, removal=removal, at=timezone.now(), **form.answer
        ),
        said=_("Your decision is kept."),
    )


def _done(
    request: HttpRequest, entry: WatchEntry, act: Callable[[], object], *, said: str
) -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect("convicts:watch_entry", pk=entry.pk)


def _page(
    request: HttpRequest,
    entry: WatchEntry,
    *,
    status: int = 200,
    is_masked: bool = True,
    **forms: Any,
) -> HttpResponse:
    now = timezone.now()
    watch_actions.open_page(by=request.user, entry=entry, at=now)
    its_own = WatchEntry.objects.filter(pk=entry.pk)
    removals = list(entry.removals.select_related("proposed_by", "decided_by").order_by("-pk"))
    waiting = next((one for one in removals if one.is_waiting), None)
    may_decide = its_own.visible_to(request.user, Permission.DECIDE_WATCH).exists()
    may_propose = its_own.visible_to(request.user, Permission.PROPOSE_WATCH).exists()
    context = {
        "entry": entry,
        "progress": progress.of(entry, at=now),
        "is_masked": is_masked,
        "may_unmask": request.user.may(Permission.UNMASK),  # type: ignore[union-attr]
        "removals": removals,
        "reviews": entry.reviews.select_related("reviewed_by").order_by("pk"),
        "waiting_removal": waiting,
        "may_decide": may_decide and entry.is_waiting and entry.proposed_by != request.user,
        "may_decide_removal": may_decide and waiting and waiting.proposed_by != request.user,
        "may_review": may_decide and entry.is_in_force,
        "may_propose_removal": may_propose and entry.is_in_force and waiting is None,
        "decision_form": forms.get("decision_form") or DecisionForm(),
        "review_form": forms.get("review_form") or ReviewForm(today=timezone.localdate(now)),
        "removal_form": forms.get("removal_form") or RemovalForm(),
    }
    return render(request, "convicts/watch_entry.html", context, status=status)
