"""Whom a case looks for: his listing is published when he absconds and withdrawn by itself."""

from datetime import datetime

from django.utils.translation import gettext as _

from alerts.actions import publish_listing, withdraw_listing
from alerts.models import ListingCategory
from firs.heads import sections_of
from firs.models import FIR, Accused, Position

#: Position → the category under which he is looked for.
CATEGORY = {Position.ABSCONDING: "wanted", Position.PROCLAIMED: "proclaimed_offender"}


def follow(one: Accused, fir: FIR, *, at: datetime) -> None:
    """Bring the listing of an accused in step with his position; part of the act that moved him.

    Published while he absconds or is proclaimed, in every hotel of the country; withdrawn the
    moment he is arrested, on bail, discharged, acquitted or dead.
    """
    code = CATEGORY.get(Position(one.position))
    if code is None:
        reason = _("In the case: %(position)s") % {"position": one.position_label}
        withdraw_listing(one, reason=reason, at=at)
        return
    publish_listing(
        one,
        category=ListingCategory.objects.get(pk=code),
        reference=reference_of(fir),
        # Whoever reads the alert of a sealed case is named on it; the sections are not secret.
        summary=sections_of(fir),
        aliases=[one.alias] if one.alias else [],
        owning_station=fir.station,
        valid_from=at,
        at=at,
    )


def reference_of(fir: FIR) -> str:
    """'FIR 12/26 Kohsar', as another station reads it."""
    return f"{fir} {fir.station.name}"
