"""What a hotel's desk writes: arrivals and departures, corrections, nil returns. Ending a desk."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from alerts import actions as alerts
from alerts.actions import Place
from alerts.models import Sighting
from audit.actions import record
from filings import receipts, rules
from filings.models import Kind, Receipt, State, Way
from filings.receipts import Received
from hotel_eye import filed, policies
from hotel_eye.models import Desk, Expected, Guest, Hotel, LedgerDay, Stay
from people.models import born_in

#: With which the numbers of a hotel's receipts begin.
LETTER = "H"


class Refused(Exception):
    """The act cannot be done now; the message is a sentence for the screen."""


@dataclass(frozen=True, slots=True)
class Party:
    """A stay and who takes the room, the head first; unsaved."""

    stay: Stay
    guests: Sequence[Guest]


@transaction.atomic
def check_in(
    *,
    by: Any,
    hotel: Hotel,
    stay: Stay,
    guests: Sequence[Guest],
    way: str = Way.DESK,
    expected: Expected | None = None,
    at: datetime,
) -> tuple[Stay, bool]:
    """Log a party's arrival; the first guest is its head. Every guest becomes a sighting.

    ``stay`` and ``guests`` are unsaved. Returns the stay and whether it is new: the same form sent
    twice (same ``form_token``) gives back the stay of the first time. Raises Refused when the
    form comes again with other people on it, as after the browser's Back button, or the
    ``expected`` guest was entered already.
    """
    _prepare([Party(stay, guests)], by=by, hotel=hotel, way=way, at=at)
    Stay.objects.bulk_create([stay], ignore_conflicts=True)
    saved = Stay.objects.get(hotel=hotel, form_token=stay.form_token)
    if earlier := list(saved.guests.all()):
        if saved.room != stay.room or _who(earlier) != _who(guests):
            raise Refused(policies.form_is_used(saved))
        return saved, False
    _enter([Party(saved, guests)], by=by, hotel=hotel, filed_at=at, at=at)
    if expected is not None:
        _has_come(expected, saved)
    record(
        by=by, action="hotel_eye.checked_in", target=saved, at=at, detail={"guests": len(guests)}
    )
    return saved, True


@transaction.atomic
def check_in_all(
    *,
    by: Any,
    hotel: Hotel,
    parties: Sequence[Party],
    way: str,
    sent_at: datetime | None = None,
    at: datetime,
) -> list[Receipt]:
    """Log many arrivals at once, as they come in a file; returns their receipts in order.

    The police had them when they were ``sent_at``, however long the worker took: by that moment it
    is told whether they are late.
    """
    filed_at = sent_at or at
    _prepare(parties, by=by, hotel=hotel, way=way, at=filed_at)
    Stay.objects.bulk_create([party.stay for party in parties])
    given = _enter(parties, by=by, hotel=hotel, filed_at=filed_at, at=at)
    detail = {"stays": len(parties), "guests": sum(len(party.guests) for party in parties)}
    record(by=by, action="hotel_eye.checked_in_many", target=hotel, at=at, detail=detail)
    return given


def sent_before(hotel: Hotel, parties: Sequence[Party]) -> bool:
    """Whether the form of these parties has entered them already.

    Raises Refused when it comes again with other people or rooms on it, as after the browser's Back
    button.
    """
    tokens = [party.stay.form_token for party in parties]
    stays = Stay.objects.filter(hotel=hotel, form_token__in=tokens).prefetch_related("guests")
    known = {stay.form_token: stay for stay in stays}
    if not known:
        return False
    for stay, guests in ((party.stay, party.guests) for party in parties):
        earlier = known.get(stay.form_token)
        if earlier is None or _who(earlier.guests.all()) != _who(guests):
            raise Refused(policies.form_is_used(earlier or next(iter(known.values()))))
    return True


def _prepare(parties: Sequence[Party], *, by: Any, hotel: Hotel, way: str, at: datetime) -> None:
    book = rules.book_at(hotel.station, at)
    for stay, guests in ((party.stay, party.guests) for party in parties):
        stay.hotel, stay.way, stay.state = hotel, way, State.FILED
        stay.filed_at, stay.filed_by = at, by
        rules.apply(stay, book, kind_of(guests), stay.arrived_at)


def _enter(
    parties: Sequence[Party], *, by: Any, hotel: Hotel, filed_at: datetime, at: datetime
) -> list[Receipt]:
    """Guests, sightings and receipts of stays that are saved."""
    for stay, guests in ((party.stay, party.guests) for party in parties):
        for number, guest in enumerate(guests):
            guest.stay, guest.hotel, guest.is_head = stay, hotel, number == 0
            guest.birth_year = born_in(guest.date_of_birth, guest.birth_year)
    # The photographs are written to disk here, one by one.
    Guest.objects.bulk_create([guest for party in parties for guest in party.guests])
    alerts.report_sightings([_seen(party) for party in parties], kind=Sighting.Kind.GUEST, at=at)
    received = [_received(Receipt.Act.FILED, party.stay, party.guests) for party in parties]
    return _receive(received, hotel=hotel, by=by, at=filed_at)


@transaction.atomic
def correct(
    *,
    by: Any,
    stay: Stay,
    said: Stay,
    guests: Sequence[Guest],
    version: int | None = None,
    at: datetime,
) -> Receipt | None:
    """File a stay anew as ``said``, with these ``guests``; None where nothing differs.

    ``version`` is the one that the corrector had before him.

    ``said`` is an unsaved stay; a guest who was there before carries his key, anybody without one
    is new, and whoever is missing is taken out of the party. The police see both versions. Raises
    Refused.
    """
    stay = (
        Stay.objects.select_for_update(of=("self",))
        .select_related("hotel__station")
        .get(pk=stay.pk)
    )
    if refusal := policies.refuse_correcting(stay, at, version):
        raise Refused(refusal)
    known = list(stay.guests.filter(removed_at=None).order_by("-is_head", "pk"))
    before = (Stay.objects.get(pk=stay.pk), known)
    for name in filed.STAY_FIELDS:
        value = getattr(said, name)
        # A form knows no seconds: the same minute is the same moment.
        if not (isinstance(value, datetime) and _to_the_minute(getattr(stay, name)) == value):
            setattr(stay, name, value)
    if stay.left_at and stay.left_at < stay.arrived_at:
        raise Refused(policies.arrives_after_leaving(stay))
    for number, guest in enumerate(guests):
        guest.stay, guest.hotel, guest.is_head = stay, stay.hotel, number == 0
        guest.birth_year = born_in(guest.date_of_birth, guest.birth_year)
    changed = filed.changes(before, (stay, guests))
    if not changed:
        return None
    earlier, was = before[0].arrived_at, kind_of(known)
    kept = {guest.pk for guest in guests}
    gone = [guest for guest in known if guest.pk not in kept]
    # The head changes places with somebody: there is never more than one.
    Guest.objects.filter(pk__in=[guest.pk for guest in gone]).update(removed_at=at, is_head=False)
    stay.guests.filter(is_head=True).update(is_head=False)
    for guest in guests:
        guest.save()
    stay.state, stay.version = State.CORRECTED, stay.version + 1
    # The rule that was in force at filing stays with the entry, and with it whether it was late.
    if (stay.arrived_at, kind_of(guests)) != (earlier, was):
        assert stay.filed_at is not None
        book = rules.book_at(stay.hotel.station, stay.filed_at)
        rules.apply(stay, book, kind_of(guests), stay.arrived_at)
    stay.save()
    alerts.report_sightings([_seen(Party(stay, guests))], kind=Sighting.Kind.GUEST, at=at)
    alerts.end_sightings(gone, until=stay.left_at or max(at, stay.arrived_at))
    received = _received(Receipt.Act.CORRECTED, stay, guests, changes=changed)
    record(
        by=by,
        action="hotel_eye.corrected",
        target=stay,
        at=at,
        detail={"version": stay.version, "fields": sorted(changed)},
    )
    return _receive([received], hotel=stay.hotel, by=by, at=at)[0]


@transaction.atomic
def annul(*, by: Any, stay: Stay, because: str, at: datetime) -> Receipt:
    """Say of an entry that nobody stayed; it stays in the book. Raises Refused.

    Whoever was to be looked into is looked into all the same: a hotel closes no alert.
    """
    stay = (
        Stay.objects.select_for_update(of=("self",))
        .select_related("hotel__station")
        .get(pk=stay.pk)
    )
    if refusal := policies.refuse_annulling(stay, because, at):
        raise Refused(refusal)
    guests = list(stay.guests.filter(removed_at=None).order_by("-is_head", "pk"))
    stay.state, stay.version = State.ANNULLED, stay.version + 1
    stay.annulled_at, stay.annulled_by, stay.annulled_because = at, by, because.strip()
    stay.save()
    if stay.left_at is None:
        alerts.end_sightings(guests, until=max(at, stay.arrived_at))
    received = _received(Receipt.Act.ANNULLED, stay, guests)
    record(by=by, action="hotel_eye.annulled", target=stay, at=at)
    return _receive([received], hotel=stay.hotel, by=by, at=at)[0]


@transaction.atomic
def check_out(*, by: Any, stay: Stay, left_at: datetime, at: datetime) -> Stay:
    """Log a party's departure. Raises Refused when it has left already or not arrived by then."""
    stay = Stay.objects.select_for_update().get(pk=stay.pk)
    if refusal := policies.refuse_check_out(stay, left_at, at):
        raise Refused(refusal)
    stay.left_at = left_at
    stay.checked_out_at = at
    stay.checked_out_by = by
    stay.save()
    alerts.end_sightings(stay.guests.filter(removed_at=None), until=left_at)
    record(by=by, action="hotel_eye.checked_out", target=stay, at=at)
    return stay


