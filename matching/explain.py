"""The table of sentences in which an officer reads the evidence, in English and in Urdu."""

from typing import Literal

from matching.terms import Term

Language = Literal["en", "ur"]

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"

SENTENCES: dict[Term, dict[Language, str]] = {
    Term.CNIC_EQUAL: {
        "en": "CNIC {theirs}: every digit agrees",
        "ur": "شناختی کارڈ نمبر {theirs}: تمام ہندسے ملتے ہیں",
    },
    Term.CNIC_ONE_DIGIT_OFF: {
        "en": "CNIC one digit off: {ours}, on the list {theirs}",
        "ur": "شناختی کارڈ نمبر میں ایک ہندسے کا فرق ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.CNIC_TWO_SWAPPED: {
        "en": "CNIC with two digits swapped: {ours}, on the list {theirs}",
        "ur": "شناختی کارڈ نمبر کے دو ہندسے آگے پیچھے ہیں: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.CNIC_DIGIT_LOST: {
        "en": "CNIC with a digit too few or too many: {ours}, on the list {theirs}",
        "ur": "شناختی کارڈ نمبر میں ایک ہندسہ کم یا زیادہ ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.CNIC_TWO_DIGITS_OFF: {
        "en": "CNIC two digits off: {ours}, on the list {theirs}",
        "ur": "شناختی کارڈ نمبر میں دو ہندسوں کا فرق ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.PASSPORT_EQUAL: {
        "en": "Passport {theirs}: number and country agree",
        "ur": "پاسپورٹ {theirs}: نمبر اور ملک دونوں ملتے ہیں",
    },
    Term.PASSPORT_NUMBER_EQUAL: {
        "en": "Passport number {theirs} agrees, country not known on both sides",
        "ur": "پاسپورٹ نمبر {theirs} ملتا ہے، ملک دونوں طرف معلوم نہیں",
    },
    Term.PASSPORT_OTHER: {
        "en": "Another passport: {ours}, on the list {theirs}",
        "ur": "پاسپورٹ مختلف ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.NAME_AGREES: {
        "en": "Name agrees: {ours} = {theirs}",
        "ur": "نام ملتا ہے: {ours} = {theirs}",
    },
    Term.NAME_SIMILAR: {
        "en": "Name agrees in part: {ours}, on the list {theirs}",
        "ur": "نام جزوی طور پر ملتا ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.NAME_CONTRADICTS: {
        "en": "Another name: {ours}, on the list {theirs}",
        "ur": "نام مختلف ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.FATHER_AGREES: {
        "en": "Father's name agrees: {ours} = {theirs}",
        "ur": "والد کا نام ملتا ہے: {ours} = {theirs}",
    },
    Term.FATHER_SIMILAR: {
        "en": "Father's name agrees in part: {ours}, on the list {theirs}",
        "ur": "والد کا نام جزوی طور پر ملتا ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.FATHER_CONTRADICTS: {
        "en": "Father has another name: {ours}, on the list {theirs}",
        "ur": "والد کا نام مختلف ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.HUSBAND_AGREES: {
        "en": "Husband's name agrees: {ours} = {theirs}",
        "ur": "شوہر کا نام ملتا ہے: {ours} = {theirs}",
    },
    Term.HUSBAND_SIMILAR: {
        "en": "Husband's name agrees in part: {ours}, on the list {theirs}",
        "ur": "شوہر کا نام جزوی طور پر ملتا ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.HUSBAND_CONTRADICTS: {
        "en": "Husband has another name: {ours}, on the list {theirs}",
        "ur": "شوہر کا نام مختلف ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.RELATIVE_AGREES: {
        "en": "Father's or husband's name agrees: {ours} = {theirs}",
        "ur": "والد یا شوہر کا نام ملتا ہے: {ours} = {theirs}",
    },
    Term.RELATIVE_SIMILAR: {
        "en": "Father's or husband's name agrees in part: {ours}, on the list {theirs}",
        "ur": "والد یا شوہر کا نام جزوی طور پر ملتا ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.RELATIVE_CONTRADICTS: {
        "en": "Father or husband has another name: {ours}, on the list {theirs}",
        "ur": "والد یا شوہر کا نام مختلف ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.BORN_SAME_DAY: {
        "en": "Born the same day, {theirs}",
        "ur": "تاریخِ پیدائش ایک ہے: {theirs}",
    },
    Term.BORN_SAME_DAY_OTHER_YEAR: {
        "en": "Born on the same day of another year: {ours}, on the list {theirs}",
        "ur": "پیدائش کا دن اور مہینہ ایک ہے، سال مختلف: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.BORN_SAME_YEAR: {
        "en": "Born the same year, {theirs}",
        "ur": "پیدائش کا سال ایک ہے: {theirs}",
    },
    Term.BORN_SAME_YEAR_OTHER_DAY: {
        "en": "Born the same year, on another day: {ours}, on the list {theirs}",
        "ur": "پیدائش کا سال ایک ہے، دن مختلف: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.BORN_A_YEAR_APART: {
        "en": "Born a year apart: {ours}, on the list {theirs}",
        "ur": "پیدائش میں ایک سال کا فرق ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.BORN_FEW_YEARS_APART: {
        "en": "Born two or three years apart: {ours}, on the list {theirs}",
        "ur": "پیدائش میں دو تین سال کا فرق ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.BORN_YEARS_APART: {
        "en": "Born years apart: {ours}, on the list {theirs}",
        "ur": "پیدائش میں کئی سال کا فرق ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.BORN_FAR_APART: {
        "en": "Born more than ten years apart: {ours}, on the list {theirs}",
        "ur": "پیدائش میں دس سال سے زیادہ کا فرق ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.DISTRICT_SAME: {
        "en": "Same district: {ours}",
        "ur": "ضلع ایک ہے: {ours}",
    },
    Term.DISTRICT_OTHER: {
        "en": "Another district: {ours}, on the list {theirs}",
        "ur": "ضلع مختلف ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.GENDER_OTHER: {
        "en": "Different gender",
        "ur": "جنس مختلف ہے",
    },
    Term.NATIONALITY_OTHER: {
        "en": "Another nationality: {ours}, on the list {theirs}",
        "ur": "شہریت مختلف ہے: یہاں {ours}، فہرست میں {theirs}",
    },
    Term.PHONE_SAME: {
        "en": "Same phone number: {theirs}",
        "ur": "فون نمبر ایک ہے: {theirs}",
    },
    Term.REGISTRATION_EQUAL: {
        "en": "Registration number agrees: {ours} = {theirs}",
        "ur": "رجسٹریشن نمبر ملتا ہے: {ours} = {theirs}",
    },
}


def sentence(term: Term, ours: str, theirs: str, language: Language) -> str:
    """What was found, as one sentence; "on the list" is the listed person's side."""
    text = SENTENCES[term][language]
    if language == "ur":
        # A CNIC, a date or a Roman name keeps its own direction within the Urdu line.
        ours, theirs = _isolated(ours), _isolated(theirs)
    return text.format(ours=ours, theirs=theirs)


def _isolated(value: str) -> str:
    return f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}"
