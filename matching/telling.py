"""The evidence of one pair in the order and the words in which an officer reads it."""

from collections.abc import Callable, Iterator
from typing import Any

from matching import cnic
from matching.alignment import Agreement
from matching.evidence import Evidence
from matching.findings import SLIPS, Feature, Found
from matching.identity import Folded
from matching.marks import marks
from matching.normalise import Name
from matching.record import OWN_WORDS, RELATIVE_WORDS, kept_names
from matching.terms import Term
from matching.weights import WEIGHTS

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


def evidence(found: Found, row: int, asked: Folded, listed: Folded) -> tuple[Evidence, ...]:
    """Every line of the case of one pair."""
    values = {feature: float(array[row]) for feature, array in found.values.items()}
    name, relative = (
        Agreement(*(array[row] for array in agreement))
        for agreement in (found.name, found.relative)
    )
    made = []
    for term, ours, theirs, bits in _lines(values, name, relative, asked, listed):
        # Where it agrees, another spelling is no difference to look for.
        our_marks, their_marks = ((), ()) if term in _UNMARKED else marks(ours, theirs)
        made.append(Evidence(term, ours, theirs, bits, their_marks, our_marks))
    return tuple(made)


_UNMARKED = frozenset(
    {
        *(Term.NAME_AGREES, Term.FATHER_AGREES, Term.HUSBAND_AGREES, Term.RELATIVE_AGREES),
        *(Term.DISTRICT_SAME, Term.DISTRICT_OTHER, Term.GENDER_OTHER, Term.NATIONALITY_OTHER),
    }
)
_Line = tuple[Term, str, str, float]
_Read = dict[Feature, Callable[[Folded], str]]


def _lines(
    values: dict[Feature, float], name: Any, relative: Any, ours: Folded, theirs: Folded
) -> Iterator[_Line]:
    def weighed(*features: Feature) -> float:
        return sum(values[one] * WEIGHTS.features[one] for one in features)

    def plain(read: _Read) -> Iterator[_Line]:
        """What is found or not found is called alike as a feature and as a term."""
        for feature, side in read.items():
            if values[feature]:
                yield Term(feature.value), side(ours), side(theirs), weighed(feature)

    yield from plain(_NUMBERS)
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
    yield from plain(_PARTICULARS)


_NAME_FEATURES = tuple(one for one in Feature if one.startswith("name_"))
_RELATIVE_FEATURES = tuple(one for one in Feature if one.startswith("relative_"))


def _cnic(one: Folded) -> str:
    return cnic.written(one.cnic or one.cnic_part)


def _passport(one: Folded) -> str:
    return f"{one.nationality} {one.passport_no}".lstrip()


def _day(one: Folded) -> str:
    return one.date_of_birth.strftime("%d-%m-%Y") if one.date_of_birth else ""


def _year(one: Folded) -> str:
    return str(one.birth_year)


#: How each side of a line is read, in the order of the lines before the names, and behind them.
_NUMBERS: _Read = {
    **dict.fromkeys((Feature.CNIC_EQUAL, *SLIPS), _cnic),
    Feature.PASSPORT_EQUAL: _passport,
    Feature.PASSPORT_NUMBER_EQUAL: _passport,
    Feature.PASSPORT_OTHER: _passport,
}
_PARTICULARS: _Read = {
    Feature.BORN_SAME_DAY: _day,
    Feature.BORN_SAME_DAY_OTHER_YEAR: _day,
    Feature.BORN_SAME_YEAR: _year,
    Feature.BORN_SAME_YEAR_OTHER_DAY: _day,
    Feature.BORN_A_YEAR_APART: _year,
    Feature.BORN_FEW_YEARS_APART: _year,
    Feature.BORN_YEARS_APART: _year,
    Feature.BORN_FAR_APART: _year,
    Feature.DISTRICT_SAME: lambda one: one.district_written,
    Feature.DISTRICT_OTHER: lambda one: one.district_written,
    Feature.GENDER_OTHER: lambda one: one.gender,
    Feature.NATIONALITY_OTHER: lambda one: one.nationality,
    Feature.PHONE_SAME: lambda one: f"{one.phone[:4]}-{one.phone[4:]}",
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
