"""The log shows whatever is done to it behind the application's back."""

import json
import os
import threading
from contextlib import closing

import psycopg2
import pytest

from tests.audit import log_database

WHOLE = "The log is whole"
WRITERS = 50


@pytest.fixture(scope="module")
def database() -> str:
    name = f"log_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    return log_database.make(name)


@pytest.fixture
def log(database) -> tuple[str, list[int]]:
    """The log with twenty more events, whole as far as it goes."""
    log_database.as_thief(
        database,
        "DELETE FROM audit_event",
        "DELETE FROM audit_link",
        "UPDATE audit_head SET seq = 0, digest = decode(repeat('00', 32), 'hex')",
    )
    return database, log_database.add(database, "Ayesha", 20)


def _verify(url: str, *options: str) -> tuple[int, str]:
    return log_database.manage(url, "verify_audit", *options)


def test_an_untouched_log_is_whole(log):
    """Nothing is found where nothing was done."""
    code, said = _verify(log[0])
    assert (code, WHOLE in said) == (0, True)


@pytest.mark.parametrize(
    ("tampering", "sentence"),
    [
        ("UPDATE audit_event SET actor = 'Bilal' WHERE id = {a}", "event {a} was changed"),
        ("UPDATE audit_event SET detail = '{{}}' WHERE id = {a}", "event {a} was changed"),
        (
            "UPDATE audit_event SET at = at + interval '1 microsecond' WHERE id = {a}",
            "event {a} was changed",
        ),
        ("DELETE FROM audit_event WHERE id = {a}", "event {a} was removed"),
        (
            "UPDATE audit_event SET actor = actor || CASE id WHEN {a} THEN '1' ELSE '2' END"
            " WHERE id IN ({a}, {b})",
            "event {b} was changed",
        ),
        (
            "UPDATE audit_link SET event_id = {a} + {b} - event_id WHERE event_id IN ({a}, {b})",
            "event {b} was",
        ),
        (
            "DELETE FROM audit_event WHERE id = {a}; DELETE FROM audit_link WHERE event_id = {a}",
            "links were removed",
        ),
        (
            "DELETE FROM audit_event WHERE id = {last};"
            " DELETE FROM audit_link WHERE event_id = {last}",
            "cut off",
        ),
        ("TRUNCATE audit_event", "was removed"),
        ("TRUNCATE audit_event; TRUNCATE audit_link", "cut off"),
    ],
    ids=[
        *("changed", "detail changed", "time changed", "removed", "two changed", "swapped"),
        *("removed with its link", "tail cut", "truncated", "truncated with the links"),
    ],
)
def test_tampering_is_found(log, tampering, sentence):
    """Each way of tampering with one event, or all, ends with 1 and a line that names it."""
    url, ids = log
    names = {"a": ids[4], "b": ids[9], "last": ids[-1]}
    log_database.as_thief(url, tampering.format(**names))
    code, said = _verify(url)
    assert code != 0
    assert sentence.format(**names) in said
    assert WHOLE not in said


def test_contents_that_change_places_are_found(log):
    """Two events whose contents were exchanged, ids and all, no longer fit their links."""
    url, ids = log
    a, b = ids[4], ids[9]
    log_database.as_thief(
        url,
        f"UPDATE audit_event SET action = 'test.one' WHERE id = {a}",
        f"UPDATE audit_event SET id = CASE id WHEN {a} THEN {b} ELSE {a} END WHERE id IN ({a},{b})",
    )
    assert _verify(url)[0] != 0


def test_an_event_slipped_in_is_found(log):
    """What was inserted with the trigger switched off hangs on no chain."""
    url, _ids = log
    insert = log_database.INSERT.replace("%s", "'Nobody'")
    log_database.as_thief(url, insert)
    code, said = _verify(url)
    assert code != 0
    assert "slipped in" in said


