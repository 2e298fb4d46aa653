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
    """The index of the file: what CASPP keeps of each paper, its photographs, its remarks.

    It asks nothing of a case that is loaded whole (`FIRQuerySet.whole`).
    """
    kept = _kept(fir)
    papers: dict[str, list[CasePaper]] = {}
    for one in fir.papers.all():
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
    statements = [one.kind for one in fir.statements.all()]
    processes = [one.kind for one in fir.processes.all()]
    links = [link for item in fir.items.all() for link in item.movements.all()]
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
        Paper.REMAND: sum(one.remands.count() for one in fir.arrests.all()),
        Paper.FORENSIC: sum(1 for one in fir.forensics.all() if one.result_at),
        Paper.WARRANT: len(processes) - proclamations,
        Paper.PROCLAMATION: proclamations,
        Paper.CASE_DIARIES: fir.last_zimni,
        Paper.ROAD: sum(1 for link in links if link.road_certificate_id),
    }
