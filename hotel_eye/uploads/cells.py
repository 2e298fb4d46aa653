"""One cell as a form takes it, however Excel or a hotel's software has written it.

A cell becomes the text that somebody at the desk would type. What cannot be meant is refused here
in words; what is odd and clear all the same is taken, with a note.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from hotel_eye.models import Channel, Guest, Stay
from hotel_eye.uploads import columns
from hotel_eye.uploads.columns import Column
from matching.text import fold_digits, fold_urdu, letters_and_digits
from people import countries
from people.names import Gender, Relation
from people.phone import InvalidPhone, Phone

#: Takes a note for whoever keeps the file.
Remark = Callable[[str], None]

#: When somebody leaves of whom only the day is told.
NOON = time(12)
_DAY_ZERO = datetime(1899, 12, 30)
#: Days that Excel can mean by a bare number: from 1900 to 2119.
_SERIAL = re.compile(r"\d{1,5}(\.\d+)?", re.ASCII)
_LEAST_SERIAL = 1_000
_YEAR = re.compile(r"\d{4}(\.0+)?", re.ASCII)
#: A long number as Excel shows it: its last digits are gone.
_SHORTENED = re.compile(r"\d([.,]\d+)?e\+?\d+", re.ASCII | re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})")
_DAY_FIRST = re.compile(
    r"(?P<day>\d{1,2})[-/.\s]+(?P<month>\d{1,2}|[^\W\d_]+)[-/.,،\s]+(?P<year>\d{4}|\d{2})"
)
_HOUR = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})([:.](?P<second>\d{2})([.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?\s?m\.?)?",
    re.IGNORECASE,
)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_URDU_MONTHS = (
    *("جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر"),
    *("نومبر", "دسمبر"),
)
_MONTH_OF = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    **{fold_urdu(name): number for number, name in enumerate(_URDU_MONTHS, 1)},
    "sept": 9,
}
#: What stands before a text that Excel must not reckon with.
_MARK = "'"
_NEVER_MIND = {"", "-", "--", "nil", "na", "n/a", "null", "none"}
_YES = {"yes", "y", "1", "true", "verified", "جیہاں", "ہاں"}
_NO = {"no", "n", "0", "false", "notverified", "جینہیں", "نہیں"}
_TRUE = "True"
_MOST_SHOWN = 40
#: No day and no hour is written with more signs.
_LONGEST_MOMENT = 60


class Wrong(ValueError):
    """The cell cannot be taken; the message says what to do."""


def read(column: Column, text: str, remark: Remark) -> str:
    """What a form takes for this cell. Raises Wrong."""
    text = text.strip()
    if text.startswith(_MARK):
        text = text[1:].lstrip()
    if text.lower() in _NEVER_MIND:
        return ""
    return _READERS[column.kind](column, text, remark)


def shown(text: str) -> str:
    """As much of a cell as stands in a sentence about it."""
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _text(_column: Column, text: str, _remark: Remark) -> str:
    return text


def _count(_column: Column, text: str, _remark: Remark) -> str:
    return fold_digits(text).removesuffix(".0")


def _cnic(_column: Column, text: str, _remark: Remark) -> str:
    digits = fold_digits(text).removesuffix(".0")
    if _SHORTENED.fullmatch(digits):
        raise Wrong(
            _(
                "'%(text)s' is a CNIC that Excel has shortened: its last digits are lost. Format"
                " the column as text and write the 13 digits again."
            )
            % {"text": shown(text)}
        )
    if digits.isdigit() and len(digits) == 12:
        raise Wrong(
            _(
                "'%(text)s' has 12 digits, a CNIC has 13: one was lost, perhaps a zero that Excel"
                " took away. Format the column as text and compare the number with the card."
            )
            % {"text": shown(text)}
        )
    return digits


def _number(_column: Column, text: str, _remark: Remark) -> str:
    folded = fold_digits(text).removesuffix(".0")
    if _SHORTENED.fullmatch(folded):
        raise Wrong(_shortened(text))
    return folded


def _phone(_column: Column, text: str, remark: Remark) -> str:
    folded = fold_digits(text).removesuffix(".0")
    if _SHORTENED.fullmatch(folded):
        raise Wrong(_shortened(text))
    if folded[:1] in ("0", "+"):
        return folded
    try:
        phone = Phone.parse(folded)
    except InvalidPhone:
        return folded
    remark(
        _("'%(text)s' has lost the zero or the plus at its beginning; %(phone)s is taken.")
        % {"text": shown(text), "phone": phone.formatted()}
    )
    return str(phone)


def _shortened(text: str) -> str:
    return _(
        "'%(text)s' is a number that Excel has shortened: its last digits are lost. Format the"
        " column as text and write the number again."
    ) % {"text": shown(text)}


# --- Days and hours ---


def moment(day: str, hour: str, remark: Remark, *, without_hour: time | None) -> str:
    """A moment out of one cell or of two, as a form takes it; '' where there is none.

    ``without_hour``: what is taken where no hour is told, or None where it must be. Raises Wrong.
    """
    if not day:
        return ""
    on, at = _day_and_hour(day, remark)
    if at is None and hour:
        at = hour_of(hour)
    if at is None and without_hour is None:
        raise Wrong(
            _("'%(text)s' has no hour. Write day and hour, such as 28-11-2026 14:30.")
            % {"text": shown(day)}
        )
    if at is None:
        assert without_hour is not None
        at = without_hour
        remark(
            _("'%(text)s' has no hour; %(hour)s is taken.")
            % {"text": shown(day), "hour": f"{without_hour:%H:%M}"}
        )
    return datetime.combine(on, at).isoformat()


def hour_of(text: str) -> time:
    """An hour such as 14:30, 2:30 PM or Excel's share of a day. Raises Wrong."""
    folded = fold_digits(text[:_LONGEST_MOMENT]).strip()
    if _SERIAL.fullmatch(folded) and float(folded) < 1:
        return _from_serial(float(folded)).time()
    found = _HOUR.fullmatch(folded)
    at = _hour(found) if found else None
    if at is None:
        raise Wrong(_("'%(text)s' is no hour. Write it as 14:30.") % {"text": shown(text)})
    return at


