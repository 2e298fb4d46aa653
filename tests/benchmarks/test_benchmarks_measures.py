"""The measures of a matcher, on results counted by hand."""

from random import Random

import pytest

from benchmarks.parts.measures import (
    Candidate,
    at_threshold,
    best_threshold,
    every_threshold,
    false_alerts_per_10_000,
    found_share,
    of_kinds,
    recall_at_precision,
    top_ten_share,
)
from synthetic import people
from synthetic.screening import Query

SOMEBODY = next(people(1, seed=1))


def query(truth: str, *kinds: str) -> Query:
    return Query("Q", SOMEBODY, truth, kinds or ("stranger",))


QUERIES = [
    query("A", "exact"),
    query("B", "cnic_missing"),
    query("C", "cnic_swapped", "respelled"),
    query("D", "cnic_swapped"),
    query(""),
    query("", "namesake"),
]
RESULTS = [
    [Candidate("A", 0.99, "confirmed")],
    [Candidate("X", 0.90, "probable"), Candidate("B", 0.60, "possible")],
    [Candidate("C", 0.80, "possible")],
    [],
    [Candidate("Y", 0.30, "none")],
    [Candidate("A", 0.95, "probable"), Candidate("B", 0.95, "probable")],
]


@pytest.mark.parametrize(
    ("threshold", "precision", "recall", "f1"),
    [(0.99, 1, 1 / 4, 2 / 5), (0.8, 2 / 4, 2 / 4, 4 / 8), (0.3, 2 / 5, 2 / 4, 4 / 9), (1, 1, 0, 0)],
)
def test_precision_and_recall_at_a_threshold(
    threshold: float, precision: float, recall: float, f1: float
) -> None:
    given = at_threshold(RESULTS, QUERIES, threshold)
    assert (given.precision, given.recall, given.f1) == pytest.approx((precision, recall, f1))


def test_the_best_threshold_has_the_highest_f1() -> None:
    assert best_threshold(RESULTS, QUERIES) == 0.80
    assert best_threshold([[], []], QUERIES[:2]) == 1.0


def test_the_sweep_agrees_with_the_single_threshold() -> None:
    rng = Random(3)
    queries = [query(rng.choice("AB") if rng.random() < 0.4 else "") for _ in range(300)]
    results = [[(rng.choice("AB"), round(rng.random(), 2), "x")] for _ in queries]
    sweep = list(every_threshold(results, queries))
    assert sweep == [at_threshold(results, queries, given.threshold) for given in sweep]
    assert len(sweep) > 50


def test_recall_where_the_precision_holds() -> None:
    assert recall_at_precision(RESULTS, QUERIES, 0.95) == 1 / 4
    assert recall_at_precision(RESULTS, QUERIES, 0.5) == 2 / 4
    assert recall_at_precision([[("X", 0.9, "x")]], [query("A")], 0.95) == 0


def test_false_alerts_count_people_not_candidates() -> None:
    assert false_alerts_per_10_000(RESULTS, QUERIES) == {
        "cnic_in_use": 0,
        "confirmed": 0,
        "probable": 5_000,
    }
    assert false_alerts_per_10_000([], [], {"probable"}) == {"probable": 0}


def test_the_share_found_looks_behind_the_best() -> None:
    assert found_share(RESULTS, QUERIES) == 3 / 4
    assert found_share(RESULTS, QUERIES, 0.7) == 2 / 4
    assert found_share([], []) == 0


def test_the_tenth_counts_and_the_eleventh_does_not() -> None:
    crowd = [Candidate(str(place), 0.1, "none") for place in range(11)]
    assert top_ten_share([crowd, crowd], [query("9"), query("10")]) == 1 / 2


def test_results_of_one_kind() -> None:
    results, queries = of_kinds(RESULTS, QUERIES, {"cnic_swapped"})
    assert [q.truth for q in queries] == ["C", "D"]
    assert found_share(results, queries) == 1 / 2


def test_results_belong_to_their_queries() -> None:
    with pytest.raises(ValueError, match="zip"):
        at_threshold(RESULTS[:-1], QUERIES, 0.5)
