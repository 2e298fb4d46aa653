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
from firs.models import FIR, OPEN, UNREPORTED, Accused, DiaryEntry, Entry, Position, State, Vehicle
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
            cursor.execute(
                f"SELECT count(*) FROM (TABLE kept_{table} EXCEPT TABLE {table}) AS lost"
            )
            assert cursor.fetchone() == (0,), table


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

_AS_DRAFT = {
    "state": "'draft'",
    "signed_as": "''",
    **dict.fromkeys(("year", "serial", "registered_at", "registered_by_id"), "NULL"),
    "diary_entry_id": "NULL",
}
#: Table → in which order its rows came. These are written with the draft:
_PARTS = {
    **dict.fromkeys(("firs_firsection", "firs_accused", "firs_witness", "firs_victim"), "id"),
    **dict.fromkeys(("firs_vehicle", "firs_mobile", "firs_stolenthing"), "id"),
    "firs_diaryentry": "made_at, id",
}
#: And these as the case goes on.
_WORK = {
    "firs_assignment": "assigned_at, id",
    **dict.fromkeys(("firs_casediary", "firs_statement"), "made_at, id"),
    "firs_arrest": "arrested_at, id",
    **dict.fromkeys(("firs_remand", "firs_process"), "made_at, id"),
    "firs_caseitem": "recovered_at, id",
    **dict.fromkeys(("firs_roadcertificate", "firs_movement"), "made_at, id"),
    "firs_forensic": "id",
    **dict.fromkeys(("firs_finalreport", "firs_review", "firs_entry"), "made_at, id"),
}


def _taken_out(cursor):
    """Lay every table aside and empty it, as only a replica can."""
    names = ["firs_fir", *_PARTS, *_WORK]
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
    _insert(cursor, "firs_fir", "id", _AS_DRAFT)
    for table, order in _PARTS.items():
        at_large = {"position": "'at_large'"} if table == "firs_accused" else {}
        _insert(cursor, table, order, at_large)
    signed = ", ".join(f"{name} = kept.{name}" for name in _AS_DRAFT if name != "state")
    _move(cursor, "registered", "kept.registered_at IS NOT NULL", also=signed)
    _move(cursor, "discarded", "kept.state = 'discarded'")
    for table, order in _WORK.items():
        _insert(cursor, table, order)
    begun = "kept.state NOT IN ('draft', 'discarded', 'registered')"
    _move(cursor, "investigation", begun)
    report = (
        "EXISTS (SELECT 1 FROM firs_finalreport r WHERE r.fir_id = kept.id AND r.kind = '{kind}'"
        " AND r.signed_at IS NOT NULL)"
    )
    kinds = ("interim", "complete", "incomplete", "challan_512", "untraced", "cancellation")
    for kind in kinds:
        _move(cursor, kind, report.format(kind=kind))
    _move(cursor, "in_court", "kept.state IN ('in_court', 'decided')")
    for state in ("decided", "cancelled", "transferred"):
        _move(cursor, state, f"kept.state = '{state}'")
    _bring_accused(cursor)


def _insert(cursor, table, order, instead=None):
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    columns = [row[0] for row in cursor.fetchall()]
    values = ", ".join((instead or {}).get(name, f'"{name}"') for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM kept_{table} ORDER BY {order}"
    )


def _move(cursor, state, where, also=""):
    also = f", {also}" if also else ""
    cursor.execute(
        f"UPDATE firs_fir SET state = '{state}'{also} FROM kept_firs_fir AS kept"
        f" WHERE kept.id = firs_fir.id AND {where}"
    )


def _bring_accused(cursor):
    """Each by the shortest way that the workflow has."""
    for position, way in _ways().items():
        for step in way:
            cursor.execute(
                "UPDATE firs_accused SET position = %s FROM kept_firs_accused AS kept"
                " WHERE kept.id = firs_accused.id AND kept.position = %s",
                [step, position],
            )


def _ways():
    ways, waiting = {Position.AT_LARGE.value: []}, deque([Position.AT_LARGE.value])
    while waiting:
        start = waiting.popleft()
        for to in workflow.POSITIONS[start]:
            if to not in ways:
                ways[str(to)] = [*ways[start], str(to)]
                waiting.append(str(to))
    return ways