def _day(_column: Column, text: str, remark: Remark) -> str:
    return _day_and_hour(text, remark)[0].isoformat()


def _born(_column: Column, text: str, remark: Remark) -> str:
    folded = fold_digits(text)
    if _YEAR.fullmatch(folded):
        return folded[:4]
    day, _hour = _day_and_hour(text, remark)
    # Of two figures of a year: nobody is born tomorrow.
    is_short = not re.search(r"\d{4}", folded)
    if is_short and day > timezone.localdate():
        day = day.replace(year=day.year - 100)
    return day.isoformat()


def _day_and_hour(text: str, remark: Remark) -> tuple[date, time | None]:
    folded = fold_digits(text[: _LONGEST_MOMENT + 1]).strip()
    if len(folded) > _LONGEST_MOMENT:
        raise Wrong(_no_day(text))
    if _SERIAL.fullmatch(folded) and float(folded) >= _LEAST_SERIAL:
        meant = _from_serial(float(folded))
        remark(
            _("'%(text)s' is Excel's number of a day; %(day)s is taken.")
            % {"text": shown(text), "day": f"{meant:%d-%m-%Y}"}
        )
        return meant.date(), meant.time() if "." in folded and float(folded) % 1 else None
    if found := _as_iso(folded):
        return found
    found_day = _YEAR_FIRST.match(folded) or _DAY_FIRST.match(folded)
    day = _date(found_day) if found_day else None
    if found_day is None or day is None:
        raise Wrong(_no_day(text))
    rest = folded[found_day.end() :].strip(" T,،\t")
    if not rest:
        return day, None
    hour = _HOUR.fullmatch(rest)
    at = _hour(hour) if hour else None
    if at is None:
        raise Wrong(_no_day(text))
    return day, None if _is_bare_midnight(at, rest) else at


def _no_day(text: str) -> str:
    return _("'%(text)s' is no day. Write day, month and year, such as 28-11-2026.") % {
        "text": shown(text)
    }


def _is_bare_midnight(at: time, written: str) -> bool:
    """'00:00:00' is what programs put behind a day that has no hour."""
    return at == time(0) and written.startswith("00:00:00")


def _as_iso(text: str) -> tuple[date, time | None] | None:
    """A moment with its zone, as programs write it, by the clock on our wall."""
    if "T" not in text or not text[-1:].isalnum():
        return None
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = timezone.localtime(moment)
    except (ValueError, OverflowError):
        return None
    return moment.date(), moment.time().replace(microsecond=0, tzinfo=None)


def _from_serial(days: float) -> datetime:
    # To the second: a share of a day is never quite the hour that was typed.
    return _DAY_ZERO + timedelta(seconds=round(days * 86_400))


def _date(found: re.Match[str]) -> date | None:
    month = found["month"]
    number = int(month) if month.isdigit() else _MONTH_OF.get(fold_urdu(month).lower(), 0)
    year = int(found["year"])
    if len(found["year"]) == 2:
        year += 2000
    try:
        return date(year, number, int(found["day"]))
    except ValueError:
        return None


def _hour(found: re.Match[str]) -> time | None:
    hour = int(found["hour"])
    if half := (found["half"] or "").lower():
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        return None


# --- Choices ---


def _choice(column: Column, text: str, _remark: Remark) -> str:
    code = _codes(column.name).get(letters_and_digits(text))
    if code is None:
        raise Wrong(
            _("'%(text)s' is not known here. Write one of these: %(choices)s.")
            % {"text": shown(text), "choices": ", ".join(examples(column.name))}
        )
    return code


def examples(name: str) -> list[str]:
    """What may stand in such a column, in the reader's language."""
    if name in ("relation", "gender"):
        return [str(label) for _code, label in _CHOICES[name]]
    if (get_language() or "en").startswith("ur"):
        return [str(label) for _code, label in _CHOICES[name]]
    return [code for code, _label in _CHOICES[name]]


