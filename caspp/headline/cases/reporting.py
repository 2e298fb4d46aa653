"""The report under s.173 and what courts make of it, as `firs.reporting` leaves it."""

import json
from datetime import datetime, timedelta

from caspp.headline.cases import custody
from caspp.headline.cases.case import Case
from caspp.headline.cases.scene import Scene
from caspp.headline.cases.urdu import label, urdu
from caspp.headline.tables import Row
from complaints.models import Level
from firs.clocks import FORTNIGHT, TO_DISTRICT
from firs.models import CancelledAs, DiaryKind, EntryKind, Position, ReportKind, State
from firs.workflow import allows_position
from synthetic.stock import Weighted

CHALLANS = (ReportKind.COMPLETE, ReportKind.INCOMPLETE, ReportKind.CHALLAN_512)
INTERIM, EXPLAINED, CONVICTED, REVIEWED, REACHES_COURT = 0.45, 0.3, 0.12, 0.35, 0.8
#: A trial goes on for so many days, as a rule.
TRIAL_DAYS = 520
_CLASS = Weighted([(CancelledAs.FALSE, 55), (CancelledAs.MISTAKE, 45)])


def report(scene: Scene, case: Case, outcome: str, at: datetime) -> None:
    """The final report, and before it what a late one needs; then the way through the court."""
    kind = ReportKind(outcome)
    if kind in CHALLANS and not case.known:
        # He is not found yet: that is still to come.
        at = scene.now + timedelta(days=1)
    _run_late(scene, case, at)
    if at > scene.now:
        return
    made = _make(scene, case, kind, at)
    signed_at = scene.after(at, 2, 48)
    if not _sign(scene, case, made, signed_at):
        return
    case.row["state"] = kind
    if kind == ReportKind.UNTRACED:
        _keep_untraced(scene, case, signed_at)
    reached_at = scene.after(signed_at, 20, 24 * 8)
    if kind == ReportKind.UNTRACED and scene.dice() >= REACHES_COURT:
        return
    if not _reach_court(scene, case, made, reached_at):
        return
    if kind == ReportKind.CANCELLATION:
        _cancel(scene, case, made, scene.after(reached_at, 24 * 4, 24 * 60))
    elif kind in CHALLANS:
        case.row["state"] = State.IN_COURT
        days = TRIAL_DAYS * (0.15 + 2 * scene.dice())
        _decide(scene, case, reached_at + timedelta(days=days))


def _run_late(scene: Scene, case: Case, report_at: datetime) -> None:
    """Past its time a case has an interim report, a reason, and goes before supervisors."""
    due_at, interim_due_at = case.row["report_due_at"], case.row["interim_due_at"]
    if report_at > interim_due_at and scene.dice() < INTERIM:
        made_at = due_at + (interim_due_at - due_at) * scene.dice() * 0.6
        if made_at <= scene.now:
            made = _make(scene, case, ReportKind.INTERIM, made_at)
            if _sign(scene, case, made, scene.after(made_at, 1, 20)):
                case.row["state"] = State.INTERIM
                _reach_court(scene, case, made, scene.after(made_at, 21, 40))
    for level, moment in (
        (Level.CIRCLE, due_at + timedelta(hours=1)),
        (Level.DISTRICT, interim_due_at + TO_DISTRICT + timedelta(hours=1)),
    ):
        if moment < report_at and scene.later(moment, _write_escalation, case, level):
            case.row["escalated_to"] = int(level)
    if due_at < report_at and scene.dice() < EXPLAINED:
        moment = scene.after(due_at, 3, 70)
        if moment < report_at:
            scene.later(moment, _write_delay, case)


def _make(scene: Scene, case: Case, kind: ReportKind, at: datetime) -> Row:
    """The report, whose row says already what became of it."""
    is_cancellation = kind == ReportKind.CANCELLATION
    row = case.of_it(
        kind=kind, cancelled_as=_CLASS.draw(scene.dice) if is_cancellation else "",
        made_at=at, made_by_id=case.officer(at), words=scene.say(case, kind),
        sections=_sections_of(scene, case, at), signed_at=None, signed_by_id=None,
        sent_back_at=None, sent_back_by_id=None, sent_back_because="", reached_court_at=None,
        reached_court_by_id=None, court="", order_at=None, order_by_id=None, order_no="",
        order_is_approval=None,
    )  # fmt: skip
    scene.later(at, _write_report, case, row)
    return row


def _write_report(scene: Scene, at: datetime, case: Case, row: Row) -> None:
    kind = ReportKind(row["kind"])
    sent = case.known if kind in CHALLANS else []
    row["accused"] = json.dumps(
        [{"accused": one.row["id"], "position": one.position(at)} for one in sent]
    )
    scene.books.add("firs_finalreport", row)
    by = row["made_by_id"]
    scene.books.enter(case.pk, EntryKind.REPORT, at=at, by=by, words=label(kind))


def _sign(scene: Scene, case: Case, row: Row, at: datetime) -> bool:
    if not scene.later(at, _write_signature, case, row):
        return False
    row |= {"signed_at": at, "signed_by_id": case.officers.sho}
    return True


