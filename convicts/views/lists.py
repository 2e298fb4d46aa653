"""Lists of people, screened in the background: upload one, watch it, read what was found."""

import math
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts.models import Band, Listing
from audit import looks
from audit.forms import STATED
from audit.models import Event
from convicts import list_actions
from convicts.list_actions import Refused
from convicts.list_forms import ListForm
from convicts.list_parts import Kept
from convicts.list_results import Page, Results, bad_page
from convicts.list_rows import COLUMNS
from convicts.list_screening import WEAK
from convicts.lists import ScreeningRun
from convicts.models import ConvictRecord
from convicts.views.look_ups import TOO_MANY, WRONG
from convicts.watch import WatchEntry
from exports.files import Written
from people.cnic import CNIC, InvalidCNIC
from people.masking import masked
from screen.paging import newest_first

GRADES = {**dict(Band.choices), WEAK: gettext_lazy("Weak")}


@access(Permission.LIST_CONVICTS, Scope.OWN)
@require_http_methods(["GET", "POST"])
def lists(request: HttpRequest) -> HttpResponse:
    """Upload a list; below, those this officer had screened before."""
    is_sent = request.method == "POST"
    form = ListForm(
        request.POST if is_sent else None,
        request.FILES if is_sent else None,
        initial=request.session.get(STATED),
    )
    status = WRONG if is_sent else 200
    if is_sent and form.is_valid():
        request.session[STATED] = form.stated
        file = form.cleaned_data["file"]
        try:
            run = list_actions.ask(
                by=request.user,
                file=file.file,
                name=file.name,
                purpose=form.purpose,
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        except looks.OverBudget as refusal:
            form.add_error(None, str(refusal))
            status = TOO_MANY
        else:
            messages.success(request, _("The list is taken in. It is screened in the background."))
            return redirect("convicts:list", pk=run.pk)
    mine = ScreeningRun.objects.visible_to(request.user)
    context = {
        "form": form,
        "columns": COLUMNS,
        "page": newest_first(mine, request, by="asked_at"),
    }
    return render(request, "convicts/lists.html", context, status=status)


@access(Permission.LIST_CONVICTS, Scope.OWN)
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """How far one list is, and how many candidates there are; nobody of them is shown here."""
    return render(request, "convicts/list.html", _state(request, _mine(request, pk)))


@access(Permission.LIST_CONVICTS, Scope.OWN, unattended=True)
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that refreshes until the list is done."""
    context = _state(request, _mine(request, pk))
    return render(request, "convicts/_list_state.html", {**context, "is_news": True})


@access(Permission.LIST_CONVICTS, Scope.OWN)
@require_GET
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found, page by page. Each page is a look, for the purpose the list was asked for."""
    run = _mine(request, pk)
    if list_actions.refuse_reading(run):
        return redirect("convicts:list", pk=pk)
    asked = request.GET.get("grade", "")
    grade = asked if asked in GRADES else ""
    now = timezone.now()
    context: dict[str, Any] = {"run": run, "grade": grade}
    status = 200
    try:
        with looks.looking(
            by=request.user,
            at=now,
            action="convicts.list_opened",
            purpose=run.purpose,
            detail={"list": run.pk},
        ) as look:
            found = Results(run, request.user)
            page = found.page(_number(request), band=grade)
            shown = list_actions.note_shown(look, page.rows, by=request.user, at=now)
            context |= {
                **_paged(request, page),
                "rows": _rows(request, page.rows, shown),
                "grades": _grades(found),
                "look": look,
                "nth": looks.nth_today(look),
                "most": looks.budget_of(request.user),
            }
    except looks.OverBudget as refusal:
        context["refusal"] = str(refusal)
        status = TOO_MANY
    return render(request, "convicts/list_results.html", context, status=status)


@access(Permission.LIST_CONVICTS, Scope.OWN)
@require_GET
def bad_rows(request: HttpRequest, pk: int) -> HttpResponse:
    """The rows that were refused, and why; what they held stands in the file of them only."""
    run = _mine(request, pk)
    if run.forgotten_at:
        return redirect("convicts:list", pk=pk)
    page: Page = bad_page(run, _number(request))
    rows = [{"line": bad.line, "reason": masked(bad.reason)} for bad in page.rows]
    context = {"run": run, "rows": rows, **_paged(request, page)}
    return render(request, "convicts/list_bad_rows.html", context)


@access(Permission.LIST_CONVICTS, Scope.OWN, step_up=True)
@require_POST
def take_results(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The findings as a file."""
    return _sent(request, pk, list_actions.take_results, "results")


@access(Permission.LIST_CONVICTS, Scope.OWN, step_up=True)
@require_POST
def take_bad_rows(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The refused rows as a file."""
    return _sent(request, pk, list_actions.take_bad_rows, "rejected")


def _sent(
    request: HttpRequest, pk: int, take: Callable[..., Written], name: str
) -> HttpResponseBase:
    run = _mine(request, pk)
    try:
        written = take(by=request.user, run=run, at=timezone.now())
    except (Refused, looks.OverBudget) as refusal:
        messages.warning(request, str(refusal))
        return redirect("convicts:list", pk=pk)
    return written.sent(f"caspp-list-{run.pk}.{name}.csv")


def _mine(request: HttpRequest, pk: int) -> ScreeningRun:
    run: ScreeningRun = get_object_or_404(ScreeningRun.objects.visible_to(request.user), pk=pk)
    return run


def _number(request: HttpRequest) -> int:
    """The page asked for; one that cannot be read is the first."""
    text = request.GET.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _paged(request: HttpRequest, page: Page) -> dict[str, Any]:
    """The page with the addresses of its neighbours."""

    def url(number: int | None) -> str:
        if number is None:
            return ""
        query = {name: value for name, value in request.GET.items() if name != "page"}
        return f"{request.path}?{urlencode({**query, 'page': number})}"

    return {"page": page, "before_url": url(page.before), "after_url": url(page.after)}


def _state(request: HttpRequest, run: ScreeningRun) -> dict[str, Any]:
    refusal = list_actions.refuse_reading(run)
    return {
        "run": run,
        "refusal": refusal,
        "grades": [] if refusal else _grades(Results(run, request.user)),
    }


def _grades(found: Results) -> list[dict[str, Any]]:
    """Every grade with how many candidates it has, the strongest first."""
    counts = found.counts()
    every = {"code": "", "label": _("All"), "count": counts.total()}
    return [
        every,
        *({"code": code, "label": label, "count": counts[code]} for code, label in GRADES.items()),
    ]


def _rows(
    request: HttpRequest, found: Sequence[Kept], shown: dict[str, list[Event]]
) -> list[dict[str, Any]]:
    """The findings as the page shows them: masked, in the reader's language, with their links."""
    listings = Listing.objects.select_related("category").in_bulk({one.listing_id for one in found})
    addresses = _addresses(request, found, shown)
    is_urdu = get_language() == "ur"
    return [
        {
            "row_id": _shown_id(one.row_id),
            "reference": one.external_ref,
            "url": addresses.get((one.source, one.source_id), ""),
            "band": one.band,
            "percent": f"{math.floor(one.probability * 1000) / 10:.1f}\u00a0%",
            "words": masked(one.explanation_ur if is_urdu else one.explanation_en),
            "listing": listings.get(one.listing_id),
        }
        for one in found
    ]


def _addresses(
    request: HttpRequest, found: Sequence[Kept], shown: dict[str, list[Event]]
) -> dict[tuple[str, int], str]:
    """Where each record opens, for whoever may see it: a convict's by the link of this look."""
    convict, watch = ConvictRecord._meta.label_lower, WatchEntry._meta.label_lower
    addresses = {}
    for event in shown.get(convict, ()):
        link = urlencode({"look": looks.link_of(event)})
        for pk in event.detail["records"]:
            addresses[convict, pk] = f"{reverse('convicts:detail', args=[pk])}?{link}"
    if watched := {one.source_id for one in found if one.source == watch}:
        visible = WatchEntry.objects.visible_to(request.user).filter(pk__in=watched)
        for pk in visible.values_list("pk", flat=True):
            addresses[watch, pk] = reverse("convicts:watch_entry", args=[pk])
    return addresses


def _shown_id(text: str) -> str:
    """The id as the officer gave it, unless it is somebody's CNIC."""
    try:
        return CNIC.parse(text).masked()
    except InvalidCNIC:
        return text
