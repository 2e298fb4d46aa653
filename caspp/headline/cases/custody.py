"""Arrest, remand, bail, absconding: the steps of an accused, as `firs.custody` leaves them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from caspp.headline.cases.case import Case, Suspect
from caspp.headline.cases.scene import Scene
from caspp.headline.cases.urdu import label, urdu
from caspp.headline.tables import Row
from firs.models import DiaryKind, EntryKind, Position, Process, Remand, ReportKind
from firs.models.investigation import PRODUCE_HOURS
from synthetic.stock import Weighted

#: How the accused of a complete challan come before the court.
_WAYS = Weighted([(Position.ARRESTED, 72), (Position.ON_BAIL, 22), (Position.AT_LARGE, 6)])
#: Accused → where a court's word brings him.
Verdicts = Sequence[tuple[int, Position]]
POLICE_CUSTODY, LATER_BAIL, PROCLAIMED, RETURNED = 0.5, 0.6, 0.7, 0.8


def caught(scene: Scene, case: Case, assigned_at: datetime) -> None:
    """The police caught them before the FIR was written (s.54 CrPC)."""
    for one in case.known:
        arrested_at = case.row["reported_at"] - timedelta(minutes=15)
        at = scene.after(assigned_at, 0.1, 0.8)
        _arrest(scene, case, one, arrested_at, at, scene.say(case, "red_handed"))


def bring_in(scene: Scene, case: Case, outcome: str, since: datetime, report_at: datetime) -> None:
    """Bring the named before the report to where it says that they are."""
    for number, one in enumerate(case.known):
        way = _WAYS.draw(scene.dice)
        if outcome == ReportKind.CHALLAN_512 or (outcome == ReportKind.INCOMPLETE and number > 0):
            way = Position.ABSCONDING
        at = since + (report_at - since) * (0.1 + 0.6 * scene.dice())
        if way == Position.ARRESTED:
            _arrest(scene, case, one, scene.after(at, -0.4, -0.1), at, "")
        elif way == Position.ON_BAIL:
            _move(scene, case, one, Position.ON_BAIL, at, scene.say(case, "court"))
        elif way == Position.ABSCONDING:
            _abscond(scene, case, one, at)


def decide(
    scene: Scene, at: datetime, fir: int, verdicts: Verdicts, *, by: int, words: str
) -> None:
    """Write what the court decided of each."""
    for accused, verdict in verdicts:
        line = f"{label(verdict)}. {words}"
        scene.books.enter(fir, EntryKind.POSITION, at=at, by=by, accused=accused, words=line)


def _move(scene: Scene, case: Case, one: Suspect, to: Position, at: datetime, words: str) -> bool:
    if not scene.later(at, _write_position, case, one, to, words):
        return False
    one.step(at, to)
    return True


def _write_position(
    scene: Scene, at: datetime, case: Case, one: Suspect, to: Position, words: str
) -> None:
    verdict, by = (one.row["id"], to), case.officer(at)
    scene.books.let_out(case.station, one.row["id"])
    decide(scene, at, case.pk, [verdict], by=by, words=words)


# --- Arrest and remand ---


def _arrest(
    scene: Scene, case: Case, one: Suspect, arrested_at: datetime, at: datetime, because: str
) -> None:
    produced_at = scene.after(arrested_at, 6, PRODUCE_HOURS - 1)
    is_produced = produced_at <= scene.now
    officer = case.officer(at)
    arrest = case.of_it(
        arrested_at=arrested_at, arrested_by_id=officer, station_id=case.station.pk,
        place=case.row["place"], is_before_fir=bool(because), before_because=because,
        told_whom=one.row["relative_name"],
        produce_by=arrested_at + timedelta(hours=PRODUCE_HOURS),
        produced_at=produced_at if is_produced else None,
        produced_by_id=officer if is_produced else None,
    )  # fmt: skip
    if not scene.later(at, _write_arrest, case, one, arrest):
        return
    one.step(at, Position.ARRESTED)
    # He is produced after the arrest was written down.
    order_at = max(produced_at, at) + timedelta(minutes=30)
    if scene.dice() < POLICE_CUSTODY:
        days = 1 + int(scene.dice() * 5)
        until = scene.books.day_of(order_at) + timedelta(days=days)
        if not _remand(scene, case, one, arrest, Remand.Kind.PHYSICAL, order_at, until):
            return
        order_at += timedelta(days=days)
    until = scene.books.day_of(order_at) + timedelta(days=14)
    if not _remand(scene, case, one, arrest, Remand.Kind.JUDICIAL, order_at, until):
        return
    one.step(order_at, Position.JUDICIAL)
    if scene.dice() < LATER_BAIL:
        bail_at = scene.after(order_at, 48, 24 * 50)
        _move(scene, case, one, Position.ON_BAIL, bail_at, scene.say(case, "court"))


def _write_arrest(scene: Scene, at: datetime, case: Case, one: Suspect, arrest: Row) -> None:
    books, name = scene.books, "" if case.is_sealed else one.name
    by, accused = arrest["arrested_by_id"], one.row["id"]
    arrest["accused_id"] = accused
    books.add("firs_arrest", arrest)
    words = urdu("%(name)s is arrested in FIR %(number)s: %(place)s.") % {
        "name": name or urdu("An accused"),
        "number": case.number,
        "place": arrest["place"],
    }
    written = books.diary(
        case.station, DiaryKind.ARREST, at=at, by=by, about=name, words=words, fir=case.pk
    )
    books.enter(
        case.pk, EntryKind.ARRESTED, at=at, by=by, accused=accused, words=arrest["place"],
        diary_entry=written,
    )  # fmt: skip
    books.lock_up(
        case.station, accused, "" if case.is_sealed else _prisoner(scene, case, one, arrest)
    )


def _prisoner(scene: Scene, case: Case, one: Suspect, arrest: Row) -> str:
    """As the opening of the roznamcha has him."""
    return urdu("%(name)s, FIR %(number)s, %(sections)s, arrested on %(when)s") % {
        "name": one.name,
        "number": case.number,
        "sections": case.row["sections"],
        "when": f"{scene.books.local(arrest['arrested_at']):%d-%m-%Y %H:%M}",
    }


def _remand(
    scene: Scene,
    case: Case,
    one: Suspect,
    arrest: Row,
    kind: Remand.Kind,
    at: datetime,
    until: date,
) -> bool:
    court = scene.say(case, "court")
    return scene.later(at, _write_remand, case, one, arrest, kind, until, court)


def _write_remand(
    scene: Scene,
    at: datetime,
    case: Case,
    one: Suspect,
    arrest: Row,
    kind: Remand.Kind,
    until: date,
    court: str,
) -> None:
    by, since = case.officer(at), scene.books.day_of(at)
    scene.books.add(
        "firs_remand",
        case.of_it(
            arrest_id=arrest["id"], kind=kind, from_on=since, until_on=until, court=court,
            made_at=at, made_by_id=by,
        ),
    )  # fmt: skip
    words = f"{label(kind)}, {since:%d-%m-%Y} – {until:%d-%m-%Y}, {court}"
    accused = one.row["id"]
    scene.books.enter(case.pk, EntryKind.PRODUCED, at=at, by=by, accused=accused, words=words)
    if kind == Remand.Kind.JUDICIAL:
        scene.books.let_out(case.station, accused)


# --- Absconding ---


def _abscond(scene: Scene, case: Case, one: Suspect, at: datetime) -> None:
    if not _move(scene, case, one, Position.ABSCONDING, at, scene.say(case, "court")):
        return
    issued_at = scene.after(at, 24, 24 * 6)
    if not _issue(scene, case, one, Process.Kind.WARRANT, issued_at):
        return
    published_at = scene.after(issued_at, 24 * 30, 24 * 50)
    if scene.dice() < PROCLAIMED and _issue(
        scene, case, one, Process.Kind.PROCLAMATION, published_at
    ):
        one.step(published_at, Position.PROCLAIMED)


def _issue(scene: Scene, case: Case, one: Suspect, kind: Process.Kind, at: datetime) -> bool:
    returned_at = scene.after(at, 48, 24 * 20)
    is_returned = scene.dice() < RETURNED and returned_at <= scene.now
    published = kind == Process.Kind.PROCLAMATION
    result = Process.Result.PUBLISHED if published else Process.Result.NOT_FOUND
    officer = case.officer(at)
    row = case.of_it(
        station_id=case.station.pk, kind=kind, court=scene.say(case, "court"),
        issued_on=scene.books.day_of(at),
        made_at=at, made_by_id=officer, returned_at=returned_at if is_returned else None,
        returned_by_id=officer if is_returned else None,
        result=result if is_returned else "",
    )  # fmt: skip
    if not scene.later(at, _write_process, case, one, row):
        return False
    if is_returned:
        scene.later(returned_at, _write_return, case, one, kind, result)
    return True


def _write_process(scene: Scene, at: datetime, case: Case, one: Suspect, row: Row) -> None:
    by, accused = row["made_by_id"], one.row["id"]
    row["accused_id"] = accused
    scene.books.add("firs_process", row)
    words = f"{label(Process.Kind(row['kind']))}, {row['court']}, {row['issued_on']:%d-%m-%Y}"
    written = scene.books.diary(
        case.station, DiaryKind.PROCESS, at=at, by=by, about="" if case.is_sealed else one.name,
        words=f"FIR {case.number}: {words}", fir=case.pk,
    )  # fmt: skip
    scene.books.enter(
        case.pk, EntryKind.PROCESS, at=at, by=by, accused=accused, words=words,
        diary_entry=written,
    )  # fmt: skip


def _write_return(
    scene: Scene, at: datetime, case: Case, one: Suspect, kind: Process.Kind, result: Any
) -> None:
    by, accused, words = case.officer(at), one.row["id"], f"{label(kind)}: {label(result)}"
    scene.books.enter(case.pk, EntryKind.RETURNED, at=at, by=by, accused=accused, words=words)
