"""The investigation of a case, from who has it to the report, as `firs.investigating` leaves it."""

from datetime import datetime, timedelta
from typing import Any

from caspp.headline.cases import custody, registering, reporting, store
from caspp.headline.cases.case import Case, Suspect
from caspp.headline.cases.scene import Scene
from caspp.headline.cases.urdu import label, urdu
from caspp.headline.tables import Row
from firs.models import Accused, DiaryKind, EntryKind, ReportKind, State, Statement
from synthetic.stock import Weighted

TRANSFERRED = State.TRANSFERRED
#: What becomes of cases, in a hundred: where strangers did it, where somebody is named, where
#: the police caught him. Four in ten of all are property crime by strangers, and of those six
#: stay untraced; one in eight is cancelled, and one in fifty lies without a challan.
_OF_STRANGERS = Weighted(
    [
        *((ReportKind.UNTRACED, 62), (ReportKind.COMPLETE, 27)),
        *((ReportKind.INCOMPLETE, 5), (ReportKind.CANCELLATION, 5)),
        (TRANSFERRED, 1),
    ]
)
_OF_NAMED = Weighted(
    [
        *((ReportKind.COMPLETE, 66), (ReportKind.INCOMPLETE, 9)),
        *((ReportKind.CHALLAN_512, 8), (ReportKind.CANCELLATION, 15)),
        (TRANSFERRED, 2),
    ]
)
_OF_CAUGHT = Weighted(
    [
        *((ReportKind.COMPLETE, 96), (ReportKind.INCOMPLETE, 3)),
        (ReportKind.CANCELLATION, 1),
    ]
)
CHALLANS = (*(ReportKind.COMPLETE, ReportKind.INCOMPLETE, ReportKind.CHALLAN_512),)
#: The share in which the officer leaves for the place only later; in which another gets the case;
#: in which it was somebody else than any stranger whom the FIR describes.
DEPARTURES, CHANGES, NOMINATED = 0.6, 0.06, 0.3
#: The days until the report: in time, late, very late.
_DAYS = Weighted([((4.0, 13.5), 70), ((14.5, 45.0), 24), ((45.0, 400.0), 6)])


def follow(scene: Scene, case: Case) -> None:
    """Plan the life of a registered case; whatever is still to come is left out."""
    registered_at = case.registered_at
    scene.later(registered_at, registering.register, case)
    left_at = scene.after(registered_at, 0.1, 1.5)
    if (
        case.row["despatched_at"] is None
        and scene.dice() < DEPARTURES
        and scene.later(left_at, _depart, case)
    ):
        case.row["despatched_at"] = left_at
    assigned_at = scene.after(registered_at, 0.2, 5.0)
    if not _assign(scene, case, assigned_at, ""):
        return
    case.row["state"] = State.INVESTIGATION
    outcome, report_at = _outcome(scene, case, assigned_at)
    if scene.dice() < CHANGES:
        between = assigned_at + (min(report_at, scene.now) - assigned_at) * (0.2 + scene.dice() / 2)
        _assign(scene, case, between, scene.say(case, "change"))
    _write_diaries(scene, case, assigned_at, report_at)
    _hear_witness(scene, case, assigned_at)
    since = assigned_at
    if case.is_caught:
        custody.caught(scene, case, assigned_at)
    elif outcome in CHALLANS:
        since = _trace(scene, case, assigned_at, report_at)
        custody.bring_in(scene, case, outcome, since, report_at)
    store.recover_tools(scene, case, since, report_at)
    if outcome == TRANSFERRED:
        _transfer(scene, case, report_at)
    else:
        reporting.report(scene, case, outcome, report_at)


def _outcome(scene: Scene, case: Case, assigned_at: datetime) -> tuple[str, datetime]:
    told_by = _OF_NAMED if case.known else _OF_STRANGERS
    outcome = (_OF_CAUGHT if case.is_caught else told_by).draw(scene.dice)
    least, most = _DAYS.draw(scene.dice)
    if outcome == ReportKind.UNTRACED:
        least, most = 12.0, 80.0
    allowed = (case.row["report_due_at"] - case.registered_at) / timedelta(days=14)
    return outcome, scene.after(assigned_at, least * 24 * allowed, most * 24 * allowed)


# --- Who has it ---


def _assign(scene: Scene, case: Case, at: datetime, because: str) -> bool:
    officers = case.officers.investigators
    has_it = case.row["investigator_id"]
    possible = [one for one in (*officers, case.officers.sho) if one != has_it]
    officer = possible[int(scene.dice() * len(possible))] if has_it else _one_of(officers, scene)
    if not scene.later(at, _write_assignment, case, officer, because):
        return False
    case.investigators.append((at, officer))
    case.row["investigator_id"] = officer
    return True


