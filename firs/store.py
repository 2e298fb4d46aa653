"""The malkhana: recovery, the chain of custody, road certificates, the laboratory."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from documents import numbers
from firs import diary, policies
from firs.entries import enter, locked, refuse
from firs.models import (
    FIR,
    CaseItem,
    DiaryKind,
    EntryKind,
    Forensic,
    Movement,
    RoadCertificate,
    Whereabouts,
)

#: On the road a thing has a paper of its own.
_BY_ROAD = (Whereabouts.AT_LAB, Whereabouts.AT_COURT)


@transaction.atomic
def recover(*, by: Any, fir: FIR, item: CaseItem, at: datetime) -> FIR:
    """Take what was recovered into the malkhana under its number (unsaved; s.103 CrPC)."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    refuse(policies.refuse_moment(item.recovered_at, at))
    item.fir, item.station, item.recovered_by = fir, fir.station, by
    item.is_before_fir = fir.registered_at is not None and item.recovered_at < fir.registered_at
    if item.is_before_fir and not item.before_because:
        refuse(_("This is before the FIR. Say why it was recovered before it."))
    if not item.is_before_fir:
        item.before_because = ""
    words = f"{item.description}, {item.quantity}".rstrip(", ")
    written = diary.write(
        by=by, station=fir.station, kind=DiaryKind.PROPERTY, fir=fir,
        words=_("Taken into the malkhana in FIR %(number)s: %(what)s.")
        % {"number": fir.number, "what": words},
        at=at,
    )  # fmt: skip
    item.year = timezone.localdate(at).year
    item.serial = numbers.take(f"malkhana {fir.station.code} {item.year}")
    item.save(force_insert=True)
    Movement.objects.create(
        item=item, to=Whereabouts.IN_STORE, made_at=at, made_by=by, by_whom=str(by)[:120],
        words=item.condition,
    )  # fmt: skip
    enter(
        fir,
        EntryKind.RECOVERED,
        by=by,
        at=at,
        words=f"{item.number}: {words}",
        accused=item.recovered_from,
        diary_entry=written,
    )
    return fir


@transaction.atomic
def move(
    *,
    by: Any,
    fir: FIR,
    item: CaseItem,
    to: str,
    by_whom: str,
    place: str,
    question: str,
    order_no: str,
    words: str,
    at: datetime,
) -> FIR:
    """Let a thing leave the malkhana, or come back: the next link of its chain of custody.

    To a laboratory or a court it goes on a road certificate (Register No. XXI); to its owner, or
    for good, by order of a court.
    """
    fir = locked(fir)
    held: CaseItem = CaseItem.objects.select_for_update().get(pk=item.pk, fir=fir)
    refuse(policies.refuse_movement(held, to))
    certificate = _on_the_road(held, place, by_whom, by=by, at=at) if to in _BY_ROAD else None
    link = Movement.objects.create(
        item=held, to=to, made_at=at, made_by=by, by_whom=by_whom, road_certificate=certificate,
        order_no=order_no, words=words,
    )  # fmt: skip
    held.whereabouts = to
    held.save(update_fields=["whereabouts"])
    if to == Whereabouts.AT_LAB:
        Forensic.objects.create(fir=fir, movement=link, laboratory=place, question=question)
    kind = DiaryKind.ROAD if certificate else DiaryKind.PROPERTY
    line = f"{held.number}: {held.description} – {held.whereabouts_label}"
    if certificate:
        line = _("%(line)s, road certificate %(number)s") % {
            "line": line,
            "number": certificate.number,
        }
    written = diary.write(
        by=by, station=held.station, kind=kind, fir=fir, about=by_whom, words=line, at=at
    )
    enter(fir, EntryKind.MOVED, by=by, at=at, words=line, diary_entry=written)
    return fir


@transaction.atomic
def keep_result(
    *, by: Any, fir: FIR, forensic: Forensic, lab_no: str, result: str, at: datetime
) -> FIR:
    """The laboratory answered."""
    fir = locked(fir)
    refuse(policies.refuse_work(fir, by=by))
    held: Forensic = Forensic.objects.select_for_update().get(pk=forensic.pk, fir=fir)
    if held.result_at is not None:
        refuse(_("The result is written down already."))
    held.result_at, held.result_by, held.lab_no, held.result = at, by, lab_no, result
    held.save()
    enter(fir, EntryKind.FORENSIC, by=by, at=at, words=f"{held.laboratory}, {lab_no}")
    return fir


def _on_the_road(
    item: CaseItem, to: str, carrier: str, *, by: Any, at: datetime
) -> RoadCertificate:
    year = timezone.localdate(at).year
    certificate: RoadCertificate = RoadCertificate.objects.create(
        station=item.station,
        year=year,
        serial=numbers.take(f"road {item.station.code} {year}"),
        to=to,
        carrier=carrier,
        made_at=at,
        made_by=by,
    )
    return certificate
