"""Cases of Kohsar at every stage, brought there step by step through the actions.

The clock of a scene goes on by itself, a minute with every step: the roznamcha of a station is
written in the order of time, in tests as well.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Posting, User
from accounts.roles import Role
from firs import custody, investigating, reporting, store
from firs.models import FIR, Accused, Arrest, CaseItem, FinalReport, Mobile, Statement
from tests.cast import Cast, make_officer
from tests.firs.fir_scenes import accused, make_draft, make_fir, thing, vehicle, victim, witness

COURT = "Magistrate Section 30, Islamabad"
RESULT = "The statements and the record were compared; the diary says the rest."


class Stages:
    """The officers of Kohsar at work, from ``days`` ago on; ``at`` is the hour of the last step."""

    def __init__(self, cast: Cast, now: datetime, days: int = 40) -> None:
        self.cast, self.at = cast, now - timedelta(days=days)
        self.kohsar, self.bilal, self.ayesha = cast.kohsar, cast.bilal, cast.ayesha
        self.io = make_officer("nadeem", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
        self.second = make_officer("tariq", Role.INVESTIGATION_OFFICER, station=cast.kohsar)
        self.sdpo = make_officer("hina", Role.SDPO, circle=cast.kohsar.circle)
        # Everybody has been there for longer than the cases are old.
        Posting.objects.update(from_on=timezone.localdate(self.at) - timedelta(days=30))

    def tick(self, **later: float) -> datetime:
        """The hour of the next step: a minute on, or so much ``later``."""
        self.at += timedelta(**(later or {"minutes": 1}))
        return self.at

    # --- The case ---

    def draft(self, **fields: Any) -> FIR:
        """A draft that lacks nothing."""
        return make_draft(self.kohsar, self.bilal, at=self.tick(), **fields)

    def registered(self, **fields: Any) -> FIR:
        """An FIR with somebody and something of every kind, marked to nobody."""
        fields.setdefault("parts", everybody())
        return make_fir(self.kohsar, self.bilal, at=self.tick(), **fields)

    def marked(self, **fields: Any) -> FIR:
        """A case that is marked to nadeem."""
        return self.mark(self.registered(**fields))

    def mark(self, fir: FIR, officer: User | None = None) -> FIR:
        return investigating.assign(
            by=self.ayesha, fir=fir, officer=officer or self.io, because="", at=self.tick()
        )

    # --- The accused ---

    def arrest(self, fir: FIR, one: Accused | None = None) -> Arrest:
        """He is in custody, and not produced yet."""
        at = self.tick()
        one = one or named(fir)
        custody.arrest(
            by=self.io, fir=fir, accused=one, arrested_at=at, place="Bus terminal, Faizabad",
            before_because="", told_whom="His brother", at=at,
        )  # fmt: skip
        made: Arrest = one.arrests.latest("arrested_at")
        return made

    def remand(self, made: Arrest, kind: str = "physical", days: int = 4) -> FIR:
        """He is produced, and the magistrate orders custody from that day on."""
        at = self.tick()
        today = timezone.localdate(at)
        latest = made.remands.order_by("-until_on").first()
        start = latest.until_on if latest else today
        return custody.remand(
            by=self.io, fir=made.fir, arrest=made, kind=kind, from_on=start,
            produced_at=None if made.produced_at else at, until_on=start + timedelta(days=days),
            court=COURT, at=at,
        )  # fmt: skip

    def abscond(self, fir: FIR, one: Accused | None = None) -> Accused:
        """He is looked for."""
        one = one or named(fir)
        words = "His house is locked."
        custody.abscond(by=self.io, fir=fir, accused=one, words=words, at=self.tick())
        one.refresh_from_db()
        return one

    def proclaim(self, fir: FIR, one: Accused) -> Accused:
        """A court has proclaimed him."""
        at = self.tick()
        custody.issue_process(
            by=self.io, fir=fir, accused=one, kind="proclamation", court=COURT,
            issued_on=timezone.localdate(at), at=at,
        )  # fmt: skip
        one.refresh_from_db()
        return one

    # --- The malkhana ---

    def recover(self, fir: FIR) -> CaseItem:
        """A pistol lies in the malkhana."""
        at = self.tick()
        item = CaseItem(
            kind="weapon", description="Pistol 30 bore", quantity="1", condition="Sealed",
            recovered_at=at, place="Street 12", witnesses="Sajid Ali, Waqar Ahmed",
        )  # fmt: skip
        store.recover(by=self.io, fir=fir, item=item, at=at)
        return item

    def move(self, item: CaseItem, to: str, *, order_no: str = "") -> CaseItem:
        """The next link of its chain."""
        store.move(
            by=self.bilal, fir=item.fir, item=item, to=to, by_whom="HC Riaz 812",
            place="Forensic Science Agency", question="Is it the one?", order_no=order_no,
            words="Seals intact", at=self.tick(),
        )  # fmt: skip
        item.refresh_from_db()
        return item

    # --- Writing ---

    def state(self, fir: FIR, by: User | None = None) -> Statement:
        """The witness has said what he saw."""
        said = Statement(kind="161", witness=fir.witnesses.get(), words="I saw him run away.")
        investigating.record_statement(by=by or self.io, fir=fir, statement=said, at=self.tick())
        return said

    def write(self, fir: FIR, by: User | None = None) -> Any:
        """The next page of the case diary."""
        words = "The place was inspected."
        return investigating.write_case_diary(
            by=by or self.io, fir=fir, place="F-7", words=words, at=self.tick()
        )

    # --- The report ---

    def report(
        self, fir: FIR, kind: str, accused: Sequence[Accused] | None = None, by: User | None = None
    ) -> FinalReport:
        """It waits for the SHO. A challan is of the first who is named, where nobody is given."""
        if accused is None:
            challans = ("complete", "incomplete", "challan_512", "supplementary")
            accused = [named(fir)] if kind in challans else []
        reporting.make(
            by=by or self.io, fir=fir, kind=kind, accused=accused, words=RESULT, at=self.tick(),
            cancelled_as="B" if kind == "cancellation" else "",
        )  # fmt: skip
        made: FinalReport = fir.reports.latest("made_at")
        return made

    def sign(self, made: FinalReport) -> FinalReport:
        reporting.sign(by=self.ayesha, fir=made.fir, report=made, at=self.tick())
        made.refresh_from_db()
        return made

    def reach(self, made: FinalReport) -> FIR:
        """It is with the court."""
        at = self.tick()
        return reporting.reach_court(
            by=self.bilal, fir=made.fir, report=made, reached_at=at, court=COURT, at=at
        )

    def reported(self, fir: FIR, kind: str) -> FIR:
        """The SHO has signed it: the case is in the state of this report."""
        fir = self.sign(self.report(fir, kind)).fir
        fir.refresh_from_db()
        return fir

    def untraced(self) -> FIR:
        """Nobody is named, and nobody was found."""
        fir = self.marked(parts=[accused("", description="A young man"), thing()])
        return self.reported(fir, "untraced")

    def proposed(self) -> FIR:
        """Its cancellation is with the magistrate, who has not ordered yet."""
        made = self.sign(self.report(self.marked(), "cancellation"))
        return self.reach(made)

    def in_court(self) -> FIR:
        """The named one is on trial."""
        fir = self.marked()
        self.remand(self.arrest(fir), "judicial", 14)
        return self.reach(self.sign(self.report(fir, "complete")))


def everybody() -> list[Any]:
    """An accused, one unknown, a victim, a witness, and three things, all unsaved."""
    return [
        accused(),
        accused("", description="Young, on a black motorcycle"),
        victim(age=34),
        witness(),
        thing(),
        vehicle(),
        Mobile(make="Infinix Hot 40", imei="356938035643809"),
    ]


def named(fir: FIR) -> Accused:
    """The first accused who is known by his name."""
    one: Accused = fir.accused_rows.filter(is_known=True).order_by("pk")[0]
    return one
