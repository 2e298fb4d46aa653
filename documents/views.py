"""Is this paper genuine? Asked by whoever holds it, with its code; nobody is named."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import public
from documents.checking import checked, limits
from documents.forms import CodeForm

_FOR_ANYBODY = "whoever is shown a paper may ask whether it is genuine"


@public(_FOR_ANYBODY)
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Type the code of a paper."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return redirect("documents:paper", form.cleaned_data["code"])
    status = 422 if form.is_bound else 200
    return render(request, "documents/check.html", {"form": form}, status=status)


@public(_FOR_ANYBODY)
@never_cache
@require_GET
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """What is known of the paper with this code: the QR code on it leads here."""
    if not limits.take(request, "check"):
        return render(request, "429.html", status=429)
    found = checked(code)
    return render(request, "documents/paper.html", {"paper": found}, status=200 if found else 404)
