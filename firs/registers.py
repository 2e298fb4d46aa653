"""The registers of a police station as views over what happened: one entry, many registers.

Rule 22.45 gives them their numbers. Each part of a register says what it reads, by which moment
it is ordered, and how a row stands in its classic columns; nothing here is written by hand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import DateTimeField, Func, Prefetch, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Posting
from accounts.permissions import Permission
from alerts.models import Listing
from complaints.models import Complaint
from firs import rapats, register_cells
from firs.models import (
    FIR,
    Accused,
    Article,
    ArticleIssue,
    CaseItem,
    CashEntry,
    DiaryEntry,
    Entry,
    EntryKind,
    Licence,
    LicenceChange,
    Movement,
    Process,
    RoadCertificate,
)
from firs.periods import ALL, Period
from firs.register_cells import Cells
from people.masking import cards_masked
from stations.models import Station

Rows = Any


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the paper: what stands over it, and how wide it is beside the others."""

    heading: Any
    width: float = 1
    #: Numbers, dates, hours: read from the left, never broken.
    is_figures: bool = False

    @property
    def is_long(self) -> bool:
        """Whether what stands in it takes lines of its own on a phone."""
        return not self.is_figures and self.width >= 1.5


@dataclass(frozen=True, slots=True)
class Part:
    """One list of a register, in its columns."""

    name: Any
    columns: tuple[Column, ...]
    #: The moment by which it is ordered and narrowed to a period.
    by: str
    #: The rows of a station that this person may read, at this moment.
    rows: Callable[[Station, Any, datetime], Rows]
    cells: Callable[[Sequence[Any], Station, Any], list[Cells]]
    #: The name of the address that a row leads to, and the key of what is there.
    leads_to: tuple[str, Callable[[Any], int]] | None = None
    #: What stands in it is so today, whenever it began: all of it is shown unless asked.
    is_standing: bool = False
    #: Whether it can be narrowed to one beat.
    has_beat: bool = False
    #: What stands before its first row and after its last one on paper.
    brackets: Callable[[Station, Period, datetime], tuple[str, str]] | None = None

    @property
    def default_period(self) -> str:
        return ALL if self.is_standing else ""

    def read(self, rows: Sequence[Any], *, station: Station, user: Any) -> list[Cells]:
        """These rows as cells; the number of an identity card is nowhere whole."""
        read = self.cells(rows, station, user)
        return [tuple(map(cards_masked, cells)) for cells in read]


@dataclass(frozen=True, slots=True)
class Register:
    """One book under its number of rule 22.45."""

    number: str
    name: Any
    says: Any
    icon: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        return gettext("Register No. %(number)s") % {"number": self.number}


def _each(cells: Callable[[Any], Cells]) -> Callable[[Sequence[Any], Station, Any], list[Cells]]:
    return lambda rows, _station, _user: [cells(row) for row in rows]


def _figures(heading: Any, width: float = 1) -> Column:
    return Column(heading, width, is_figures=True)


# --- What each reads ---


def _firs(station: Station, user: Any, _at: datetime) -> Rows:
    rows = FIR.objects.visible_to(user).registered().filter(station=station)
    everybody = Prefetch("accused_rows", Accused.objects.order_by("pk"))
    return rows.select_related("investigator").prefetch_related(everybody)


def _diary(station: Station, _user: Any, _at: datetime) -> Rows:
    return DiaryEntry.objects.filter(station=station).select_related("made_by")


def _read_diary(entries: Sequence[DiaryEntry], station: Station, user: Any) -> list[Cells]:
    return [
        (
            one.entry.reference,
            register_cells.when(one.entry.made_at)[-5:],
            one.kind_label,
            one.about,
            one.words,
            one.made_by,
        )
        for one in rapats.read(entries, station=station, user=user)
    ]


def _accused(station: Station, user: Any) -> Rows:
    rows = Accused.objects.visible_to(user).filter(station=station)
    return rows.select_related("fir")


def _absconders(station: Station, user: Any, _at: datetime) -> Rows:
    rows = _accused(station, user).filter(absconded_at__isnull=False)
    return rows.prefetch_related(Prefetch("processes", Process.objects.order_by("issued_on", "pk")))