def test_a_tail_cut_with_its_head_needs_the_anchor(log, tmp_path):
    """Whoever sets the head back as well is found by the ends that were kept elsewhere."""
    url, ids = log
    anchor = tmp_path / "anchor.json"
    anchor.write_text(log_database.manage(url, "anchor_audit")[1])
    assert json.loads(anchor.read_text())["heads"]
    assert _verify(url, "--anchor", str(anchor))[0] == 0
    log_database.as_thief(
        url,
        f"DELETE FROM audit_event WHERE id = {ids[-1]}",
        f"DELETE FROM audit_link WHERE event_id = {ids[-1]}",
        "UPDATE audit_head SET seq = link.seq, digest = link.digest FROM audit_link link"
        f" WHERE link.chain = audit_head.chain AND link.event_id = {ids[-2]}",
    )
    assert _verify(url)[0] == 0
    code, said = _verify(url, "--anchor", str(anchor))
    assert code != 0
    assert "before the anchor" in said


def test_a_broken_anchor_is_said(log, tmp_path):
    """A file that is no anchor is refused in words, not with a trace."""
    anchor = tmp_path / "anchor.json"
    anchor.write_text("[]")
    code, said = _verify(log[0], "--anchor", str(anchor))
    assert code != 0
    assert "is no anchor" in said
    assert "Traceback" not in said


def test_many_writers_break_no_chain(log):
    """Fifty at once, some of whom change their mind: every committed event has its link.

    A hundred write in `make bench BENCH=audit`, which has a server of its own.
    """
    url, _ids = log
    started = threading.Barrier(WRITERS, timeout=20)
    failures: list[Exception] = []

    def write(number: int) -> None:
        try:
            with closing(psycopg2.connect(url)) as connection:
                started.wait()
                for event in range(10):
                    with connection.cursor() as cursor:
                        cursor.execute(log_database.INSERT, [f"writer {number}"])
                        cursor.execute(log_database.INSERT, [f"writer {number}"])
                    connection.rollback() if (number + event) % 5 == 0 else connection.commit()
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    code, said = _verify(url)
    assert (code, f"{20 + WRITERS * 8 * 2} links" in said) == (0, True)


# --- The application's own role ---


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'x'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "TRUNCATE audit_event_default",
        "DROP TABLE audit_event",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "ALTER TABLE audit_event DETACH PARTITION audit_event_default",
        "INSERT INTO audit_link VALUES (1, 999, 1, now(), 1, '')",
        "UPDATE audit_head SET seq = 0",
        "DELETE FROM audit_link",
        "DROP FUNCTION audit_event_link() CASCADE",
        "SET session_replication_role = replica",
        "INSERT INTO audit_droppedmonth (month_on, events, dropped_at) VALUES (now(), 1, now())",
    ],
)
def test_the_application_cannot(log, statement):
    """PostgreSQL itself refuses the application's role whatever would change the log."""
    with (
        closing(psycopg2.connect(log[0], options="-c role=caspp_app")) as connection,
        connection.cursor() as cursor,
        pytest.raises(psycopg2.errors.InsufficientPrivilege),
    ):
        cursor.execute(statement)


def test_the_application_adds_and_links(log):
    """Adding works under the application's role, and the link is written for it."""
    url, _ids = log
    with closing(psycopg2.connect(url, options="-c role=caspp_app")) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute(log_database.INSERT, ["Ayesha"])
            event = cursor.fetchone()[0]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_link WHERE event_id = %s", [event])
            assert cursor.fetchone()[0] == 1
    assert _verify(url)[0] == 0


def test_the_auditor_reads_and_nothing_else(log):
    """The auditor's role sees the log, adds nothing to it, and sees no other table."""
    with closing(psycopg2.connect(log[0], options="-c role=caspp_auditor")) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM audit_event")
            for statement in ("SELECT * FROM audit_legalhold", log_database.INSERT % "'x'"):
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(statement)


def test_the_clock_is_the_databases(log):
    """An event that claims another time than the database's is refused."""
    with closing(psycopg2.connect(log[0])) as connection, connection.cursor() as cursor:
        for offset in ("1 hour", "-1 hour"):
            with pytest.raises(psycopg2.errors.CheckViolation):
                cursor.execute(
                    log_database.INSERT.replace("(at,", "(recorded_at, at,").replace(
                        "VALUES (now()", f"VALUES (now() + interval '{offset}', now()"
                    ),
                    ["Ayesha"],
                )
            connection.rollback()
