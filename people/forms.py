"""Form fields for the value types of `people`, with errors that say what to do."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from matching.imei import IMEI, InvalidIMEI
from matching.vehicle import (
    InvalidRegistration,
    InvalidSerialNumber,
    Registration,
    SerialNumber,
)
from people.born import OLDEST
from people.cnic import CNIC, InvalidCNIC
from people.passport import InvalidPassport, PassportNumber
from people.phone import InvalidPhone, Phone


class _ValueFormField(forms.CharField):
    """A value of one type, typed in any spelling; '' where nothing was typed.

    The direction stays left to right whatever the language. Each reason for which the type refuses
    a text has its words in `default_error_messages`; a type that gives none has 'invalid'.
    """

    value_type: Any
    error: type[ValueError]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("dir", "ltr")
        self.widget.attrs.setdefault("autocomplete", "off")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return self.value_type.parse(text)
        except self.error as error:
            return self.refused(text, error)

    def refused(self, text: str, error: ValueError) -> Any:
        """What is made of a text that is no such value: a ValidationError that says what to do."""
        reason = getattr(error, "reason", "invalid")
        params = {"digits": getattr(error, "digits", 0)}
        raise forms.ValidationError(
            self.error_messages[reason], code=reason, params=params
        ) from error

    def prepare_value(self, value: Any) -> Any:
        return value.formatted() if hasattr(value, "formatted") else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        # What comes back as it was shown is no change.
        return super().has_changed(self.prepare_value(initial), data)


class LongSelect(forms.Select):
    """A list of many choices, also under headings, drawn in one piece.

    Django renders a template for each option; 250 countries were most of a check-in page's time.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = format_html_join("", "{}", ((_drawn(one, chosen),) for one in self.choices))
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, attributes, options)


def _drawn(choice: Any, chosen: str) -> SafeString:
    value, label = choice
    if isinstance(label, list):
        inside = format_html_join("", "{}", ((_drawn(one, chosen),) for one in label))
        return format_html('<optgroup label="{}">{}</optgroup>', value, inside)
    is_chosen = mark_safe(" selected" if str(value) == chosen else "")
    return format_html('<option value="{}"{}>{}</option>', value, is_chosen, label)


class MomentInput(forms.DateTimeInput):
    """A date and time of day, typed or picked."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class DayInput(forms.DateInput):
    """A day, typed or picked."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class MomentField(forms.DateTimeField):
    """A date and time of day of which a record may tell: nothing happened before 1900.

    A moment of the year 1 is before the year 1 in another zone, and then nobody reads it again.
    """

    widget = MomentInput
    default_error_messages = {"too_old": _("This is too long ago. Check the year.")}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value.year < OLDEST:
            raise forms.ValidationError(self.error_messages["too_old"], code="too_old")


class CNICFormField(_ValueFormField):
    """Thirteen digits however they are typed; the browser sets the dashes."""

    value_type = CNIC
    error = InvalidCNIC
    default_error_messages = {
        "characters": _("A CNIC has digits only. Remove the letters and try again."),
        "same": _("This is one digit thirteen times. Copy the number from the card."),
        "length": ngettext_lazy(
            "A CNIC has 13 digits; this one has %(digits)d. Compare it with the card.",
            "A CNIC has 13 digits; this one has %(digits)d. Compare it with the card.",
            "digits",
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(
            {"inputmode": "numeric", "data-cnic": "", "placeholder": "_____-_______-_"}
        )


class PassportFormField(_ValueFormField):
    """Letters and digits of a passport, PoR or ACC card."""

    value_type = PassportNumber
    error = InvalidPassport
    default_error_messages = {
        "invalid": _("A document number has 5 to 20 letters and digits. Copy it from the document.")
    }


class PhoneFormField(_ValueFormField):
    """A phone number of Pakistan, or an international one with + in front."""

    value_type = Phone
    error = InvalidPhone
    default_error_messages = {
        "invalid": _("Give a phone number such as 0300-1234567, or +44 20 7946 0000 from abroad.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "tel")


class RegistrationFormField(_ValueFormField):
    """The registration number of a vehicle, as on its plate.

    ``takes_any`` is for whoever must not be held up by a plate: one of no known shape is kept as
    it was typed.
    """

    value_type = Registration
    error = InvalidRegistration
    default_error_messages = {
        "characters": _("Write the letters of the plate in Latin letters, such as LEA-19-1234."),
        "figures": _("The figures are missing. Copy the whole plate, such as LEA-19-1234."),
        "shape": _(
            "This is no registration number. Write the letters, the year if the plate has one, and"
            " up to four figures, such as LEA-19-1234 or ABC-123."
        ),
    }

    def __init__(self, *, takes_any: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.takes_any = takes_any
        self.widget.attrs.setdefault("autocapitalize", "characters")

    def refused(self, text: str, error: ValueError) -> Any:
        return text if self.takes_any else super().refused(text, error)


class SerialNumberFormField(_ValueFormField):
    """A chassis or engine number, as stamped or as in the registration book."""

    value_type = SerialNumber
    error = InvalidSerialNumber
    default_error_messages = {
        "characters": _("Write the number in Latin letters and figures, as it is stamped."),
        "length": _(
            "A chassis or engine number has 4 to 25 letters and figures. Copy it from the"
            " registration book, or leave it empty if it is not known."
        ),
        "figures": _("This has no figure in it. Leave it empty if the number is not known."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("autocapitalize", "characters")


class IMEIFormField(_ValueFormField):
    """The IMEI of a telephone; fourteen digits, as networks write it, are completed."""

    value_type = IMEI
    error = InvalidIMEI
    default_error_messages = {
        "characters": _("An IMEI has digits only. Remove the letters and try again."),
        "same": _("This is one digit many times. Copy the IMEI from the box or the bill."),
        "length": ngettext_lazy(
            "An IMEI has 15 digits; this one has %(digits)d. Dial *#06# or read it from the box.",
            "An IMEI has 15 digits; this one has %(digits)d. Dial *#06# or read it from the box.",
            "digits",
        ),
        "check": _(
            "The last digit does not fit the others: one of them is mistyped. Compare it with the"
            " box. From a list of the network, write the first 14 digits only."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")
