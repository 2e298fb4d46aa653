"""How well a matcher did on a screening set whose truth is known.

A result is, for each query in its order, the candidates found, best first. A query is answered by
its best candidate when the probability reaches the threshold, and the answer is right when that
candidate is the truth. All functions are one pass, or one sort, over the results.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from synthetic.screening import Query

ALERTING = frozenset({"probable", "confirmed", "cnic_in_use"})


class Candidate(NamedTuple):
    """Somebody on the list whom a query may be. A plain tuple of the same three does as well."""

    ref: str
    probability: float
    band: str


Results = Sequence[Sequence[tuple[str, float, str]]]


class Measures(NamedTuple):
    """What a threshold gives. Without an answer nothing is wrong: the precision is 1."""

    threshold: float
    precision: float
    recall: float
    f1: float
    answered: int
    right: int
    with_truth: int


def at_threshold(results: Results, queries: Sequence[Query], threshold: float) -> Measures:
    """Precision, recall over all queries with a truth, and their harmonic mean."""
    answered = right = 0
    for found, query in zip(results, queries, strict=True):
        if found and found[0][1] >= threshold:
            answered += 1
            right += _is_truth(found[0], query)
    return _measures(threshold, answered, right, _with_truth(queries))


def every_threshold(results: Results, queries: Sequence[Query]) -> Iterator[Measures]:
    """The measures at every probability of a best candidate, the highest first."""
    best = sorted(
        (
            (found[0][1], _is_truth(found[0], query))
            for found, query in zip(results, queries, strict=True)
            if found
        ),
        reverse=True,
    )
    with_truth = _with_truth(queries)
    answered = right = 0
    for threshold, equal in groupby(best, key=lambda answer: answer[0]):
        for _, is_right in equal:
            answered += 1
            right += is_right
        yield _measures(threshold, answered, right, with_truth)


def best_threshold(results: Results, queries: Sequence[Query]) -> float:
    """The threshold of the highest F1; of several the highest, and 1 if nothing was found."""
    best = max(every_threshold(results, queries), key=lambda given: given.f1, default=None)
    return 1.0 if best is None else best.threshold


def recall_at_precision(
    results: Results, queries: Sequence[Query], precision: float = 0.95
) -> float:
    """The best recall among the thresholds that keep this precision."""
    return max(
        (
            given.recall
            for given in every_threshold(results, queries)
            if given.precision >= precision
        ),
        default=0.0,
    )


def false_alerts_per_10_000(
    results: Results, queries: Sequence[Query], bands: Collection[str] = ALERTING
) -> dict[str, float]:
    """For each band, how many of 10,000 people who are on no list have a candidate in it.

    Queries with a truth are passed over. Somebody with candidates in two bands counts in both.
    """
    clean = 0
    alerts: Counter[str] = Counter()
    for found, query in zip(results, queries, strict=True):
        if not query.truth:
            clean += 1
            alerts.update({candidate[2] for candidate in found})
    return {band: 10_000 * alerts[band] / clean if clean else 0.0 for band in sorted(bands)}


def found_share(
    results: Results, queries: Sequence[Query], least_probability: float = 0.0
) -> float:
    """The share of people on the list who are among their candidates with this probability."""
    return _share_found(results, queries, None, least_probability)


def top_ten_share(results: Results, queries: Sequence[Query]) -> float:
    """The share of people on the list who are among their ten best candidates."""
    return _share_found(results, queries, 10, 0.0)


def of_kinds(
    results: Results, queries: Sequence[Query], kinds: Collection[str]
) -> tuple[Results, list[Query]]:
    """The results and queries of one of these kinds at least."""
    kept = [place for place, query in enumerate(queries) if not set(kinds).isdisjoint(query.kinds)]
    return [results[place] for place in kept], [queries[place] for place in kept]


def _share_found(
    results: Results, queries: Sequence[Query], places: int | None, least: float
) -> float:
    found_ones = sum(
        any(ref == query.truth and p >= least for ref, p, _ in found[:places])
        for found, query in zip(results, queries, strict=True)
        if query.truth
    )
    with_truth = _with_truth(queries)
    return found_ones / with_truth if with_truth else 0.0


def _is_truth(candidate: tuple[str, float, str], query: Query) -> bool:
    return bool(query.truth) and candidate[0] == query.truth


def _with_truth(queries: Sequence[Query]) -> int:
    return sum(bool(query.truth) for query in queries)


def _measures(threshold: float, answered: int, right: int, with_truth: int) -> Measures:
    precision = right / answered if answered else 1.0
    recall = right / with_truth if with_truth else 0.0
    both = answered + with_truth
    f1 = 2 * right / both if both else 0.0
    return Measures(threshold, precision, recall, f1, answered, right, with_truth)
