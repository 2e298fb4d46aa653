"""How far somebody who came to the list is compared: the part of his page that refreshes.

Scoped as the page itself: whoever cannot open the page asks here in vain.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from alerts import progress
from audit import looks
from convicts.models import ConvictRecord
from convicts.views.look_ups import KNOWN
from convicts.watch import WatchEntry
from people.models import Person


@access(Permission.SEE_WATCH, Scope.STATIONS, unattended=True)
@require_GET
def of_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Of an entry of the watch list."""
    visible = WatchEntry.objects.visible_to(request.user)
    return _part(request, get_object_or_404(visible.only("reference"), pk=pk))


@access(Permission.SEE_CONVICTS, Scope.COUNTRY, unattended=True)
@require_GET
def of_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Of a convict record, while the look that opened its page is young."""
    visible = ConvictRecord.objects.visible_to(request.user)
    record: ConvictRecord = get_object_or_404(visible.only(*KNOWN), pk=pk)
    link = request.GET.get("look", "")
    if looks.behind(link, by=request.user, target=record, at=timezone.now()) is None:
        return _last(request, _("The look-up is older than 15 minutes. Say again what for."))
    return _part(request, record)


def _part(request: HttpRequest, person: Person) -> HttpResponse:
    found = progress.of(person, at=timezone.now())
    if found is None:
        return _last(request, _("No longer looked for"))
    context = {"progress": found, "url": request.get_full_path(), "is_news": True}
    return render(request, "_components/look_back.html", context)


def _last(request: HttpRequest, words: str) -> HttpResponse:
    """What the page does not ask about again."""
    return render(request, "_components/callout.html", {"tone": "info", "text": words})
