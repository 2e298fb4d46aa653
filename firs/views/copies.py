"""The printed FIR: four marked copies in one file, for the police to sign and send out."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from firs import copies
from firs.models import FIR

#: Whoever keeps the book or has the case prints; the others read it on screen.
_PRINTERS = (Permission.REGISTER_FIRS, Permission.INVESTIGATE_FIRS)


@access(Permission.SEE_FIRS, Scope.STATIONS)
@require_GET
def print_copies(request: HttpRequest, pk: int) -> HttpResponse:
    """The four copies, in the language of the FIR or in that of `?language=`."""
    visible = FIR.objects.visible_to(request.user).registered().with_paper()
    fir: FIR = get_object_or_404(visible, pk=pk)
    rows = FIR.objects.filter(pk=fir.pk)
    if not any(rows.visible_to(request.user, one).exists() for one in _PRINTERS):
        raise PermissionDenied
    asked = request.GET.get("language", "")
    language = asked if asked in copies.LANGUAGES else fir.language
    made = copies.print_all(
        by=request.user, fir=fir, language=language, request=request, at=timezone.now()
    )
    return pdf_answer(fir, made)


def pdf_answer(fir: FIR, made: bytes, *, as_attachment: bool = False) -> HttpResponse:
    """The file, shown by the browser itself or kept by it."""
    how = "attachment" if as_attachment else "inline"
    name = f"FIR-{fir.number.replace('/', '-')}.pdf"
    headers = {"Content-Disposition": f'{how}; filename="{name}"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)
