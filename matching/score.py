"""The case for two folded people being one: bits added up, then held to the rules."""

import math
from collections.abc import Callable

from matching import findings, rules
from matching.evidence import Comparison, Evidence
from matching.identity import Folded
from matching.weights import WEIGHTS

_FIELDS: tuple[Callable[[Folded, Folded], Evidence | None], ...] = (
    findings.cnics,
    findings.passports,
    findings.names,
    findings.relatives,
    findings.births,
    findings.districts,
    findings.genders,
    findings.nationalities,
    findings.phones,
)


def compare(sighted: Folded, listed: Folded) -> Comparison | None:
    """Compare a person who was seen with one who is looked for; None where they are not one."""
    if findings.cnics_differ(sighted, listed):
        return None
    evidence = tuple(found for field in _FIELDS if (found := field(sighted, listed)))
    facts = rules.Facts(
        terms=frozenset(found.term for found in evidence),
        relatives_given=bool(sighted.relatives) + bool(listed.relatives),
    )
    return _weigh(evidence, facts) if rules.may_be_one_person(facts) else None


def _weigh(evidence: tuple[Evidence, ...], facts: rules.Facts) -> Comparison | None:
    bits = WEIGHTS.prior + sum(found.bits for found in evidence)
    probability = rules.hold(probability_of(bits), facts)
    band = rules.band(probability, facts)
    return Comparison(band, probability, round(bits, 2), evidence) if band else None


def probability_of(bits: float) -> float:
    """The logistic function in base 2: 0 bits are even odds, each further bit doubles them."""
    return 1.0 / (1.0 + math.exp2(min(-bits, 1000.0)))
