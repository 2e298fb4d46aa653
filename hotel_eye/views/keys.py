"""The owner's keys: made, shown once, rotated, ended."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from hotel_eye import actions, keys
from hotel_eye.models import ApiKey, Hotel
from hotel_eye.views.house import hotel_of

MOST_SHOWN = 100


class KeyForm(forms.Form):
    """What the key is for, and whether it files."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        max_length=80,
        help_text=gettext_lazy("Such as the name of the software."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_sandbox = forms.BooleanField(
        label=gettext_lazy("Only to try with: nothing is filed"), required=False
    )


@access(Permission.LOG_STAYS, Scope.HOUSES)
@require_GET
def api_keys(request: HttpRequest, hotel: int) -> HttpResponse:
    """The keys of one's house."""
    return _page(request, _owned(request, hotel), KeyForm())


@access(Permission.LOG_STAYS, Scope.HOUSES, step_up=True)
@require_POST
def make_key(request: HttpRequest, hotel: int) -> HttpResponse:
    """A new key, shown in the answer and never again."""
    house = _owned(request, hotel)
    form = KeyForm(request.POST)
    if form.is_valid():
        try:
            _key, text = keys.make(
                by=request.user,
                hotel=house,
                kind=ApiKey.Kind.SOFTWARE,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except actions.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _page(request, house, KeyForm(), text)
    return _page(request, house, form, status=422)


@access(Permission.LOG_STAYS, Scope.HOUSES, step_up=True)
@require_POST
def rotate_key(request: HttpRequest, pk: int) -> HttpResponse:
    """A new key in place of an old one, which goes on for a day."""
    key = _of_owner(request, pk)
    try:
        _new, text = keys.rotate(by=request.user, key=key, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("hotel_eye:api_keys", key.hotel_id)
    return _page(request, key.hotel, KeyForm(), text)


@access(Permission.LOG_STAYS, Scope.HOUSES, step_up=True)
@require_POST
def revoke_key(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key at once."""
    key = _of_owner(request, pk)
    try:
        keys.revoke(by=request.user, key=key, at=timezone.now())
    except actions.Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("The key %(name)s is ended.") % {"name": key.name})
    return redirect("hotel_eye:api_keys", key.hotel_id)


def _page(
    request: HttpRequest, hotel: Hotel, form: Any, text: str = "", status: int = 200
) -> HttpResponse:
    now = timezone.now()
    rows = ApiKey.objects.filter(hotel=hotel, kind=ApiKey.Kind.SOFTWARE)
    context = {
        "hotel": hotel,
        "form": form,
        "new_key": text,
        "keys": rows.select_related("made_by").order_by("-made_at", "-pk")[:MOST_SHOWN],
        "now": now,
    }
    return render(request, "hotel_eye/keys.html", context, status=status)


def _owned(request: HttpRequest, pk: int) -> Hotel:
    hotel: Hotel = hotel_of(request, pk)
    if not Hotel.objects.owned_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    return hotel


def _of_owner(request: HttpRequest, pk: int) -> ApiKey:
    owned = Hotel.objects.owned_by(request.user).values("pk")
    software = ApiKey.objects.filter(hotel__in=owned, kind=ApiKey.Kind.SOFTWARE)
    key: ApiKey = get_object_or_404(software.select_related("hotel"), pk=pk)
    return key
