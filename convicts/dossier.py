"""The CRO's file and the watch list in somebody's dossier, and who looked at him before."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from datetime import time as midnight
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.models import Event
from convicts.models import Associate, Conviction, ConvictRecord, Noted, Standing, WatchEntry
from dossier import registry
from dossier.registry import Companion, Found, Moment, Subject

KIND = "cro"
LABEL = ConvictRecord._meta.label_lower
_LOOKS = ("convicts.opened", "people.unmasked", "dossier.opened")


def open_record(pk: int, user: Any) -> ConvictRecord | None:
    """The record from which a dossier is opened, as far as this person may see it."""
    record: ConvictRecord | None = ConvictRecord.objects.visible_to(user).filter(pk=pk).first()
    return record


def others_of(subject: Subject, user: Any) -> Iterator[Subject]:
    """The records that officers found to be of the same person."""
    mine = ConvictRecord.objects.visible_to(user).filter(_of(subject))
    leaders = mine.annotate(leader=Coalesce("merged_into", "pk")).values("leader")
    same = ConvictRecord.objects.visible_to(user).filter(
        Q(pk__in=leaders) | Q(merged_into__in=leaders)
    )
    for record in same.exclude(_of(subject)).order_by("pk"):
        yield Subject(cnic=record.cnic, record=None if record.cnic else (LABEL, record.pk))


def records_of(subject: Subject, user: Any, _at: datetime) -> Found:
    """His records: what was known of him when he came into the file, and who belongs to him."""
    existing = ConvictRecord.objects.in_file().open_to(user).filter(_of(subject))
    visible = ConvictRecord.objects.visible_to(user).filter(_of(subject))

    some = list(visible.order_by("-recorded_at", "-pk")[: registry.MOST_SHOWN])
    companions = _companions(some, user)

    def moment(record: ConvictRecord) -> Moment:
        told = (record.category.local_name, record.get_status_display(), record.offence)
        return Moment(
            record.recorded_at,
            record.external_ref,
            registry.joined(*told),
            reverse("convicts:detail", args=[record.pk]),
            companions=tuple(companions[record.pk]),
        )

    return registry.found(visible.select_related("category"), existing, "recorded_at", moment)


def _companions(records: list[ConvictRecord], user: Any) -> dict[int, list[Companion]]:
    """Associates by name; who is on file himself only where the reader may see him."""
    rows = list(Associate.objects.standing().filter(record__in=records).order_by("pk"))
    others = [one.other_id for one in rows if one.other_id]
    visible = ConvictRecord.objects.visible_to(user).in_bulk(others)
    found: dict[int, list[Companion]] = defaultdict(list)
    for one in rows:
        other = visible.get(one.other_id) if one.other_id else None
        tie = one.get_kind_display()
        if other is not None:
            found[one.record_id].append(Companion(other.name, tie, other.cnic))
        elif not one.other_id:
            found[one.record_id].append(Companion(one.name, tie))
    return found


def convictions_of(subject: Subject, user: Any, _at: datetime) -> Found:
    """What he was convicted of, one by one."""
    visible, existing = _rows(Conviction, subject, user)

    def moment(row: Conviction) -> Moment:
        told = (row.get_sentenced_to_display(), row.words, row.court, row.fir and f"FIR {row.fir}")
        return Moment(
            _start_of(row.decided_on),
            _("Convicted: %(sections)s") % {"sections": row.sections},
            registry.joined(*told),
            reverse("convicts:detail", args=[row.record_id]),
        )

    return registry.found(visible.select_related("station"), existing, "decided_on", moment)


def standings_of(subject: Subject, user: Any, _at: datetime) -> Found:
    """Where he was: in prison, released, on bail."""
    visible, existing = _rows(Standing, subject, user)

    def moment(row: Standing) -> Moment:
        told = registry.joined(row.reference, row.words)
        return Moment(_start_of(row.since_on), row.get_status_display(), told)

    return registry.found(visible, existing, "since_on", moment)


def _rows(model: type[Noted], subject: Subject, user: Any) -> tuple[Any, Any]:
    """Standing rows of one kind in his files: those that the reader may see, and all unsealed."""
    mine = ConvictRecord.objects.filter(_of(subject))
    rows: Any = model._default_manager.all()
    rows = rows.standing()
    visible = rows.filter(record__in=mine.visible_to(user).values("pk"))
    return visible, rows.filter(record__in=mine.in_file().open_to(user).values("pk"))


def watches_of(subject: Subject, user: Any, _at: datetime) -> Found:
    """Entries of the watch list."""
    if not subject.cnic:
        return Found()
    existing = WatchEntry.objects.filter(cnic=subject.cnic)
    visible = WatchEntry.objects.visible_to(user).filter(cnic=subject.cnic)

    def moment(entry: WatchEntry) -> Moment:
        state = entry.ended_because or entry.get_decision_display() or _("Waiting")
        return Moment(
            entry.proposed_at,
            entry.category.local_name,
            registry.joined(entry.reference, entry.station.local_name, state),
            reverse("convicts:watch_entry", args=[entry.pk]),
            until=entry.ended_at,
        )

    return registry.found(
        visible.select_related("category", "station"), existing, "proposed_at", moment
    )


def looks_at(subject: Subject, user: Any, _at: datetime) -> Found:
    """Who opened his records before, and what for."""
    mine = ConvictRecord.objects.visible_to(user).filter(_of(subject)).values_list("pk", flat=True)
    about = {"target_type": LABEL, "target_id__in": list(mine), "action__in": _LOOKS}
    rows = Event.objects.filter(**about)

    def moment(event: Event) -> Moment:
        told = (event.get_purpose_kind_display(), event.case_ref or event.purpose)
        return Moment(event.at, str(event.actor), registry.joined(*told))

    return registry.found(rows, rows, "at", moment)


def _of(subject: Subject) -> Q:
    found = Q(cnic=subject.cnic) if subject.cnic else Q(pk__in=())
    if subject.record and subject.record[0] == LABEL:
        found |= Q(pk=subject.record[1])
    return found


def _start_of(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, midnight.min))