def _write_signature(scene: Scene, at: datetime, case: Case, row: Row) -> None:
    report, by = label(ReportKind(row["kind"])), case.officers.sho
    words = urdu("FIR %(number)s: %(report)s signed and forwarded.") % {
        "number": case.number,
        "report": report,
    }
    written = scene.books.diary(
        case.station, DiaryKind.REPORT, at=at, by=by, words=words, fir=case.pk
    )
    scene.books.enter(case.pk, EntryKind.SIGNED, at=at, by=by, words=report, diary_entry=written)


def _reach_court(scene: Scene, case: Case, row: Row, at: datetime) -> bool:
    if not scene.later(at, _write_court, case, row):
        return False
    court = scene.say(case, "court")
    row |= {"reached_court_at": at, "reached_court_by_id": case.officers.moharrar, "court": court}
    return True


def _write_court(scene: Scene, at: datetime, case: Case, row: Row) -> None:
    words = f"{label(ReportKind(row['kind']))}, {row['court']}"
    by = case.officers.moharrar
    scene.books.enter(case.pk, EntryKind.COURT, at=at, by=by, words=words)


# --- What becomes of it ---


def _keep_untraced(scene: Scene, case: Case, signed_at: datetime) -> None:
    """Looked at every fortnight by rule; at most stations not for months."""
    review_at = scene.now - timedelta(days=26 * scene.dice())
    due_at = signed_at + FORTNIGHT
    is_reviewed = review_at > due_at and scene.dice() < REVIEWED
    if is_reviewed:
        words, by = scene.say(case, "review"), case.officer(review_at)
        scene.later(review_at, _write_review, case.pk, by, words)
        due_at = review_at + FORTNIGHT
    case.row["review_due_on"] = scene.books.day_of(due_at)


def _write_review(scene: Scene, at: datetime, fir: int, by: int, words: str) -> None:
    row = {"fir_id": fir, "made_at": at, "made_by_id": by, "words": words}
    scene.books.add("firs_review", row)
    scene.books.enter(fir, EntryKind.REVIEWED, at=at, by=by, words=words)


def _cancel(scene: Scene, case: Case, row: Row, at: datetime) -> None:
    if at > scene.now:
        return
    order = f"{1 + int(scene.dice() * 900)}/{at:%Y}"
    by = case.officers.sho
    row |= {"order_at": at, "order_by_id": by, "order_no": order, "order_is_approval": True}
    case.row["state"] = State.CANCELLED
    discharged = [
        one for one in case.known if allows_position(one.position(at), Position.DISCHARGED)
    ]
    for one in discharged:
        one.step(at, Position.DISCHARGED)
    verdicts = [(one.row["id"], Position.DISCHARGED) for one in discharged]
    words = f"{label(State.CANCELLED)}, {order}"
    scene.later(at, _write_end, case.pk, EntryKind.ORDER, verdicts, by, order, words)


def _decide(scene: Scene, case: Case, at: datetime) -> None:
    """The judgment on every accused who stood before the court."""
    if at > scene.now:
        return
    verdicts = []
    for one in case.known:
        convicted = scene.dice() < CONVICTED
        verdict = Position.CONVICTED if convicted else Position.ACQUITTED
        is_over = not one.steps or one.steps[-1][0] < at
        if is_over and allows_position(one.position(at), verdict):
            one.step(at, verdict)
            verdicts.append((one.row["id"], verdict))
    if verdicts:
        words, by = scene.say(case, "verdict"), case.officers.moharrar
        scene.later(at, _write_end, case.pk, EntryKind.DECIDED, verdicts, by, words, words)
        case.row["state"] = State.DECIDED


def _write_end(
    scene: Scene,
    at: datetime,
    fir: int,
    kind: EntryKind,
    verdicts: custody.Verdicts,
    by: int,
    of_each: str,
    words: str,
) -> None:
    """The last word of a court, years later: it takes the keys alone, and not the case."""
    custody.decide(scene, at, fir, verdicts, by=by, words=of_each)
    scene.books.enter(fir, kind, at=at, by=by, words=words)


def _write_escalation(scene: Scene, at: datetime, case: Case, level: Level) -> None:
    due = scene.books.day_of(case.row["report_due_at"])
    day = f"{due:%d-%m-%Y}"
    words = urdu("%(level)s; due since %(day)s") % {"level": label(level), "day": day}
    scene.books.enter(case.pk, EntryKind.ESCALATED, at=at, by=None, words=words)


def _write_delay(scene: Scene, at: datetime, case: Case) -> None:
    words = scene.say(case, "delay")
    scene.books.enter(case.pk, EntryKind.DELAY, at=at, by=case.officer(at), words=words)


def _sections_of(scene: Scene, case: Case, at: datetime) -> str:
    rows = [scene.sections[row["section_id"]] for row in case.sections if row["added_at"] <= at]
    return ", ".join(one.text for one in sorted(rows, key=lambda one: (one.act, one.pk)))[:240]
