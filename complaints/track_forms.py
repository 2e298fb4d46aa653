"""What a complainant types to see his complaint, and what he may say to it."""

from typing import Any

from django import forms
from django.core.validators import MinLengthValidator
from django.utils.translation import gettext_lazy as _

from complaints.lodge_forms import LongField
from complaints.tracking import LONGEST_WORDS, TAIL
from documents import numbers
from matching.text import fold_digits
from people.forms import PhoneFormField

_LENGTH = 14
#: What somebody writes who says why, and not only that.
_FEWEST_LETTERS = 20
_LTR = {"dir": "ltr", "autocomplete": "off", "inputmode": "numeric"}


def _digits(text: str) -> str:
    """The digits of it, in whichever writing; '' where letters stand among them."""
    folded = "".join(letter for letter in fold_digits(text) if letter not in " -–_/.")
    return folded if folded.isascii() and folded.isdigit() else ""


class ETagField(forms.CharField):
    """The number of a complaint, however it is typed; 'DDMMYY-NNNNNNNN' comes out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs.update({**_LTR, "placeholder": "261126-00000428", "data-e-tag": ""})

    def clean(self, value: Any) -> str:
        digits = _digits(super().clean(value))
        if len(digits) != _LENGTH:
            raise forms.ValidationError(
                _("This number has 14 digits, such as 261126-00000428. Copy it from the receipt.")
            )
        if not numbers.is_whole(digits):
            raise forms.ValidationError(
                _("This number has a digit that does not fit. Look at the receipt again.")
            )
        return f"{digits[:6]}-{digits[6:]}"


class TailField(forms.CharField):
    """The last six digits of a phone or a card."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({**_LTR, "class": "code-input"})

    def clean(self, value: Any) -> str:
        digits = _digits(super().clean(value))
        if len(digits) != TAIL:
            raise forms.ValidationError(_("Give the last six digits, and only these."))
        return digits


class CodeField(forms.CharField):
    """Six digits out of a message."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)
        self.widget.attrs.update({**_LTR, "autocomplete": "one-time-code"})

    def clean(self, value: Any) -> str:
        digits = _digits(super().clean(value))
        if len(digits) != 6:
            raise forms.ValidationError(_("The code has six digits."))
        return digits


def _e_tag() -> ETagField:
    return ETagField(
        label=_("Number of the complaint (e-tag)"),
        help_text=_("It stands on your receipt and in the message that we sent you."),
    )


class TrackForm(forms.Form):
    """The number, and the last digits of what was given with the complaint."""

    e_tag = _e_tag()
    digits = TailField(
        label=_("Last six digits of your phone or CNIC"),
        help_text=_("Of the phone number or the identity card that you gave."),
    )


class CodeRequestForm(forms.Form):
    """The number and the whole phone: a code goes there if they belong together."""

    e_tag = _e_tag()
    phone = PhoneFormField(
        label=_("The phone number you gave"),
        help_text=_("We send a code to it. It costs you nothing."),
    )


class CodeForm(forms.Form):
    """The code that came."""

    code = CodeField(label=_("Code"))

    def refuse(self) -> None:
        """Say of the code that it is not the one; also where none was sent."""
        self.add_error(
            "code", _("This code is not right, or its time is over. Ask for another one.")
        )


class FileField(forms.FileField):
    """A photograph or a recording, as it came: whether it is one is looked at by `tracking.add`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Photograph or recording"),
            help_text=_("A picture, or a recording of sound."),
            allow_empty_file=True,
            **kwargs,
        )
        self.widget.attrs["accept"] = "image/*,audio/*"


def _words(label: Any, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "dir": "auto"})
    return LongField(label=label, max_length=LONGEST_WORDS, widget=widget, **kwargs)


class AnswerForm(forms.Form):
    """The answer to the officer's question, with a file where one says more."""

    words = _words(_("Your answer"))
    file = FileField(required=False)


class AddForm(forms.Form):
    """One more photograph or recording."""

    file = FileField()


class ObjectionForm(forms.Form):
    """Why the complainant is not satisfied."""

    words = _words(
        _("What is not right?"),
        validators=[
            MinLengthValidator(
                _FEWEST_LETTERS, _("Say in a sentence what is not right, in 20 letters at least.")
            )
        ],
    )


class RatingForm(forms.Form):
    """One to five, each with its word."""

    rating = forms.TypedChoiceField(
        label=_("How was it handled?"),
        coerce=int,
        choices=[
            (5, _("Very well")),
            (4, _("Well")),
            (3, _("Neither well nor badly")),
            (2, _("Badly")),
            (1, _("Very badly")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the five.")},
    )
