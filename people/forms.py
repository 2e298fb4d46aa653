"""Form fields for the value types of `people`, with errors that say what to do."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from people.cnic import CNIC, LENGTH, InvalidCNIC
from people.passport import InvalidPassport, PassportNumber
from people.phone import InvalidPhone, Phone


class _TypedCharField(forms.CharField):
    """A text input whose direction stays left to right whatever the language."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("dir", "ltr")
        self.widget.attrs.setdefault("autocomplete", "off")


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


class CNICFormField(_TypedCharField):
    """Thirteen digits however they are typed; the browser sets the dashes."""

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

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return CNIC.parse(text)
        except InvalidCNIC as error:
            raise forms.ValidationError(
                self.error_messages[error.reason],
                code=error.reason,
                params={"digits": error.digits, "length": LENGTH},
            ) from error

    def prepare_value(self, value: Any) -> Any:
        return value.formatted() if isinstance(value, CNIC) else value


class PassportFormField(_TypedCharField):
    """Letters and digits of a passport, PoR or ACC card."""

    default_error_messages = {
        "invalid": _("A document number has 5 to 20 letters and digits. Copy it from the document.")
    }

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return PassportNumber.parse(text)
        except InvalidPassport as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class PhoneFormField(_TypedCharField):
    """A phone number of Pakistan, or an international one with + in front."""

    default_error_messages = {
        "invalid": _("Give a phone number such as 0300-1234567, or +44 20 7946 0000 from abroad.")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "tel")

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return Phone.parse(text)
        except InvalidPhone as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error

    def prepare_value(self, value: Any) -> Any:
        return value.formatted() if isinstance(value, Phone) else value
