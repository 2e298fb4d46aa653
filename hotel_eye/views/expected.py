"""Who is expected: the list, a new one, and what became of him."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from hotel_eye import actions, booking
from hotel_eye.expected_forms import ExpectedForm
from hotel_eye.models import Expected
from hotel_eye.views.house import hotel_of

MOST_SHOWN = 200


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_http_methods(["GET", "POST"])
def expected(request: HttpRequest, hotel: int) -> HttpResponse:
    """Those who have come and are not entered first, then by day; and a form for the next."""
    house = hotel_of(request, hotel)
    now = timezone.now()
    form = ExpectedForm(request.POST if request.method == "POST" else None,
                        initial={"arrives_on": timezone.localdate(now)})  # fmt: skip
    status = 200
    if form.is_bound:
        if form.is_valid():
            try:
                one = booking.expect(
                    by=request.user, hotel=house, expected=form.save(commit=False), at=now
                )
            except actions.Refused as refusal:
                form.refuse(str(refusal))
            else:
                messages.success(request, _("%(name)s is expected.") % {"name": one.name})
                return redirect("hotel_eye:expected", hotel=house.pk)
        status = 422
    waiting = Expected.objects.open().filter(hotel=house)
    coming, today = waiting.filter(arrived_at=None), timezone.localdate(now)
    context = {
        "hotel": house,
        "form": form,
        "unfiled": waiting.unfiled().order_by("due_at", "pk")[:MOST_SHOWN],
        "coming": coming.filter(arrives_on__gte=today).order_by("arrives_on", "pk")[:MOST_SHOWN],
        "not_come": coming.filter(arrives_on__lt=today).order_by("-arrives_on", "-pk")[:MOST_SHOWN],
        "today": today,
        "now": now,
    }
    return render(request, "hotel_eye/expected.html", context, status=status)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def note_arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """He stands at the desk; his papers are entered next, or soon."""
    one = _expected(request, pk)
    try:
        booking.note_arrival(by=request.user, expected=one, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("hotel_eye:expected", hotel=one.hotel_id)


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """He will not come."""
    one = _expected(request, pk)
    try:
        booking.cancel(by=request.user, expected=one, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        said = _("%(name)s is off the list of expected guests.") % {"name": one.name}
        messages.success(request, said)
    return redirect("hotel_eye:expected", hotel=one.hotel_id)


def _expected(request: HttpRequest, pk: int) -> Expected:
    one: Expected = get_object_or_404(Expected.objects.visible_to(request.user), pk=pk)
    return one
