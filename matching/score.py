"""The case for each pair: bits added up, and the rules that hold whatever the weights say.

The weights order pairs; the rules are police practice. A lone name is no link, a mistyped CNIC
joins nobody whose names differ, and an equal CNIC is reported even where the name does not agree.
"""

import math
from typing import Any

import numpy as np

from matching.evidence import Band
from matching.findings import EQUAL, ONE_SLIP, SLIPS, Feature, Found, any_of
from matching.vocabulary import Array
from matching.weights import WEIGHTS

PROBABLE = 0.90
POSSIBLE = 0.50
_CERTAIN_BITS, _EVEN = 10.0, 0.01
_SHORTEST_LIST = 500
"""A list of one would make a match of everybody who is called like him: a short list is weighed as
if it were so long."""


def prior(people: int) -> float:
    """Bits of belief that one certain person of a list of so many is who was asked about."""
    return WEIGHTS.base + math.log2(WEIGHTS.hit_rate / max(people, _SHORTEST_LIST))


def bits(found: Found, people: int) -> Array:
    """Prior and evidence of each pair together."""
    total = np.full(len(found.pairs.ours), prior(people))
    for feature, values in found.values.items():
        if values.any():
            total += WEIGHTS.features[feature] * values
    # An equal document is reported whatever else differs.
    equal = any_of(found.values, EQUAL)
    # One slip and the name agreeing, be it in part, is for an officer to look at.
    apart = any_of(found.values, (Feature.GENDER_OTHER, Feature.BORN_FAR_APART))
    in_part = (found.name.same > 0) | (found.name.spelling > 0) | (found.name.near > 0)
    agrees = found.name.compared & ~found.name.contradicts & in_part
    a_slip = any_of(found.values, ONE_SLIP) & agrees & ~apart
    total = np.where(a_slip, np.maximum(total, _EVEN), total)
    # The order of adding up must not show: it depends on who is asked about whom.
    return np.round(np.where(equal, np.maximum(total, _CERTAIN_BITS), total), 3)


def may_be_one_person(found: Found) -> Array:
    """Whether there is a case at all, before any weight is looked at."""
    values = found.values
    name = found.name.compared & ~found.name.contradicts
    relative = found.relative.compared
    agrees = relative & ~found.relative.contradicts
    years = (
        Feature.BORN_SAME_DAY, Feature.BORN_SAME_DAY_OTHER_YEAR, Feature.BORN_SAME_YEAR,
        Feature.BORN_SAME_YEAR_OTHER_DAY, Feature.BORN_A_YEAR_APART,
    )  # fmt: skip
    year_and_district = any_of(values, years) & (values[Feature.DISTRICT_SAME] > 0)
    # A lone name is no link: at least one of the two names a father or a husband.
    alone = (year_and_district | (values[Feature.BORN_SAME_DAY] > 0)) & found.relative_given
    slip = any_of(values, (*SLIPS, Feature.PASSPORT_NUMBER_EQUAL))
    two_off = values[Feature.CNIC_TWO_DIGITS_OFF] > 0
    by_name = name & (relative | alone)
    # Beside one slip the father's name stands for a name that was left out, and with the day of
    # birth for one that was mangled: an officer should look, be it his twin.
    without_name = ~found.name.compared | (values[Feature.BORN_SAME_DAY] > 0)
    by_slip = slip & ((name & (~two_off | agrees)) | (without_name & agrees & ~two_off))
    return any_of(values, EQUAL) | by_slip | (by_name & ~slip)


def probability_of(total: Any) -> Any:
    """The logistic function in base 2: 0 bits are even odds, each further bit doubles them."""
    return 1.0 / (1.0 + np.exp2(np.minimum(-np.asarray(total), 1000.0)))


def band(probability: float, found: Found, row: int) -> Band | None:
    """The band in which a pair is reported, or None where belief is too small to report it."""
    if probability < POSSIBLE:
        return None
    values = found.values
    contradicted = values[Feature.NAME_CONTRADICTS][row] > 0
    if values[Feature.CNIC_EQUAL][row]:
        return Band.CNIC_IN_USE if contradicted else Band.CONFIRMED
    if values[Feature.PASSPORT_EQUAL][row]:
        return Band.PROBABLE if contradicted else Band.CONFIRMED
    if probability < PROBABLE:
        return Band.POSSIBLE
    # A mistyped number is never taken for certain, however well everything else agrees; a name
    # without the father's is never more than possible.
    by_number = any(values[one][row] for one in (*SLIPS, Feature.PASSPORT_NUMBER_EQUAL))
    return Band.PROBABLE if by_number or found.relative.compared[row] else Band.POSSIBLE
