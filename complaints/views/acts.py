"""Every act on a complaint: one view each, made from the table in `complaints.acts`."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts import sealing as seals
from accounts.access import access
from accounts.scopes import Scope
from complaints.act_forms import ActForm
from complaints.acts import Act
from complaints.models import Complaint
from complaints.policies import Refused
from complaints.views.desk import complaint_page


def view_of(act: Act) -> Callable[..., HttpResponse]:
    """The view of one act."""

    @access(act.permission, Scope.STATIONS, step_up=act.step_up)
    @require_POST
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        # Whoever holds the act's permission somewhere works on what he also sees.
        mine = Complaint.objects.visible_to(request.user, act.permission)
        seen = mine.visible_to(request.user).with_names()
        return _done(request, get_object_or_404(seen, pk=pk), act)

    view.__name__ = view.__qualname__ = act.name
    view.__doc__ = f"{act.form.__doc__}"
    return view


def _done(request: HttpRequest, complaint: Complaint, act: Act) -> HttpResponse:
    now = timezone.now()
    form = act.form_for(complaint, request.user, now, request.POST, request.FILES)
    refusal = act.refuse(complaint, request.user, now)
    if form.is_valid() and not refusal:
        try:
            act.do(by=request.user, complaint=complaint, at=now, **form.cleaned_data)
        except (Refused, seals.Refused) as why:
            refusal = str(why)
        else:
            messages.success(request, act.said)
            return _onward(request, complaint)
    if refusal:
        form.add_error(None, refusal)
    return _again(request, complaint, act, form)


def _again(request: HttpRequest, complaint: Complaint, act: Act, form: ActForm) -> HttpResponse:
    """The complaint as it is by now, with the act's form open and what was typed in it."""
    seen = Complaint.objects.visible_to(request.user).with_names()
    fresh = get_object_or_404(seen, pk=complaint.pk)
    return complaint_page(request, fresh, refused=(act, form))


def _onward(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    """Back to the complaint, or to the list when it is out of this person's sight by now."""
    rows = Complaint.objects.filter(pk=complaint.pk)
    if rows.visible_to(request.user).exists():
        return redirect("complaints:detail", pk=complaint.pk)
    return redirect("complaints:list")