def _write_assignment(scene: Scene, at: datetime, case: Case, officer: int, because: str) -> None:
    by = case.officers.sho
    until = next((since for since, _officer in case.investigators if since > at), None)
    scene.books.add(
        "firs_assignment",
        case.of_it(
            officer_id=officer, assigned_at=at, assigned_by_id=by, ended_at=until,
            ended_by_id=by if until else None, because=because,
        ),
    )  # fmt: skip
    scene.books.enter(case.pk, EntryKind.ASSIGNED, at=at, by=by, officer=officer, words=because)


def _depart(scene: Scene, at: datetime, case: Case) -> None:
    by, officer = case.officers.moharrar, scene.names[case.officers.investigators[0]]
    words = urdu("%(officer)s left for the place of occurrence of FIR %(number)s.") % {
        "officer": officer,
        "number": case.number,
    }
    written = scene.books.diary(
        case.station, DiaryKind.DEPARTURE, at=at, by=by, about=officer, words=words, fir=case.pk
    )
    scene.books.enter(
        case.pk, EntryKind.DESPATCHED, at=at, by=by, words=officer, diary_entry=written
    )


def _transfer(scene: Scene, case: Case, at: datetime) -> None:
    if scene.later(at, _write_transfer, case):
        case.row["state"] = State.TRANSFERRED


def _write_transfer(scene: Scene, at: datetime, case: Case) -> None:
    words = scene.say(case, "transfer")
    scene.books.enter(case.pk, EntryKind.TRANSFERRED, at=at, by=case.officers.dpo, words=words)


# --- What he writes ---


def _write_diaries(scene: Scene, case: Case, assigned_at: datetime, until: datetime) -> None:
    """Two or three pages of the case diary, the first on the same day."""
    at = scene.after(assigned_at, 1, 8)
    for number in range(1, 2 + int(scene.dice() * 3)):
        if at > until or not scene.later(at, _write_diary, case, number):
            return
        case.row["last_zimni"] = number
        at = scene.after(at, 20, 120)


def _write_diary(scene: Scene, at: datetime, case: Case, number: int) -> None:
    by = case.officer(at)
    page = case.of_it(
        number=number, made_at=at, made_by_id=by, place=case.station.name,
        words=scene.say(case, "zimni"),
    )  # fmt: skip
    scene.books.add("firs_casediary", page)
    scene.books.enter(case.pk, EntryKind.ZIMNI, at=at, by=by, words=f"No. {number}")


def _hear_witness(scene: Scene, case: Case, assigned_at: datetime) -> None:
    witnesses = case.parts.get("firs_witness")
    if witnesses:
        scene.later(scene.after(assigned_at, 2, 60), _write_statement, case, witnesses[0])


def _write_statement(scene: Scene, at: datetime, case: Case, witness: Row) -> None:
    by, kind = case.officer(at), Statement.Kind.S161
    said = case.of_it(
        kind=kind, witness_id=witness["id"], accused_id=None, victim_id=None, made_at=at,
        made_by_id=by, words=scene.say(case, "statement"),
    )  # fmt: skip
    scene.books.add("firs_statement", said)
    scene.books.enter(case.pk, EntryKind.STATEMENT, at=at, by=by, words=label(kind))


# --- Who did it ---


def _trace(scene: Scene, case: Case, assigned_at: datetime, report_at: datetime) -> datetime:
    """When the police know whom they look for, which may be still to come."""
    if case.known:
        return assigned_at
    at = assigned_at + (report_at - assigned_at) * (0.2 + 0.4 * scene.dice())
    by, district = case.officer(at), case.row["district"] or case.told.informant.district
    found = scene.informants.suspect(district, year=at.year)
    if scene.dice() < NOMINATED:
        if not scene.later(at, _write_nomination, case):
            return at
        one = registering.nominate(scene, case, found, at=at, by=by)
    else:
        one = case.suspects[0]
        if not scene.later(at, _write_learnt, case, one):
            return at
        registering.learn(one, found, at.year)
    store.find_stolen(scene, case, one, at, report_at)
    return at


def _write_nomination(scene: Scene, at: datetime, case: Case) -> None:
    one = next(one for one in case.suspects if one.row["added_at"] == at)
    scene.books.add("firs_accused", one.row)
    if case.is_sealed:
        registering.keys(scene, case, Accused, one.row["id"], at)
    _enter_accused(scene, at, case, one, scene.say(case, "clue"))


def _write_learnt(scene: Scene, at: datetime, case: Case, one: Suspect) -> None:
    _enter_accused(scene, at, case, one, urdu("Particulars learnt"))


def _enter_accused(scene: Scene, at: datetime, case: Case, one: Suspect, words: str) -> None:
    by, accused = case.officer(at), one.row["id"]
    scene.books.enter(case.pk, EntryKind.ACCUSED, at=at, by=by, accused=accused, words=words)


def _one_of(things: list[Any], scene: Scene) -> Any:
    return things[int(scene.dice() * len(things))]
