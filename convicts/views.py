"""The CRO's counter: look up a person, with a purpose."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from audit.actions import record
from audit.purposes import Purpose, PurposeKind
from convicts.forms import LookUpForm
from convicts.models import ConvictRecord

LIMIT = 50
PURPOSE = "convicts.purpose"


@access(Permission.SEE_CONVICTS, Scope.COUNTRY)
@require_http_methods(["GET", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """Search the file; the event is written before the first result is read."""
    posted = request.POST if request.method == "POST" else None
    form = LookUpForm(posted, initial={"purpose": request.session.get(PURPOSE, "")})
    records = None
    if form.is_bound and form.is_valid():
        purpose = request.session[PURPOSE] = form.cleaned_data["purpose"]
        with transaction.atomic():
            record(
                by=request.user,
                action="convicts.looked_up",
                at=timezone.now(),
                purpose=Purpose(PurposeKind.INVESTIGATION, words=purpose),
            )
            visible = ConvictRecord.objects.visible_to(request.user)
            found = visible.matching(form.cleaned_data["text"]).select_related("category")
            records = list(found.order_by("name", "pk")[:LIMIT])
            record(
                by=request.user,
                action="convicts.shown",
                at=timezone.now(),
                purpose=Purpose(PurposeKind.INVESTIGATION, words=purpose),
                detail={"records": [one.pk for one in records]},
            )
    context = {
        "form": form,
        "records": records,
        "is_cut": records is not None and len(records) == LIMIT,
    }
    return render(request, "convicts/look_up.html", context)


@access(Permission.SEE_CONVICTS, Scope.COUNTRY)
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One record; without a stated purpose the way leads back to the search."""
    purpose = request.session.get(PURPOSE)
    visible = ConvictRecord.objects.visible_to(request.user).select_related("category")
    convict = get_object_or_404(visible, pk=pk)
    if not purpose:
        return redirect("convicts:look_up")
    with transaction.atomic():
        record(
            by=request.user,
            action="convicts.opened",
            target=convict,
            at=timezone.now(),
            purpose=Purpose(PurposeKind.INVESTIGATION, words=purpose),
        )
    return render(request, "convicts/detail.html", {"record": convict, "purpose": purpose})
