"""What belongs in the case file (misal), and whether it is there."""

from dataclasses import dataclass
from typing import Any

from firs.models import FIR, CasePaper, Paper, Process


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the index of the file."""

    paper: Paper
    #: Kept by CASPP itself, as the statements that were recorded.
    count: int
    photographs: list[CasePaper]
    #: Why there is none of it.
    words: str

    @property
    def label(self) -> Any:
        return self.paper.label

    @property
    def is_there(self) -> bool:
        return bool(self.count or self.photographs)

    @property
    def is_settled(self) -> bool:
        """There, or it is said why not."""
        return self.is_there or bool(self.words)


def checklist(fir: FIR) -> list[Line]:
    """The index of the file: what CASPP keeps of each paper, its photographs, its remarks."""
    kept = _kept(fir)
    papers: dict[str, list[CasePaper]] = {}
    for one in fir.papers.order_by("added_at", "pk"):
        papers.setdefault(one.paper, []).append(one)
    return [
        Line(
            paper,
            kept.get(paper, 0),
            [one for one in papers.get(paper, []) if one.picture],
            " ".join(one.words for one in papers.get(paper, []) if one.words),
        )
        for paper in Paper
    ]


def _kept(fir: FIR) -> dict[Paper, int]:
    """How many of each paper CASPP keeps itself."""
    statements = list(fir.statements.values_list("kind", flat=True))
    processes = list(fir.processes.values_list("kind", flat=True))
    proclamations = processes.count(Process.Kind.PROCLAMATION)
    return {
        Paper.FIR: 1,
        Paper.REPORT: fir.reports.count(),
        Paper.ACCUSED_LIST: fir.accused_rows.count(),
        Paper.WITNESS_LIST: fir.witnesses.count(),
        Paper.S161: len(statements) - statements.count("164"),
        Paper.S164: statements.count("164"),
        Paper.RECOVERY_MEMO: fir.items.count(),
        Paper.ARREST_FORM: fir.arrests.count(),
        Paper.REMAND: fir.remands.count(),
        Paper.FORENSIC: fir.forensics.filter(result_at__isnull=False).count(),
        Paper.WARRANT: len(processes) - proclamations,
        Paper.PROCLAMATION: proclamations,
        Paper.CASE_DIARIES: fir.last_zimni,
        Paper.ROAD: fir.items.filter(movements__road_certificate__isnull=False).count(),
    }