def _convicts(station: Station, user: Any, _at: datetime) -> Rows:
    orders = Entry.objects.filter(kind=EntryKind.POSITION).in_order()
    rows = _accused(station, user).filter(position="convicted")
    return rows.prefetch_related(Prefetch("entries", orders))


def _diarised(station: Station, user: Any, _at: datetime) -> Rows:
    rows = Complaint.objects.visible_to(user).filter(station=station, state="diaried")
    return rows.select_related("category")


def _processes(station: Station, user: Any, _at: datetime) -> Rows:
    rows = Process.objects.visible_to(user).filter(station=station)
    return rows.select_related("accused", "fir")


def _listings(station: Station, user: Any, at: datetime) -> Rows:
    """Whom its cases look for; whom it watches only for those who see its watch list."""
    mine = Accused.objects.visible_to(user).looked_for()
    # By number, and of this station alone: in one question with the rest all accused were asked.
    keys = mine.filter(station=station, absconded_at__isnull=False).values_list("pk", flat=True)
    cases = Q(source=Accused._meta.label_lower)
    told = cases & Q(source_id__in=list(keys))
    if Station.objects.visible_to(user, Permission.SEE_WATCH).filter(pk=station.pk).exists():
        told |= ~cases
    rows = Listing.objects.owned_by(station, user).in_force(at).filter(told)
    return rows.select_related("category")


class _Began(Func):
    """The first moment of a day in Pakistan."""

    template = "((%(expressions)s)::timestamp AT TIME ZONE 'Asia/Karachi')"
    output_field = DateTimeField()


def _officials(station: Station, _user: Any, _at: datetime) -> Rows:
    rows = Posting.objects.filter(station=station).annotate(began_at=_Began("from_on"))
    return rows.select_related("user")


def _articles(station: Station, user: Any, _at: datetime) -> Rows:
    issues = ArticleIssue.objects.select_related("officer").order_by("issued_at", "pk")
    rows = Article.objects.visible_to(user).filter(station=station)
    return rows.prefetch_related(Prefetch("issues", issues))


def _licences(station: Station, user: Any, _at: datetime) -> Rows:
    changes = LicenceChange.objects.order_by("made_at", "pk")
    rows = Licence.objects.visible_to(user).filter(station=station)
    return rows.prefetch_related(Prefetch("changes", changes))


def _items(station: Station, user: Any, _at: datetime) -> Rows:
    links = Movement.objects.select_related("road_certificate").order_by("made_at", "pk")
    rows = CaseItem.objects.visible_to(user).filter(station=station)
    rows = rows.select_related("fir", "recovered_from")
    return rows.prefetch_related(Prefetch("movements", links))


def _cash(station: Station, user: Any, _at: datetime) -> Rows:
    return CashEntry.objects.visible_to(user).filter(station=station)


def _carried(station: Station, period: Period, at: datetime) -> tuple[str, str]:
    until = min(period.until or at, at)
    before = CashEntry.objects.balance_of(station, period.since) if period.since else 0
    after = CashEntry.objects.balance_of(station, until)
    return (
        gettext("Brought forward: Rs %(rupees)s") % {"rupees": f"{before:,}"},
        gettext("Carried forward: Rs %(rupees)s") % {"rupees": f"{after:,}"},
    )


def _roads(station: Station, user: Any, _at: datetime) -> Rows:
    links = Movement.objects.told_to(user).select_related("item__fir")
    links = links.order_by("pk").prefetch_related(
        Prefetch("item__movements", Movement.objects.order_by("made_at", "pk"))
    )
    rows = RoadCertificate.objects.visible_to(user).told_to(user).filter(station=station)
    return rows.prefetch_related(Prefetch("movements", links))


# --- The books ---

_CASE = ("firs:case", lambda fir: fir.pk)
_ITS_CASE = ("firs:case", lambda row: row.fir_id)

