"""Doing what `firs.acts` lists: a page with the act's form, and its answer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts import sealing as seals
from accounts.access import access
from accounts.scopes import Scope
from complaints.policies import Refused
from firs.act_forms import ActForm
from firs.acts import Act
from firs.models import FIR


def view_of(act: Act) -> Callable[..., HttpResponse]:
    """The view of one act."""

    @access(act.permission, Scope.STATIONS, step_up=act.step_up)
    @require_http_methods(["GET", "POST"])
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        # Whoever holds the act's permission somewhere works on what he also sees.
        mine = FIR.objects.visible_to(request.user, act.permission).registered()
        seen = mine.visible_to(request.user).select_related("station", "investigator", "complaint")
        fir: FIR = get_object_or_404(seen, pk=pk)
        if request.method == "POST":
            return _done(request, fir, act)
        now = timezone.now()
        refusal = act.refuse(fir, request.user, now)
        return _page(request, fir, act, act.form_for(fir, request.user, now), refusal)

    view.__name__ = view.__qualname__ = act.name
    view.__doc__ = f"{act.form.__doc__}"
    return view


def _done(request: HttpRequest, fir: FIR, act: Act) -> HttpResponse:
    now = timezone.now()
    form = act.form_for(fir, request.user, now, request.POST, request.FILES)
    refusal = act.refuse(fir, request.user, now)
    if form.is_valid() and not refusal:
        try:
            act.do(by=request.user, fir=fir, at=now, **form.cleaned_data)
        except (Refused, seals.Refused) as why:
            refusal = str(why)
        else:
            messages.success(request, act.said)
            return _onward(request, fir)
    if refusal:
        form.add_error(None, refusal)
    return _page(request, fir, act, form, None, status=422)


def _page(
    request: HttpRequest, fir: FIR, act: Act, form: ActForm, refusal: str | None, status: int = 200
) -> HttpResponse:
    context = {"fir": fir, "act": act, "form": form, "refusal": refusal}
    return render(request, "firs/act.html", context, status=status)


def _onward(request: HttpRequest, fir: FIR) -> HttpResponse:
    """Back to the case, or to the list when it is out of this person's sight by now."""
    if FIR.objects.visible_to(request.user).filter(pk=fir.pk).exists():
        return redirect("firs:case", pk=fir.pk)
    return redirect("firs:list")
