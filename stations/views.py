"""The directory of police stations, for everybody who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import access
from accounts.permissions import Permission
from accounts.scopes import Scope
from stations.models import District, Station


@access(Permission.SEE_STATIONS, Scope.NOTHING)
@require_GET
def directory(request: HttpRequest) -> HttpResponse:
    """The stations of one district, with circle and phone."""
    with_stations = District.objects.filter(circles__stations__isnull=False).distinct()
    districts = list(with_stations.order_by("name"))
    first = districts[0].code if districts else ""
    code = request.GET.get("district", first)
    chosen = [district for district in districts if district.code == code]
    stations = Station.objects.with_place().filter(circle__district__in=chosen)
    context = {
        "districts": districts,
        "chosen": code,
        "stations": stations.order_by("name"),
    }
    return render(request, "stations/directory.html", context)
