"""What holds whatever the weights say: which pairs are no pair, and how far belief may go.

The weights order pairs; these rules are police practice. A lone name is no link, two different
CNICs are two people, and a CNIC that agrees is reported even where the name does not.
"""

from collections.abc import Callable
from dataclasses import dataclass

from matching.evidence import Band
from matching.terms import Term

PROBABLE = 0.90
POSSIBLE = 0.50
_CERTAIN = 0.99
_BELOW_PROBABLE = 0.89


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found, as the rules ask for it."""

    terms: frozenset[Term]
    relatives_given: int
    """On how many of the two sides a father or husband is named."""

    def any(self, terms: frozenset[Term]) -> bool:
        """One of `terms` was found."""
        return not self.terms.isdisjoint(terms)

    @property
    def namesakes(self) -> bool:
        """Name and relative agree, and nothing says that they are two people of that name."""
        return (
            Term.NAME_AGREES in self.terms
            and self.any(_RELATIVE_AGREES)
            and not self.any(_ANOTHER_PERSON)
        )


_SLIP = frozenset((Term.CNIC_ONE_DIGIT_OFF, Term.CNIC_TWO_SWAPPED))
_DOCUMENT_EQUAL = frozenset((Term.CNIC_EQUAL, Term.PASSPORT_EQUAL))
_DOCUMENT = _DOCUMENT_EQUAL | _SLIP | {Term.PASSPORT_NUMBER_EQUAL}
_NAME_COUNTS = frozenset((Term.NAME_AGREES, Term.NAME_SIMILAR))
_RELATIVE_AGREES = frozenset((Term.FATHER_AGREES, Term.HUSBAND_AGREES, Term.RELATIVE_AGREES))
_RELATIVE_SIMILAR = frozenset((Term.FATHER_SIMILAR, Term.HUSBAND_SIMILAR, Term.RELATIVE_SIMILAR))
_RELATIVE_CONTRADICTS = frozenset(
    (Term.FATHER_CONTRADICTS, Term.HUSBAND_CONTRADICTS, Term.RELATIVE_CONTRADICTS)
)
_RELATIVE_COMPARED = _RELATIVE_AGREES | _RELATIVE_SIMILAR | _RELATIVE_CONTRADICTS
_ANOTHER_PERSON = frozenset((Term.GENDER_OTHER, Term.BORN_FAR_APART))
_YEAR_AGREES = frozenset((Term.BORN_SAME_DAY, Term.BORN_SAME_YEAR, Term.BORN_A_YEAR_APART))
_YEAR_CONTRADICTS = frozenset((Term.BORN_YEARS_APART, Term.BORN_FAR_APART))


def may_be_one_person(facts: Facts) -> bool:
    """Whether there is a case at all, before any weight is looked at."""
    if facts.any(_DOCUMENT_EQUAL):
        return True
    if not facts.any(_NAME_COUNTS):
        return False  # neither a slip nor a bare passport number joins people of other names
    if facts.any(_DOCUMENT):
        return True
    if facts.any(_RELATIVE_COMPARED):
        return not facts.any(_RELATIVE_CONTRADICTS)
    return facts.relatives_given > 0 and _year_and_district_agree(facts)


def _year_and_district_agree(facts: Facts) -> bool:
    return Term.DISTRICT_SAME in facts.terms and facts.any(_YEAR_AGREES)


def _year_or_district_agrees(facts: Facts) -> bool:
    if facts.any(_YEAR_AGREES):
        return True
    return Term.DISTRICT_SAME in facts.terms and not facts.any(_YEAR_CONTRADICTS)


@dataclass(frozen=True, slots=True)
class Rule:
    """Holds the probability of the pairs it applies to within `floor` and `ceiling`."""

    sentence: str
    applies: Callable[[Facts], bool]
    floor: float = 0.0
    ceiling: float = 1.0


RULES = (
    Rule(
        "An equal CNIC is never less than probable, whatever the name.",
        lambda facts: Term.CNIC_EQUAL in facts.terms,
        floor=PROBABLE,
    ),
    Rule(
        "An equal passport of one country is never less than probable, whatever the name.",
        lambda facts: Term.PASSPORT_EQUAL in facts.terms,
        floor=PROBABLE,
    ),
    Rule(
        "An equal CNIC or passport whose name is not contradicted is certain.",
        lambda facts: facts.any(_DOCUMENT_EQUAL) and Term.NAME_CONTRADICTS not in facts.terms,
        floor=_CERTAIN,
    ),
    Rule(
        "A CNIC one slip away with name and relative agreeing is at least probable.",
        lambda facts: facts.any(_SLIP) and facts.namesakes,
        floor=PROBABLE,
    ),
    Rule(
        "A CNIC one slip away with the name agreeing, relative unknown, is at least possible.",
        lambda facts: (
            facts.any(_SLIP)
            and Term.NAME_AGREES in facts.terms
            and not facts.any(_RELATIVE_COMPARED | _ANOTHER_PERSON)
        ),
        floor=POSSIBLE,
    ),
    Rule(
        "Name and relative agreeing are at least possible.",
        lambda facts: facts.namesakes,
        floor=POSSIBLE,
    ),
    Rule(
        "Name and relative agreeing, with year of birth or district, are at least probable.",
        lambda facts: facts.namesakes and _year_or_district_agrees(facts),
        floor=PROBABLE,
    ),
    Rule(
        "Without a document and without a relative to compare, no more than possible.",
        lambda facts: not facts.any(_DOCUMENT) and not facts.any(_RELATIVE_COMPARED),
        ceiling=_BELOW_PROBABLE,
    ),
)


def hold(probability: float, facts: Facts) -> float:
    """The probability within the bounds of every rule that applies."""
    applying = [rule for rule in RULES if rule.applies(facts)]
    floor = max((rule.floor for rule in applying), default=0.0)
    ceiling = min((rule.ceiling for rule in applying), default=1.0)
    return min(max(probability, floor), ceiling)


def band(probability: float, facts: Facts) -> Band | None:
    """The band a pair is reported in, or None where belief is too small to report it."""
    contradicted = Term.NAME_CONTRADICTS in facts.terms
    if Term.CNIC_EQUAL in facts.terms:
        return Band.CNIC_IN_USE if contradicted else Band.CONFIRMED
    if Term.PASSPORT_EQUAL in facts.terms and not contradicted:
        return Band.CONFIRMED
    if probability >= PROBABLE:
        return Band.PROBABLE
    return Band.POSSIBLE if probability >= POSSIBLE else None
