"""Cases in somebody's dossier, in whatever part he stands in them."""

from collections import defaultdict
from datetime import datetime
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from dossier import registry
from dossier.registry import Companion, Found, Moment, Subject
from firs.models import FIR, Accused, Victim, Witness


def of_person(subject: Subject, user: Any, _at: datetime) -> Found:
    """By CNIC. Cases that are sealed before the reader, or about himself, do not exist."""
    if not subject.cnic:
        return Found()
    visible = FIR.objects.visible_to(user).registered().of_person(subject.cnic)
    existing = FIR.objects.told_to(user).registered().of_person(subject.cnic)
    some = list(visible.order_by("-registered_at", "-pk")[: registry.MOST_SHOWN])
    parts, others = _parts(some, subject.cnic), _accused_with(some, subject.cnic)

    def moment(fir: FIR) -> Moment:
        return Moment(
            cast(datetime, fir.registered_at),
            f"{fir} {fir.station.local_name}",
            registry.joined(*parts[fir.pk], fir.head_label, fir.state_label),
            reverse("firs:case", args=[fir.pk]),
            companions=tuple(others[fir.pk]),
        )

    return registry.found(visible.select_related("station"), existing, "registered_at", moment)


def _parts(firs: list[FIR], cnic: str) -> dict[int, list[str]]:
    """What he is in each of these cases."""
    found: dict[int, list[str]] = defaultdict(list)
    for fir in firs:
        if fir.cnic == cnic and not fir.is_identity_hidden:
            found[fir.pk].append(_("informant"))
    for one in Accused.objects.filter(fir__in=firs, cnic=cnic).order_by("pk"):
        found[one.fir_id].append(_("accused: %(where)s") % {"where": one.position_label})
    for model, words in ((Witness, _("witness")), (Victim, _("victim"))):
        for fir in model.objects.filter(fir__in=firs, cnic=cnic).values_list("fir_id", flat=True):
            found[fir].append(words)
    return found


def _accused_with(firs: list[FIR], cnic: str) -> dict[int, list[Companion]]:
    """Who is accused beside him, where he is accused himself."""
    mine = Accused.objects.filter(fir__in=firs, cnic=cnic).values("fir")
    rows = Accused.objects.filter(fir__in=mine, is_known=True).exclude(cnic=cnic)
    found: dict[int, list[Companion]] = defaultdict(list)
    for one in rows.order_by("pk"):
        found[one.fir_id].append(Companion(one.name, _("accused with him"), one.cnic))
    return found
