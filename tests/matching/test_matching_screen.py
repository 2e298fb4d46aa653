"""Screening one person against many: order, and belief shared among rivals."""

import pytest

from matching import Band
from tests.matching.cast import CNIC, NEIGHBOURS_SWAPPED, ONE_DIGIT_OFF, aslam, person, screened

MUHAMMAD_ALI = {"name": "Muhammad Ali", "relative_name": "Ahmed Ali", "birth_year": 1980}


def test_nobody_is_found_among_strangers() -> None:
    """No candidates and no likely candidates give nothing."""
    assert screened(aslam(), []) == []
    assert screened(aslam(), [(1, person(name="Ali", relative_name="Karam Din"))]) == []


def test_the_best_comes_first() -> None:
    """Equal CNIC, then a slip, then the names alone."""
    listed = [("names", aslam()), ("slip", aslam(cnic=ONE_DIGIT_OFF)), ("equal", aslam(cnic=CNIC))]
    assert [found.ref for found in screened(aslam(cnic=CNIC), listed)] == ["equal", "slip", "names"]


def test_one_candidate_has_no_rivals() -> None:
    """Name, father and year: probable while nobody else fits."""
    (found,) = screened(person(**MUHAMMAD_ALI), [(1, person(**MUHAMMAD_ALI))])
    assert found.comparison.band == Band.PROBABLE
    assert found.rivals == 0


@pytest.mark.parametrize("cnics", [[""] * 8, [f"35202-100000{n}-1" for n in range(8)]])
def test_eight_equal_candidates_share_the_belief(cnics: list[str]) -> None:
    """One of eight equal Muhammad Alis is no match by himself; all eight are told of as rivals."""
    listed = [(n, person(cnic=cnic, **MUHAMMAD_ALI)) for n, cnic in enumerate(cnics)]
    found = screened(person(**MUHAMMAD_ALI), listed)
    assert {one.comparison.band for one in found} == {None}
    assert [one.rivals for one in found] == [7] * 8
    assert sum(one.comparison.probability for one in found) <= 1


def test_rivals_too_many_are_dropped() -> None:
    """Among a hundred equal candidates none is worth reporting."""
    listed = [(n, person(**MUHAMMAD_ALI)) for n in range(100)]
    assert screened(person(**MUHAMMAD_ALI), listed) == []


def test_two_listings_of_one_cnic_are_no_rivals() -> None:
    """One man wanted in two cases is one man."""
    listed = [(case, aslam(cnic=CNIC)) for case in ("FIR 1", "FIR 2")]
    found = screened(aslam(cnic=ONE_DIGIT_OFF), listed)
    assert {one.comparison.band for one in found} == {Band.PROBABLE}
    assert {one.rivals for one in found} == {0}


def test_an_equal_cnic_is_not_shared() -> None:
    """Namesakes take nothing from an equal CNIC, and it takes nothing from them."""
    listed = [("equal", aslam(cnic=CNIC)), *((n, aslam()) for n in range(5))]
    best, *namesakes = screened(aslam(cnic=CNIC), listed)
    assert (best.ref, best.comparison.band, best.rivals) == ("equal", Band.CONFIRMED, 0)
    assert {one.rivals for one in namesakes} == {4}


def test_a_slip_takes_nothing_from_a_listing_without_cnic() -> None:
    """The listing without a CNIC may be another case of the same man."""
    fields = {"birth_year": 1962, "district": "Lahore"}
    listed = [("slip", aslam(cnic=CNIC, **fields)), ("no CNIC", aslam(**fields))]
    found = screened(aslam(cnic=ONE_DIGIT_OFF, **fields), listed)
    assert [(one.comparison.band, one.rivals) for one in found] == [(Band.PROBABLE, 0)] * 2


def test_two_cnics_within_a_slip_are_rivals() -> None:
    """The clerk meant one of them."""
    listed = [(1, aslam(cnic=ONE_DIGIT_OFF)), (2, aslam(cnic=NEIGHBOURS_SWAPPED))]
    found = screened(aslam(cnic=CNIC), listed)
    assert [one.rivals for one in found] == [1, 1]
    assert sum(one.comparison.probability for one in found) == pytest.approx(1, abs=0.01)
    assert {one.comparison.band for one in found} <= {Band.POSSIBLE, None}
