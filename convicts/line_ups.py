"""Who stands beside a suspect on a sheet for a witness: people on file who look like him.

A witness who is shown one who stands out is led to him. The others are of his sex and age and have
as much of his description as can be found, none of them is known to belong to him, and the order is
by chance (Lahore High Court Rules and Orders, vol. III, ch. 11-C, on identification parades).
"""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from alerts.actions import Refused
from audit.actions import record as record_event
from convicts.models import Associate, ConvictRecord, Description, LineUp, Membership, Photograph

FACES = 8
#: With fewer a sheet proves nothing.
LEAST_FACES = 6
#: As many years younger or older.
YEARS = 6
#: As many centimetres taller or shorter.
CENTIMETRES = 8
#: As many are looked at for likeness.
LOOKED_AT = 500
_chance = random.SystemRandom()


@transaction.atomic
def make(*, by: Any, record: ConvictRecord, case_ref: str, at: datetime) -> LineUp:
    """Put the suspect among others. Raises Refused where a sheet would prove little."""
    his = _fronts().filter(record=record).order_by("-pk").first()
    if his is None:
        raise Refused(_("There is no photograph of him from the front. Add one first."))
    others = _alike(record)[: FACES - 1]
    if len(others) < LEAST_FACES - 1:
        raise Refused(
            _(
                "Only %(found)d people with a photograph look like him; a sheet needs"
                " %(needed)d. Add his description, or hold a parade."
            )
            % {"found": len(others), "needed": LEAST_FACES - 1}
        )
    faces = [his, *others]
    _chance.shuffle(faces)
    sheet: LineUp = LineUp.objects.create(
        record=record,
        case_ref=case_ref,
        made_by=by,
        made_at=at,
        photographs=[one.pk for one in faces],
        place=faces.index(his) + 1,
    )
    record_event(
        by=by,
        action="convicts.line_up_made",
        target=record,
        at=at,
        detail={"line_up": sheet.pk, "records": [one.record_id for one in faces]},
    )
    return sheet


def _fronts() -> Any:
    return Photograph.objects.standing().filter(view=Photograph.View.FRONT)


def _alike(record: ConvictRecord) -> Sequence[Photograph]:
    """The newest photographs of others, those first who have most of his description."""
    people = ConvictRecord.objects.in_file().filter(
        sealed_as="", withdrawn_at=None, is_canary=False, gender=record.gender
    )
    people = people.exclude(pk__in=_of_his(record))
    if record.birth_year:
        between = (record.birth_year - YEARS, record.birth_year + YEARS)
        people = people.filter(birth_year__range=between)
    if record.cnic:
        people = people.exclude(cnic=record.cnic)
    newest = _fronts().filter(record__in=people.values("pk")).order_by("record", "-pk")
    found = list(newest.distinct("record").select_related("record")[:LOOKED_AT])
    _chance.shuffle(found)
    return sorted(found, key=lambda one: -_likeness(record, one.record))


def _of_his(record: ConvictRecord) -> set[int]:
    """Himself, and whoever belongs to him: of one gang, or an associate."""
    same = ConvictRecord.objects.together_with(record).values_list("pk", flat=True)
    gangs = Membership.objects.filter(record=record).values("gang")
    members = Membership.objects.filter(gang__in=gangs).values_list("record_id", flat=True)
    ties = Associate.objects.filter(Q(record=record) | Q(other=record))
    tied = [key for pair in ties.values_list("record_id", "other_id") for key in pair if key]
    return {record.pk, *same, *members, *tied}


def _likeness(one: ConvictRecord, other: ConvictRecord) -> int:
    """How much of the description of the one is the other's."""
    looks = [name for name in Description.LOOKS if name != "height_cm"]
    alike = sum(
        bool(getattr(one, name)) and getattr(one, name) == getattr(other, name) for name in looks
    )
    if one.height_cm and other.height_cm:
        alike += abs(one.height_cm - other.height_cm) <= CENTIMETRES
    return alike
