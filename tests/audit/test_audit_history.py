"""Whoever writes to a tracked table, and by whatever way, leaves its history behind."""

import io
from datetime import timedelta
from threading import Thread
from typing import Any

import pghistory
import psycopg2
import pytest
from asgiref.sync import async_to_sync
from django.apps import apps
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import DatabaseError, connection, models, transaction
from django.test import AsyncClient
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alerts.models import Listing, Sighting
from audit.context import Origin, origin
from audit.history import RowHistory, history_of
from convicts.models import ConvictRecord
from hotel_eye.models import Guest, Stay
from stations.models import District, DistrictAlias
from tests.cast import PASSWORD, sign_in
from tests.guards.house import packages
from tests.people_on_file import make_convict, make_listing, make_stay

pytestmark = pytest.mark.django_db

#: Models of ours that keep no history of their rows, and why.
UNTRACKED = {
    "audit.event": "it is the history of acts: inserted only, by triggers of its own",
    "alerts.liststate": "a counter that only rises",
    "alerts.lookback": "the worker's own notes of how far it is",
    "alerts.indexstate": "what a machine last said of itself",
    "complaints.draft": "what is still being typed: no complaint yet, and gone within a week",
    "complaints.upload": "a file on its way: gone once it has arrived",
    "complaints.uploadpart": "a file on its way: gone once it has arrived",
    "complaints.tally": "counted by triggers from what is tracked",
    "convicts.importrow": "a row of a file on its way: gone once the file is published",
    "documents.series": "a counter that only rises",
    "filings.receipt": "inserted only: what it said stands",
    "filings.lotrow": "a row of a file on its way: gone some weeks after the file is entered",
    "hotel_eye.ledgerday": "counted by triggers from what is tracked",
    "hotel_eye.apianswer": "what was answered to a key's request: gone after a day",
    "notifications.text": "the worker's own notes of what went out",
    "audit.droppedmonth": "written once, by the owner of the log; the application may not touch it",
}


# --- Eight ways to write ---


def _alias(number: int) -> DistrictAlias:
    district = District.objects.first()
    return DistrictAlias(district=district, name=f"Alias {number}", folded=f"alias-{number}")


def _made(count: int = 3) -> list[DistrictAlias]:
    return DistrictAlias.objects.bulk_create(_alias(number) for number in range(count))


def _copied(count: int = 3) -> str:
    district = District.objects.first()
    return "".join(f"{district.pk}\tAlias {n}\talias-{n}\n" for n in range(count))


def _save() -> None:
    for number in range(3):
        alias = _alias(number)
        alias.save()
        alias.name = "Other"
        alias.save()


def _update() -> None:
    _made()
    DistrictAlias.objects.filter(folded__startswith="alias-").update(name="Other")


def _bulk_update() -> None:
    made = _made()
    for alias in made:
        alias.name = "Other"
    DistrictAlias.objects.bulk_update(made, ["name"])


def _raw_sql() -> None:
    _made()
    _sql("UPDATE stations_districtalias SET name = name || '%' WHERE folded LIKE 'alias-%'")


def _delete() -> None:
    _made()
    DistrictAlias.objects.filter(folded__startswith="alias-").delete()


def _copy() -> None:
    with connection.cursor() as cursor:
        cursor.copy_expert(
            "COPY stations_districtalias (district_id, name, folded) FROM STDIN",
            io.StringIO(_copied()),
        )


