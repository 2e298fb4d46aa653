"""One case on its way into the tables."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from caspp.headline.officers import Officers
from caspp.headline.tables import Row
from firs.models import LOOKED_FOR, Position
from stations.models import Station
from synthetic.firs import FirstInformation


@dataclass(slots=True)
class Suspect:
    """One who is accused: his row as it is today, and the steps that led there."""

    row: Row
    steps: list[tuple[datetime, Position]] = field(default_factory=list)

    @property
    def is_known(self) -> bool:
        return bool(self.row["is_known"])

    @property
    def name(self) -> str:
        return str(self.row["name"])

    def position(self, at: datetime) -> Position:
        """Where he stood then."""
        reached = [position for moment, position in self.steps if moment <= at]
        return reached[-1] if reached else Position.AT_LARGE

    def step(self, at: datetime, position: Position) -> None:
        """He comes into this position, later than into any before."""
        if position in LOOKED_FOR and self.row["position"] not in LOOKED_FOR:
            self.row["absconded_at"] = at
        self.steps.append((at, position))
        self.row |= {"position": position.value, "position_at": at}


@dataclass(slots=True)
class Case:
    """A case, with its row as it is today."""

    row: Row
    told: FirstInformation
    station: Station
    officers: Officers
    suspects: list[Suspect]
    #: Table → rows that are written with the registration.
    parts: dict[str, list[Row]]
    #: Of today; with the moment at which each was added.
    sections: list[Row]
    #: Who has the investigation, from when.
    investigators: list[tuple[datetime, int]] = field(default_factory=list)
    #: The key of the complaint from which it comes.
    complaint: int | None = None

    @property
    def pk(self) -> int:
        return int(self.row["id"])

    @property
    def number(self) -> str:
        return f"{self.row['serial']}/{self.row['year'] % 100:02d}"

    @property
    def is_sealed(self) -> bool:
        return bool(self.row["sealed_as"])

    @property
    def language(self) -> str:
        return str(self.row["language"])

    @property
    def registered_at(self) -> datetime:
        at: datetime = self.row["registered_at"]
        return at

    @property
    def is_caught(self) -> bool:
        """The police themselves came upon it, and have whom they name."""
        return self.told.kind.by_police and self.complaint is None and bool(self.known)

    @property
    def known(self) -> list[Suspect]:
        return [one for one in self.suspects if one.is_known]

    def officer(self, at: datetime) -> int:
        """Who has the investigation then."""
        return [officer for since, officer in self.investigators if since <= at][-1]

    def add(self, table: str, row: Row) -> Row:
        """A part that is written with the registration."""
        self.parts.setdefault(table, []).append(row)
        return row

    def of_it(self, **columns: Any) -> Row:
        """A row that belongs to the case."""
        return {"fir_id": self.row["id"], **columns}
