"""Form fields and columns for plates, chassis, engine and telephone numbers."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from matching.imei import IMEI
from matching.vehicle import Registration, SerialNumber
from people.fields import IMEIField, RegistrationField, SerialNumberField
from people.forms import IMEIFormField, RegistrationFormField, SerialNumberFormField

WHOLE = "490154203237518"

REFUSED = [
    (RegistrationFormField, "applied for", "The figures are missing"),
    (RegistrationFormField, "ایل ای اے 1234", "in Latin letters"),
    (RegistrationFormField, "1234", "This is no registration number"),
    (SerialNumberFormField, "چیسس 1234", "in Latin letters and figures"),
    (SerialNumberFormField, "AB1", "4 to 25 letters and figures"),
    (SerialNumberFormField, "unknown", "no figure in it"),
    (IMEIFormField, "49015420323751A", "digits only"),
    (IMEIFormField, "4901542032375", "this one has 13"),
    (IMEIFormField, "0" * 15, "one digit many times"),
    (IMEIFormField, WHOLE[:14] + "7", "The last digit does not fit"),
]


@pytest.mark.parametrize(("field", "text", "part"), REFUSED)
def test_form_says_what_to_do(field, text, part):
    """Each reason has its sentence."""
    with pytest.raises(ValidationError, match=part):
        field().clean(text)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (RegistrationFormField, "lea 19 1234", Registration("LEA-19-1234")),
        (SerialNumberFormField, "nze170-6012345", SerialNumber("NZE1706012345")),
        (IMEIFormField, WHOLE[:14], IMEI(WHOLE)),
    ],
)
def test_form_gives_the_value(field, text, value):
    """Typed in any way it is of its type; nothing is ''."""
    typed = field(required=False)
    found = typed.clean(text)
    assert (type(found), found) == (type(value), value)
    assert typed.clean("") == typed.clean("  ") == ""


def test_an_imei_is_shown_as_on_its_box():
    """With dashes; what was typed wrong stays as it was typed."""
    assert IMEIFormField().prepare_value(IMEI(WHOLE)) == "49-015420-323751-8"
    assert IMEIFormField().prepare_value("49015") == "49015"


@pytest.mark.parametrize("text", ["applied for", "ایل ای اے 1234", "1234", "Kabul 12345", "?"])
def test_whoever_takes_any_plate_keeps_it_as_typed(text):
    """A known one is brought to its form all the same."""
    field = RegistrationFormField(required=False, takes_any=True, max_length=20)
    assert field.clean(f" {text} ") == text
    assert field.clean("lea191234") == "LEA-19-1234"
    with pytest.raises(ValidationError, match="at most 20"):
        field.clean("x" * 21)


COLUMNS = [
    (RegistrationField, "lea191234", Registration("LEA-19-1234"), "LEA191234"),
    (SerialNumberField, "nze170-6012345", SerialNumber("NZE1706012345"), "nze170"),
    (IMEIField, "49-015420-323751-8", IMEI(WHOLE), WHOLE[:14]),
]


@pytest.mark.parametrize(("field", "text", "value", "_wrong"), COLUMNS)
def test_column_folds_what_it_is_given(field, text, value, _wrong):
    """In any spelling on the way in, in the type on the way out; nonsense is refused."""
    column = field(blank=True, default="")
    assert column.get_prep_value(text) == value
    assert type(column.from_db_value(str(value))) is type(value)
    assert (column.get_prep_value(""), column.from_db_value("")) == ("", "")
    with pytest.raises(ValidationError):
        column.to_python("?")


@pytest.mark.django_db
@pytest.mark.parametrize(("field", "_text", "value", "wrong"), COLUMNS)
def test_table_refuses_what_a_form_would(field, _text, value, wrong):
    """The check of the column, in a table that lives as long as this test."""
    column = field(blank=True, default="")
    column.set_attributes_from_name("number")
    column.model = models.Model
    check = column.db_check(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE numbers (number varchar(30) CHECK ({check}))")
        cursor.execute("INSERT INTO numbers VALUES (%s), ('')", [str(value)])
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("INSERT INTO numbers VALUES (%s)", [wrong])
