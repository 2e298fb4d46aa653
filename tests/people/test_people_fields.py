"""The database holds the value types of `people`, and refuses what is none of them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from convicts.models import ConvictRecord
from people.cnic import CNIC
from people.passport import PassportNumber
from people.phone import Phone
from tests.people_on_file import make_convict

pytestmark = pytest.mark.django_db


def _write_behind_the_form(column: str, value: str, pk: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE convicts_convictrecord SET {column} = %s WHERE id = %s", [value, pk]
        )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("cnic", "42101-1234567"),
        ("cnic", "421011234567"),
        ("cnic", "42101123456A1"),
        ("cnic", "۴۲۱۰۱۱۲۳۴۵۶۷۱"),
        ("cnic", " "),
        ("passport_no", "AB12"),
        ("passport_no", "ab1234567"),
        ("passport_no", "AB 1234567"),
        ("phone", "+0"),
        ("phone", "3001234567"),
        ("phone", "0300-1234567"),
        ("phone", "call me"),
    ],
)
def test_table_refuses_what_a_form_would(column, value):
    """Also where somebody writes past every form, the column holds its type or nothing."""
    record = make_convict()
    with pytest.raises(IntegrityError):
        _write_behind_the_form(column, value, record.pk)


@pytest.mark.parametrize("column", ["cnic", "passport_no", "phone"])
def test_table_takes_unknown(column):
    """Empty is unknown, and allowed."""
    _write_behind_the_form(column, "", make_convict().pk)


def test_insert_of_nonsense_is_refused():
    """The same holds for a row that is new."""
    columns = "username, password, name, name_ur, belt_no, is_active, phone"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO accounts_user ({columns}) VALUES ('x', '', 'X', '', '', true, '12')"
        )
    assert not User.objects.filter(username="x").exists()


def test_values_come_back_as_their_types():
    """What is read is a CNIC, a PassportNumber, a Phone: it can be formatted and masked."""
    record = make_convict(cnic="42101-1234567-1", passport_no="ab 123456", phone="+92 300 1234567")
    record = ConvictRecord.objects.get(pk=record.pk)
    assert (type(record.cnic), record.cnic) == (CNIC, "4210112345671")
    assert (type(record.passport_no), record.passport_no) == (PassportNumber, "AB123456")
    assert (type(record.phone), record.phone) == (Phone, "03001234567")
    assert record.cnic_formatted == "42101-1234567-1"


@pytest.mark.parametrize(
    "look_up",
    [
        {"cnic": "42101-1234567-1"},
        {"cnic": "۴۲۱۰۱۱۲۳۴۵۶۷۱"},
        {"cnic__in": ["42101 1234567 1", "3520212345671"]},
        {"passport_no": "ab-123456"},
        {"phone": "0092 300 1234567"},
        {"phone": "۰۳۰۰-۱۲۳۴۵۶۷"},
    ],
)
def test_look_ups_meet_the_stored_spelling(look_up):
    """A question in any spelling finds the one stored."""
    record = make_convict(cnic="4210112345671", passport_no="AB123456", phone="03001234567")
    assert ConvictRecord.objects.get(**look_up) == record


@pytest.mark.parametrize(
    ("field", "value"), [("cnic", "42101"), ("passport_no", "??"), ("phone", "none")]
)
def test_save_refuses_with_words(field, value):
    """Past the form, but through the model: a ValidationError, before the database."""
    with pytest.raises(ValidationError):
        make_convict(**{field: value})


def test_every_such_column_has_its_check():
    """Each table with one of these fields carries the check: none was migrated without it."""
    from django.apps import apps

    from people.fields import CNICField, PassportField, PhoneField, SerialNumberField

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) "
            "FROM pg_constraint WHERE contype = 'c'"
        )
        checks = cursor.fetchall()
    fields = [
        field
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, CNICField | PassportField | PhoneField | SerialNumberField)
    ]
    unchecked = [
        str(field)
        for field in fields
        if not any(
            table == field.model._meta.db_table and f"({field.column})::text ~" in check
            for table, check in checks
        )
    ]
    assert unchecked == []
    assert len(fields) > 10
