"""Every act on a complaint: one view each, made from the table in `complaints.acts`."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.access import access
from accounts.scopes import Scope
from complaints.acts import Act
from complaints.models import Complaint
from complaints.policies import Refused
from complaints.views.desk import complaint_page


def view_of(act: Act) -> Callable[..., HttpResponse]:
    """The view of one act."""

    @access(act.permission, Scope.STATIONS, step_up=act.step_up)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        visible = Complaint.objects.visible_to(request.user, act.permission).with_names()
        return _done(request, get_object_or_404(visible, pk=pk), act)

    view.__name__ = view.__qualname__ = act.name
    view.__doc__ = f"{act.form.__doc__}"
    return view


def _done(request: HttpRequest, complaint: Complaint, act: Act) -> HttpResponse:
    now = timezone.now()
    if refusal := act.refuse(complaint, request.user):
        messages.warning(request, refusal)
        return _onward(request, complaint)
    form = act.form_for(complaint, request.user, now, request.POST, request.FILES)
    if not form.is_valid():
        return complaint_page(request, complaint, refused={act.name: form})
    try:
        act.do(by=request.user, complaint=complaint, at=now, **form.cleaned_data)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, act.said)
    return _onward(request, complaint)


def _onward(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Back to the complaint, or to the list when it is out of this person's sight by now."""
    rows = Complaint.objects.filter(pk=complaint.pk)
    if rows.visible_to(request.user).exists():
        return redirect("complaints:detail", pk=complaint.pk)
    return redirect("complaints:list")
