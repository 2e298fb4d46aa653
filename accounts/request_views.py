"""Requests for accounts: what somebody asked for, and what waits for a second person."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import actions
from accounts.access import access
from accounts.decisions import DecisionForm
from accounts.permissions import Permission
from accounts.requests import AccountRequest
from accounts.scopes import Scope
from screen.paging import newest_first


@access(Permission.DECIDE_ACCOUNTS, Scope.STATIONS)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for this person's decision, newest first."""
    waiting = AccountRequest.objects.for_decision_by(request.user).with_people()
    page = newest_first(waiting, request, by="proposed_at")
    return render(request, "accounts/requests.html", {"page": page})


@access(Permission.MANAGE_ACCOUNTS, Scope.OWN)
@require_GET
def asked(request: HttpRequest) -> HttpResponse:
    """What this person asked for, and what became of it."""
    mine = AccountRequest.objects.filter(proposed_by=request.user.pk).with_people()
    page = newest_first(mine, request, by="proposed_at")
    return render(request, "accounts/asked.html", {"page": page})


@access(Permission.DECIDE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """One request, and the decision."""
    visible = AccountRequest.objects.visible_to(request.user).with_people()
    proposal = get_object_or_404(visible, pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            actions.decide(by=request.user, proposal=proposal, at=timezone.now(), **form.answer)
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your decision is recorded and in force."))
            return redirect("accounts:requests")
    context = {"proposal": proposal, "form": form, "is_mine": proposal.proposed_by == request.user}
    return render(request, "accounts/decide.html", context, status=422 if form.is_bound else 200)