WAYS = {
    "save": (_save, {"insert": 3, "update": 3}),
    "bulk_create": (_made, {"insert": 3}),
    "QuerySet.update": (_update, {"insert": 3, "update": 3}),
    "bulk_update": (_bulk_update, {"insert": 3, "update": 3}),
    "raw SQL": (_raw_sql, {"insert": 3, "update": 3}),
    "QuerySet.delete": (_delete, {"insert": 3, "delete": 3}),
    "COPY": (_copy, {"insert": 3}),
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_write_leaves_its_history(way):
    """Exactly one copy for each row and change, however the change was made."""
    write, expected = WAYS[way]
    history = history_of(DistrictAlias)
    before = history.objects.count()
    write()
    found = history.objects.order_by("pgh_id").values_list("pgh_label", flat=True)[before:]
    assert {label: list(found).count(label) for label in set(found)} == expected


def test_truncate_is_refused():
    """The eighth way leaves no trace, so it is closed."""
    _made()
    _refuses_truncate("stations_districtalias")
    assert DistrictAlias.objects.filter(folded="alias-0").exists()


def _refuses_truncate(table: str) -> None:
    _sql("SET CONSTRAINTS ALL IMMEDIATE")  # else PostgreSQL has a reason of its own
    with pytest.raises(DatabaseError, match="leaves no history"), transaction.atomic():
        _sql(f'TRUNCATE "{table}" CASCADE')


def _sql(statement: str, *values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []


# --- What is kept ---


def _history(model: Any, **of: Any) -> list[Any]:
    return list(history_of(model).objects.filter(**of).order_by("pgh_id"))


def test_the_row_as_it_was(now):
    """A copy holds what was overwritten or removed; the row of today holds the rest."""
    record = make_convict(name="Muhammad Aslam")
    assert _history(ConvictRecord) == [], "of the convict list the row itself is the evidence"
    ConvictRecord.objects.filter(pk=record.pk).update(name="Aslam Khan")
    ConvictRecord.objects.filter(pk=record.pk).update(name="Aslam Khan")
    ConvictRecord.objects.filter(pk=record.pk).delete()
    first, second = _history(ConvictRecord, pgh_obj=record.pk)
    assert (first.pgh_label, first.name, first.cnic) == ("update", "Muhammad Aslam", record.cnic)
    assert (second.pgh_label, second.name) == ("delete", "Aslam Khan")
    assert abs(first.pgh_created_at - timezone.now()) < timedelta(minutes=1)


def test_a_row_cannot_leave_under_another_number():
    """A changed key is a change as well; the copy is found under the old one."""
    (alias,) = _made(1)
    _sql("UPDATE stations_districtalias SET id = id + 1000000 WHERE id = %s", alias.pk)
    assert [one.pgh_label for one in _history(DistrictAlias, pgh_obj=alias.pk)] == [
        "insert",
        "update",
    ]


def test_what_the_worker_notes_is_no_history(cast, now):
    """Half a million listings are screened without half a million copies of them."""
    listing, stay = make_listing(), make_stay(cast.hotel, cast.ehsan)
    Listing.objects.update(screened_at=now, version=1)
    Sighting.objects.update(screened_at=now)
    assert _history(Listing, pgh_obj=listing.pk) == _history(Sighting) == []
    Sighting.objects.filter(source_id=stay.guests.get().pk).update(spot="205")
    assert len(_history(Sighting)) == 1


def test_a_new_password_is_noted_and_not_kept(cast):
    """That it changed and when, never what it was; signing in is no change at all."""
    copies = len(_history(User, pgh_obj=cast.ehsan.pk))
    User.objects.filter(pk=cast.ehsan.pk).update(last_login=timezone.now())
    cast.ehsan.set_password("another-long-password")
    cast.ehsan.save()
    labels = [one.pgh_label for one in _history(User, pgh_obj=cast.ehsan.pk)]
    assert labels[copies:] == ["password_changed"]
    kept = {field.name for field in history_of(User)._meta.fields}
    assert kept.isdisjoint({"password", "last_login"})


# --- Who, from where ---


def test_a_request_is_named_in_what_it_changed(cast):
    """User, request, address and source of a change made in the browser."""
    stay = make_stay(cast.hotel, cast.ehsan)
    left = f"{timezone.localtime() + timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    response = cast.client(cast.ehsan).post(
        reverse("hotel_eye:check_out", args=[stay.pk]), {"left_at": left}
    )
    (copy,) = _history(Stay, pgh_obj=stay.pk)
    assert (copy.pgh_user_id, copy.pgh_source) == (cast.ehsan.pk, "web")
    assert (copy.pgh_request_id, copy.pgh_address) == (response["X-Request-ID"], "127.0.0.1")
    assert copy.left_at is None


def test_also_when_the_server_is_asynchronous(cast):
    """Under ASGI the view runs in a thread; the question who writes goes along."""
    stay = make_stay(cast.hotel, cast.ehsan)
    client = AsyncClient()
    sign_in(client, cast.ehsan)
    left = f"{timezone.localtime() + timedelta(minutes=1):%Y-%m-%dT%H:%M}"
    address = reverse("hotel_eye:check_out", args=[stay.pk])
    response = async_to_sync(client.post)(address, {"left_at": left})
    (copy,) = _history(Stay, pgh_obj=stay.pk)
    assert (copy.pgh_user_id, copy.pgh_source) == (cast.ehsan.pk, "web")
    assert copy.pgh_request_id == response["X-Request-ID"]


def test_signing_in_is_by_the_one_who_signs_in(cast, client):
    """A user known only since this request is named, too: an old hash is renewed as he comes."""
    User.objects.filter(pk=cast.ehsan.pk).update(password=_weak_hash())
    client.post(reverse("account_login"), {"login": "ehsan", "password": PASSWORD})
    copy = _history(User, pgh_obj=cast.ehsan.pk, pgh_label="password_changed")[-1]
    assert copy.pgh_source == "web"


def _weak_hash() -> str:
    return MD5PasswordHasher().encode(PASSWORD, "s")


def test_asking_who_it_is_may_itself_write(cast, settings):
    """After SECRET_KEY was changed a session is renewed while Django works out whose it is."""
    browser = cast.client(cast.ehsan)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-key-another-key-another-key-another-key"
    assert browser.get(reverse("home")).status_code == 200
    settings.SECRET_KEY_FALLBACKS = []
    assert browser.get(reverse("home")).status_code == 200


def test_outside_of_a_request(now):
    """A command and a worker say what they are; nobody is signed in."""
    record = make_convict()
    origin.set(Origin(source="worker"))
    record.name = "Other"
    record.save()
    (copy,) = _history(ConvictRecord)
    assert (copy.pgh_user_id, copy.pgh_request_id, copy.pgh_address) == (None, "", None)
    assert copy.pgh_source == "worker"


@pytest.mark.parametrize(
    ("statement", "values"),
    [
        ("UPDATE stations_districtalias SET name = name || '%'", ()),
        ("UPDATE stations_districtalias SET name = name || %s WHERE name LIKE 'Al%%'", ("%",)),
        ("WITH n AS (SELECT 1) UPDATE stations_districtalias SET name = '100%%' || %s", ("",)),
        ("  \n update stations_districtalias set name = 'it''s'", ()),
    ],
)
def test_any_statement_can_be_told(statement, values):
    """Percent signs, small letters and parameters are nothing to trip over."""
    _made(1)
    origin.set(Origin(request_id="r" * 32, address="2001:db8::1", source="web", user=lambda: 7))
    _sql(statement, *values)
    copy = _history(DistrictAlias, pgh_label="update")[-1]
    assert (copy.pgh_user_id, copy.pgh_request_id) == (7, "r" * 32)
    assert copy.pgh_address == "2001:db8::1"


def test_many_at_once_and_copy_are_told(now):
    """executemany, and a COPY in a transaction that has written before."""
    origin.set(Origin(source="worker", user=lambda: 7))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO stations_districtalias (district_id, name, folded) VALUES (%s, %s, %s)",
            [(District.objects.first().pk, "Many", f"many-{n}") for n in range(2)],
        )
        cursor.copy_expert(
            "COPY stations_districtalias (district_id, name, folded) FROM STDIN",
            io.StringIO(_copied(1)),
        )
    told = [(one.pgh_user_id, one.pgh_source) for one in _history(DistrictAlias)[-3:]]
    assert told == [(7, "worker")] * 3


