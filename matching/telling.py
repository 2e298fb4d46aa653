"""The evidence of one pair in the order and the words in which an officer reads it."""

from collections.abc import Iterator
from typing import Any

from matching import cnic
from matching.alignment import Agreement
from matching.evidence import Evidence
from matching.findings import Feature, Found
from matching.identity import Folded
from matching.marks import marks
from matching.normalise import Name
from matching.record import OWN_WORDS, RELATIVE_WORDS, kept_names
from matching.terms import Term
from matching.weights import WEIGHTS

_CNIC_TERMS = {
    Feature.CNIC_EQUAL: Term.CNIC_EQUAL,
    Feature.CNIC_ONE_DIGIT_OFF: Term.CNIC_ONE_DIGIT_OFF,
    Feature.CNIC_TWO_SWAPPED: Term.CNIC_TWO_SWAPPED,
    Feature.CNIC_DIGIT_LOST: Term.CNIC_DIGIT_LOST,
    Feature.CNIC_TWO_DIGITS_OFF: Term.CNIC_TWO_DIGITS_OFF,
}
_NAME = {
    "agrees": Term.NAME_AGREES,
    "similar": Term.NAME_SIMILAR,
    "contradicts": Term.NAME_CONTRADICTS,
}
_FATHER = {
    "agrees": Term.FATHER_AGREES,
    "similar": Term.FATHER_SIMILAR,
    "contradicts": Term.FATHER_CONTRADICTS,
}
_HUSBAND = {
    "agrees": Term.HUSBAND_AGREES,
    "similar": Term.HUSBAND_SIMILAR,
    "contradicts": Term.HUSBAND_CONTRADICTS,
}
_RELATIVE = {
    "agrees": Term.RELATIVE_AGREES,
    "similar": Term.RELATIVE_SIMILAR,
    "contradicts": Term.RELATIVE_CONTRADICTS,
}


def evidence(
    found: Found, row: int, asked: Folded, listed: Folded, *, turned: bool
) -> tuple[Evidence, ...]:
    """Every line of the case of one pair; ``turned`` says that ``asked`` is the listed one."""
    values = {feature: float(array[row]) for feature, array in found.values.items()}
    name, relative = (
        Agreement(*(array[row] for array in agreement))
        for agreement in (found.name, found.relative)
    )
    lines = _lines(values, name, relative, asked, listed)
    made = []
    for term, ours, theirs, bits in lines:
        ours, theirs = (theirs, ours) if turned else (ours, theirs)
        # Where it agrees, another spelling is no difference to look for.
        our_marks, their_marks = ((), ()) if term in _AGREES else marks(ours, theirs)
        made.append(Evidence(term, ours, theirs, bits, their_marks, our_marks))
    return tuple(made)


_AGREES = frozenset(
    {Term.NAME_AGREES, Term.FATHER_AGREES, Term.HUSBAND_AGREES, Term.RELATIVE_AGREES,
     Term.DISTRICT_SAME, Term.DISTRICT_OTHER, Term.GENDER_OTHER, Term.NATIONALITY_OTHER}
)  # fmt: skip
_Line = tuple[Term, str, str, float]


def _lines(
    values: dict[Feature, float], name: Any, relative: Any, ours: Folded, theirs: Folded
) -> Iterator[_Line]:
    def weighed(*features: Feature) -> float:
        return sum(values[one] * WEIGHTS.features[one] for one in features)

    for feature, term in _CNIC_TERMS.items():
        if values[feature]:
            mine, yours = (cnic.written(one.cnic or one.cnic_part) for one in (ours, theirs))
            yield term, mine, yours, weighed(feature)
    for feature, term in _PASSPORT_TERMS.items():
        if values[feature]:
            mine, yours = (
                f"{one.nationality} {one.passport_no}".lstrip() for one in (ours, theirs)
            )
            yield term, mine, yours, weighed(feature)
    if name.compared:
        written = _written(name, ours.names, theirs.names, OWN_WORDS)
        bits = weighed(*_NAME_FEATURES, Feature.SLIP_AND_OTHER_NAME)
        yield _NAME[_agreement(name)], *written, bits
    # Father and husband were compared, and differ: that says nothing.
    of_two_relations = relative.contradicts and not values[Feature.RELATIVE_CONTRADICTS]
    if relative.compared and not of_two_relations:
        written = _written(relative, ours.relatives, theirs.relatives, RELATIVE_WORDS)
        terms = _relative_terms({ours.relation, theirs.relation} - {""})
        yield terms[_agreement(relative)], *written, weighed(*_RELATIVE_FEATURES)
    for feature, term in _BIRTH_TERMS.items():
        if values[feature]:
            yield term, *_births(feature, ours, theirs), weighed(feature)
    for feature, term in _PLAIN_TERMS.items():
        if values[feature]:
            yield term, *_READ[feature](ours, theirs), weighed(feature)


