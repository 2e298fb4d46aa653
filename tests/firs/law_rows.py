"""Everything that the order of law forbids, in sentences, with the SQL that tries it.

`tried` is the same on screen, where a person could try it there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from tests.firs.law_book import DAY, Book
from tests.firs.raw_rows import again, delete, update
from tests.firs.stages import COURT, named
from tests.hotel_eye.hotel_desk import local as shown

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
#: Half an hour after midnight in Pakistan, which is the evening before in Greenwich.
NEW_YEAR = datetime(2031, 12, 31, 19, 30, tzinfo=UTC)
READ_OVER = {"is_read_over": "on", "signed_as": "signature", "despatched_at": ""}
REASON = "It is explained at length here."


@dataclass(frozen=True)
class Tried:
    """The same on screen: whose form at which address, what is typed, and the answer in words."""

    by: str
    address: Callable[[Book], str]
    typed: Callable[[Book], dict[str, Any]]
    says: str


@dataclass(frozen=True)
class Rule:
    """What is forbidden, by which law (where two hold the same, by both), and how it is tried."""

    says: str
    laws: str
    do: Callable[[Book], None]
    tried: Tried | None = None


def act(
    by: str, case: str, name: str, says: str, typed: Callable[[Book], dict[str, Any]] | None = None
) -> Tried:
    """The form of an act on this case of the book."""
    return Tried(
        by,
        lambda book: reverse(f"firs:{name}", args=[getattr(book, case).pk]),
        typed or (lambda book: {}),
        says,
    )


def draft(which: str, says: str, typed: Callable[[Book], dict[str, Any]]) -> Tried:
    """The form of a draft."""
    return Tried(
        "bilal",
        lambda book: reverse("firs:draft", args=[getattr(book, which).pk]),
        typed,
        says,
    )


def registering(which: str, says: str, typed: Callable[[Book], dict[str, Any]]) -> Tried:
    """The last page before the number."""
    return Tried(
        "bilal",
        lambda book: reverse("firs:register", args=[getattr(book, which).pk]),
        typed,
        says,
    )


def _state(case: str, state: str, **more: Any) -> Callable[[Book], None]:
    return lambda book: update(getattr(book, case), state=state, **more)


# --- What the rows need ---


def _early(book: Book) -> dict[str, Any]:
    at = book.fir.registered_at - HOUR
    return {"arrested_at": at, "produce_by": at + DAY, "produced_at": None, "produced_by_id": None}


def _remanding(book: Book, **typed: str) -> dict[str, Any]:
    """The form of an order for the one who is still to be produced."""
    today = timezone.localdate()
    given = {
        "arrest": book.unproduced.pk,
        "produced_at": shown(timezone.now()),
        "kind": "physical",
        "from_on": f"{today}",
        "until_on": f"{today + 3 * DAY}",
        "court": COURT,
    }
    return {**given, **typed}


def _again(book: Book, **days: Any) -> dict[str, Any]:
    """The form of a further order for the one who was produced."""
    typed = {name: f"{day}" for name, day in days.items()}
    return _remanding(book, arrest=book.made.pk, produced_at="", **typed)


def _arrested_anew(book: Book, *, days: int) -> None:
    """On bail, arrested once more, and remanded for so many days."""
    update(book.one, position="on_bail")
    update(book.one, position="arrested")
    again(book.made)
    anew = book.fir.arrests.filter(accused=book.one).latest("pk")
    start = book.order.until_on + DAY
    again(book.order, arrest_id=anew.pk, from_on=start, until_on=start + days * DAY)


def _moving(book: Book, **typed: Any) -> dict[str, Any]:
    given = {"item": book.item.pk, "by_whom": "HC Riaz 812", "place": "Lahore"}
    return {**given, **typed}


def _reporting(accused_id: int) -> dict[str, Any]:
    return {"kind": "complete", "accused": [str(accused_id)], "words": REASON}


def _reached(book: Book) -> dict[str, Any]:
    return {"reached_court_at": book.at, "reached_court_by_id": book.bilal.pk, "court": COURT}


def _ordered(book: Book) -> dict[str, Any]:
    return {
        "order_at": book.at,
        "order_by_id": book.ayesha.pk,
        "order_no": "Order 118",
        "order_is_approval": True,
    }


def _section(book: Book) -> Any:
    return book.fir.section_rows.get(section="ppc-379")


def _found_twice(book: Book, row: Any) -> None:
    update(row, found_at=book.at, found_by_id=book.io.pk, found_where="Saddar")
    update(row, found_where="Lahore")


# --- The rows ---

FIRST_INFORMATION = [
    Rule(
        "An FIR is born as a draft, never with its number",
        "fir.moves_of_state",
        lambda book: again(book.fresh, serial=900, diary_entry_id=book.latest.pk, form_token=None),
    ),
    Rule(
        "A number is given once at a station in a year",
        "firs_fir_number",
        lambda book: book.book(book.draft_whole, serial=1),
    ),
    Rule(
        "No number is left out",
        "fir.no_gap",
        lambda book: book.book(book.draft_whole, serial=5000),
    ),
    Rule(
        "The year of the number is that of the registration",
        "firs_fir_year_of_registration",
        lambda book: book.book(book.draft_whole, year=2019),
    ),
    Rule(
        "Half an hour after midnight in Pakistan the year is the new one, whatever Greenwich says",
        "firs_fir_year_of_registration",
        lambda book: book.book(book.draft_whole, registered_at=NEW_YEAR, year=NEW_YEAR.year),
    ),
    Rule(
        "What happened was reported afterwards",
        "firs_fir_in_order",
        lambda book: update(book.draft_whole, occurred_from=book.draft_whole.reported_at + MINUTE),
        draft(
            "draft_whole",
            "It was reported before this hour. Check the date.",
            lambda book: {"occurred_from": shown(book.draft_whole.reported_at + HOUR)},
        ),
    ),
    Rule(
        "What happened ended after it began",
        "firs_fir_in_order",
        lambda book: update(book.draft_whole, occurred_to=book.draft_whole.occurred_from - MINUTE),
        draft(
            "draft_whole",
            "This is before it began. Check the date.",
            lambda book: {"occurred_to": shown(book.draft_whole.occurred_from - HOUR)},
        ),
    ),
    Rule(
        "It was reported before it was registered",
        "firs_fir_in_order",
        lambda book: book.book(
            book.draft_whole,
            registered_at=book.draft_whole.reported_at - MINUTE,
            diary_entry_id=book.opening.pk,
        ),
    ),
    Rule(
        "Nobody left for the place before it was reported",
        "firs_fir_in_order",
        lambda book: update(book.fresh, despatched_at=book.fresh.reported_at - MINUTE),
        act(
            "bilal",
            "fresh",
            "depart",
            "This is before the report of",
            lambda book: {"left_at": shown(book.fresh.reported_at - HOUR), "officer": "ASI Waqar"},
        ),
    ),
    Rule(
        "Nor is it signed as if somebody had",
        "firs_fir_in_order",
        lambda book: book.book(
            book.draft_whole, despatched_at=book.draft_whole.reported_at - MINUTE
        ),
        registering(
            "draft_whole",
            "This is before the report of",
            lambda book: {**READ_OVER, "despatched_at": shown(book.draft_whole.reported_at - HOUR)},
        ),
    ),
    Rule(
        "The departure is written once",
        "fir.departure_once",
        lambda book: update(book.fir, despatched_at=book.fir.despatched_at + HOUR),
        act(
            "bilal",
            "fir",
            "depart",
            "The departure is written down already.",
            lambda book: {"left_at": shown(book.at), "officer": "ASI Waqar"},
        ),
    ),
    Rule(
        "A place on the map has both its numbers",
        "firs_fir_pin_whole",
        lambda book: update(book.draft_whole, latitude=33.7, longitude=None),
    ),
    Rule(
        "Who registered it stands beside when",
        "firs_fir_registered_whole",
        lambda book: book.book(book.draft_whole, registered_by_id=None),
    ),
    Rule(
        "A draft was registered by nobody",
        "firs_fir_registered_whole",
        lambda book: update(book.draft_bare, registered_by_id=book.bilal.pk),
    ),
    *(
        Rule(
            f"What is registered has {what}",
            law,
            lambda book, column=column, value=value: book.book(book.draft_whole, **{column: value}),
        )
        for what, law, column, value in (
            ("a number", "firs_fir_complete_in_the_book", "serial", None),
            ("a number from one on", "firs_fir_complete_in_the_book", "serial", 0),
            ("a signature", "firs_fir_complete_in_the_book", "signed_as", ""),
            ("its sections in words", "firs_fir_complete_in_the_book", "sections", ""),
            ("a place", "firs_fir_complete_in_the_book", "place", ""),
            ("an hour of occurrence", "firs_fir_complete_in_the_book", "occurred_from", None),
            ("a clock", "firs_fir_complete_in_the_book", "report_due_at", None),
            ("come to its station", "firs_fir_complete_in_the_book", "level", 2),
            (
                "an entry of the roznamcha",
                "firs_fir_complete_in_the_book fir.entry_before",
                "diary_entry_id",
                None,
            ),
        )
    ),
    Rule(
        "A draft has no number",
        "firs_fir_complete_in_the_book",
        lambda book: update(book.draft_bare, serial=1),
    ),
    Rule(
        "An FIR names a section",
        "fir.a_section",
        lambda book: book.book(book.draft_bare),
        registering("draft_bare", "Still to be written: sections.", lambda book: READ_OVER),
    ),
    Rule(
        "The roznamcha has it before the FIR",
        "fir.entry_before",
        lambda book: book.book(book.draft_whole, registered_at=book.latest.made_at - MINUTE),
    ),
    Rule(
        "The roznamcha of its own station has it",
        "fir.entry_before",
        lambda book: book.book(book.draft_whole, diary_entry_id=book.elsewhere.pk),
    ),
    Rule("A registered FIR is not deleted", "fir.kept", lambda book: delete(book.fresh)),
    Rule(
        "An officer has a case once it is marked to him",
        "fir.marked_first",
        lambda book: update(book.fir, investigator_id=book.second.pk),
    ),
    Rule(
        "An investigation has an officer",
        "firs_fir_has_an_investigator",
        lambda book: update(book.fir, investigator_id=None),
    ),
    Rule(
        "Nothing is investigated before somebody has it",
        "firs_fir_has_an_investigator",
        _state("fresh", "investigation"),
        act(
            "nadeem",
            "fresh",
            "case_diary",
            "The case is marked to nobody yet.",
            lambda book: {"place": "F-7", "words": REASON},
        ),
    ),
    Rule(
        "A seal has a name",
        "firs_fir_seal_is_known",
        lambda book: update(book.fresh, sealed_as="because"),
    ),
]


SECTIONS = [
    Rule(
        "A section is not put in the place of another",
        "firsection.as_added",
        lambda book: update(book.removed, section_id="ppc-420"),
    ),
    Rule(
        "Nor is it said later why it was added",
        "firsection.as_added",
        lambda book: update(book.removed, added_because="For another reason"),
    ),
    Rule(
        "A section that was deleted is not there again",
        "firsection.removed_once",
        lambda book: update(book.removed, removed_at=None, removed_by_id=None, removed_because=""),
    ),
    Rule(
        "A deleted section says who deleted it",
        "firs_firsection_removed_whole",
        lambda book: update(_section(book), removed_at=book.at, removed_because="x"),
    ),
    Rule(
        "And nobody deleted what nobody deleted",
        "firs_firsection_removed_whole",
        lambda book: update(_section(book), removed_by_id=book.ayesha.pk),
    ),
    Rule(
        "A case stands under one section at least",
        "firsection.never_the_last",
        lambda book: update(
            book.fresh.section_rows.get(),
            removed_at=book.at,
            removed_by_id=book.ayesha.pk,
            removed_because="x",
        ),
        act(
            "ayesha",
            "fresh",
            "delete_section",
            "A case stands under one section at least. Add the right one first.",
            lambda book: {"section": "ppc-379", "because": REASON},
        ),
    ),
    Rule(
        "A section stands once",
        "firs_firsection_once",
        lambda book: again(_section(book)),
        act(
            "nadeem",
            "fir",
            "add_sections",
            "The case stands under these sections already.",
            lambda book: {"sections": ["ppc-379"], "because": REASON},
        ),
    ),
    *(
        Rule(
            f"{what} of a registered FIR is not deleted",
            f"{model}.kept",
            lambda book, find=find: delete(find(book)),
        )
        for what, model, find in (
            ("A section", "firsection", lambda book: book.removed),
            ("An accused", "accused", lambda book: book.unknown),
            ("A witness", "witness", lambda book: book.fir.witnesses.get()),
            ("A victim", "victim", lambda book: book.fir.victims.get()),
            ("A vehicle", "vehicle", lambda book: book.vehicle),
            ("A telephone", "mobile", lambda book: book.mobile),
            ("A stolen thing", "stolenthing", lambda book: book.thing),
        )
    ),
    *(
        Rule(
            f"{what} does not go over into another case",
            f"{model}.of_its_case",
            lambda book, find=find: update(find(book), fir_id=book.other.pk),
        )
        for what, model, find in (
            ("An accused", "accused", lambda book: book.unknown),
            ("A witness", "witness", lambda book: book.fir.witnesses.get()),
            ("A victim", "victim", lambda book: book.fir.victims.get()),
            ("A vehicle", "vehicle", lambda book: book.vehicle),
            ("A telephone", "mobile", lambda book: book.mobile),
            ("A stolen thing", "stolenthing", lambda book: book.thing),
        )
    ),
]


PEOPLE_AND_THINGS = [
    Rule(
        "An accused has a name, or is described",
        "firs_accused_is_somebody",
        lambda book: update(book.unknown, description=""),
        act(
            "nadeem",
            "fir",
            "nominate",
            "Give his name, or describe him.",
            lambda book: {"alias": "Kala"},
        ),
    ),
    Rule(
        "Nobody without a name is arrested",
        "firs_accused_unknown_at_large",
        lambda book: update(book.unknown, position="arrested"),
        act(
            "nadeem",
            "fir",
            "arrest",
            "Select a valid choice.",
            lambda book: {
                "accused": book.unknown.pk,
                "arrested_at": shown(book.at),
                "place": "F-7",
            },
        ),
    ),
    Rule(
        "Whoever is in police custody was not convicted in the meantime",
        "accused.moves_of_position",
        lambda book: update(book.one, position="convicted"),
    ),
    Rule(
        "A seal of an accused has a name",
        "firs_accused_seal_is_known",
        lambda book: update(book.one, sealed_as="because"),
    ),
    Rule(
        "A vehicle can be told by a number",
        "firs_vehicle_can_be_told",
        lambda book: update(book.vehicle, registration_no=""),
        act(
            "nadeem",
            "fir",
            "add_vehicle",
            "by one of them it is found.",
            lambda book: {"make": "Suzuki Mehran", "colour": "White"},
        ),
    ),
    Rule(
        "What is found says where, and who says so",
        "firs_vehicle_found_whole",
        lambda book: update(book.vehicle, found_at=book.at, found_by_id=book.io.pk),
    ),
    Rule(
        "Nobody found what was not found: a vehicle",
        "firs_vehicle_found_whole",
        lambda book: update(book.vehicle, found_by_id=book.io.pk, found_where="Saddar"),
    ),
    Rule(
        "Nobody found what was not found: a telephone",
        "firs_mobile_found_whole",
        lambda book: again(book.mobile, found_at=None),
    ),
    Rule(
        "Nobody found what was not found: a thing",
        "firs_stolenthing_found_whole",
        lambda book: update(book.thing, found_by_id=book.io.pk, found_where="Saddar"),
    ),
    Rule(
        "What is found stays found",
        "mobile.found_once",
        lambda book: update(book.mobile, found_at=None, found_by_id=None, found_where=""),
    ),
    *(
        Rule(
            f"{what} is not found in two places",
            f"{model}.found_once",
            lambda book, find=find: _found_twice(book, find(book)),
        )
        for what, model, find in (
            ("A vehicle", "vehicle", lambda book: book.vehicle),
            ("A thing", "stolenthing", lambda book: book.thing),
        )
    ),
]


HISTORY = [
    Rule(
        "A line of the history is not changed",
        "entry.append_only",
        lambda book: update(book.line, words="Otherwise"),
    ),
    Rule(
        "A line of the history is not deleted",
        "entry.append_only",
        lambda book: delete(book.line),
    ),
    Rule(
        "An FIR is not linked with itself",
        "firs_entry_not_about_itself",
        lambda book: again(book.line, kind="linked", other_id=book.fir.pk),
        act(
            "nadeem",
            "fir",
            "link",
            "This is the same FIR.",
            lambda book: {"number": book.fir.number, "words": "The same quarrel"},
        ),
    ),
    Rule(
        "A correction is not corrected",
        "correction.append_only",
        lambda book: update(book.correction, reads="F-7/4"),
    ),
    Rule(
        "A correction is not taken back",
        "correction.append_only",
        lambda book: delete(book.correction),
    ),
    Rule(
        "A draft is changed, not corrected",
        "correction.of_registered",
        lambda book: again(book.correction, fir_id=book.draft_whole.pk),
    ),
    Rule(
        "A correction says why",
        "firs_correction_says_why",
        lambda book: again(book.correction, because=""),
        act(
            "bilal",
            "fir",
            "correct",
            "This field is required.",
            lambda book: {"row": "Row 4", "stands": "F-7/2", "reads": "F-7/3", "because": ""},
        ),
    ),
    Rule(
        "A paper stays in the file",
        "casepaper.append_only",
        lambda book: delete(book.paper),
    ),
    Rule(
        "A paper is not exchanged",
        "casepaper.append_only",
        lambda book: update(book.paper, paper="forensic"),
    ),
    Rule(
        "There is no case file before the FIR",
        "casepaper.of_registered",
        lambda book: again(book.paper, fir_id=book.draft_whole.pk),
    ),
    Rule(
        "A paper is there, or it is said why not",
        "firs_casepaper_is_something",
        lambda book: again(book.paper, words=""),
        act(
            "nadeem",
            "fir",
            "paper",
            "Add the photograph, or say why there is none.",
            lambda book: {"paper_kind": "medical"},
        ),
    ),
]

ROZNAMCHA = [
    Rule(
        "No entry is left out",
        "diaryentry.no_gap",
        lambda book: book.entry(number=book.latest.number + 2),
    ),
    Rule(
        "A number is given once a day",
        "firs_diaryentry_number",
        lambda book: book.entry(number=book.latest.number),
    ),
    Rule(
        "The next entry is not of an earlier hour",
        "diaryentry.no_gap",
        lambda book: book.entry(made_at=book.latest.made_at - timedelta(seconds=1)),
    ),
    Rule(
        "An entry stands under its own day",
        "firs_diaryentry_on_its_day",
        lambda book: book.entry(number=1, kind="opening", day=book.latest.day + DAY),
    ),
    Rule(
        "After the closing of a day there is no entry",
        "diaryentry.not_after_closing",
        lambda book: (
            book.entry(kind="closing"),
            book.entry(number=book.latest.number + 2),
        ),
    ),
    Rule(
        "No page is written for a day that has gone by",
        "diaryentry.not_after_closing",
        lambda book: book.entry(
            number=1, kind="opening", day=book.opening.day - DAY, made_at=book.opening.made_at - DAY
        ),
    ),
    Rule(
        "A day is opened once",
        "firs_diaryentry_opens_the_day",
        lambda book: book.entry(kind="opening"),
    ),
    Rule(
        "A day begins with its opening",
        "firs_diaryentry_opens_the_day",
        lambda book: book.entry(
            number=1, day=book.latest.day + DAY, made_at=book.latest.made_at + DAY
        ),
    ),
    Rule(
        "An entry is not changed",
        "diaryentry.append_only",
        lambda book: update(book.latest, words="Nothing happened."),
    ),
    Rule(
        "An entry is not deleted",
        "diaryentry.append_only",
        lambda book: delete(book.elsewhere),
    ),
]

INVESTIGATION = [
    Rule(
        "A draft is marked to nobody",
        "assignment.of_registered",
        lambda book: again(book.now_has, fir_id=book.draft_whole.pk),
    ),
    Rule(
        "Nobody has a case before the FIR",
        "assignment.not_before_fir",
        lambda book: again(
            book.before,
            assigned_at=book.fir.registered_at - HOUR,
            ended_at=book.fir.registered_at - MINUTE,
        ),
    ),
    Rule(
        "One officer has a case at a time",
        "firs_assignment_one_at_a_time",
        lambda book: again(book.now_has, officer_id=book.second.pk, assigned_at=book.at),
        act(
            "ayesha",
            "fir",
            "assign",
            "Select a valid choice.",
            lambda book: {"officer": book.io.pk, "because": "Once more"},
        ),
    ),
    Rule(
        "To whom a case was marked is not written over",
        "assignment.as_marked",
        lambda book: update(book.now_has, officer_id=book.second.pk),
    ),
    Rule(
        "His time ends once",
        "assignment.ended_once",
        lambda book: update(book.before, ended_at=book.before.ended_at - timedelta(seconds=1)),
    ),
    Rule(
        "Who ended his time stands beside when",
        "firs_assignment_ended_whole",
        lambda book: update(book.now_has, ended_by_id=book.ayesha.pk),
    ),
    Rule(
        "Nobody's time ends before it begins",
        "firs_assignment_ended_whole firs_assignment_one_at_a_time",
        lambda book: update(
            book.now_has, ended_at=book.now_has.assigned_at - MINUTE, ended_by_id=book.ayesha.pk
        ),
    ),
    Rule(
        "That he had it is not deleted",
        "assignment.kept",
        lambda book: delete(book.before),
    ),
    Rule(
        "No page of the case diary is left out",
        "casediary.no_gap",
        lambda book: again(book.last_page, number=4),
    ),
    Rule(
        "The case diary begins with page one",
        "casediary.no_gap",
        lambda book: again(book.last_page, number=0),
    ),
    Rule(
        "A page of the case diary is not older than the one before it",
        "casediary.no_gap",
        lambda book: again(
            book.last_page, number=3, made_at=book.last_page.made_at - timedelta(seconds=1)
        ),
    ),
    Rule(
        "A page of the case diary has a number of its own",
        "firs_casediary_number",
        lambda book: again(book.last_page),
    ),
    Rule(
        "A page of the case diary is not changed",
        "casediary.append_only",
        lambda book: update(book.page, words="He was not there."),
    ),
    Rule(
        "A page of the case diary is not torn out",
        "casediary.append_only",
        lambda book: delete(book.last_page),
    ),
    Rule(
        "Nobody else writes the case diary",
        "casediary.by_the_investigator",
        lambda book: again(book.last_page, number=3, made_by_id=book.bilal.pk),
        act(
            "tariq",
            "fir",
            "case_diary",
            "This case is marked to Nadeem.",
            lambda book: {"place": "F-7", "words": REASON},
        ),
    ),
    Rule(
        "Nor whoever gets the case later",
        "casediary.by_the_investigator casediary.no_gap",
        lambda book: again(book.last_page, number=3, made_at=book.his_time),
    ),
    Rule(
        "Nor whoever had it before",
        "casediary.by_the_investigator",
        lambda book: again(book.last_page, number=3, made_by_id=book.second.pk),
    ),
    Rule(
        "There is no case diary before the FIR",
        "casediary.of_registered casediary.by_the_investigator",
        lambda book: again(book.page, fir_id=book.draft_whole.pk, number=1),
    ),
    Rule(
        "A stranger to the case records no statement",
        "statement.by_the_investigator",
        lambda book: again(book.said, made_by_id=book.bilal.pk),
        act(
            "tariq",
            "fir",
            "statement",
            "This case is marked to Nadeem.",
            lambda book: {"of": f"witness-{book.said.witness_id}", "kind": "161", "words": REASON},
        ),
    ),
    Rule(
        "A statement is not recorded by whoever has the case no more",
        "statement.by_the_investigator",
        lambda book: again(book.said, made_by_id=book.second.pk),
    ),
    Rule(
        "A statement is somebody's",
        "firs_statement_of_one",
        lambda book: again(book.said, witness_id=None),
        act(
            "nadeem",
            "fir",
            "statement",
            "This field is required.",
            lambda book: {"of": "", "kind": "161", "words": REASON},
        ),
    ),
    Rule(
        "A statement is not two persons'",
        "firs_statement_of_one",
        lambda book: again(book.said, accused_id=book.one.pk),
    ),
    Rule(
        "A statement is of somebody of the case",
        "statement.of_this_case",
        lambda book: again(book.said, witness_id=book.other.witnesses.get().pk),
        act(
            "nadeem",
            "fir",
            "statement",
            "Select a valid choice.",
            lambda book: {
                "of": f"witness-{book.other.witnesses.get().pk}",
                "kind": "161",
                "words": REASON,
            },
        ),
    ),
    Rule(
        "There are no statements before the FIR",
        "statement.of_registered statement.by_the_investigator statement.of_this_case",
        lambda book: again(book.said, fir_id=book.draft_whole.pk),
    ),
    Rule(
        "A statement is not of an earlier day than the FIR",
        "statement.not_before_fir statement.by_the_investigator",
        lambda book: again(book.said, made_at=book.fir.registered_at - MINUTE),
    ),
    Rule(
        "A statement is not changed",
        "statement.append_only",
        lambda book: update(book.said, words="I saw nothing."),
    ),
    Rule(
        "A statement is not deleted",
        "statement.append_only",
        lambda book: delete(book.said),
    ),
]

CUSTODY = [
    Rule(
        "Nobody is arrested in a draft",
        "arrest.of_registered arrest.of_this_case",
        lambda book: again(book.made, fir_id=book.draft_whole.pk),
    ),
    Rule(
        "An arrest before the FIR is marked so (s.54)",
        "arrest.not_before_fir",
        lambda book: again(book.made, **_early(book)),
        act(
            "nadeem",
            "fresh_marked",
            "arrest",
            "This is before the FIR. Say why he was arrested before it (s.54).",
            lambda book: {
                "accused": named(book.fresh_marked).pk,
                "arrested_at": shown(book.fresh_marked.registered_at - HOUR),
                "place": "Bus terminal",
                "before_because": "",
            },
        ),
    ),
    Rule(
        "An arrest before the FIR is marked with the reason",
        "firs_arrest_before_fir_says_why arrest.not_before_fir",
        lambda book: again(book.made, **_early(book), is_before_fir=True),
    ),
    Rule(
        "No reason is given where there is nothing to explain",
        "firs_arrest_before_fir_says_why",
        lambda book: again(book.made, before_because="He was caught in the act."),
    ),
    Rule(
        "Nobody unknown is arrested",
        "arrest.of_this_case",
        lambda book: again(book.made, accused_id=book.unknown.pk),
    ),
    Rule(
        "No accused of another case is arrested",
        "arrest.of_this_case",
        lambda book: again(book.made, accused_id=named(book.other).pk),
        act(
            "nadeem",
            "fresh_marked",
            "arrest",
            "Select a valid choice.",
            lambda book: {
                "accused": named(book.other).pk,
                "arrested_at": shown(timezone.now()),
                "place": "Bus terminal",
            },
        ),
    ),
    Rule(
        "The clock of an arrest is twenty-four hours, no more",
        "firs_arrest_clock",
        lambda book: again(book.made, produce_by=book.made.arrested_at + 25 * HOUR),
    ),
    Rule(
        "The clock of an arrest does not run backwards",
        "firs_arrest_clock",
        lambda book: again(book.made, produce_by=book.made.arrested_at - HOUR),
    ),
    Rule(
        "Nobody is produced before he is arrested (s.61)",
        "firs_arrest_produced_whole",
        lambda book: update(
            book.unproduced,
            produced_at=book.unproduced.arrested_at - MINUTE,
            produced_by_id=book.io.pk,
        ),
        act(
            "nadeem",
            "fir",
            "remand",
            "This is before the arrest of",
            lambda book: _remanding(book, produced_at=shown(book.unproduced.arrested_at - HOUR)),
        ),
    ),
    Rule(
        "Who produced him stands beside when",
        "firs_arrest_produced_whole",
        lambda book: update(book.unproduced, produced_by_id=book.io.pk),
    ),
    Rule(
        "He is produced once on an arrest",
        "arrest.produced_once",
        lambda book: update(book.made, produced_at=book.made.produced_at + MINUTE),
    ),
    Rule(
        "The hour of an arrest is not changed",
        "arrest.as_made firs_arrest_clock",
        lambda book: update(book.made, arrested_at=book.made.arrested_at - MINUTE),
    ),
    Rule(
        "The place of an arrest is not changed",
        "arrest.as_made",
        lambda book: update(book.made, place="Elsewhere"),
    ),
    Rule(
        "An arrest is not deleted",
        "arrest.kept",
        lambda book: delete(book.unproduced),
    ),
    Rule(
        "Nobody is remanded who was not produced",
        "remand.produced_first",
        lambda book: again(book.order, arrest_id=book.unproduced.pk),
        act(
            "nadeem",
            "fir",
            "remand",
            "Say when he was produced before the magistrate.",
            lambda book: _remanding(book, produced_at=""),
        ),
    ),
    Rule(
        "Custody is not ordered from a day before he was produced",
        "remand.produced_first",
        lambda book: again(
            book.order, from_on=book.order.from_on - 2 * DAY, until_on=book.order.from_on - DAY
        ),
        act(
            "nadeem",
            "fir",
            "remand",
            "The order begins when he is produced, or later.",
            lambda book: _remanding(
                book, from_on=f"{book.order.from_on - 2 * DAY}", until_on=f"{book.order.from_on}"
            ),
        ),
    ),
    Rule(
        "No arrest of another case is remanded",
        "remand.produced_first",
        lambda book: again(
            book.order,
            fir_id=book.other.pk,
            from_on=book.order.until_on,
            until_on=book.order.until_on + DAY,
        ),
    ),
    Rule(
        "Two orders do not hold on the same day",
        "firs_remand_one_at_a_time",
        lambda book: again(
            book.order, from_on=book.order.until_on - DAY, until_on=book.order.until_on + DAY
        ),
        act(
            "nadeem",
            "fir",
            "remand",
            "A magistrate has ordered custody of these days already.",
            lambda book: _again(
                book, from_on=book.order.until_on - DAY, until_on=book.order.until_on + DAY
            ),
        ),
    ),
    Rule(
        "An order ends after it begins",
        "firs_remand_in_order",
        lambda book: again(
            book.order, from_on=book.order.until_on + DAY, until_on=book.order.until_on + DAY
        ),
        act(
            "nadeem",
            "fir",
            "remand",
            "comes after the first day.",
            lambda book: _again(book, from_on=book.order.until_on, until_on=book.order.until_on),
        ),
    ),
    Rule(
        "No order of police custody is of sixteen days",
        "firs_remand_in_order remand.fifteen_days",
        lambda book: again(
            book.order,
            arrest_id=book.other_arrest.pk,
            fir_id=book.other.pk,
            from_on=book.other_order.until_on,
            until_on=book.other_order.until_on + 16 * DAY,
        ),
        act(
            "nadeem",
            "fir",
            "remand",
            "Police custody ends after fifteen days in all; 15 are left (s.167).",
            lambda book: _remanding(book, until_on=f"{timezone.localdate() + 16 * DAY}"),
        ),
    ),
    Rule(
        "Nor are several of them more than fifteen days in all (s.167)",
        "remand.fifteen_days",
        lambda book: again(
            book.order, from_on=book.order.until_on, until_on=book.order.until_on + 12 * DAY
        ),
        act(
            "nadeem",
            "fir",
            "remand",
            "Police custody ends after fifteen days in all; 11 are left (s.167).",
            lambda book: _again(
                book, from_on=book.order.until_on, until_on=book.order.until_on + 12 * DAY
            ),
        ),
    ),
    Rule(
        "Nor by arresting him once more in the same case",
        "remand.fifteen_days",
        lambda book: _arrested_anew(book, days=12),
    ),
    Rule(
        "An order of a magistrate is not changed",
        "remand.append_only",
        lambda book: update(book.order, until_on=book.order.until_on + DAY),
    ),
    Rule(
        "An order of a magistrate is not deleted",
        "remand.append_only",
        lambda book: delete(book.order),
    ),
    Rule(
        "No court issues a warrant in a draft",
        "process.of_registered process.of_this_case",
        lambda book: again(book.process, fir_id=book.draft_whole.pk),
    ),
    Rule(
        "A warrant is of an accused of the case",
        "process.of_this_case",
        lambda book: again(book.process, accused_id=named(book.other).pk),
    ),
    Rule(
        "A warrant is not changed",
        "process.as_issued",
        lambda book: update(book.process, kind="summons"),
    ),
    Rule(
        "A warrant goes back once",
        "process.returned_once",
        lambda book: (
            update(
                book.process, returned_at=book.at, returned_by_id=book.io.pk, result="not_found"
            ),
            update(book.process, result="served"),
        ),
    ),
    Rule(
        "A warrant that came back says with what",
        "firs_process_returned_whole",
        lambda book: update(book.process, returned_at=book.at, returned_by_id=book.io.pk),
    ),
    Rule(
        "Nobody brought back what is out",
        "firs_process_returned_whole",
        lambda book: update(book.process, returned_by_id=book.io.pk, result="served"),
    ),
    Rule(
        "A warrant is not deleted",
        "process.kept",
        lambda book: delete(book.process),
    ),
]

MALKHANA = [
    Rule(
        "Nothing is recovered in a draft",
        "caseitem.of_registered",
        lambda book: again(book.item, fir_id=book.draft_whole.pk, serial=900),
    ),
    Rule(
        "A recovery before the FIR is marked so",
        "caseitem.not_before_fir",
        lambda book: again(book.item, serial=900, recovered_at=book.fir.registered_at - HOUR),
        act(
            "nadeem",
            "fir",
            "recover",
            "This is before the FIR. Say why it was recovered before it.",
            lambda book: {
                "kind": "weapon",
                "description": "Pistol 30 bore",
                "recovered_at": shown(book.fir.registered_at - HOUR),
                "place": "Street 12",
                "witnesses": "Sajid Ali, Waqar Ahmed",
            },
        ),
    ),
    Rule(
        "A recovery before the FIR is marked with the reason",
        "firs_caseitem_before_fir_says_why",
        lambda book: again(book.item, serial=900, is_before_fir=True),
    ),
    Rule(
        "A thing is recovered from an accused of the case",
        "caseitem.of_this_case",
        lambda book: again(book.item, serial=900, recovered_from_id=named(book.other).pk),
    ),
    Rule(
        "A parcel has a number of its own",
        "firs_caseitem_number",
        lambda book: again(book.item),
    ),
    Rule(
        "What was recovered is not exchanged",
        "caseitem.as_recovered",
        lambda book: update(book.item, description="Toy pistol"),
    ),
    Rule(
        "A parcel is not deleted",
        "caseitem.kept",
        lambda book: delete(book.item),
    ),
    Rule(
        "A thing is where its chain of custody says",
        "caseitem.moved_first",
        lambda book: update(book.item, whereabouts="destroyed"),
    ),
    Rule(
        "Nothing goes to a laboratory without a road certificate",
        "firs_movement_on_paper",
        lambda book: again(book.in_store, to="at_lab"),
        act(
            "bilal",
            "fir",
            "move",
            "Say to which laboratory or court it goes.",
            lambda book: _moving(book, to="at_lab", question="Is it the one?", place=""),
        ),
    ),
    Rule(
        "Nothing is destroyed without an order of the court",
        "firs_movement_on_paper",
        lambda book: again(book.in_store, to="destroyed"),
        act(
            "bilal",
            "fir",
            "move",
            "Give the number of the court's order.",
            lambda book: _moving(book, to="destroyed", order_no=""),
        ),
    ),
    Rule(
        "Nothing goes where it is",
        "movement.chain",
        lambda book: again(book.in_store),
        act(
            "bilal",
            "fir",
            "move",
            "It is 'In the malkhana' already.",
            lambda book: _moving(book, to="in_store"),
        ),
    ),
    Rule(
        "The next link of a chain is not of an earlier hour",
        "movement.chain",
        lambda book: again(
            book.in_store,
            to="superdari",
            order_no="Order 3",
            made_at=book.in_store.made_at - timedelta(seconds=1),
        ),
    ),
    Rule(
        "What is destroyed goes nowhere",
        "movement.chain movement.by_the_store",
        lambda book: again(
            book.burnt.movements.latest("made_at"), to="superdari", order_no="Order 3"
        ),
        act(
            "bilal",
            "fir",
            "move",
            "Select a valid choice.",
            lambda book: _moving(book, item=book.burnt.pk, to="in_store"),
        ),
    ),
    Rule(
        "What is away comes back to the malkhana first",
        "movement.by_the_store",
        lambda book: again(book.away.movements.latest("made_at"), to="at_lab"),
        act(
            "bilal",
            "fir",
            "move",
            "It comes back to the malkhana first.",
            lambda book: _moving(book, item=book.away.pk, to="superdari", order_no="Order 3"),
        ),
    ),
    Rule(
        "A link of the chain of custody is not changed",
        "movement.append_only",
        lambda book: update(book.at_lab, by_whom="Somebody else"),
    ),
    Rule(
        "A link of the chain of custody is not taken out",
        "movement.append_only",
        lambda book: delete(book.in_store),
    ),
    Rule(
        "A road certificate is not changed",
        "roadcertificate.append_only",
        lambda book: update(book.at_lab.road_certificate, carrier="Somebody else"),
    ),
    Rule(
        "A road certificate is not deleted",
        "roadcertificate.append_only",
        lambda book: delete(book.at_lab.road_certificate),
    ),
    Rule(
        "A road certificate has a number of its own",
        "firs_roadcertificate_number",
        lambda book: again(book.at_lab.road_certificate),
    ),
    Rule(
        "A laboratory answers about what was sent to it",
        "forensic.of_this_case",
        lambda book: again(book.forensic, movement_id=book.in_store.pk),
    ),
    Rule(
        "What the laboratory was asked is not changed",
        "forensic.as_sent",
        lambda book: update(book.forensic, question="Is it another one?"),
    ),
    Rule(
        "A laboratory answers once",
        "forensic.result_once",
        lambda book: (
            update(
                book.forensic,
                result_at=book.at,
                result_by_id=book.io.pk,
                lab_no="7",
                result="It is the one.",
            ),
            update(book.forensic, result="It is not."),
        ),
    ),
    Rule(
        "A result has the number of its report",
        "firs_forensic_result_whole",
        lambda book: update(
            book.forensic, result_at=book.at, result_by_id=book.io.pk, result="It is the one."
        ),
    ),
    Rule(
        "What a laboratory was sent is not deleted",
        "forensic.kept",
        lambda book: delete(book.forensic),
    ),
]

REPORTS = [
    Rule(
        "There is no report of a draft",
        "finalreport.of_registered finalreport.by_the_investigator",
        lambda book: again(book.back, fir_id=book.draft_whole.pk),
    ),
    Rule(
        "The report is made by the officer who has the case",
        "finalreport.by_the_investigator",
        lambda book: again(book.back, made_by_id=book.ayesha.pk),
        act(
            "tariq",
            "other",
            "report",
            "This case is marked to Nadeem.",
            lambda book: _reporting(named(book.other).pk),
        ),
    ),
    Rule(
        "Not by whoever had it before",
        "finalreport.by_the_investigator",
        lambda book: again(book.back, made_by_id=book.second.pk),
    ),
    Rule(
        "No report is older than the FIR",
        "finalreport.not_before_fir finalreport.by_the_investigator",
        lambda book: again(book.back, made_at=book.fir.registered_at - MINUTE),
    ),
    *(
        Rule(
            f"A challan sends somebody for trial: {kind}",
            "finalreport.challan_has_an_accused",
            lambda book, kind=kind: again(book.back, kind=kind, accused="[]"),
            act(
                "nadeem",
                "other",
                "report",
                "A challan sends somebody for trial: choose the accused.",
                lambda book, kind=kind: {"kind": kind, "words": REASON},
            ),
        )
        for kind in ("complete", "incomplete", "challan_512")
    ),
    Rule(
        "One report waits at a time",
        "firs_finalreport_one_waits",
        lambda book: again(book.waiting),
        act(
            "nadeem",
            "fir",
            "report",
            "A report waits for the SHO already.",
            lambda book: _reporting(book.one.pk),
        ),
    ),
    Rule(
        "What is cancelled is false, or a mistake",
        "firs_finalreport_class",
        lambda book: again(book.back, kind="cancellation"),
        act(
            "nadeem",
            "other",
            "report",
            "Say whether it was false, or a mistake.",
            lambda book: {"kind": "cancellation", "words": REASON},
        ),
    ),
    Rule(
        "A report that waits is not changed",
        "finalreport.as_made",
        lambda book: update(book.waiting, words="He is innocent."),
    ),
    Rule(
        "A report that is signed is not changed",
        "finalreport.as_made",
        lambda book: update(book.interim, accused='[{"accused": 1}]'),
    ),
    Rule(
        "A report is not signed twice",
        "finalreport.signed_once",
        lambda book: update(book.interim, signed_by_id=book.bilal.pk),
        act(
            "ayesha",
            "complete",
            "sign",
            "No report waits for a signature.",
            lambda book: {"report": book.complete.reports.get().pk},
        ),
    ),
    Rule(
        "Nobody signed what has no hour of signature",
        "firs_finalreport_signed_whole",
        lambda book: update(book.waiting, signed_by_id=book.ayesha.pk),
    ),
    Rule(
        "A report is not signed before it is made",
        "firs_finalreport_signed_whole",
        lambda book: update(
            book.waiting, signed_at=book.waiting.made_at - MINUTE, signed_by_id=book.ayesha.pk
        ),
    ),
    Rule(
        "What was sent back is not signed",
        "finalreport.sent_back_once firs_finalreport_sent_back_whole",
        lambda book: update(book.back, signed_at=book.at, signed_by_id=book.ayesha.pk),
        act(
            "ayesha",
            "fir",
            "sign",
            "Select a valid choice.",
            lambda book: {"report": book.back.pk},
        ),
    ),
    Rule(
        "What was sent back has not come again",
        "finalreport.sent_back_once firs_finalreport_one_waits",
        lambda book: update(
            book.back, sent_back_at=None, sent_back_by_id=None, sent_back_because=""
        ),
    ),
    Rule(
        "What is signed is not sent back",
        "firs_finalreport_sent_back_whole",
        lambda book: update(
            book.interim,
            sent_back_at=book.at,
            sent_back_by_id=book.ayesha.pk,
            sent_back_because="x",
        ),
    ),
    Rule(
        "Nobody sent back what was not sent back",
        "firs_finalreport_sent_back_whole",
        lambda book: update(book.waiting, sent_back_by_id=book.ayesha.pk, sent_back_because="x"),
    ),
    Rule(
        "No report is in court without the signature of the SHO",
        "firs_finalreport_reached_whole",
        lambda book: update(book.waiting, **_reached(book)),
        act(
            "bilal",
            "fir",
            "reach_court",
            "Select a valid choice.",
            lambda book: {
                "report": book.waiting.pk,
                "reached_at": shown(timezone.now()),
                "court": COURT,
            },
        ),
    ),
    Rule(
        "Nor before the hour of that signature",
        "firs_finalreport_reached_whole",
        lambda book: update(
            book.interim, **{**_reached(book), "reached_court_at": book.interim.signed_at - MINUTE}
        ),
        act(
            "bilal",
            "fir",
            "reach_court",
            "This is before the signature of",
            lambda book: {
                "report": book.interim.pk,
                "reached_at": shown(book.interim.signed_at - HOUR),
                "court": COURT,
            },
        ),
    ),
    Rule(
        "Nobody took to the court what is not there",
        "firs_finalreport_reached_whole",
        lambda book: update(book.interim, **{**_reached(book), "reached_court_at": None}),
    ),
    Rule(
        "A report reaches the court once",
        "finalreport.reached_once",
        lambda book: update(book.proposal, court="Another court"),
    ),
    Rule(
        "The court orders what it has",
        "firs_finalreport_order_whole",
        lambda book: update(book.unsent, **_ordered(book)),
        act(
            "ayesha",
            "unsent_case",
            "order",
            "without its order nothing is cancelled.",
            lambda book: {"report": book.unsent.pk, "is_approval": "yes", "order_no": "Order 118"},
        ),
    ),
    Rule(
        "The court cancels on a proposal, and on nothing else",
        "firs_finalreport_order_whole",
        lambda book: update(book.tried.reports.get(), **_ordered(book)),
    ),
    Rule(
        "An order has its number",
        "firs_finalreport_order_whole",
        lambda book: update(book.proposal, **{**_ordered(book), "order_no": ""}),
        act(
            "ayesha",
            "proposed_case",
            "order",
            "This field is required.",
            lambda book: {"report": book.proposal.pk, "is_approval": "yes", "order_no": ""},
        ),
    ),
    Rule(
        "Nobody wrote down an order that was not made",
        "firs_finalreport_order_whole",
        lambda book: update(book.proposal, **{**_ordered(book), "order_at": None}),
    ),
    Rule(
        "The court orders once",
        "finalreport.ordered_once",
        lambda book: (
            update(book.proposal, **_ordered(book)),
            update(book.proposal, order_is_approval=False),
        ),
    ),
    Rule(
        "A report is not deleted",
        "finalreport.kept",
        lambda book: delete(book.back),
    ),
    Rule(
        "A review is not changed",
        "review.append_only",
        lambda book: update(book.reviewed, words="Nothing was looked at."),
    ),
    Rule(
        "A review is not deleted",
        "review.append_only",
        lambda book: delete(book.reviewed),
    ),
    Rule(
        "A draft is not reviewed",
        "review.of_registered",
        lambda book: again(book.reviewed, fir_id=book.draft_whole.pk),
    ),
]

STATES = [
    *(
        Rule(
            f"Without its signed report no case is '{state}'",
            "fir.its_report",
            _state("other", state),
        )
        for state in ("interim", "complete", "incomplete", "challan_512", "cancellation")
    ),
    Rule(
        "Without its signed report no case is 'untraced'",
        "fir.its_report",
        _state("other", "untraced", review_due_on="2026-12-01"),
        act(
            "nadeem",
            "other",
            "review",
            "Only an untraced case is reviewed.",
            lambda book: {"words": REASON},
        ),
    ),
    Rule(
        "The report that waits is no report yet",
        "fir.its_report",
        _state("fir", "complete"),
    ),
    Rule(
        "The report that was signed says what it says",
        "fir.its_report",
        _state("fir", "incomplete"),
    ),
    Rule(
        "An untraced case is looked at again on a day",
        "firs_fir_untraced_is_reviewed",
        lambda book: update(book.dormant, review_due_on=None),
    ),
    Rule(
        "No case is in court before its report reached the court",
        "fir.reached_court",
        _state("complete", "in_court"),
    ),
    Rule(
        "No case is closed before its report reached the court",
        "fir.reached_court fir.moves_of_state",
        _state("complete", "decided"),
        act(
            "bilal",
            "complete",
            "decide",
            "A case is decided in court: first its report reaches the court.",
            lambda book: {"words": REASON},
        ),
    ),
    Rule(
        "No case is cancelled without the order of the court (rule 24.7)",
        "fir.courts_order",
        _state("proposed_case", "cancelled"),
    ),
    Rule(
        "Nor against its order",
        "fir.courts_order",
        lambda book: (
            update(book.proposal, **{**_ordered(book), "order_is_approval": False}),
            update(book.proposed_case, state="cancelled"),
        ),
    ),
    Rule(
        "Nobody goes from the book to the court at once",
        "fir.moves_of_state fir.reached_court firs_fir_has_an_investigator",
        _state("fresh", "in_court"),
    ),
]

RULES = [
    *(*FIRST_INFORMATION, *SECTIONS, *PEOPLE_AND_THINGS, *HISTORY, *ROZNAMCHA),
    *(*INVESTIGATION, *CUSTODY, *MALKHANA, *REPORTS, *STATES),
]
