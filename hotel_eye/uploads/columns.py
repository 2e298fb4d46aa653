"""The columns of a file of arrivals: what each is called, there and elsewhere, and what it holds.

A header may be in English or Urdu, in the spelling of the police's portals or of a hotel's own
software, and in any order.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from matching.text import letters_and_digits
from sheets.files import NotAFile

#: How a cell is to be read (`hotel_eye.uploads.cells`).
TEXT, COUNT, MOMENT, DAY, HOUR, BORN = "text", "count", "moment", "day", "hour", "born"
CNIC, NUMBER, PHONE, CHOICE, COUNTRY, TICK = (
    *("cnic", "number", "phone", "choice", "country", "tick"),
)
#: Whose a column is: of the room and the hours, of one guest, or of neither form.
STAY, GUEST, APART = "stay", "guest", ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the template, the field of the form, what people call it."""

    name: str
    whose: str
    field: str
    kind: str
    label: Any
    about: Any = ""
    others: tuple[str, ...] = ()


# fmt: off
COLUMNS = (
    Column("party", APART, "party", TEXT, gettext_lazy("Party"),
           gettext_lazy("The same number or word for everybody of one party; empty for a guest"
                        " who came alone."),
           ("group", "family", "party no", "group no", "folio", "booking no", "reservation",
            "reservation no", "پارٹی", "گروپ", "خاندان")),
    Column("room", STAY, "room", TEXT, gettext_lazy("Room"),
           gettext_lazy("Only the head of a party needs it, as all that follows up to the"
                        " reference."),
           ("room no", "room number", "کمرہ", "کمرہ نمبر")),
    Column("check_in", STAY, "arrived_at", MOMENT, gettext_lazy("Check-in"),
           gettext_lazy("Day and hour, such as 28-11-2026 14:30."),
           ("arrival", "arrived at", "arrival date", "check in date", "check in date time", "آمد",
            "چیک ان", "تاریخ آمد")),
    Column("check_in_time", APART, "check_in_time", HOUR, gettext_lazy("Hour of the check-in"),
           gettext_lazy("Only where the check-in itself has no hour."),
           ("arrival time", "time in", "وقت آمد", "آمد کا وقت")),
    Column("expected_check_out", STAY, "expected_until", MOMENT,
           gettext_lazy("Expected check-out"),
           gettext_lazy("Day and hour; without an hour it is noon."),
           ("expected departure", "expected check out date", "departure date", "متوقع چیک آؤٹ",
            "متوقع روانگی")),
    Column("check_out", APART, "left_at", MOMENT, gettext_lazy("Check-out"),
           gettext_lazy("Only where the party has left: day and hour."),
           ("checked out at", "check out date", "left at", "چیک آؤٹ", "روانگی")),
    Column("check_out_time", APART, "check_out_time", HOUR,
           gettext_lazy("Hour of the check-out"),
           gettext_lazy("Only where the check-out itself has no hour."),
           ("departure time", "time out", "روانگی کا وقت")),
    Column("purpose", STAY, "purpose", CHOICE, gettext_lazy("Purpose of visit"), "",
           ("visit purpose", "مقصد", "آنے کا مقصد")),
    Column("booking", STAY, "channel", CHOICE, gettext_lazy("Booking"),
           gettext_lazy("Empty is walk-in."),
           ("channel", "booking channel", "source of booking", "بکنگ")),
    Column("coming_from", STAY, "coming_from", TEXT, gettext_lazy("Coming from"), "",
           ("arriving from", "from", "کہاں سے", "کہاں سے آمد")),
    Column("going_to", STAY, "going_to", TEXT, gettext_lazy("Going to"), "",
           ("next destination", "destination", "آگے کہاں")),
    Column("boys", STAY, "children_male", COUNT, gettext_lazy("Boys"),
           gettext_lazy("How many children without a row of their own."),
           ("male children", "لڑکے")),
    Column("girls", STAY, "children_female", COUNT, gettext_lazy("Girls"),
           gettext_lazy("How many children without a row of their own."),
           ("female children", "لڑکیاں")),
    Column("vehicle_no", STAY, "vehicle_no", TEXT, gettext_lazy("Vehicle number"), "",
           ("vehicle", "car no", "registration no", "گاڑی نمبر")),
    Column("vehicle_make", STAY, "vehicle_make", TEXT, gettext_lazy("Make and model"), "",
           ("vehicle make", "car", "کمپنی اور ماڈل")),
    Column("weapon", STAY, "weapon", TEXT, gettext_lazy("Weapon carried"), "",
           ("arms", "اسلحہ", "ہمراہ اسلحہ")),
    Column("weapon_licence", STAY, "weapon_licence", TEXT,
           gettext_lazy("Weapon licence number"), "",
           ("arms licence", "licence no", "اسلحہ لائسنس نمبر")),
    Column("reference_name", STAY, "reference_name", TEXT,
           gettext_lazy("Local reference: name"), "",
           ("reference", "ref name", "local reference", "مقامی حوالہ", "حوالہ نام")),
    Column("reference_father", STAY, "reference_father", TEXT,
           gettext_lazy("Local reference: father's name"), "",
           ("reference father name", "حوالہ والد کا نام")),
    Column("reference_business", STAY, "reference_business", TEXT,
           gettext_lazy("Local reference: business"), "", ("حوالہ کاروبار",)),
    Column("reference_address", STAY, "reference_address", TEXT,
           gettext_lazy("Local reference: address"), "", ("حوالہ پتہ",)),
    Column("reference_phone", STAY, "reference_phone", PHONE,
           gettext_lazy("Local reference: phone"), "",
           ("reference cell", "reference cell no", "reference mobile", "حوالہ فون")),
    Column("reference_verified", STAY, "reference_verified", TICK,
           gettext_lazy("Local reference: spoken to and verified"),
           gettext_lazy("yes or no"), ("reference verified", "verified", "حوالہ تصدیق")),
    Column("document", GUEST, "document", CHOICE, gettext_lazy("Document"),
           gettext_lazy("Empty is a CNIC or, where there is no CNIC number, a passport."),
           ("id type", "document type", "identity", "دستاویز", "دستاویز کی قسم")),
    Column("cnic", GUEST, "cnic", CNIC, gettext_lazy("CNIC number"),
           gettext_lazy("13 digits of a CNIC, NICOP, POC or B-Form."),
           ("cnic no", "nic", "nic no", "guest cnic", "شناختی کارڈ", "شناختی کارڈ نمبر")),
    Column("document_no", GUEST, "passport_no", NUMBER, gettext_lazy("Document number"),
           gettext_lazy("The number of a passport, PoR or ACC card."),
           ("passport", "passport no", "passport number", "id no", "id number", "پاسپورٹ نمبر",
            "دستاویز نمبر")),
    Column("nationality", GUEST, "nationality", COUNTRY, gettext_lazy("Nationality"),
           gettext_lazy("Of foreigners: the country, or its code such as AFG."),
           ("country", "citizenship", "issuing country", "شہریت", "ملک")),
    Column("name", GUEST, "name", TEXT, gettext_lazy("Name"), "",
           ("guest", "guest name", "full name", "visitor name", "نام", "مہمان کا نام")),
    Column("name_ur", GUEST, "name_ur", TEXT, gettext_lazy("Name in Urdu"), "",
           ("urdu name", "name urdu", "نام اردو میں", "اردو نام")),
    Column("relation", GUEST, "relation", CHOICE, gettext_lazy("Relation"),
           gettext_lazy("s/o, d/o or w/o: whose name the next column holds."), ("رشتہ",)),
    Column("relative_name", GUEST, "relative_name", TEXT,
           gettext_lazy("Father's or husband's name"), "",
           ("father name", "father's name", "guest father name", "father husband name",
            "guardian name", "والد کا نام", "والد یا شوہر کا نام", "ولدیت")),
    Column("gender", GUEST, "gender", CHOICE, gettext_lazy("Gender"), "", ("sex", "جنس")),
    Column("born", GUEST, "born", BORN, gettext_lazy("Date or year of birth"),
           gettext_lazy("Such as 23-03-1985, or the year alone."),
           ("date of birth", "dob", "birth date", "birth year", "year of birth", "تاریخ پیدائش",
            "سال پیدائش", "تاریخ یا سال پیدائش")),
    Column("phone", GUEST, "phone", PHONE, gettext_lazy("Phone"), "",
           ("cell", "cell no", "guest cell", "mobile", "mobile no", "phone no", "contact",
            "contact no", "فون", "فون نمبر", "موبائل", "موبائل نمبر")),
    Column("address", GUEST, "address", TEXT, gettext_lazy("Permanent address"), "",
           ("permanent address", "home address", "پتہ", "مستقل پتہ")),
    Column("district", GUEST, "district", TEXT, gettext_lazy("District"),
           gettext_lazy("The home district, or the city abroad."),
           ("home district", "permanent district", "city", "ضلع", "شہر")),
    Column("kinship", GUEST, "kinship", CHOICE, gettext_lazy("Relation to the head"),
           gettext_lazy("Of everybody in a party but its head. A row with it and without a room"
                        " belongs to the party above."),
           ("relation to head", "relationship", "relation with head", "سربراہ سے رشتہ")),
    Column("visa_no", GUEST, "visa_no", TEXT, gettext_lazy("Visa number"), "",
           ("visa", "ویزا نمبر")),
    Column("visa_type", GUEST, "visa_type", TEXT, gettext_lazy("Visa type"), "",
           ("ویزے کی قسم",)),
    Column("visa_until", GUEST, "visa_until", DAY, gettext_lazy("Visa valid until"), "",
           ("visa expiry", "visa expiry date", "ویزے کی میعاد", "ویزے کی میعاد کب تک")),
    Column("entered_on", GUEST, "entered_on", DAY, gettext_lazy("Entered Pakistan on"), "",
           ("entry date", "date of entry", "پاکستان میں داخلے کی تاریخ")),
    Column("entered_at", GUEST, "entered_at", TEXT, gettext_lazy("Port of entry"), "",
           ("entry port", "کس راستے سے داخل ہوئے")),
)
# fmt: on
BY_NAME = {column.name: column for column in COLUMNS}
#: Without these no row of a file can be filed.
NEEDED = (
    *("room", "check_in", "expected_check_out", "purpose", "name", "gender", "born", "phone"),
    *("address", "district"),
)
#: One of these two at least.
NUMBERS = ("cnic", "document_no")
#: Whoever calls the relative so means the father.
_FATHER = {"fathername", "fathersname", "guestfathername", "والدکانام", "ولدیت"}
#: No hotel's list has more; a row of commas has.
MOST_COLUMNS = 200
#: What we ourselves add to a file that is taken home; it may come back with it.
ROW, WRONG, RESULT, ENTRY, RECEIPT, NOTES = OURS = (
    *("caspp_row", "caspp_wrong", "caspp_result", "caspp_entry", "caspp_receipt", "caspp_notes"),
)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands in which column of one file."""

    #: Name of a column of ours → as the file calls it.
    called: dict[str, str]
    #: Columns of the file that nobody reads.
    unknown: tuple[str, ...]
    #: The relative is said to be the father.
    names_father: bool

    def cell(self, cells: dict[str, str], name: str) -> str:
        """What stands there in this row; '' where there is no such column."""
        return cells.get(self.called.get(name, name), "")


def read_header(names: Iterable[str]) -> Header:
    """Understand the header of a file, or as much of it as can be."""
    called: dict[str, str] = {}
    unknown = []
    for name in names:
        known = meaning(name)
        if known in OURS:
            continue
        if not known or known in called:
            unknown.append(name)
        else:
            called[known] = name
    father = letters_and_digits(called.get("relative_name", "")) in _FATHER
    return Header(called, tuple(unknown), father)


@lru_cache(maxsize=10_000)
def meaning(name: str) -> str:
    """Which of our columns a header of this spelling means; '' where none."""
    return _known().get(letters_and_digits(name), "")


def check(names: Sequence[str]) -> None:
    """Whether a file with this header can be read at all. Raises NotAFile."""
    if len(names) > MOST_COLUMNS and any(map(str.strip, names[MOST_COLUMNS:])):
        raise NotAFile(
            _("The file has more than %(most)d columns. Leave out those that are not in the list.")
            % {"most": MOST_COLUMNS}
        )
    header = read_header(names)
    missing = [name for name in NEEDED if name not in header.called]
    if not any(name in header.called for name in NUMBERS):
        missing += NUMBERS[:1]
    if missing:
        raise NotAFile(
            _("The file lacks these columns: %(columns)s. Take the template, or name them so.")
            % {"columns": ", ".join(f"{name} ({BY_NAME[name].label})" for name in missing)}
        )
    seen: dict[str, str] = {}
    for name in names:
        known = meaning(name)
        if known in BY_NAME and known in seen:
            raise NotAFile(
                _("Two columns say the same: %(one)s and %(other)s. Leave one of them out.")
                % {"one": seen[known], "other": name}
            )
        seen[known] = name


@cache
def _known() -> dict[str, str]:
    """Each spelling, without case, spaces and signs → the name of the column."""
    known: dict[str, str] = {}
    for language in ("en", "ur"):
        with override(language):
            for column in COLUMNS:
                known.setdefault(letters_and_digits(str(column.label)), column.name)
    for column in COLUMNS:
        for spelling in (column.name, *column.others):
            known[letters_and_digits(spelling)] = column.name
    return known | {letters_and_digits(name): name for name in OURS}
