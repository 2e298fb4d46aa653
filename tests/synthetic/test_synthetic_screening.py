"""Screening sets: repeatable, with a truth that holds and strangers who are strangers."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from random import Random

import pytest

from synthetic.names import core_words
from synthetic.people import people
from synthetic.rare_names import RARE_SHARE, called_by, rare_words, rarer, tail
from synthetic.screening import NUMBER_SLIPS, ScreeningSet, mistyped_number, screening_set

LISTED, QUERIES = 4_000, 6_000

SORTS = {
    "stranger", "namesake", "namesake_other_father", "brother", "sister", "father", "son",
    "neighbour_number",
}  # fmt: skip
SLIPS = {
    "exact", *NUMBER_SLIPS, "cnic_missing", "passport_missing", "passport_mistyped", "respelled",
    "transliterated", "vowels_dropped", "letter_mistyped", "letter_lost", "letter_doubled",
    "reordered", "word_dropped", "initial", "muhammad_added", "muhammad_dropped",
    "muhammad_abbreviated", "title_added", "title_dropped", "caste_added", "caste_dropped", "glued",
    "split", "respaced", "urdu_letter", "arabic_forms", "urdu_only", "urdu_as_roman",
    "both_scripts", "relative_missing", "relative_respelled", "year_missing", "year_wrong",
    "birthday_missing", "district_missing", "district_other", "district_spelled",
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> ScreeningSet:
    return screening_set(LISTED, QUERIES, seed=11, stock="b")


def digest(made: ScreeningSet) -> str:
    return hashlib.sha256(repr(made).encode()).hexdigest()


def test_the_same_arguments_give_the_same_set_in_every_process() -> None:
    program = (
        "from synthetic.screening import screening_set; import hashlib;"
        "made = screening_set(300, 300, seed=4, stock='a');"
        "print(hashlib.sha256(repr(made).encode()).hexdigest())"
    )
    elsewhere = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONHASHSEED": "77"},
        capture_output=True,
        text=True,
        check=True,
    )
    here = digest(screening_set(300, 300, seed=4, stock="a"))
    assert elsewhere.stdout.strip() == here
    assert digest(screening_set(300, 300, seed=5, stock="a")) != here


def test_sizes_and_shares_are_as_asked_for(made: ScreeningSet) -> None:
    assert (len(made.listed), len(made.queries)) == (LISTED, QUERIES)
    assert sum(bool(query.truth) for query in made.queries) == 600
    hard = [q for q in made.queries if not q.truth and q.kinds[0] != "stranger"]
    assert len(hard) == round(5_400 * 0.17)
    assert len({query.id for query in made.queries}) == QUERIES


def test_the_list_has_the_gaps_of_a_real_one(made: ScreeningSet) -> None:
    def share(missing: str) -> float:
        return sum(not getattr(entry.person, missing) for entry in made.listed) / LISTED

    assert share("cnic") == pytest.approx(0.15, abs=0.03)
    assert share("name_ur") == pytest.approx(0.60, abs=0.03)
    assert share("birth_year") == pytest.approx(0.10, abs=0.02)
    assert share("district") == pytest.approx(0.12, abs=0.02)
    assert share("relative_name") == pytest.approx(0.05, abs=0.02)
    assert 0.35 < share("date_of_birth") < 0.50
    assert not share("name")


def test_true_queries_point_at_the_list(made: ScreeningSet) -> None:
    listed = {entry.ref: entry.person for entry in made.listed}
    assert len(listed) == LISTED
    true = [query for query in made.queries if query.truth]
    for query in true:
        assert query.person.gender == listed[query.truth].gender
        assert query.person.name or query.person.name_ur
    numbers = Counter(
        "missing" if "cnic_missing" in q.kinds else "slip" if set(q.kinds) & {*NUMBER_SLIPS} else ""
        for q in true
    )
    assert numbers["missing"] / len(true) == pytest.approx(0.42, abs=0.06)
    assert numbers["slip"] / len(true) == pytest.approx(0.42, abs=0.06)


def test_nobody_clean_has_a_number_of_the_list_or_is_somebody_on_it(made: ScreeningSet) -> None:
    numbers = {p for e in made.listed for p in (e.person.cnic, e.person.passport_no) if p}
    listed = {
        (p.name, p.relative_name, p.birth_year, p.district)
        for p in (entry.person for entry in made.listed)
        if p.birth_year and p.district and p.relative_name
    }
    for query in made.queries:
        if not query.truth:
            person = query.person
            assert not {person.cnic, person.passport_no} & numbers
            look = (person.name, person.relative_name, person.birth_year, person.district)
            assert look not in listed


def test_the_look_of_a_record_tells_nothing(made: ScreeningSet) -> None:
    """The habits that do not concern numbers are as frequent among the true as among the clean."""
    true = [q for q in made.queries if q.truth and q.kinds != ("exact",)]
    clean = [q for q in made.queries if not q.truth]
    for kind in ("urdu_only", "respelled", "year_missing", "district_missing", "relative_missing"):
        ones, others = (sum(kind in q.kinds for q in some) / len(some) for some in (true, clean))
        assert ones == pytest.approx(others, abs=0.06), kind


def test_every_kind_occurs() -> None:
    kinds = {
        kind
        for seed in (21, 22)
        for query in screening_set(1_500, 6_000, seed=seed, stock="both").queries
        for kind in query.kinds
    }
    assert not (SORTS | SLIPS) - kinds


def test_a_number_one_slip_away() -> None:
    rng = Random(1)
    for kind in NUMBER_SLIPS:
        for _ in range(50):
            found, number = mistyped_number("3520212345671", rng, (kind,))
            assert found == kind
            length = {"cnic_digit_lost": 12, "cnic_digit_added": 14}.get(kind, 13)
            assert len(number) == length
            assert number != "3520212345671"


def test_core_words_of_the_stocks_are_disjoint() -> None:
    of_a, of_b = (core_words(stock) | rare_words(stock) for stock in ("a", "b"))
    assert not of_a & of_b
    assert not rare_words("both") & core_words("both")
    assert rare_words("both") == rare_words("a") | rare_words("b")
    assert len(tail("a").men) > 2_000


def test_a_quarter_of_the_given_names_is_rare() -> None:
    dice = Random(2).random
    everyone = [rarer(person, "a", dice) for person in people(8_000, seed=3, stock="a")]
    here = [person for person in everyone if person.nationality == "PAK"]
    rare = rare_words("a")
    for names in ([p.name for p in here], [p.relative_name for p in here]):
        called = [called_by(name) for name in names]
        assert None not in called
        share = sum(name is not None and name.roman.lower() in rare for name in called)
        assert share / len(here) == pytest.approx(RARE_SHARE, abs=0.02)
    both_scripts = [p for p in here if (called := called_by(p.name)) and called.urdu in p.name_ur]
    assert len(both_scripts) == len(here)


def test_nobody_is_on_an_empty_list() -> None:
    with pytest.raises(ValueError, match="empty list"):
        screening_set(0, 10, seed=1, stock="a")
    assert not screening_set(0, 0, seed=1, stock="a").queries
    assert len(screening_set(3, 100, seed=1, stock="a").queries) == 100
