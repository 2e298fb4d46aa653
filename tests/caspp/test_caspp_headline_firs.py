"""What `manage.py seed --scale` loads of FIRs: three years by COPY, as the law has them."""

from collections import Counter, deque
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.seals import SealKey
from audit.history import history_of
from caspp import headline
from caspp.headline import firs as loading
from complaints.models import Complaint
from complaints.models import State as ComplaintState
from firs import workflow
from firs.models import FIR, OPEN, UNREPORTED, Accused, DiaryEntry, Entry, State, Vehicle
from matching.imei import IMEI
from matching.vehicle import Registration
from tests.firs.fir_scenes import make_fir

pytestmark = pytest.mark.django_db
MANY, COMPLAINTS = 420, 900


@pytest.fixture
def loaded(cast, now, monkeypatch):
    """So many FIRs in several batches, some of them from complaints."""
    headline.load_complaints(COMPLAINTS, at=now)
    monkeypatch.setattr(loading, "AT_ONCE", 150)
    heard = []
    headline.load_firs(MANY, at=now, step=heard.append)
    assert heard == [150, 150, 120]
    return cast


def test_the_law_lets_every_row_in(loaded):
    """Taken out and written again with every trigger on, in the order of time, step by step."""
    with connection.cursor() as cursor:
        kept = _taken_out(cursor)
        _write_again(cursor)
        # What points nowhere is refused now.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in kept:
            rows = _columns(cursor, table)
            cursor.execute(
                f"SELECT count(*) FROM (SELECT {rows} FROM kept_{table}"
                f" EXCEPT SELECT {rows} FROM {table}) AS lost"
            )
            assert cursor.fetchone() == (0,), table


def _columns(cursor, table):
    """All but since when somebody is looked for: the table works it out from each of his steps,
    and of these the last moment alone is written again."""
    cursor.execute(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'absconded_at'",
        [table],
    )
    return cursor.fetchone()[0]


def test_three_years_by_copy(loaded, now):
    """As many as were wanted, each with what belongs to it, in the shares that are said."""
    rows = FIR.objects.registered()
    assert rows.count() == MANY
    assert not rows.filter(registered_at__gt=now).exists()
    accused, states = Accused.objects.count(), Counter(rows.values_list("state", flat=True))
    assert 1.1 < accused / MANY < 1.8
    assert 0.07 < Vehicle.objects.count() / MANY < 0.2
    assert 0.15 < states[State.UNTRACED] / MANY < 0.4
    assert 0.02 < states[State.CANCELLED] / MANY < 0.2
    assert sum(states[state] for state in UNREPORTED) / MANY < 0.1
    assert set(OPEN) & set(states)
    assert not rows.filter(entries=None).exists()
    assert not Entry.objects.filter(made_at__gt=now).exists()
    assert not DiaryEntry.objects.filter(made_at__gt=now).exists()
    for fir in rows.prefetch_related("section_rows", "vehicles", "mobiles"):
        assert sorted(row.section_id for row in fir.section_rows.all()) == fir.section_codes
        assert all(Registration.parse(one.registration_no) for one in fir.vehicles.all())
        assert all(IMEI.parse(one.imei) for one in fir.mobiles.all())
    # The history of what is inserted is kept as the triggers would have kept it.
    for model in loading.REMEMBERED:
        copies = history_of(model).objects.filter(pgh_label="insert")
        assert copies.count() == model.objects.count(), model

    _books_go_on(loaded, now)


def _books_go_on(cast, now):
    """A station's book has no gap, is in the order of time, and goes on with the next number."""
    for station in FIR.objects.registered().values_list("station", flat=True).distinct():
        for year in {now.year, now.year - 1}:
            book = FIR.objects.filter(station=station, year=year).order_by("registered_at", "pk")
            serials = list(book.values_list("serial", flat=True))
            assert serials == list(range(1, len(serials) + 1))
    last = FIR.objects.filter(station=cast.kohsar, year=timezone.localtime(now).year).count()
    fir = make_fir(cast.kohsar, cast.bilal, at=now + timedelta(minutes=1))
    assert fir.serial == last + 1
    day = DiaryEntry.objects.of_day(cast.kohsar, timezone.localdate(now + timedelta(minutes=1)))
    assert [one.number for one in day] == list(range(1, len(day) + 1))


def test_some_come_from_complaints(loaded, now):
    """Whatever complaint has ended as an FIR has it, or its draft of today, in its own words."""
    ended = Complaint.objects.filter(state=ComplaintState.CONVERTED)
    assert ended.exists()
    for complaint in ended.select_related("fir__station"):
        fir = complaint.fir
        assert (fir.narrative, fir.name, fir.station) == (
            complaint.details,
            complaint.name,
            complaint.station,
        )
        if fir.is_registered:
            assert complaint.fir_no == f"{fir.number} {fir.station.name}"
            assert complaint.entries.filter(kind="registered", made_at=fir.registered_at).exists()
        else:
            assert complaint.decided_at > now - timedelta(hours=6)

    _sealed_have_keys()


def _sealed_have_keys():
    """Each sealed case and everybody accused in it has keys; its officers hold one."""
    sealed = FIR.objects.registered().exclude(sealed_as="").exclude(investigator=None)
    assert 0.005 < sealed.count() / MANY < 0.09
    keys = set(SealKey.objects.values_list("record_label", "record_id", "user_id"))
    for fir in sealed.prefetch_related("accused_rows"):
        assert ("firs.fir", fir.pk, fir.investigator_id) in keys
        for one in fir.accused_rows.all():
            assert one.sealed_as == fir.sealed_as
            assert ("firs.accused", one.pk, fir.investigator_id) in keys
    assert not Accused.objects.exclude(sealed_as=F("fir__sealed_as")).exists()


