"""Model fields that hold the value types of `people`, each with a check in the database."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from matching.imei import IMEI, InvalidIMEI
from matching.vehicle import (
    InvalidRegistration,
    InvalidSerialNumber,
    Registration,
    SerialNumber,
)
from people.cnic import CNIC, InvalidCNIC
from people.passport import InvalidPassport, PassportNumber
from people.phone import InvalidPhone, Phone


class _ValueField(models.CharField):  # type: ignore[type-arg]
    """Text of one value type: folded on the way in, that type on the way out, '' when unknown."""

    value_type: Any
    error: type[ValueError]
    message: Any
    pattern: str

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_args: Any) -> Any:
        return self.value_type(value) if value else value

    def to_python(self, value: Any) -> Any:
        if not value or isinstance(value, self.value_type):
            return value
        try:
            return self.value_type.parse(str(value))
        except self.error as error:
            raise ValidationError(self.message, code="invalid") from error

    def get_prep_value(self, value: Any) -> Any:
        # A look-up by any spelling meets the stored one; str() because psycopg2 adapts no subtype.
        value = self.to_python(value)
        return str(value) if value is not None else None

    def db_check(self, connection: Any) -> str | None:
        column = connection.ops.quote_name(self.column)
        return f"{column} = '' OR {column} ~ '{self.pattern}'"


class CNICField(_ValueField):
    """A CNIC, thirteen digits in the table."""

    value_type = CNIC
    error = InvalidCNIC
    message = _("A CNIC has 13 digits, such as 42101-1234567-1.")
    pattern = "^[0-9]{13}$"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 13)
        super().__init__(*args, **kwargs)


class PassportField(_ValueField):
    """A passport number, upper-case letters and digits."""

    value_type = PassportNumber
    error = InvalidPassport
    message = _("A passport number has 5 to 20 letters and digits.")
    pattern = "^[A-Z0-9]{5,20}$"


class PhoneField(_ValueField):
    """A phone number in its stored form."""

    value_type = Phone
    error = InvalidPhone
    message = _("Give a phone number such as 0300-1234567, or +44 20 7946 0000 from abroad.")
    pattern = "^(0[0-9]{7,11}|[+][0-9]{6,15})$"


class RegistrationField(_ValueField):
    """The registration number of a vehicle, as on its plate."""

    value_type = Registration
    error = InvalidRegistration
    message = _("A registration number has letters and figures, such as LEA-19-1234 or ABC-123.")
    pattern = "^[A-Z]{1,4}(-[0-9]{2}[A-Z]?)?-[0-9]{1,4}$"


class SerialNumberField(_ValueField):
    """A chassis or engine number, upper-case letters and digits."""

    value_type = SerialNumber
    error = InvalidSerialNumber
    message = _("A chassis or engine number has 4 to 25 letters and digits.")
    pattern = f"^[A-Z0-9]{{{SerialNumber.SHORTEST},{SerialNumber.LONGEST}}}$"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", SerialNumber.LONGEST)
        super().__init__(*args, **kwargs)


class IMEIField(_ValueField):
    """The IMEI of a telephone, fifteen digits in the table."""

    value_type = IMEI
    error = InvalidIMEI
    message = _("An IMEI has 15 digits. Dial *#06# or read it from the box.")
    pattern = "^[0-9]{15}$"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 15)
        super().__init__(*args, **kwargs)