_CHOICES: dict[str, Any] = {
    "purpose": Stay.Purpose.choices,
    "booking": Channel.choices,
    "document": Guest.Document.choices,
    "relation": Relation.choices,
    "gender": Gender.choices,
    "kinship": Guest.Kinship.choices,
}
#: What else people write.
_ALSO: dict[str, dict[str, str]] = {
    "purpose": {"tour": "tourism", "medical treatment": "medical", "job": "business", "work":
                "business", "visit": "family", "exam": "education", "hearing": "court",
                "ziarat": "pilgrimage", "زیارت": "pilgrimage", "علاج": "medical"},
    "booking": {"direct": "walk_in", "ota": "online", "booking.com": "online", "airbnb": "online",
                "telephone": "phone", "corporate": "company"},
    "document": {"nic": "cnic", "id card": "cnic", "identity card": "cnic", "شناختی کارڈ": "cnic",
                 "bform": "b_form", "ب فارم": "b_form", "پاسپورٹ": "passport",
                 "afghan card": "por"},
    "relation": {"son of": "S", "so": "S", "son": "S", "ولد": "S", "بن": "S", "daughter of": "D",
                 "do": "D", "daughter": "D", "دختر": "D", "بنت": "D", "wife of": "W", "wo": "W",
                 "wife": "W", "زوجہ": "W"},
    "gender": {"man": "M", "boy": "M", "woman": "F", "girl": "F", "خاتون": "F", "مرد": "M",
               "عورت": "F", "t": "X", "other": "X", "خواجہ سرا": "X"},
    "kinship": {"wife": "spouse", "husband": "spouse", "بیوی": "spouse", "شوہر": "spouse",
                "son": "child", "daughter": "child", "بیٹا": "child", "بیٹی": "child",
                "father": "parent", "mother": "parent", "والد": "parent", "والدہ": "parent",
                "brother": "sibling", "sister": "sibling", "بھائی": "sibling", "بہن": "sibling",
                "other": "relative", "servant": "driver", "دوست": "friend"},
}  # fmt: skip
_NATIONS = {
    "pakistani": "PAK", "afghan": "AFG", "afghani": "AFG", "chinese": "CHN", "indian": "IND",
    "iranian": "IRN", "british": "GBR", "uk": "GBR", "england": "GBR", "american": "USA",
    "usa": "USA", "uae": "ARE", "emirati": "ARE", "saudi": "SAU", "turkish": "TUR",
    "turkey": "TUR", "german": "DEU", "french": "FRA", "italian": "ITA", "spanish": "ESP",
    "russian": "RUS", "japanese": "JPN", "korean": "KOR", "canadian": "CAN", "australian": "AUS",
    "افغان": "AFG", "چینی": "CHN", "پاکستانی": "PAK",
}  # fmt: skip


@cache
def _codes(name: str) -> dict[str, str]:
    """Each spelling of each choice, in both languages → its code."""
    found = {letters_and_digits(words): code for words, code in _ALSO[name].items()}
    for language in ("ur", "en"):
        with override(language):
            found |= {letters_and_digits(str(label)): code for code, label in _CHOICES[name]}
    return found | {letters_and_digits(code): code for code, _label in _CHOICES[name]}


@cache
def _countries() -> dict[str, str]:
    found = {letters_and_digits(words): code for words, code in _NATIONS.items()}
    for language in ("ur", "en"):
        with override(language):
            found |= {letters_and_digits(label): code for code, label in countries.choices()}
    found |= {letters_and_digits(short): code for code, short in countries.short_codes()}
    return found | {letters_and_digits(code): code for code, _label in countries.choices()}


def _country(_column: Column, text: str, _remark: Remark) -> str:
    code = _countries().get(letters_and_digits(text))
    if code is None:
        raise Wrong(
            _("'%(text)s' is no country we know. Write its code of three letters, such as AFG.")
            % {"text": shown(text)}
        )
    return code


def _tick(_column: Column, text: str, _remark: Remark) -> str:
    word = letters_and_digits(text)
    if word in _YES:
        return _TRUE
    if word in _NO:
        return ""
    raise Wrong(
        _("'%(text)s' is not known here. Write one of these: %(choices)s.")
        % {"text": shown(text), "choices": ", ".join(_yes_or_no())}
    )


def _yes_or_no() -> Iterable[str]:
    return (_("yes"), _("no"))


_READERS: dict[str, Callable[[Column, str, Remark], str]] = {
    columns.TEXT: _text,
    columns.COUNT: _count,
    columns.MOMENT: _text,
    columns.HOUR: _text,
    columns.DAY: _day,
    columns.BORN: _born,
    columns.CNIC: _cnic,
    columns.NUMBER: _number,
    columns.PHONE: _phone,
    columns.CHOICE: _choice,
    columns.COUNTRY: _country,
    columns.TICK: _tick,
}