@transaction.atomic
def file_nil(*, by: Any, hotel: Hotel, day: date, at: datetime) -> Receipt:
    """Report that nobody arrived on that day. Sent twice it is one return. Raises Refused."""
    Hotel.objects.select_for_update(no_key=True).get(pk=hotel.pk)
    ledger, _is_new = LedgerDay.objects.get_or_create(hotel=hotel, day=day)
    if ledger.nil_at is not None:
        return Receipt.objects.get(
            source_label=LedgerDay._meta.label_lower, source_id=ledger.pk, version=1
        )
    if refusal := policies.refuse_nil(ledger, at):
        raise Refused(refusal)
    ledger.nil_at, ledger.nil_by = at, by
    ledger.save(update_fields=["nil_at", "nil_by"])
    record(by=by, action="hotel_eye.nil_filed", target=hotel, at=at, detail={"day": str(day)})
    received = Received(
        act=Receipt.Act.NIL,
        kind=Kind.GUEST,
        source=ledger,
        version=1,
        content={"hotel": hotel.pk, "day": day.isoformat(), "guests": 0},
        due_at=rules.nil_due_at(rules.book_at(hotel.station, at).get(Kind.GUEST), day),
    )
    return _receive([received], hotel=hotel, by=by, at=at)[0]


@transaction.atomic
def end_desk(*, by: Any, desk: Desk, at: datetime) -> Desk:
    """End somebody's place at a hotel's desk with the next request."""
    desk = Desk.objects.select_for_update().get(pk=desk.pk)
    desk.until_on = max(timezone.localdate(at), desk.from_on) - timedelta(days=1)
    desk.save(update_fields=["until_on"])
    record(
        by=by,
        action="hotel_eye.desk_ended",
        target=desk.user,
        at=at,
        detail={"hotel": desk.hotel_id},
    )
    return desk


