"""A photo line-up on screen and on paper: made from a record, printed, shown again to its maker."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts.actions import Refused
from audit import looks
from audit.purposes import Purpose, PurposeKind
from convicts import line_ups
from convicts.models import ConvictRecord, LineUp, Photograph


@access(Permission.SEE_CONVICTS, Scope.COUNTRY)
@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a sheet from the record that is open, for the case for which it was opened."""
    visible = ConvictRecord.objects.visible_to(request.user)
    record: ConvictRecord = get_object_or_404(visible, pk=pk)
    link = request.POST.get("look", "")
    now = timezone.now()
    look = looks.behind(link, by=request.user, target=record, at=now)
    back = f"{reverse('convicts:detail', args=[pk])}?{urlencode({'look': link})}"
    if look is None or not look.case_ref:
        messages.warning(request, _("A line-up is made for a case. Open the record for one."))
        return redirect("convicts:detail", pk=pk)
    try:
        sheet = line_ups.make(by=request.user, record=record, case_ref=look.case_ref, at=now)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(back)
    return redirect("convicts:line_up", pk=sheet.pk)


@access(Permission.SEE_CONVICTS, Scope.OWN)
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet: faces with numbers and nothing else; who is who stands on the screen only."""
    sheet = _own(request, pk)
    now = timezone.now()
    try:
        with looks.looking(
            by=request.user,
            at=now,
            action="convicts.line_up_opened",
            purpose=Purpose(PurposeKind.INVESTIGATION, case_ref=sheet.case_ref),
            target=sheet,
        ):
            _all_may_be_seen(request, sheet)
            context = {"sheet": sheet, "places": range(1, len(sheet.photographs) + 1)}
            return render(request, "convicts/line_up.html", context)
    except (looks.OverBudget, Refused) as refusal:
        messages.warning(request, str(refusal))
        return redirect("convicts:look_up")


@access(Permission.SEE_CONVICTS, Scope.OWN)
@require_GET
def face(request: HttpRequest, pk: int, face: int) -> HttpResponse:
    """One face of one's own sheet."""
    sheet = _own(request, pk)
    if not 1 <= face <= len(sheet.photographs):
        raise Http404
    kept: Photograph = get_object_or_404(_visible(request), pk=sheet.photographs[face - 1])
    response = HttpResponse(kept.picture.open().read(), content_type="image/jpeg")
    response["Cache-Control"] = "private, no-store"
    return response


def _visible(request: HttpRequest) -> Any:
    seen = ConvictRecord.objects.visible_to(request.user).values("pk")
    return Photograph.objects.filter(record__in=seen)


def _all_may_be_seen(request: HttpRequest, sheet: LineUp) -> None:
    """Raises Refused where somebody on the sheet was sealed, or left the file, since."""
    if _visible(request).filter(pk__in=sheet.photographs).count() < len(sheet.photographs):
        raise Refused(_("Somebody on this sheet may not be shown any more. Make a new one."))


def _own(request: HttpRequest, pk: int) -> LineUp:
    sheet: LineUp = get_object_or_404(LineUp.objects.visible_to(request.user), pk=pk)
    return sheet
