"""Alerts as the auditor asks for them."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from alerts.models import Alert, Listing, Sighting
from audit.people_seen import Record
from people.cnic import CNIC, InvalidCNIC


def records_of(text: str, by: Any) -> Iterator[Record]:
    """Alerts about whoever was seen, or is looked for, under this CNIC.

    What is sealed is found by whoever is named on it only.
    """
    try:
        cnic = CNIC.parse(text)
    except InvalidCNIC:
        return
    listings = Listing.objects.of_cnic(cnic).filter(
        Q(is_sealed=False) | Q(pk__in=Listing.objects.named_to(by).values("pk"))
    )
    about = Q(sighting__in=Sighting.objects.of_cnic(cnic)) | Q(
        sighting__matches__listing__in=listings
    )
    open_to = Q(sealed_listing=None) | Q(sealed_listing__in=Listing.objects.named_to(by))
    for pk in Alert.objects.filter(about, open_to).order_by("pk").values_list("pk", flat=True):
        yield Record(Alert._meta.label_lower, pk, _("alert %(number)d") % {"number": pk})