def kind_of(guests: Sequence[Guest]) -> str:
    """By which kind of rule the party is due: a foreigner's only where no citizen heads it."""
    return Kind.FOREIGNER if guests and guests[0].is_foreigner else Kind.GUEST


def _to_the_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _has_come(expected: Expected, stay: Stay) -> None:
    waiting = Expected.objects.select_for_update().get(pk=expected.pk)
    if waiting.is_over:
        raise Refused(policies.expected_is_over(waiting))
    waiting.stay = stay
    waiting.arrived_at = waiting.arrived_at or stay.arrived_at
    waiting.save()


def _who(guests: Iterable[Guest]) -> set[tuple[str, str, str]]:
    return {(guest.cnic, guest.passport_no, guest.name) for guest in guests}


def _received(
    act: str, stay: Stay, guests: Sequence[Guest], changes: dict[str, Any] | None = None
) -> Received:
    return Received(
        act=act,
        kind=kind_of(guests),
        source=stay,
        version=stay.version,
        content=filed.content(stay, guests),
        due_at=stay.due_at if act == Receipt.Act.FILED else None,
        changes=changes,
    )


def _receive(received: Sequence[Received], *, hotel: Hotel, by: Any, at: datetime) -> list[Receipt]:
    return receipts.give(
        received, premises=hotel, letter=LETTER, station=hotel.station, by=by, at=at
    )


def _seen(party: Party) -> alerts.Party:
    stay = party.stay
    return alerts.Party(
        people=tuple(party.guests),
        place=_place(stay.hotel, stay.room),
        seen_from=stay.arrived_at,
        seen_until=stay.left_at,
        vehicle_no=stay.vehicle_no,
    )


def _place(hotel: Hotel, room: str) -> Place:
    return Place(
        station=hotel.station,
        premises=hotel.name,
        address=hotel.address,
        phone=hotel.phone,
        spot=room,
        latitude=hotel.latitude,
        longitude=hotel.longitude,
    )
