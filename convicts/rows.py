"""One row of a CRO file: read into values, or refused with a reason in words."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from accounts.seals import Seal
from convicts.models import ConvictRecord
from matching import Identity, fold
from matching.text import fold_digits, fold_urdu
from people.born import OLDEST
from people.cnic import CNIC, InvalidCNIC
from people.passport import InvalidPassport, PassportNumber
from people.phone import InvalidPhone, Phone
from sheets.files import NotAFile, check_commas
from stations.querysets import folded_name

COLUMNS = (
    "external_ref",
    "name",
    "name_ur",
    "relation",
    "relative_name",
    "relative_name_ur",
    "cnic",
    "passport_no",
    "nationality",
    "gender",
    "birth_year",
    "date_of_birth",
    "district",
    "category",
    "status",
    "offence",
)
#: Which records the CRO itself wants sealed, and why.
SEALED = "sealed"
#: Other names (urf) in either script, with semicolons between them.
ALIASES = "aliases"
#: Columns that a file may lack.
OPTIONAL = (ALIASES, "phone", SEALED)
#: What of the record such a column says.
_MAYBE = ("phone", "aliases_as_given")
LONGEST = {
    "external_ref": 60,
    "name": 120,
    "name_ur": 120,
    "relative_name": 120,
    "relative_name_ur": 120,
    "district": 60,
    "category": 60,
    "status": 60,
    "offence": 300,
    ALIASES: 600,
}
#: What other systems write where they have nothing.
NOTHING = {"", "-", "nil", "na", "n/a", "null", "none", "unknown", "not known", "n.a."}
RELATIONS = {
    "s": "S", "so": "S", "sonof": "S", "son": "S",
    "d": "D", "do": "D", "daughterof": "D", "daughter": "D",
    "w": "W", "wo": "W", "wifeof": "W", "wife": "W",
    "ولد": "S", "بن": "S", "بنت": "D", "دختر": "D", "زوجہ": "W", "بیوہ": "W", "widowof": "W",
}  # fmt: skip
GENDERS = {
    "m": "M", "male": "M", "f": "F", "female": "F",
    "x": "X", "transgender": "X", "t": "X", "other": "X",
    "مرد": "M", "عورت": "F", "خاتون": "F",
}  # fmt: skip
CATEGORIES = {
    "convict": "convict", "convicted": "convict", "": "convict",
    "proclaimedoffender": "proclaimed_offender", "po": "proclaimed_offender",
    "courtabsconder": "court_absconder", "ca": "court_absconder", "absconder": "court_absconder",
    "targetoffender": "target_offender", "to": "target_offender",
    "fourthschedule": "fourth_schedule", "4thschedule": "fourth_schedule",
    "wanted": "wanted", "wantedinfir": "wanted",
    "missing": "missing_person", "missingperson": "missing_person",
    "parole": "parole_condition", "paroleorprobation": "parole_condition",
    "probation": "parole_condition", "paroleprobationcondition": "parole_condition",
}  # fmt: skip
OTHER = "other"
_STATUSES = {status.value.replace("_", ""): status.value for status in ConvictRecord.Status}
STATUSES = _STATUSES | {
    "": "other", "bail": "on_bail", "parole": "on_parole", "prison": "in_prison",
    "jail": "in_prison", "injail": "in_prison", "imprisoned": "in_prison", "dead": "deceased",
    "died": "deceased", "absconder": "absconding", "atlarge": "absconding",
}  # fmt: skip
SEALS = {seal.value.replace("_", ""): seal.value for seal in Seal}
_SEALS_IN_WORDS = ", ".join(Seal.values)
_BETWEEN_NAMES = re.compile(r"[;؛,،|/]")
_FORMULA = {"=", "+", "-", "@"}
_LETTERS_ONLY = re.compile(r"[\s_\-/.,()]+")
_COUNTRY = re.compile(r"[A-Z]{3}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DATE_FORMATS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y")


class Rejected(ValueError):
    """The row cannot be taken; the message says what to correct."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was understood, ready for the staging table."""

    values: dict[str, Any]
    record: bytes
    content_hash: str
    record_hash: str


