"""Exports on screen: the list, the form, one request, its decision, and the file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.decisions import DecisionForm
from accounts.permissions import Permission
from accounts.scopes import Scope
from exports import actions, policies
from exports.forms import AskForm, CheckForm
from exports.models import Download, ExportRequest
from screen.paging import newest_first


@access(Permission.SEE_EXPORTS, Scope.STATIONS)
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What one asked for, or what waits for one's decision; and whose file this is."""
    visible = ExportRequest.objects.visible_to(request.user)
    may_ask = request.user.may(Permission.REQUEST_EXPORT)  # type: ignore[union-attr]
    may_decide = request.user.may(Permission.DECIDE_EXPORT)  # type: ignore[union-attr]
    tabs = {"mine": _("My requests")} if may_ask else {}
    tabs |= {"inbox": _("To decide")} if may_decide else {}
    tab = request.GET.get("tab", "")
    tab = tab if tab in tabs else next(iter(tabs))
    lists = {
        "mine": visible.asked_by(request.user),
        "inbox": visible.to_decide_by(request.user).waiting(),
    }
    listed = lists[tab].select_related("proposed_by", "station")
    check = CheckForm(request.GET) if "sha256" in request.GET else CheckForm()
    found = None
    if check.is_bound and check.is_valid():
        found = (
            Download.objects.filter(export__in=visible, sha256=check.cleaned_data["sha256"])
            .select_related("export")
            .first()
        )
    context = {
        "page": newest_first(listed, request, by="proposed_at"),
        "tab": tab,
        "tabs": tabs.items(),
        "check": check,
        "found": found,
        "is_checked": check.is_bound and check.is_valid(),
        "may_ask": may_ask,
    }
    return render(request, "exports/requests.html", context)


@access(Permission.REQUEST_EXPORT, Scope.OWN)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for an export."""
    form = AskForm(request.POST if request.method == "POST" else None, user=request.user)
    if form.is_bound and form.is_valid():
        try:
            export = actions.ask(by=request.user, export=form.export, at=timezone.now())
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Asked. A second person decides."))
            return redirect("exports:one", pk=export.pk)
    status = 422 if form.is_bound else 200
    return render(request, "exports/ask.html", {"form": form}, status=status)


@access(Permission.SEE_EXPORTS, Scope.STATIONS)
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: what was asked, who decided, what left."""
    visible = ExportRequest.objects.visible_to(request.user)
    return _page(request, get_object_or_404(visible, pk=pk), DecisionForm())


def _page(
    request: HttpRequest, export: ExportRequest, form: DecisionForm, status: int = 200
) -> HttpResponse:
    its_own = ExportRequest.objects.filter(pk=export.pk)
    refusal = policies.refuse_downloading(export, by=request.user, at=timezone.now())
    context = {
        "export": export,
        "downloads": export.downloads.order_by("number"),
        "form": form,
        "is_mine": export.proposed_by == request.user,
        "refusal": refusal,
        "may_decide": export.is_waiting and its_own.to_decide_by(request.user).exists(),
    }
    return render(request, "exports/one.html", context, status=status)


@access(Permission.DECIDE_EXPORT, Scope.STATIONS, step_up=True)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's word. Who asked sees the request, and is refused in words."""
    export: ExportRequest = get_object_or_404(ExportRequest.objects.visible_to(request.user), pk=pk)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, export, form, status=422)
    try:
        actions.decide(by=request.user, export=export, at=timezone.now(), **form.answer)
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Your decision is kept."))
    return redirect("exports:one", pk=pk)


@access(Permission.REQUEST_EXPORT, Scope.OWN, step_up=True)
@require_POST
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to who asked for it; its event is committed before the first byte leaves."""
    mine = ExportRequest.objects.asked_by(request.user)
    export: ExportRequest = get_object_or_404(mine, pk=pk)
    try:
        written = actions.download(by=request.user, export=export, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("exports:one", pk=pk)
    return written.sent(f"caspp-export-{export.pk}.csv")
