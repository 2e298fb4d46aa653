"""A lot of arrivals is worked off: parties read, known stays recognised, the others filed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from filings import lots, rules
from filings.lots import GivenUp, Parties
from filings.models import Lot, LotRow
from hotel_eye import actions
from hotel_eye.actions import Party
from hotel_eye.models import Guest, Hotel, Stay
from hotel_eye.uploads import columns
from hotel_eye.uploads.parties import Reader, Taken, key_of

#: What lots of arrivals are called.
KIND = "hotel_eye.stay"
State = LotRow.State
#: A party, and the first of the same slice that is the very same stay.
Twin = tuple[Taken, Taken]


def work_off(lot: Lot, parties: Parties, at: datetime) -> None:
    """File the good parties of a lot and say of each row what became of it. Raises GivenUp."""
    # Two files of one house are not looked through at the same moment: what the one files the
    # other knows.
    houses = Hotel.objects.select_for_update(of=("self",), no_key=True).select_related("station")
    hotel = houses.get(pk=lot.premises_id)
    if hotel.closed_on is not None:
        raise GivenUp(_("This house is closed in the register. Ask the police station."))
    reader = Reader(lot.columns, book=rules.book_at(hotel.station, at), at=at)
    read = [reader.party(rows) for rows in parties]
    new, again = _new_ones(lot, hotel, [party for party in read if party is not None], at)
    if lot.is_trial:
        for party in new:
            _mark(party.rows, State.FINE)
    elif new:
        _file(lot, hotel, new, at)
    for party, first in again:
        said = [_stands_there(first.head.number), *_leave(lot, first.stay, party, at)]
        _known(party, first.head.source_id, said)


def _new_ones(
    lot: Lot, hotel: Hotel, taken: Sequence[Taken], at: datetime
) -> tuple[list[Taken], list[Twin]]:
    """New parties, and those that stand in this slice twice.

    What was filed before, or stands further above in the file, is marked here.
    """
    filed, above = _filed_before(hotel, taken), lots.twins(lot, (party.key for party in taken))
    new: dict[str, Taken] = {}
    again, header = [], columns.read_header(lot.columns)
    for party in taken:
        key = party.key
        row, stay = above.get(key), filed.get(key)
        if row is None and stay is None:
            if key in new:
                if why := _is_another(party, new[key].stay, new[key].guests):
                    _refuse(party, why)
                else:
                    again.append((party, new[key]))
                continue
            new[key] = party
            party.head.key = key
            continue
        # Of rows that were only looked through there is no stay to compare with.
        room = header.cell(row.cells, "room") if row and stay is None else party.stay.room
        if room.casefold() != party.stay.room.casefold():
            _refuse(party, _in_another_room(room))
            continue
        said = [_stands_there(row.number)] if row else []
        # What was corrected since is the desk's word against that of the file.
        if stay is not None and stay.version == 1:
            there = [guest for guest in stay.guests.all() if guest.removed_at is None]
            if why := _is_another(party, stay, there):
                _refuse(party, why)
                continue
        if stay is not None:
            said = [*(said or [_was_filed(stay)]), *_leave(lot, stay, party, at)]
        _known(party, stay.pk if stay else None, said)
    return list(new.values()), again


def _is_another(party: Taken, stay: Stay, there: Sequence[Guest]) -> str:
    """Why these rows are not the stay that its head has on this day already, or ''."""
    if party.stay.room.casefold() != stay.room.casefold():
        return _in_another_room(stay.room)
    known = {_sign(guest) for guest in there}
    missing = [guest.name for guest in party.guests if _sign(guest) not in known]
    if missing:
        return _(
            "This stay was filed before without %(names)s. Correct its entry at the desk, so that "
            "they stand in it."
        ) % {"names": ", ".join(missing)}
    return ""


def _in_another_room(room: str) -> str:
    return _(
        "The same guest came on the same day to room %(room)s. If he took a second room, enter it "
        "at the desk."
    ) % {"room": room}


def _sign(guest: Guest) -> str:
    """By what one of a party is known from the others."""
    return guest.cnic or guest.passport_no or guest.name.casefold()


def _refuse(party: Taken, why: str) -> None:
    _mark(party.rows, State.REFUSED)
    party.head.errors = [["", why]]


def _filed_before(hotel: Hotel, taken: Sequence[Taken]) -> dict[str, Stay]:
    """Key → the stay that this house has of it; those that were annulled do not count."""
    if not taken:
        return {}
    arrivals = [party.stay.arrived_at for party in taken]
    a_day = timedelta(days=1)
    heads = Guest.objects.filter(
        hotel=hotel,
        is_head=True,
        stay__annulled_at=None,
        stay__arrived_at__range=(min(arrivals) - a_day, max(arrivals) + a_day),
    )
    people = [party.guests[0] for party in taken]
    found: dict[str, Stay] = {}
    for field in ("cnic", "passport_no"):
        numbers = {getattr(guest, field) for guest in people} - {""}
        if numbers:
            some = heads.filter(**{f"{field}__in": numbers}).select_related("stay")
            some = some.prefetch_related("stay__guests")
            found |= {key_of(guest, guest.stay): guest.stay for guest in some.order_by("-pk")}
    return found


def _file(lot: Lot, hotel: Hotel, parties: Sequence[Taken], at: datetime) -> None:
    by = lot.made_by
    for party in parties:
        if party.left_at is not None:
            party.stay.left_at = party.left_at
            party.stay.checked_out_at, party.stay.checked_out_by = at, by
    receipts = actions.check_in_all(
        by=by,
        hotel=hotel,
        parties=[Party(party.stay, party.guests) for party in parties],
        way=lot.way,
        sent_at=lot.made_at,
        at=at,
    )
    for party, receipt in zip(parties, receipts, strict=True):
        _mark(party.rows, State.FILED, party.stay.pk, receipt.number)


def _leave(lot: Lot, stay: Stay, party: Taken, at: datetime) -> list[str]:
    """Note the check-out that a file brings of a stay that is known already; what is said of it."""
    if party.left_at is None or stay.left_at is not None:
        return []
    if lot.is_trial:
        return [_("Its check-out will be entered.")]
    try:
        actions.check_out(by=lot.made_by, stay=stay, left_at=party.left_at, at=at)
    except actions.Refused as refusal:
        return [str(refusal)]
    return [_("Its check-out was entered.")]


def _known(party: Taken, stay: int | None, said: Iterable[str]) -> None:
    _mark(party.rows, State.KNOWN, stay)
    party.head.notes = [["", " ".join(said)]]


def _mark(rows: Iterable[LotRow], state: str, source: int | None = None, receipt: str = "") -> None:
    for row in rows:
        row.state, row.source_id, row.receipt = state, source, receipt


def _stands_there(row: int) -> str:
    return _("The same guest on the same day stands in row %(row)d already.") % {"row": row}


def _was_filed(stay: Stay) -> str:
    return _("This stay was filed before, as entry %(number)d.") % {"number": stay.pk}
