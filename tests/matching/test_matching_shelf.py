"""The index of a list: what is kept, what is found, and that every process finds the same."""

import json
import mmap
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caspp.invented import identity_of
from matching import Folded, Identity, Shelf, compare, fold, records, screen
from matching.keys import CAP, UNCAPPED, Kind, Maker, heard, to_keep
from synthetic import people
from tests.matching.cast import (
    ANOTHER_CNIC,
    ASLAM,
    CNIC,
    ONE_DIGIT_OFF,
    aslam,
    person,
    shares_a_key,
)
from tests.matching.test_matching_properties import IDENTITIES

CROWD = 4_000


@pytest.fixture(scope="module")
def crowd() -> list[Folded]:
    """A list with many namesakes."""
    return [fold(identity_of(one)) for one in people(CROWD, seed=3, stock="b")]


@pytest.fixture(scope="module")
def rows(crowd):
    return records([one.record for one in crowd])


@pytest.fixture(scope="module")
def shelf(rows) -> Shelf:
    return Shelf.of(rows, np.arange(len(rows)) + 100)


def told(asked, shelves) -> list[list[tuple]]:
    """What screening says, in comparable form."""
    return [
        [(one.id, one.band, round(one.probability, 9), one.rivals) for one in candidates]
        for candidates in screen(asked, shelves)
    ]


def test_everybody_is_found_by_what_he_is(rows, shelf) -> None:
    """Each one on the list is his own best candidate."""
    best = [candidates[0].id if candidates else None for candidates in screen(rows, [shelf])]
    assert best == list(range(100, 100 + CROWD))


def test_no_key_exceeds_its_cap(rows) -> None:
    """However many Muhammad Alis there are: those are kept under finer keys."""
    for cap in (CAP, 3, 1):
        shared = Counter(to_keep(rows, cap).key.tolist())
        names = Maker(
            rows, heard(rows, "own"), heard(rows, "relative"), to_look_up=False
        ).documents()
        uncapped = {key for kind, keys in names if kind in UNCAPPED for key in keys.key.tolist()}
        assert max(count for key, count in shared.items() if key not in uncapped) <= cap
    assert max(Counter(to_keep(rows, 1).key.tolist()).values()) == 1


def test_an_equal_cnic_is_found_among_any_number_of_namesakes(rows) -> None:
    """Two thousand men of one name and father, and as many with one number."""
    crowd = [aslam(cnic=CNIC)] * (2 * CAP) + [aslam()] * (2 * CAP)
    shelf = Shelf.of(records([one.record for one in crowd]), np.arange(len(crowd)))
    (found,) = screen(records([aslam(cnic=CNIC).record]), [shelf])
    assert sum(one.band == "confirmed" for one in found) == 2 * CAP


def test_a_list_in_files_is_the_same_list(rows, shelf, tmp_path: Path) -> None:
    """Saved, and read from the files as they are needed."""
    shelf.save(tmp_path)
    loaded = Shelf.load(tmp_path)
    assert isinstance(loaded.ids.base, np.memmap | mmap.mmap)
    assert told(rows[:300], [loaded]) == told(rows[:300], [shelf])
    assert loaded.size == shelf.size


def test_the_list_in_parts_is_the_same_list(rows) -> None:
    """An overlay is searched as if it lay in the great part; what is gone is found no more."""
    great = Shelf.of(rows[:-50], np.arange(CROWD - 50))
    over = Shelf.of(rows[-50:], np.arange(CROWD - 50, CROWD), great)
    asked = rows[-100:]
    best = [one[0].id for one in screen(asked, [great, over])]
    assert best == list(range(CROWD - 100, CROWD))
    over.gone[:] = True
    assert all(one.id < CROWD - 50 for found in screen(asked, [great, over]) for one in found)


def test_an_empty_list_finds_nobody(rows) -> None:
    """Before the first entry, and after the last was withdrawn."""
    empty = Shelf.of(rows[:0], np.zeros(0, "i8"))
    assert told(rows[:3], [empty]) == [[], [], []]
    assert told(rows[:0], [empty]) == []


def test_every_process_says_the_same(rows, shelf, tmp_path: Path) -> None:
    """Another process, with other hashes, reads the same files and says the same."""
    shelf.save(tmp_path)
    rows[:200].tofile(tmp_path / "asked")
    code = (
        "import json, sys, numpy as np; from pathlib import Path;"
        "from matching import PERSON, Shelf, screen;"
        "shelf = Shelf.load(Path(sys.argv[1]));"
        "asked = np.fromfile(Path(sys.argv[1]) / 'asked', PERSON);"
        "print(json.dumps([[(one.id, one.band, round(one.probability, 9), one.rivals)"
        " for one in found] for found in screen(asked, [shelf])]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "77", "PYTHONPATH": "."},
    )  # fmt: skip
    assert json.loads(done.stdout) == json.loads(json.dumps(told(rows[:200], [shelf])))