def test_who_goes_past_the_program_is_seen_to_do_so(psql):
    """With psql nothing is told, and that is what the copy says."""
    psql.execute("UPDATE stations_station SET name = name || ' x' WHERE code = 'ISB-KSR'")
    psql.execute(
        "SELECT pgh_source, pgh_user_id FROM stations_stationhistory ORDER BY pgh_id DESC LIMIT 1"
    )
    assert psql.fetchone() == ("sql", None)


@pytest.fixture
def psql():
    """A line of its own to the same database; what is written on it is not kept."""
    line = psycopg2.connect(**connection.get_connection_params())
    yield line.cursor()
    line.rollback()
    line.close()


def test_the_next_user_of_a_connection_inherits_nothing():
    """What was told ends with its transaction."""
    found: list[Any] = []

    def work() -> None:  # a thread has a connection of its own, and no transaction on it
        try:
            origin.set(Origin(source="worker", user=lambda: 7))
            _sql("UPDATE stations_station SET name = name WHERE false")
            found.extend(_sql("SELECT current_setting('caspp.user', true)"))
        finally:
            connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert found == [("",)]


# --- Nobody gets round it ---


def test_no_session_can_switch_it_off():
    """The library's own switch is dead."""
    (alias,) = _made(1)
    names = ",".join(name for (name,) in _sql("SELECT tgname FROM pg_trigger"))
    _sql("SELECT set_config('pgtrigger.ignore', %s, true)", f"{{{names}}}")
    alias.delete()
    _refuses_truncate("stations_districtalias")
    assert _history(DistrictAlias)[-1].pgh_label == "delete"


