"""Birth as people know it: a date, or only the year."""

import datetime
import re
from typing import Any

from django import forms
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from matching.text import fold_digits

OLDEST = 1900
_YEAR = re.compile(r"\d{4}")


class BornField(forms.CharField):
    """One input for a date of birth or a year; gives back (date or None, year or None)."""

    default_error_messages = {
        "invalid": _("Give the date of birth such as 23-03-1985, or the year alone: 1985."),
        "future": _("This birth is in the future. Check the year."),
        "too_old": _("This birth is before 1900. Check the year."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        super().__init__(**kwargs)
        self.widget.attrs.update(
            {
                "dir": "ltr",
                "inputmode": "numeric",
                "autocomplete": "off",
                "placeholder": "dd-mm-yyyy",
            }
        )

    def clean(self, value: Any) -> tuple[datetime.date | None, int | None]:
        text = fold_digits(super().clean(value) or "").strip()
        if not text:
            return None, None
        day = None if _YEAR.fullmatch(text) else self._date(text)
        year = day.year if day else int(text)
        self._check(day or datetime.date(max(year, 1), 1, 1))
        return day, year

    def _date(self, text: str) -> datetime.date:
        try:
            if found := parse_date(text):
                return found
        except ValueError:
            pass
        for pattern in formats.get_format("DATE_INPUT_FORMATS"):
            try:
                return datetime.datetime.strptime(text, pattern).date()
            except ValueError:
                continue
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid")

    def _check(self, day: datetime.date) -> None:
        if day > datetime.date.today():
            raise forms.ValidationError(self.error_messages["future"], code="future")
        if day.year < OLDEST:
            raise forms.ValidationError(self.error_messages["too_old"], code="too_old")