def check_columns(columns: list[str]) -> None:
    """Whether the header names what a CRO file must have. Raises files.NotAFile."""
    missing = [name for name in COLUMNS if name not in columns]
    if missing:
        check_commas(columns)
        raise NotAFile(
            _("The file lacks these columns: %(columns)s. The header must name: %(wanted)s.")
            % {"columns": ", ".join(missing), "wanted": ",".join(COLUMNS)}
        )


def read(cells: list[str], columns: list[str], districts: dict[str, str], today: date) -> Row:
    """Understand one row. Raises Rejected with a sentence for whoever keeps the file."""
    refuse_other_width(cells, columns)
    # Columns that we do not know are passed over: a file of refused rows may come back corrected.
    cell_of = dict(zip(columns, cells, strict=True))
    given = {name: text_of(name, cell_of[name]) for name in COLUMNS}
    extra = {name: text_of(name, cell_of[name]) for name in OPTIONAL if name in cell_of}
    if not given["external_ref"]:
        raise Rejected(_("external_ref is empty: give the number of the file."))
    if not given["name"] and not given["name_ur"]:
        raise Rejected(_("name is empty."))
    values = {**given, **_identity(given, districts, today), **_standing(given)}
    values["name"] = values["name"] or values["name_ur"]
    values["sealed_as"] = _one_of(extra, SEALED, SEALS, _SEALS_IN_WORDS)
    # Of what the file does not speak the record keeps what it has.
    if "phone" in extra:
        values["phone"] = _phone(extra["phone"])
    if ALIASES in extra:
        values["aliases_as_given"] = _aliases(extra[ALIASES])
    known = {name: values[name] for name in ConvictRecord.IDENTITY_FIELDS if name in values}
    folded = fold(Identity(**known, aliases=tuple(values.get("aliases_as_given", ()))))
    return Row(
        values=values,
        record=folded.record,
        content_hash=folded.content_hash,
        record_hash=_digest(values),
    )


def refuse_other_width(cells: list[str], columns: list[str]) -> None:
    """Where cells are missing or too many nobody knows which is which."""
    if len(cells) != len(columns):
        raise Rejected(
            _("This row has %(got)d cells; the header has %(wanted)d columns.")
            % {"got": len(cells), "wanted": len(columns)}
        )


def text_of(name: str, cell: str) -> str:
    """What stands in a cell of this column; '' where it only says that there is nothing."""
    text = (cell if cell.isprintable() else _CONTROL.sub("", cell)).strip()
    if text[:1] == "'" and text[1:2] in _FORMULA:
        # So our own file of refused rows keeps a spreadsheet from reckoning with it.
        text = text[1:]
    if text.lower() in NOTHING:
        return ""
    _refuse_longer(text, LONGEST.get(name, 60), name)
    return text


def _refuse_longer(text: str, longest: int, column: str) -> None:
    if len(text) > longest:
        raise Rejected(
            _("%(column)s has %(length)d letters; %(longest)d is the most.")
            % {"column": column, "length": len(text), "longest": longest}
        )


def _identity(given: dict[str, str], districts: dict[str, str], today: date) -> dict[str, Any]:
    born, year = _birth(given, today)
    return {
        "relation": _one_of(given, "relation", RELATIONS, "s/o, d/o, w/o"),
        "gender": _one_of(given, "gender", GENDERS, "M, F, X"),
        "cnic": _cnic(given["cnic"]),
        "passport_no": _passport(given["passport_no"]),
        "nationality": _nationality(given["nationality"]),
        "birth_year": year,
        "date_of_birth": born,
        "district": districts.get(folded_name(given["district"]), given["district"]),
    }