# --- The law, once more ---

#: What a draft has not; it comes with the number.
_OF_BOOK = ("year", "serial", "registered_at", "registered_by_id", "signed_as", "diary_entry_id")
_AS_DRAFT = {
    **dict.fromkeys((*_OF_BOOK, "investigator_id"), "NULL"),
    "signed_as": "''",
    "state": "'draft'",
}
#: Table → in which order its rows came. These are written with the draft:
_PARTS = {
    **dict.fromkeys(("firs_firsection", "firs_accused", "firs_witness", "firs_victim"), "id"),
    **dict.fromkeys(("firs_vehicle", "firs_mobile", "firs_stolenthing"), "id"),
    "firs_diaryentry": "made_at, id",
}
#: These as the case goes on,
_WORK = {
    **dict.fromkeys(("firs_casediary", "firs_statement"), "made_at, id"),
    "firs_arrest": "arrested_at, id",
    **dict.fromkeys(("firs_remand", "firs_process"), "made_at, id"),
    "firs_caseitem": "recovered_at, id",
    **dict.fromkeys(("firs_roadcertificate", "firs_movement"), "made_at, id"),
    "firs_forensic": "id",
    **dict.fromkeys(("firs_review", "firs_entry"), "made_at, id"),
}
#: and these between its states.
_STEPS = ("firs_assignment", "firs_finalreport")
#: As it is at first, whatever became of it.
_AT_FIRST = {
    "firs_accused": {"position": "'at_large'"},
    "firs_caseitem": {"whereabouts": "'in_store'"},
}


def _taken_out(cursor):
    """Lay every table aside and empty it, as only a replica can."""
    names = ["firs_fir", *_PARTS, *_WORK, *_STEPS]
    assert set(names) == {model._meta.db_table for model in loading.MODELS}
    for table in names:
        cursor.execute(f"CREATE TEMP TABLE kept_{table} AS TABLE {table}")
    cursor.execute("SET session_replication_role = replica")
    for table in names:
        cursor.execute(f"DELETE FROM {table}")
    cursor.execute("RESET session_replication_role")
    return names


def _write_again(cursor):
    """A draft first; then its number, its officer, what happened, and what courts made of it."""
    _insert(cursor, "firs_fir", "true", "id", _AS_DRAFT)
    for table, order in _PARTS.items():
        _insert(cursor, table, "true", order)
    _register(cursor)
    _move(cursor, "discarded", "kept.state = 'discarded'")
    _insert(cursor, "firs_assignment", "true", "assigned_at, id")
    marked = "kept.state NOT IN ('draft', 'discarded', 'registered')"
    _move(cursor, "investigation", marked, also=["investigator_id"])
    for table, order in _WORK.items():
        _insert(cursor, table, "true", order)
    _report(cursor, "interim")
    for kind in ("complete", "incomplete", "challan_512", "untraced", "cancellation"):
        _report(cursor, kind)
    _move(cursor, "in_court", "kept.state IN ('in_court', 'decided')")
    for state in ("decided", "cancelled", "transferred"):
        _move(cursor, state, f"kept.state = '{state}'")
    _set(cursor, "firs_caseitem", "whereabouts", "kept.whereabouts")
    for position, way in _ways().items():
        for step in way:
            _set(cursor, "firs_accused", "position", f"'{step}'", f"kept.position = '{position}'")


def _insert(cursor, table, where, order, instead=None):
    asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
    cursor.execute(asked, [table])
    columns = [row[0] for row in cursor.fetchall()]
    instead = instead or _AT_FIRST.get(table, {})
    values = ", ".join(instead.get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM kept_{table}"
        f" WHERE {where} ORDER BY {order}"
    )


def _register(cursor):
    """One after the other: each number follows the one before."""
    cursor.execute("SELECT id FROM kept_firs_fir WHERE serial > 0 ORDER BY registered_at, serial")
    for (pk,) in cursor.fetchall():
        _move(cursor, "registered", f"kept.id = {pk}", also=_OF_BOOK)


def _report(cursor, kind):
    """These reports, and the state into which those that are signed bring their cases."""
    _insert(cursor, "firs_finalreport", f"kind = '{kind}'", "made_at, id")
    signed = "SELECT fir_id FROM kept_firs_finalreport WHERE kind = '{}' AND signed_at IS NOT NULL"
    _move(cursor, kind, f"kept.id IN ({signed.format(kind)})")


def _move(cursor, state, where, also=()):
    names = ", ".join(["state", *also])
    values = ", ".join([f"'{state}'", *(f"kept.{name}" for name in also)])
    cursor.execute(
        f"UPDATE firs_fir SET ({names}) = ROW({values}) FROM kept_firs_fir AS kept"
        f" WHERE kept.id = firs_fir.id AND {where}"
    )


def _set(cursor, table, column, value, where="true"):
    cursor.execute(
        f"UPDATE {table} SET {column} = {value} FROM kept_{table} AS kept"
        f" WHERE kept.id = {table}.id AND {where}"
    )


def _ways():
    """Position → the shortest way to it that the workflow has."""
    ways, waiting = {"at_large": []}, deque(["at_large"])
    while waiting:
        start = waiting.popleft()
        for to in map(str, workflow.POSITIONS[start]):
            if to not in ways:
                ways[to] = [*ways[start], to]
                waiting.append(to)
    return ways
