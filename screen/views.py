from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from screen import gallery as shelf


@access(Permission.SEE_GALLERY, Scope.NOTHING)
@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every part of templates/_components, in both languages side by side."""
    return render(request, "screen/gallery.html", shelf.page(at=timezone.now()))
