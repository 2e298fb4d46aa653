"""Names locked after five failures, and letting them try again."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import actions
from accounts import locks as door
from accounts.access import access
from accounts.life_forms import ReleaseForm
from accounts.permissions import Permission
from accounts.scopes import Scope


@access(Permission.MANAGE_ACCOUNTS, Scope.STATIONS, step_up=True)
@require_http_methods(["GET", "POST"])
def locks(request: HttpRequest) -> HttpResponse:
    """The locked names one answers for; a POST releases one of them."""
    found = door.visible_to(request.user)
    if request.method == "POST":
        form = ReleaseForm(request.POST)
        if not form.is_valid():
            raise Http404
        username, address = form.cleaned_data["username"], form.cleaned_data["address"]
        if not any((one.username, one.address) == (username, address) for one in found):
            raise Http404
        try:
            actions.release(by=request.user, username=username, address=address, at=timezone.now())
        except actions.Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, _("%(name)s may try again.") % {"name": username})
        return redirect("accounts:locks")
    context = {"locks": found, "is_cut": len(found) == door.LIMIT}
    return render(request, "accounts/locks.html", context)