REGISTERS: tuple[Register, ...] = (
    Register(
        "I",
        _("First information reports"),
        _("Every FIR under its number of the year (rule 24.5)."),
        "journal",
        (
            Part(
                _("FIRs"),
                (
                    _figures(_("No."), 0.7),
                    _figures(_("Registered")),
                    Column(_("Informant and residence"), 1.8),
                    Column(_("Offence and sections"), 1.7),
                    Column(_("Place, distance and direction"), 1.8),
                    Column(_("Accused"), 2),
                    Column(_("Investigation officer"), 1.2),
                    Column(_("Result"), 1),
                ),
                "registered_at",
                _firs,
                _each(register_cells.of_fir),
                _CASE,
            ),
        ),
    ),
    Register(
        "II",
        _("Daily diary (roznamcha)"),
        _("Whatever happens at the station, in the order of time (rule 22.48)."),
        "journal-text",
        (
            Part(
                _("Entries"),
                (
                    _figures(_("No.")),
                    _figures(_("Hour"), 0.6),
                    Column(_("Kind"), 1.2),
                    Column(_("Who or what"), 1.5),
                    Column(_("Entry"), 5),
                    Column(_("Written by"), 1.2),
                ),
                "made_at",
                _diary,
                _read_diary,
            ),
        ),
    ),
    Register(
        "IV",
        _("Absconders and proclaimed offenders"),
        _("Whom the cases of this station look for, and what came of it."),
        "person-walking",
        (
            Part(
                _("Absconders"),
                (
                    _figures(_("FIR"), 0.7),
                    Column(_("Name, parentage, residence"), 2),
                    Column(_("Description"), 1.4),
                    Column(_("Sections"), 1.1),
                    _figures(_("Absconding since")),
                    Column(_("Warrants, proclamation (ss.87, 88)"), 2.2),
                    Column(_("Result"), 1.3),
                ),
                "absconded_at",
                _absconders,
                _each(register_cells.of_absconder),
                _ITS_CASE,
                is_standing=True,
            ),
        ),
    ),
    Register(
        "VI",
        _("Miscellaneous"),
        _("Reports sent to the magistrate (s.155), and processes of the courts."),
        "folder2-open",
        (
            Part(
                _("Warrants, summonses, proclamations"),
                (
                    _figures(_("Received")),
                    Column(_("Process"), 1.3),
                    Column(_("Against whom"), 2),
                    _figures(_("FIR"), 0.7),
                    Column(_("Court, issued on"), 1.6),
                    _figures(_("Returned")),
                    Column(_("Result"), 1.1),
                ),
                "made_at",
                _processes,
                _each(register_cells.of_process),
                _ITS_CASE,
            ),
            Part(
                _("Not cognizable: sent to the magistrate"),
                (
                    _figures(_("E-tag"), 1.3),
                    _figures(_("Sent")),
                    Column(_("Complainant and residence"), 2),
                    Column(_("Category"), 1.5),
                    Column(_("Entry of the diary"), 0.9),
                    Column(_("Court"), 1.3),
                    Column(_("Remarks"), 2),
                ),
                "decided_at",
                _diarised,
                _each(register_cells.of_complaint),
                ("complaints:detail", lambda complaint: complaint.pk),
            ),
        ),
    ),
    Register(
        "IX",
        _("Village crime register"),
        _("What happened where, and who was convicted of it."),
        "map",
        (
            Part(
                _("Part I: crimes"),
                (
                    _figures(_("FIR"), 0.7),
                    _figures(_("Occurred")),
                    Column(_("Place, distance, direction, beat"), 2),
                    Column(_("Crime head and sections"), 1.6),
                    Column(_("Property carried off, Rs"), 1.6),
                    Column(_("Accused"), 2.2),
                    Column(_("Result"), 1.1),
                ),
                "registered_at",
                _firs,
                _each(register_cells.of_crime),
                _CASE,
                has_beat=True,
            ),
            Part(
                _("Part II: convictions"),
                (
                    _figures(_("FIR"), 0.7),
                    Column(_("Name, parentage"), 2),
                    Column(_("Residence"), 1.8),
                    Column(_("Sections"), 1.2),
                    _figures(_("Convicted")),
                    Column(_("Order of the court"), 2.2),
                ),
                "position_at",
                _convicts,
                _each(register_cells.of_convict),
                _ITS_CASE,
                is_standing=True,
            ),
        ),
    ),
    Register(
        "X",
        _("Surveillance"),
        _("Whom this station has looked for or watched, now in force."),
        "eye",
        (
            Part(
                _("Persons"),
                (
                    Column(_("Name, parentage"), 2),
                    Column(_("Category"), 1.3),
                    Column(_("Reference"), 1.3),
                    Column(_("What for"), 1.8),
                    Column(_("What to do"), 1.8),
                    _figures(_("Since")),
                    _figures(_("Until")),
                ),
                "valid_from",
                _listings,
                _each(register_cells.of_listing),
                is_standing=True,
            ),
        ),
    ),
    Register(
        "XVI",
        _("Officials and government property"),
        _("Who is posted here, and what the government has given into keeping."),
        "people",
        (
            Part(
                _("Part I: officials"),
                (
                    Column(_("Name"), 2),
                    _figures(_("Belt number")),
                    Column(_("Post"), 1.5),
                    _figures(_("From")),
                    _figures(_("Until")),
                ),
                "began_at",
                _officials,
                _each(register_cells.of_posting),
                is_standing=True,
            ),
            Part(
                _("Part II: government property"),
                (
                    _figures(_("No."), 0.7),
                    Column(_("Received, from whom"), 1.4),
                    Column(_("Article, number or mark"), 1.9),
                    _figures(_("Quantity"), 0.7),
                    Column(_("Condition"), 1.1),
                    Column(_("Issued to"), 1.7),
                    Column(_("Returned"), 1.9),
                    _figures(_("In the store"), 0.7),
                    Column(_("Struck off"), 1.2),
                ),
                "made_at",
                _articles,
                _each(register_cells.of_article),
                is_standing=True,
            ),
        ),
    ),
    Register(
        "XVII",
        _("Licensees"),
        _("Who of this area holds a licence for arms, until when."),
        "card-checklist",
        (
            Part(
                _("Licensees"),
                (
                    _figures(_("No."), 0.7),
                    Column(_("Name, parentage"), 2),
                    Column(_("Residence"), 1.8),
                    _figures(_("Licence number"), 1.2),
                    Column(_("Weapon and its number"), 1.6),
                    _figures(_("Valid until")),
                    Column(_("Renewals, cancellation"), 2),
                ),
                "made_at",
                _licences,
                _each(register_cells.of_licence),
                is_standing=True,
            ),
        ),
    ),
    Register(
        "XIX",
        _("Store-room (malkhana)"),
        _("Every parcel, whose hands it went through, and where it is."),
        "box-seam",
        (
            Part(
                _("Case property"),
                (
                    _figures(_("No."), 0.7),
                    _figures(_("Recovered")),
                    _figures(_("FIR"), 0.7),
                    Column(_("What, quantity, seals"), 2),
                    Column(_("From whom, where, witnesses"), 2),
                    Column(_("Movements"), 2.8),
                    Column(_("Where it is"), 1.2),
                ),
                "recovered_at",
                _items,
                _each(register_cells.of_item),
                _ITS_CASE,
            ),
        ),
    ),
    Register(
        "XX",
        _("Cash"),
        _("What came in, what went out, and what is in hand."),
        "cash-coin",
        (
            Part(
                _("Cash"),
                (
                    _figures(_("No."), 0.7),
                    _figures(_("Day and hour")),
                    Column(_("Voucher"), 1),
                    Column(_("Head and what for"), 2),
                    Column(_("From or to whom"), 1.6),
                    _figures(_("Received, Rs"), 0.9),
                    _figures(_("Paid, Rs"), 0.9),
                    _figures(_("Balance, Rs"), 0.9),
                ),
                "made_at",
                _cash,
                _each(register_cells.of_cash),
                brackets=_carried,
            ),
        ),
    ),
    Register(
        "XXI",
        _("Road certificates"),
        _("Who carried what of the malkhana to where."),
        "truck",
        (
            Part(
                _("Road certificates"),
                (
                    _figures(_("No."), 0.7),
                    _figures(_("Day and hour")),
                    Column(_("Things"), 2.4),
                    _figures(_("FIR"), 0.7),
                    Column(_("To"), 1.6),
                    Column(_("Carried by"), 1.4),
                    _figures(_("Came back")),
                ),
                "made_at",
                _roads,
                _each(register_cells.of_road_certificate),
            ),
        ),
    ),
)

BY_NUMBER = {one.number: one for one in REGISTERS}
