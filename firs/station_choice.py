"""Whose books are read: of one's own station, or of one of several."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from people.forms import LongSelect
from stations.choices import stations_by_district
from stations.models import Station


class Choice:
    """The station that a request names, of those where this person holds the permission.

    Raises Http404 where it names another one, or where there is none.
    """

    def __init__(self, request: HttpRequest, permission: Permission) -> None:
        rows = Station.objects.visible_to(request.user, permission).with_place()
        self.stations = sorted(
            rows, key=lambda one: (one.circle.district.local_name, one.local_name)
        )
        asked = (request.POST if request.method == "POST" else request.GET).get("station", "")
        self.is_asked = asked.isdecimal()
        found = [one for one in self.stations if not self.is_asked or str(one.pk) == asked]
        if not found:
            raise Http404
        self.station: Station = found[0]

    @property
    def is_of_many(self) -> bool:
        return len(self.stations) > 1

    def offer(self, form: forms.Form) -> None:
        """Give the form its field of the station; hidden where there is one only."""
        form.fields["station"] = forms.ChoiceField(
            label=_("Station"),
            choices=stations_by_district(self.stations),
            initial=str(self.station.pk),
            widget=LongSelect if self.is_of_many else forms.HiddenInput,
        )

    def query(self, **more: Any) -> dict[str, Any]:
        """What an address says of it; nothing where there is one only."""
        return {"station": self.station.pk, **more} if self.is_of_many else more
