"""The vocabulary of evidence: everything that comparing one field can find.

The values are stored with matches: renaming one is a migration.
"""

from enum import StrEnum


class Term(StrEnum):
    """What was found when one field of two records was compared."""

    __hash__ = str.__hash__  # an Enum's own is written in Python and takes a third of comparing

    CNIC_EQUAL = "cnic_equal"
    CNIC_ONE_DIGIT_OFF = "cnic_one_digit_off"
    CNIC_TWO_SWAPPED = "cnic_two_swapped"
    CNIC_DIGIT_LOST = "cnic_digit_lost"
    CNIC_TWO_DIGITS_OFF = "cnic_two_digits_off"
    PASSPORT_EQUAL = "passport_equal"
    PASSPORT_NUMBER_EQUAL = "passport_number_equal"
    PASSPORT_OTHER = "passport_other"
    NAME_AGREES = "name_agrees"
    NAME_SIMILAR = "name_similar"
    NAME_CONTRADICTS = "name_contradicts"
    FATHER_AGREES = "father_agrees"
    FATHER_SIMILAR = "father_similar"
    FATHER_CONTRADICTS = "father_contradicts"
    HUSBAND_AGREES = "husband_agrees"
    HUSBAND_SIMILAR = "husband_similar"
    HUSBAND_CONTRADICTS = "husband_contradicts"
    RELATIVE_AGREES = "relative_agrees"
    RELATIVE_SIMILAR = "relative_similar"
    RELATIVE_CONTRADICTS = "relative_contradicts"
    BORN_SAME_DAY = "born_same_day"
    BORN_SAME_DAY_OTHER_YEAR = "born_same_day_other_year"
    BORN_SAME_YEAR = "born_same_year"
    BORN_SAME_YEAR_OTHER_DAY = "born_same_year_other_day"
    BORN_A_YEAR_APART = "born_a_year_apart"
    BORN_FEW_YEARS_APART = "born_few_years_apart"
    BORN_YEARS_APART = "born_years_apart"
    BORN_FAR_APART = "born_far_apart"
    DISTRICT_SAME = "district_same"
    DISTRICT_OTHER = "district_other"
    GENDER_OTHER = "gender_other"
    NATIONALITY_OTHER = "nationality_other"
    PHONE_SAME = "phone_same"
    REGISTRATION_EQUAL = "registration_equal"
