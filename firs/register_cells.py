"""How one row of what happened stands in the columns of a register: as words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alerts.models import Listing
from complaints.models import Complaint
from firs.bearings import Compass
from firs.models import (
    FIR,
    Accused,
    Article,
    CaseItem,
    CashEntry,
    Licence,
    Movement,
    Position,
    Process,
    RoadCertificate,
    Whereabouts,
)
from people.models import Person
from people.names import relation_line

Cells = tuple[str, ...]


def when(moment: datetime | None) -> str:
    """'26-11-2026 14:20' on the clock of Pakistan, as the books write it; '' for none."""
    return "" if moment is None else f"{timezone.localtime(moment):%d-%m-%Y %H:%M}"


def day(value: date | None) -> str:
    """'26-11-2026'; '' for none."""
    return "" if value is None else f"{value:%d-%m-%Y}"


def lines(*words: Any) -> str:
    """What is there of these, each on a line of its own."""
    return "\n".join(str(one) for one in words if one)


def together(*words: Any, by: str = ", ") -> str:
    """What is there of these, on one line."""
    return by.join(str(one) for one in words if one)


def rupees(amount: int | None) -> str:
    return "" if amount is None else f"{amount:,}"


def name_of(one: Person) -> str:
    """Name, and of whom he is the son, in the reader's language as far as it is known."""
    if get_language() == "ur" and one.name_ur:
        relative = one.relative_name_ur or one.relative_name
        return together(one.name_ur, relation_line(one.relation, relative), by=" ")
    return together(one.name, one.relation_line, by=" ")


# --- I and IX: cases ---


def of_fir(fir: FIR) -> Cells:
    informant = _("Kept hidden") if fir.is_identity_hidden else lines(name_of(fir), fir.address)
    return (
        fir.number,
        when(fir.registered_at),
        informant,
        lines(fir.offence, fir.sections),
        place_of(fir),
        accused_of(fir),
        fir.investigator.local_name if fir.investigator else "",
        fir.state_label,
    )


def of_crime(fir: FIR) -> Cells:
    return (
        fir.number,
        when(fir.occurred_from),
        place_of(fir),
        lines(fir.head_label, fir.sections),
        lines(fir.property_lost, rupees(fir.property_value)),
        accused_of(fir),
        fir.state_label,
    )


def place_of(fir: FIR) -> str:
    """Where it was: the place, how far and which way from the station, and the beat."""
    far = _("%(km)s km") % {"km": fir.distance_km} if fir.distance_km is not None else ""
    way = Compass(fir.direction).label if fir.direction else ""
    beat = _("Beat %(beat)s") % {"beat": fir.beat} if fir.beat else ""
    return lines(fir.place, together(far, way, beat))


def accused_of(fir: FIR) -> str:
    """Everybody who is accused today, each with where he stands; loaded along."""
    return lines(*(_accused(one) for one in fir.accused_rows.all()))


def _accused(one: Accused) -> str:
    who = name_of(one) if one.is_known else together(_("unknown"), one.description)
    return who if one.position == Position.AT_LARGE else f"{who}: {one.position_label}"


# --- IV and IX, part II: accused ---


def of_absconder(one: Accused) -> Cells:
    processes = (
        together(row.kind_label, row.court, day(row.issued_on), row.result_label)
        for row in one.processes.all()
    )
    found = "" if one.is_looked_for else when(one.position_at)
    return (
        one.fir.number,
        lines(together(name_of(one), one.alias, by=" @ "), one.address, one.cnic_masked),
        one.description,
        one.fir.sections,
        when(one.absconded_at),
        lines(*processes),
        together(one.position_label, found),
    )


def of_convict(one: Accused) -> Cells:
    orders = [entry.words for entry in one.entries.all()]
    return (
        one.fir.number,
        lines(together(name_of(one), one.alias, by=" @ "), one.cnic_masked),
        one.address,
        one.fir.sections,
        when(one.position_at),
        orders[-1] if orders else "",
    )


# --- VI: complaints diarised; warrants and summonses ---


def of_complaint(one: Complaint) -> Cells:
    return (
        one.e_tag,
        when(one.decided_at),
        _("Kept hidden") if one.is_identity_hidden else lines(name_of(one), one.address),
        one.category.local_name,
        one.diary_no,
        one.court,
        one.reason_words,
    )


