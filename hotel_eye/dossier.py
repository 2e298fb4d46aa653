"""Stays in somebody's dossier, and who shared his room."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from alerts.models import Sighting
from dossier import registry
from dossier.registry import Companion, Found, Moment, Subject
from hotel_eye.models import Guest


def of_person(subject: Subject, user: Any, _at: datetime) -> Found:
    """By CNIC, over all hotels: those of the reader's stations, how many more there are."""
    if not subject.cnic:
        return Found()
    existing = Sighting.objects.of_cnic(subject.cnic).filter(source=Guest._meta.label_lower)
    visible = existing.visible_to(user)
    some = visible.order_by("-seen_from", "-pk")[: registry.MOST_SHOWN]
    party = _party([one.source_id for one in some])

    def moment(sighting: Sighting) -> Moment:
        room = _("room %(number)s") % {"number": sighting.spot} if sighting.spot else ""
        return Moment(
            sighting.seen_from,
            sighting.premises,
            registry.joined(room, sighting.station.local_name),
            until=sighting.seen_until,
            companions=tuple(party[sighting.source_id]),
        )

    return registry.found(visible.select_related("station"), existing, "seen_from", moment)


def _party(guests: list[int]) -> dict[int, list[Companion]]:
    """Who took the room together with each of these guests."""
    stays = dict(Guest.objects.filter(pk__in=guests).values_list("pk", "stay"))
    others: dict[int, list[Guest]] = defaultdict(list)
    for one in Guest.objects.filter(stay__in=set(stays.values())).order_by("pk"):
        others[one.stay_id].append(one)
    return defaultdict(
        list,
        {
            guest: [
                Companion(one.name, one.get_kinship_display() or _("same room"), one.cnic)
                for one in others[stay]
                if one.pk != guest
            ]
            for guest, stay in stays.items()
        },
    )