_PASSPORT_TERMS = {
    Feature.PASSPORT_EQUAL: Term.PASSPORT_EQUAL,
    Feature.PASSPORT_NUMBER_EQUAL: Term.PASSPORT_NUMBER_EQUAL,
    Feature.PASSPORT_OTHER: Term.PASSPORT_OTHER,
}
_BIRTH_TERMS = {
    Feature.BORN_SAME_DAY: Term.BORN_SAME_DAY,
    Feature.BORN_SAME_DAY_OTHER_YEAR: Term.BORN_SAME_DAY_OTHER_YEAR,
    Feature.BORN_SAME_YEAR: Term.BORN_SAME_YEAR,
    Feature.BORN_SAME_YEAR_OTHER_DAY: Term.BORN_SAME_YEAR_OTHER_DAY,
    Feature.BORN_A_YEAR_APART: Term.BORN_A_YEAR_APART,
    Feature.BORN_FEW_YEARS_APART: Term.BORN_FEW_YEARS_APART,
    Feature.BORN_YEARS_APART: Term.BORN_YEARS_APART,
    Feature.BORN_FAR_APART: Term.BORN_FAR_APART,
}
_BY_DAY = (
    Feature.BORN_SAME_DAY, Feature.BORN_SAME_DAY_OTHER_YEAR, Feature.BORN_SAME_YEAR_OTHER_DAY,
)  # fmt: skip
_PLAIN_TERMS = {
    Feature.DISTRICT_SAME: Term.DISTRICT_SAME,
    Feature.DISTRICT_OTHER: Term.DISTRICT_OTHER,
    Feature.GENDER_OTHER: Term.GENDER_OTHER,
    Feature.NATIONALITY_OTHER: Term.NATIONALITY_OTHER,
    Feature.PHONE_SAME: Term.PHONE_SAME,
}
_NAME_FEATURES = tuple(one for one in Feature if one.startswith("name_"))
_RELATIVE_FEATURES = tuple(one for one in Feature if one.startswith("relative_"))


def _phone(folded: Folded) -> str:
    return f"{folded.phone[:4]}-{folded.phone[4:]}"


_READ: dict[Feature, Any] = {
    Feature.DISTRICT_SAME: lambda ours, theirs: (ours.district_written, theirs.district_written),
    Feature.DISTRICT_OTHER: lambda ours, theirs: (ours.district_written, theirs.district_written),
    Feature.GENDER_OTHER: lambda ours, theirs: (ours.gender, theirs.gender),
    Feature.NATIONALITY_OTHER: lambda ours, theirs: (ours.nationality, theirs.nationality),
    Feature.PHONE_SAME: lambda ours, theirs: (_phone(ours), _phone(theirs)),
}


def _agreement(found: Any) -> str:
    if found.contradicts:
        return "contradicts"
    return "similar" if found.partly else "agrees"


def _relative_terms(said: set[str]) -> dict[str, Term]:
    """Speak of the father or the husband where the records say which."""
    if said == {"W"}:
        return _HUSBAND
    return _FATHER if said and "W" not in said else _RELATIVE


def _written(
    found: Any, ours: tuple[Name, ...], theirs: tuple[Name, ...], room: int
) -> tuple[str, str]:
    """The two spellings that agree best, as they were written."""
    return (
        kept_names(ours, room)[int(found.our_name)].written,
        kept_names(theirs, room)[int(found.their_name)].written,
    )


def _births(feature: Feature, ours: Folded, theirs: Folded) -> tuple[str, str]:
    if feature in _BY_DAY:
        return _day(ours), _day(theirs)
    return str(ours.birth_year), str(theirs.birth_year)


def _day(folded: Folded) -> str:
    return folded.date_of_birth.strftime("%d-%m-%Y") if folded.date_of_birth else ""
