"""The scene of the order of law: one case in which everything happened, others at the next step."""

from datetime import timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from firs import custody, diary, investigating, reporting
from firs.models import FIR, CasePaper, DiaryEntry
from tests.cast import engage
from tests.firs.fir_scenes import accused, sections
from tests.firs.raw_rows import again, update
from tests.firs.stages import COURT, Stages, everybody

DAY = timedelta(days=1)


class Book(Stages):
    """One case in which everything happened, and others that stand at the next step."""

    def __init__(self) -> None:
        super().__init__(engage(), timezone.now())
        self.opening = self._first_entry()
        self.fir = self._case()
        self.other = self.marked()
        self.other_arrest = self.arrest(self.other)
        self.remand(self.other_arrest)
        self.other_order = self.other_arrest.remands.get()
        self.fresh, self.fresh_marked = self.registered(), self.marked()
        self.complete = self.reported(self.marked(), "complete")
        self.proposed_case = self.proposed()
        self.proposal = self.proposed_case.reports.get()
        self.unsent_case = self.reported(self.marked(), "cancellation")
        self.unsent = self.unsent_case.reports.get()
        self.dormant = self.untraced()
        reporting.review(
            by=self.io, fir=self.dormant, words="Nothing new was found.", at=self.tick()
        )
        self.reviewed = self.dormant.reviews.get()
        self.tried = self.in_court()
        self.draft_whole = self.draft(parts=everybody())
        self.draft_bare = self.draft(under=())
        self.latest = DiaryEntry.objects.filter(station=self.kohsar).latest("day", "number")
        self._of_margalla()
        officers = (self.bilal, self.ayesha, self.io, self.second)
        self.clients = {one.username: self.cast.client(one) for one in officers}
        for row in vars(self).values():
            if isinstance(row, FIR):
                row.refresh_from_db()

    def _first_entry(self) -> DiaryEntry:
        """The day's opening, which belongs to no FIR."""
        fir = self.registered()
        return DiaryEntry.objects.get(station=self.kohsar, day=fir.diary_entry.day, number=1)

    def _case(self) -> FIR:
        fir = self.registered(parts=[*everybody(), accused("Naveed Akhtar", cnic="")])
        self.one, self.two = fir.accused_rows.filter(is_known=True).order_by("pk")
        self.unknown = fir.accused_rows.get(is_known=False)
        fir = self.mark(fir, self.second)
        self.his_time = self.tick()
        fir = self.mark(fir)
        self.before, self.now_has = fir.assignments.order_by("assigned_at")
        at = self.tick()
        investigating.depart(by=self.bilal, fir=fir, left_at=at, officer="Nadeem", at=at)
        self._sections(fir)
        self.said = self.state(fir)
        self.page, self.last_page = self.write(fir), self.write(fir)
        self.made = self.arrest(fir)
        fir = self.remand(self.made)
        self.made.refresh_from_db()
        self.order = self.made.remands.get()
        self.unproduced = self.arrest(fir, self.two)
        self._things(fir)
        self._papers(fir)
        self.back = self.report(fir, "complete")
        self._send_back()
        self.interim = self.sign(self.report(fir, "interim"))
        self.waiting = self.report(fir, "complete")
        return fir

    def _sections(self, fir: FIR) -> None:
        added = sections("ppc-411", "ppc-34")
        because = "The buyer was found."
        investigating.add_sections(
            by=self.io, fir=fir, sections=added, because=because, at=self.tick()
        )
        investigating.delete_section(
            by=self.ayesha, fir=fir, section=added[1], because="He was alone.", at=self.tick()
        )
        self.removed = fir.section_rows.get(section="ppc-34")

    def _things(self, fir: FIR) -> None:
        self.item = self.move(self.move(self.recover(fir), "at_lab"), "in_store")
        self.at_lab, self.in_store = self.item.movements.order_by("made_at")[1:]
        self.forensic = fir.forensics.get()
        self.burnt = self.move(self.recover(fir), "destroyed", order_no="Order 12")
        self.away = self.move(self.recover(fir), "at_court")
        self.vehicle, self.mobile = fir.vehicles.get(), fir.mobiles.get()
        self.thing = fir.stolen_things.get()
        at = self.tick()
        investigating.find(by=self.io, fir=fir, thing=self.mobile, where="Saddar", at=at)
        self.mobile.refresh_from_db()

    def _papers(self, fir: FIR) -> None:
        self.process = self._warrant(fir)
        paper = CasePaper(paper="medical", words="Nobody was hurt.")
        investigating.add_paper(by=self.io, fir=fir, paper=paper, at=self.tick())
        self.paper = paper
        investigating.correct(
            by=self.bilal, fir=fir, row="Row 4", stands="F-7/2", reads="F-7/3",
            because="A slip of the pen.", at=self.tick(),
        )  # fmt: skip
        self.correction = fir.corrections.get()
        self.line = fir.entries.in_order()[0]

    def _warrant(self, fir: FIR) -> Any:
        at = self.tick()
        custody.issue_process(
            by=self.io, fir=fir, accused=self.one, kind="warrant", court=COURT,
            issued_on=timezone.localdate(at), at=at,
        )  # fmt: skip
        return fir.processes.get()

    def _send_back(self) -> None:
        reporting.send_back(
            by=self.ayesha, fir=self.back.fir, report=self.back, at=self.tick(),
            because="Add the forensic result.",
        )  # fmt: skip

    def _of_margalla(self) -> None:
        self.elsewhere = diary.write(
            by=self.cast.chaudhry, station=self.cast.margalla, kind="other",
            words="The night was quiet.", at=self.tick(),
        )  # fmt: skip

    # --- What is written by hand ---

    def book(self, draft: FIR, **changed: Any) -> None:
        """Register the draft by hand, rightly but for what is ``changed``."""
        at = changed.get("registered_at", self.latest.made_at)
        year = changed.get("year", timezone.localdate(at).year)
        rows = FIR.objects.filter(station=self.kohsar, year=year)
        columns = {
            "state": "registered",
            "year": year,
            "serial": (rows.aggregate(last=Max("serial"))["last"] or 0) + 1,
            "registered_at": at,
            "registered_by_id": self.bilal.pk,
            "diary_entry_id": self.latest.pk,
            "signed_as": "signature",
            "sections": "379 PPC",
            "report_due_at": at + 14 * DAY,
            "interim_due_at": at + 17 * DAY,
        }
        update(draft, **{**columns, **changed})

    def entry(self, **changed: Any) -> None:
        """The next entry of the roznamcha, rightly but for what is ``changed``."""
        given = {"number": self.latest.number + 1, "kind": "other", "fir_id": None}
        again(self.latest, **{**given, **changed})
