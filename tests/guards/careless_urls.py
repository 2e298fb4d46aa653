"""Addresses of views that do not say who may use them; one that does."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.access import access, public
from accounts.permissions import Permission
from accounts.scopes import Scope


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("anybody")


half = access(Permission.SEE_HOME)(bare)
whole = access(Permission.SEE_HOME, Scope.NOTHING)(bare)
both = public("and guarded at once")(access(Permission.SEE_HOME, Scope.NOTHING)(bare))

urlpatterns = [
    path("bare", bare, name="bare"),
    path("half", half, name="half"),
    path("whole", whole, name="whole"),
    path("both", both, name="both"),
]
