"""The administration of reference data: for one role, and where wanted behind a door of its own."""

from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest
from django.http.request import split_domain_port
from django.utils.deprecation import MiddlewareMixin

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope

#: Coming and going, which lead to our own pages.
_ITS_DOORS = {"administration_sign_in", "administration_sign_out"}


class Administration(AdminSite):
    """Django's admin, behind the guard of every other page and a fresh proof of who is there."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        guard = access(Permission.ADMINISTER, Scope.COUNTRY, step_up=True)
        return guard(super().admin_view(view, cacheable))


class Door(MiddlewareMixin):
    """There is no administration but under its own names and from its own networks."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        match = request.resolver_match
        if match is None or _is_open_to(request):
            return
        if "admin" in match.app_names or match.view_name in _ITS_DOORS:
            raise Http404


def _is_open_to(request: HttpRequest) -> bool:
    host, _port = split_domain_port(request.get_host())
    by_name = not settings.ADMIN_HOSTS or host in settings.ADMIN_HOSTS
    return by_name and (not settings.ADMIN_NETWORKS or _is_near(request))


def _is_near(request: HttpRequest) -> bool:
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        # Through a socket, without an address: whoever that is, he is in no network.
        return False
    return any(address in network for network in settings.ADMIN_NETWORKS)