def of_process(one: Process) -> Cells:
    return (
        when(one.made_at),
        one.kind_label,
        lines(name_of(one.accused), one.accused.address),
        one.fir.number,
        together(one.court, day(one.issued_on)),
        when(one.returned_at),
        one.result_label,
    )


# --- X: surveillance ---


def of_listing(one: Listing) -> Cells:
    return (
        lines(together(name_of(one), *one.aliases, by=" @ "), one.cnic_masked),
        one.category.local_name,
        one.reference,
        one.summary,
        one.category.local_instruction,
        when(one.valid_from),
        when(one.valid_to),
    )


# --- XVI: officials and government property ---


def of_posting(one: Any) -> Cells:
    return (
        one.user.local_name,
        one.user.belt_no,
        one.role_label,
        day(one.from_on),
        day(one.until_on),
    )


def of_article(one: Article) -> Cells:
    issues = list(one.issues.all())
    out = [row for row in issues if row.returned_at is None]
    back = [row for row in issues if row.returned_at is not None]
    struck = together(day_of(one.struck_off_at), one.struck_off_because, by=": ")
    return (
        one.number,
        together(day_of(one.made_at), one.received_from),
        lines(together(one.kind_label, one.description, by=": "), one.marks),
        str(one.quantity),
        one.condition,
        lines(*(f"{row.quantity} × {row.officer.local_name}, {day_of(row.issued_at)}"
                for row in out)),
        lines(*(f"{row.quantity} × {row.officer.local_name}, {day_of(row.returned_at)}:"
                f" {row.returned_condition}" for row in back)),
        "" if one.struck_off_at else str(one.quantity - sum(row.quantity for row in out)),
        struck,
    )  # fmt: skip


def day_of(moment: datetime | None) -> str:
    """The day of a moment in Pakistan."""
    return "" if moment is None else f"{timezone.localtime(moment):%d-%m-%Y}"


# --- XVII: licensees ---


def of_licence(one: Licence) -> Cells:
    changes = list(one.changes.all())
    renewed = [row.valid_until for row in changes if row.valid_until]
    told = (
        together(day_of(row.made_at), row.kind_label, day(row.valid_until), row.words)
        for row in changes
    )
    return (
        one.number,
        lines(name_of(one), one.cnic_masked),
        one.address,
        one.licence_no,
        together(one.weapon, one.weapon_no),
        day(renewed[-1] if renewed else one.valid_until),
        lines(*told),
    )


# --- XIX and XXI: the malkhana and its roads ---


def of_item(one: CaseItem) -> Cells:
    source = _("From %(name)s") % {"name": one.recovered_from.name} if one.recovered_from else ""
    return (
        one.number,
        when(one.recovered_at),
        one.fir.number,
        lines(
            together(one.kind_label, one.description, by=": "),
            together(one.quantity, one.calibre, one.weapon_no, one.condition),
        ),
        lines(source, one.place, one.witnesses),
        lines(*map(_movement, one.movements.all())),
        one.whereabouts_label,
    )


def _movement(link: Movement) -> str:
    road = link.road_certificate
    paper = _("road certificate %(number)s") % {"number": road.number} if road else link.order_no
    return together(when(link.made_at), link.to_label, link.by_whom, paper)


def of_road_certificate(one: RoadCertificate) -> Cells:
    links = list(one.movements.all())
    return (
        one.number,
        when(one.made_at),
        lines(*(f"{link.item.number}: {link.item.description}" for link in links)),
        lines(*dict.fromkeys(link.item.fir.number for link in links)),
        one.to,
        one.carrier,
        lines(*filter(None, map(_came_back, links))),
    )


def _came_back(link: Movement) -> str:
    """When what went away lay in the malkhana again; its chain is loaded along."""
    later: Iterable[Movement] = link.item.movements.all()
    back = (
        one.made_at
        for one in later
        if one.to == Whereabouts.IN_STORE and (one.made_at, one.pk) > (link.made_at, link.pk)
    )
    return when(next(back, None))


# --- XX: cash ---


def of_cash(one: CashEntry) -> Cells:
    return (
        one.number,
        when(one.made_at),
        one.voucher,
        lines(one.head_label, one.words),
        one.whom,
        rupees(one.amount) if one.is_receipt else "",
        "" if one.is_receipt else rupees(one.amount),
        rupees(one.balance),
    )