def test_the_size_of_a_set_does_not_matter(rows, shelf) -> None:
    """Asked about singly or all at once."""
    together = told(rows[:120], [shelf])
    singly = [told(rows[place : place + 1], [shelf])[0] for place in range(120)]
    assert singly == together


SPELLINGS = [
    ("Muhammad Aslam", "محمد اسلم"),
    ("Ghazanfar Abbas", "غضنفر عباس"),
    ("Abdul Rehman", "عبدالرحمٰن"),
    ("Rehmat Ullah", "رحمت اللہ"),
    ("Zaryab Gul", "زریاب گل"),
    ("Nusrat Bibi", "نصرت بی بی"),
    ("Chaudhry Zulfiqar", "چوہدری ذوالفقار"),
    ("Shahnawaz Bugti", "شاہنواز بگٹی"),
]


@pytest.mark.parametrize(("roman", "urdu"), SPELLINGS)
def test_roman_and_urdu_spellings_meet(roman: str, urdu: str) -> None:
    """The same name in either script shares a key, and agrees."""
    one = person(name=roman, relative_name="Karam Din", birth_year=1970, district="Lahore")
    other = person(name=urdu, relative_name="کرم دین", birth_year=1970, district="لاہور")
    assert shares_a_key(one, other)
    assert shares_a_key(other, one)
    found = compare(one, other)
    assert found is not None
    assert found.evidence[0].bits > 0


def bits(one: Folded, other: Folded) -> float | None:
    found = compare(one, other)
    return found.bits if found else None


@given(IDENTITIES, IDENTITIES)
def test_the_score_is_symmetric(one, other) -> None:
    """Whoever is asked about whom."""
    ours, theirs = fold(one), fold(other)
    assert bits(ours, theirs) == bits(theirs, ours)
    assert bits(ours, ours) == bits(ours, ours)


def test_names_that_agree_equally_well_are_the_same_for_both() -> None:
    """A title that is the same, and a part of a name that is near: worth as much, by chance."""
    born = date(2000, 2, 1)
    one = fold(Identity(name="A", name_ur="AA0ABD0آلرمن", date_of_birth=born))
    other = fold(Identity(name="رحمن", name_ur="A", relative_name="A", date_of_birth=born))
    assert bits(one, other) == bits(other, one)


AGREEING = [
    {"cnic": CNIC},
    {"birth_year": 1962},
    {"district": "Lahore"},
    {"phone": "03001234567"},
    {"passport_no": "AB1234567", "nationality": "PAK"},
    {"gender": "M"},
    {"name": "Muhammad Aslam Zaryab"},
    {"relative_name": "Ghulam Rasool Mehrban"},
]


@given(st.sets(st.integers(0, len(AGREEING) - 1)), st.integers(0, len(AGREEING) - 1))
def test_agreeing_evidence_never_lowers_the_score(already: set[int], further: int) -> None:
    """Whatever agrees already: one thing more that agrees is no less."""
    common = {"birth_year": 1970, "district": "Multan", **ASLAM}
    fields = dict(common)
    for number in sorted(already - {further}):
        fields |= AGREEING[number]
    less = bits(person(**fields), person(**fields))
    more = bits(person(**fields | AGREEING[further]), person(**fields | AGREEING[further]))
    assert less is not None
    assert more is not None
    assert more >= less


def test_a_man_with_another_number_is_not_even_weighed(rows) -> None:
    """The keys of names bring together only those of whom one has no CNIC."""
    shelf = Shelf.of(records([aslam(cnic=ANOTHER_CNIC).record]), np.zeros(1, "i8"))
    assert not len(shelf.pairs(records([aslam(cnic=CNIC).record])).ours)
    assert len(shelf.pairs(records([aslam().record])).ours)


def test_kinds_are_told_apart() -> None:
    """The same digits as another kind of key are another key."""
    assert len({kind.value for kind in Kind}) == len(Kind)
    assert not shares_a_key(person(phone="03001234567"), person(passport_no="03001234567"))
    assert shares_a_key(person(cnic=ONE_DIGIT_OFF), person(cnic=CNIC))