def _ours() -> list[Any]:
    mine = packages()
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.split(".")[0] in mine and not issubclass(model, RowHistory)
    ]


def test_every_model_is_tracked_or_says_why_not():
    """A new model keeps the history of its rows, or is named above with a reason."""
    untracked = {model._meta.label_lower for model in _ours() if history_of(model) is None}
    assert untracked == set(UNTRACKED), "decorate it: @history.tracked(), or name it with a reason"


HISTORIES = {one._meta.db_table: one for one in pghistory.core.event_models()}
TRACKED = {one.pgh_tracked_model._meta.db_table for one in HISTORIES.values()}


@pytest.mark.parametrize("table", sorted({*HISTORIES, *TRACKED}))
def test_no_table_is_truncated(table):
    """Neither a tracked table nor its history, not even as a consequence of another."""
    _refuses_truncate(table)


@pytest.mark.parametrize("table", sorted(HISTORIES))
@pytest.mark.parametrize("change", ["UPDATE {} SET pgh_label = 'none'", "DELETE FROM {}"])
def test_history_is_inserted_only(table, change):
    """No copy is changed or removed, in plain SQL."""
    for field in HISTORIES[table]._meta.fields:
        if not field.null and not field.primary_key:
            _sql(f'ALTER TABLE {table} ALTER "{field.column}" DROP NOT NULL')
    _sql(f"INSERT INTO {table} DEFAULT VALUES")
    with pytest.raises(DatabaseError, match="Cannot update or delete"), transaction.atomic():
        _sql(change.format(table))


@pytest.mark.parametrize("table", sorted(TRACKED))
def test_every_trigger_is_in_the_database_and_awake(table):
    """The catalog itself: update and delete are watched, and TRUNCATE is."""
    rows = _sql(
        "SELECT tgname, tgenabled FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND tgname LIKE 'pgtrigger%%'",
        table,
    )
    assert {enabled for _, enabled in rows} == {"O"}
    found = {name.removeprefix("pgtrigger_").rpartition("_")[0] for name, _ in rows}
    assert {"update_update", "delete_delete", "no_truncate"} <= found


def test_nothing_secret_is_copied_by_oversight():
    """What is sealed in a table stays sealed in its history: the same field, the same bytes."""
    for history in HISTORIES.values():
        tracked: type[models.Model] = history.pgh_tracked_model
        for field in tracked._meta.concrete_fields:
            if field.name in {one.name for one in history._meta.fields}:
                copy = history._meta.get_field(field.name)
                if not isinstance(field, models.AutoField | models.ForeignKey):
                    assert type(copy) is type(field), f"{history.__name__}.{field.name}"


def test_guests_are_found_again(cast):
    """A guest's card that was exchanged is still known by its file's name."""
    guest = make_stay(cast.hotel, cast.ehsan).guests.get()
    Guest.objects.filter(pk=guest.pk).update(card_front="cards/1/a.jpg")
    Guest.objects.filter(pk=guest.pk).update(card_front="cards/1/b.jpg")
    assert [one.card_front.name for one in _history(Guest, pgh_obj=guest.pk)] == [
        "",
        "cards/1/a.jpg",
    ]