def _standing(given: dict[str, str]) -> dict[str, str]:
    """Category and status; one that nobody knows is kept in its own words as 'other'."""
    category = CATEGORIES.get(plain(given["category"]), OTHER)
    status = STATUSES.get(plain(given["status"]), OTHER)
    return {
        "category": category,
        "category_as_given": given["category"] if category == OTHER else "",
        "status": status,
        "status_as_given": given["status"] if status == OTHER else "",
    }


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The text as the tables above know it: 'S/O', 's.o.' and 'so' are one."""
    return _LETTERS_ONLY.sub("", fold_urdu(text)).lower()


def _one_of(given: dict[str, str], column: str, known: dict[str, str], examples: str) -> str:
    text = plain(given.get(column, ""))
    if text and text not in known:
        raise Rejected(
            _("%(column)s is '%(text)s'; it must be one of %(examples)s.")
            % {"column": column, "text": given[column], "examples": examples}
        )
    return known[text] if text else ""


def _cnic(text: str) -> str:
    if not text:
        return ""
    try:
        return CNIC.parse(text)
    except InvalidCNIC as error:
        raise Rejected(
            {
                "length": _("cnic '%(text)s' has %(digits)d digits; a CNIC has 13."),
                "characters": _("cnic '%(text)s' has other signs than digits and dashes."),
                "same": _("cnic '%(text)s' is one digit thirteen times."),
            }[error.reason]
            % {"text": text, "digits": error.digits}
        ) from error


def _passport(text: str) -> str:
    if not text:
        return ""
    try:
        return PassportNumber.parse(text)
    except InvalidPassport as error:
        raise Rejected(
            _("passport_no '%(text)s' must be 5 to 20 letters and digits.") % {"text": text}
        ) from error


def _phone(text: str) -> str:
    if not text:
        return ""
    try:
        return Phone.parse(text)
    except InvalidPhone as error:
        raise Rejected(
            _("phone '%(text)s' is no phone number such as 0300-1234567 or +44 20 7946 0000.")
            % {"text": text}
        ) from error


def _aliases(text: str) -> list[str]:
    names = dict.fromkeys(filter(None, map(str.strip, _BETWEEN_NAMES.split(text))))
    for name in names:
        _refuse_longer(name, LONGEST["name"], ALIASES)
    return list(names)


def country_of(text: str) -> str:
    """The code of the country, as far as we know what is meant."""
    return {"PAKISTAN": "PAK", "PAKISTANI": "PAK", "PK": "PAK"}.get(text.upper(), text.upper())


def _nationality(text: str) -> str:
    if not text:
        return ""
    code = country_of(text)
    if not _COUNTRY.fullmatch(code):
        raise Rejected(
            _("nationality '%(text)s' must be a three-letter code such as PAK or AFG.")
            % {"text": text}
        )
    return code


def _birth(given: dict[str, str], today: date) -> tuple[date | None, int | None]:
    born = date_of(given["date_of_birth"])
    year = year_of(given["birth_year"])
    if born and year and born.year != year:
        raise Rejected(
            _("date_of_birth %(born)s and birth_year %(year)d contradict each other.")
            % {"born": born.isoformat(), "year": year}
        )
    refuse_impossible(born, year, today)
    return born, born.year if born else year


def refuse_impossible(born: date | None, year: int | None, today: date) -> None:
    """Nobody is born tomorrow, and nobody we look for before 1900."""
    latest = born or (date(year, 1, 1) if year else None)
    if latest and latest > today:
        raise Rejected(_("The birth in %(year)d is in the future.") % {"year": latest.year})
    if latest and latest.year < OLDEST:
        raise Rejected(_("The birth in %(year)d is before 1900.") % {"year": latest.year})


def year_of(text: str) -> int | None:
    """The year of birth that stands there."""
    folded = fold_digits(text).removesuffix(".0")
    if not folded:
        return None
    if not (folded.isascii() and folded.isdigit() and len(folded) == 4) or folded == "0000":
        raise Rejected(_("birth_year '%(text)s' must be a year with four digits.") % {"text": text})
    return int(folded)


def date_of(text: str) -> date | None:
    """The date of birth that stands there, in one of the ways people write dates."""
    folded = fold_digits(text).split("T")[0].removesuffix(" 00:00:00")
    if not folded:
        return None
    if _ISO.fullmatch(folded):
        # Nearly all are written so, and this is the quickest way to read them.
        try:
            return date.fromisoformat(folded)
        except ValueError:
            pass
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(folded, pattern).date()
        except ValueError:
            continue
    raise Rejected(
        _("date_of_birth '%(text)s' is no date; write it as 1980-02-28.") % {"text": text}
    )


def _digest(values: dict[str, Any]) -> str:
    """A hash over everything the row says, so that an unchanged one is left alone."""
    said = [name for name in sorted(values) if values[name] or name not in _MAYBE]
    text = "\x1f".join([f"{name}={values[name] or ''}" for name in said])
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
