"""Learns the weights from pairs whose truth is known.

The model is the very one that screens: of those a person may be, or nobody, each is believed in
proportion to 2 to the power of its bits. The weights are those under which the truth is least
surprising (conditional logistic regression, by Newton's method), held to the side of zero on
which their meaning lies: what agrees never speaks against.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matching import score
from matching.findings import EQUAL, FEATURES, Feature, find
from matching.record import Records
from matching.screening import Basis, bases
from matching.shelf import Shelf
from matching.vocabulary import Array

_AT_ONCE = 4_096
_STEPS = 60
_LN2 = float(np.log(2.0))
_LEAST_GAIN = 1e-7
_PULL = 0.02
"""How strongly a weight is held near its present value where the pairs say little of it."""

AGAINST = frozenset(
    {
        *(Feature.NAME_EXTRA, Feature.NAME_CLASHING, Feature.NAME_CONTRADICTS),
        *(Feature.RELATIVE_EXTRA, Feature.RELATIVE_CLASHING, Feature.RELATIVE_CONTRADICTS),
        *(Feature.SLIP_AND_OTHER_NAME, Feature.PASSPORT_OTHER, Feature.BORN_SAME_YEAR_OTHER_DAY),
        *(Feature.BORN_FEW_YEARS_APART, Feature.BORN_YEARS_APART, Feature.BORN_FAR_APART),
        *(Feature.DISTRICT_OTHER, Feature.GENDER_OTHER, Feature.NATIONALITY_OTHER),
    }
)

#: Features of which each is a better agreement than the next.
IN_ORDER = (
    (Feature.NAME_SAME, Feature.NAME_SPELLING, Feature.NAME_NEAR, Feature.NAME_RESEMBLES),
    (Feature.RELATIVE_SAME, Feature.RELATIVE_SPELLING, Feature.RELATIVE_NEAR,
     Feature.RELATIVE_RESEMBLES),
    (Feature.BORN_SAME_DAY, Feature.BORN_SAME_YEAR, Feature.BORN_A_YEAR_APART,
     Feature.BORN_FEW_YEARS_APART, Feature.BORN_YEARS_APART),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lesson:
    """Pairs with their features; those of one group rival each other for one person."""

    values: Array
    group: Array
    truth: Array
    offset: Array
    """Bits of belief from the hit rate and the length of the list."""


@dataclass(frozen=True, slots=True)
class Learned:
    """The weights, and how well they tell the truth."""

    base: float
    features: dict[str, float]
    pairs: int
    true_pairs: int
    groups: int
    surprise_before: float
    surprise_after: float
    """Mean bits of surprise at the truth, a group."""


def lesson(
    asked: Records,
    truth: Array,
    shelf: Shelf,
    *,
    hit_rate: float,
    step: Callable[[int], None] = lambda people: None,
) -> Lesson:
    """The pairs of these people with the list; ``truth`` is the true place on it, or -1.

    An equal document needs no weight, since it is reported by rule: such pairs are left out.
    """
    parts = list(_parts(asked, truth, shelf, step))
    values = np.concatenate([part[0] for part in parts])
    offset = float(np.log2(hit_rate / max(len(shelf), 1)))
    return Lesson(
        values=values,
        group=np.unique(np.concatenate([part[1] for part in parts]), return_inverse=True)[1],
        truth=np.concatenate([part[2] for part in parts]),
        offset=np.full(len(values), offset),
    )


def _parts(
    asked: Records, truth: Array, shelf: Shelf, step: Callable[[int], None]
) -> Iterator[tuple[Array, Array, Array]]:
    for begin in range(0, len(asked), _AT_ONCE):
        batch = asked[begin : begin + _AT_ONCE]
        found = find(batch, shelf)
        equal = np.zeros(len(found.pairs.ours), bool)
        for feature in EQUAL:
            equal |= found.values[feature] > 0
        found = found.at(np.flatnonzero(score.may_be_one_person(found) & ~equal))
        by_slip = bases(found) == Basis.SLIP
        person = found.pairs.ours + begin
        values = np.stack([found.values[one].astype("<f4") for one in FEATURES], axis=1)
        yield values, person * 2 + by_slip, found.pairs.theirs == truth[person]
        step(len(batch))


class _Groups:
    """The pairs of a lesson, group by group, with a first column of ones for the base."""

    def __init__(self, pairs: Lesson) -> None:
        order = np.argsort(pairs.group, kind="stable")
        self.values = np.c_[np.ones(len(order)), pairs.values[order].astype(float)]
        self.truth, self.offset = pairs.truth[order], pairs.offset[order]
        group = pairs.group[order]
        self.begins = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
        self.groups = np.repeat(
            np.arange(len(self.begins)), np.diff(np.r_[self.begins, len(group)])
        )

    def belief(self, weights: Array) -> Array:
        """How far each pair is believed under these weights."""
        return _belief(self.values @ weights + self.offset, self.begins, self.groups)

    def surprise(self, belief: Array) -> float:
        """How surprising the truth is to whoever believes so, in natural units."""
        told = _of_truth(belief, self.truth, self.begins, self.groups)
        return float(-np.log(np.maximum(told, 1e-300)).sum())


def surprise(pairs: Lesson, features: dict[str, float], base: float) -> float:
    """Mean bits of surprise at the truth under these weights, a group."""
    groups = _Groups(pairs)
    weights = np.array([base, *(features[one] for one in FEATURES)])
    return groups.surprise(groups.belief(weights)) / len(groups.begins) / _LN2


def learn(pairs: Lesson, start: dict[str, float], base: float) -> Learned:
    """The weights that make the truth least surprising, beginning from those given."""
    groups = _Groups(pairs)
    signs = np.array([0.0, *(-1.0 if one in AGAINST else 1.0 for one in FEATURES)])
    begin = np.array([base, *(start[one] for one in FEATURES)])
    weights = begin.copy()

    def surprised(candidate: Array) -> tuple[float, Array]:
        belief = groups.belief(candidate)
        pull = _PULL * float(((candidate - begin)[1:] ** 2).sum())
        return groups.surprise(belief) + pull, belief

    before, belief = surprised(weights)
    least = before
    for _ in range(_STEPS):
        direction = _newton(groups, belief, weights, begin, signs)
        size = 1.0
        while size > 1e-4:
            tried = weights + size * direction
            tried = np.where(signs * tried < 0, 0.0, tried)
            now, its_belief = surprised(tried)
            if now < least:
                break
            size /= 2
        if size <= 1e-4 or least - now < _LEAST_GAIN * least:
            break
        weights, least, belief = tried, now, its_belief
    weights[1:] = _in_order(weights[1:])
    return Learned(
        base=round(float(weights[0]), 3),
        features={
            str(one.value): round(float(w), 3) for one, w in zip(FEATURES, weights[1:], strict=True)
        },
        pairs=len(groups.truth),
        true_pairs=int(groups.truth.sum()),
        groups=len(groups.begins),
        surprise_before=before / len(groups.begins) / _LN2,
        surprise_after=least / len(groups.begins) / _LN2,
    )


def _in_order(weights: Array) -> Array:
    """A lesser agreement is worth no more than a better one, whatever chance made of them."""
    ordered = weights.copy()
    places = {feature: place for place, feature in enumerate(FEATURES)}
    for grades in IN_ORDER:
        for better, lesser in pairwise(grades):
            ordered[places[lesser]] = min(ordered[places[better]], ordered[places[lesser]])
    return ordered


def _belief(bits: Array, begins: Array, groups: Array) -> Array:
    odds = np.exp2(np.clip(bits, -300.0, 300.0))
    return odds / (1.0 + np.add.reduceat(odds, begins)[groups])


def _of_truth(belief: Array, truth: Array, begins: Array, groups: Array) -> Array:
    """For each group the belief in what is true: one of the pairs, or nobody."""
    nobody = 1.0 - np.add.reduceat(belief, begins)
    told = np.maximum(nobody, 1e-12)
    told[groups[truth]] = belief[truth]
    return told


def _newton(of: _Groups, belief: Array, weights: Array, begin: Array, signs: Array) -> Array:
    """The step to where the surprise would be least, were it a parabola."""
    pull = np.full(len(weights), 2 * _PULL / _LN2)
    pull[0] = 1e-9
    slope = of.values.T @ (of.truth - belief) - pull * (weights - begin)
    weighed = of.values * belief[:, None]
    mean = np.add.reduceat(weighed, of.begins, axis=0)
    curve = (weighed.T @ of.values - mean.T @ mean) * _LN2 + np.diag(pull)
    free = ~((weights == 0) & (signs * slope < 0) & (signs != 0))
    step = np.zeros(len(weights))
    step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
    return step


def report(
    learned: Learned,
    before: dict[str, float],
    *,
    made_from: str,
    listed: int,
    asked: int,
    held_back: float,
) -> str:
    """The training in words and figures, to lie beside the weights."""
    lines = [
        "# How the weights were learned",
        "",
        f"From {made_from}: {asked:,} people asked about, {listed:,} on the list. Every fifth was",
        "held back. Made by `manage.py train_matching`; read it before the weights are committed.",
        "",
        "| | |",
        "|---|---|",
        f"| pairs learned from | {learned.pairs:,} |",
        f"| of these true | {learned.true_pairs:,} |",
        f"| groups of rivals | {learned.groups:,} |",
        f"| bits of surprise at the truth, a group, before | {learned.surprise_before:.4f} |",
        f"| after | {learned.surprise_after:.4f} |",
        f"| after, of those held back | {held_back:.4f} |",
        f"| base | {learned.base} |",
        "",
        "Weights are bits: for the names a bit of the words' rarity, for extra and clashing words",
        "each, for the rest the whole.",
        "",
        "The hit rate (so many check-ins are somebody on the list) is no weight that is learned:",
        "it follows what the department sees.",
        "",
        "| feature | before | now |",
        "|---|---|---|",
    ]
    lines += [
        f"| {feature} | {before.get(feature, 0.0)} | {weight} |"
        for feature, weight in learned.features.items()
    ]
    return "\n".join(lines) + "\n"
