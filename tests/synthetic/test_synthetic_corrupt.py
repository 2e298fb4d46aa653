"""Slips change what they are named for and nothing else."""

from dataclasses import asdict
from datetime import date
from random import Random

import pytest

from synthetic.corrupt import KINDS, Kind, applies, corrupt, name_parts
from synthetic.people import Person, people

CHANGES: dict[Kind, set[str]] = {
    "cnic_substituted": {"cnic"},
    "cnic_swapped": {"cnic"},
    "cnic_missing": {"cnic"},
    "respelled": {"name", "relative_name"},
    "title_dropped": {"name", "name_ur"},
    "urdu_only": {"name", "relative_name"},
    "reordered": {"name", "name_ur"},
    "year_off_by_one": {"birth_year", "date_of_birth"},
    "district_missing": {"district"},
}


def somebody(**fields: object) -> Person:
    given: dict[str, object] = {
        "name": "Syed Abdul Rehman Khan",
        "name_ur": "سید عبدالرحمن خان",
        "relation": "S",
        "relative_name": "Muhammad Hussain",
        "relative_name_ur": "محمد حسین",
        "cnic": "3520212345671",
        "passport_no": "",
        "nationality": "PAK",
        "gender": "M",
        "birth_year": 1988,
        "date_of_birth": date(1988, 2, 29),
        "district": "Lahore",
        "phone": "03001234567",
        "address": "House No. 1, Street 2, Islampura, Lahore",
    }
    return Person(**(given | fields))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def crowd() -> list[Person]:
    return list(people(1_500, seed=21))


@pytest.mark.parametrize("kind", KINDS)
def test_a_slip_changes_only_its_own_fields(kind: Kind, crowd: list[Person]) -> None:
    rng = Random(1)
    changed = 0
    for person in crowd:
        before, after = asdict(person), asdict(corrupt(person, rng, kind))
        fields = {field for field in before if before[field] != after[field]}
        assert fields <= CHANGES[kind]
        assert bool(fields) == applies(person, kind)
        changed += bool(fields)
    assert changed > len(crowd) * (0.4 if kind == "title_dropped" else 0.8)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_dice_give_the_same_slip(kind: Kind) -> None:
    person = somebody()
    assert corrupt(person, Random(3), kind) == corrupt(person, Random(3), kind)


def test_a_substituted_cnic_differs_in_one_digit(crowd: list[Person]) -> None:
    rng = Random(2)
    for person in crowd:
        wrong = corrupt(person, rng, "cnic_substituted").cnic
        assert sum(a != b for a, b in zip(person.cnic, wrong, strict=True)) == bool(person.cnic)


def test_a_swapped_cnic_differs_in_two_neighbours(crowd: list[Person]) -> None:
    rng = Random(2)
    for person in crowd:
        wrong = corrupt(person, rng, "cnic_swapped").cnic
        places = [i for i, (a, b) in enumerate(zip(person.cnic, wrong, strict=True)) if a != b]
        assert not person.cnic or places[1] == places[0] + 1
        assert sorted(wrong) == sorted(person.cnic)


def test_a_respelled_name_is_always_different(crowd: list[Person]) -> None:
    rng = Random(2)
    assert all(corrupt(person, rng, "respelled").name != person.name for person in crowd)


def test_usual_spellings_occur() -> None:
    rng = Random(2)
    muhammad = somebody(name="Muhammad Hussain")
    seen = {corrupt(muhammad, rng, "respelled").name for _ in range(300)}
    assert {"Mohd Hussain", "Muhammad Husain", "Md Hussain"} <= seen
    seen = {corrupt(somebody(name="Naeem"), rng, "respelled").name for _ in range(300)}
    assert "Naim" in seen
    seen = {corrupt(somebody(name="Maqsood"), rng, "respelled").name for _ in range(300)}
    assert {"Maqsud", "Maksood"} <= seen


@pytest.mark.parametrize(
    ("name", "urdu", "left", "left_urdu"),
    [
        ("Syed Imran Ali", "سید عمران علی", "Imran Ali", "عمران علی"),
        ("Shazia Bibi", "شازیہ بی بی", "Shazia", "شازیہ"),
        ("Imran Khan", "عمران خان", "Imran", "عمران"),
        ("Muhammad Imran", "محمد عمران", "Imran", "عمران"),
        ("Abdul Malik", "عبدالمالک", "Abdul Malik", "عبدالمالک"),
        ("Imran", "عمران", "Imran", "عمران"),
    ],
)
def test_titles_are_dropped(name: str, urdu: str, left: str, left_urdu: str) -> None:
    without = corrupt(somebody(name=name, name_ur=urdu), Random(1), "title_dropped")
    assert (without.name, without.name_ur) == (left, left_urdu)


def test_urdu_only_leaves_no_roman_letters(crowd: list[Person]) -> None:
    for person in crowd:
        urdu = corrupt(person, Random(1), "urdu_only")
        assert urdu.name == person.name_ur
        assert not any(letter.isascii() and letter.isalpha() for letter in urdu.relative_name)


def test_both_scripts_are_reordered_alike() -> None:
    turned = corrupt(
        somebody(name="Abdul Rehman Khan", name_ur="عبدالرحمن خان"), Random(1), "reordered"
    )
    assert (turned.name, turned.name_ur) == ("Khan Abdul Rehman", "خان عبدالرحمن")


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Muhammad Saif Ullah Khan", ["Muhammad", "Saif Ullah", "Khan"]),
        ("Zia ul Haq Butt", ["Zia ul Haq", "Butt"]),
        ("Imran Allah Ditta", ["Imran", "Allah Ditta"]),
        ("Ghulam Abbas Shah", ["Ghulam Abbas", "Shah"]),
        ("سیف اللہ خان", ["سیف اللہ", "خان"]),
        ("عمران اللہ دتہ", ["عمران", "اللہ دتہ"]),
        ("محمد الیاس", ["محمد", "الیاس"]),
        ("نور الدین", ["نور الدین"]),
        ("شازیہ بی بی", ["شازیہ", "بی بی"]),
    ],
)
def test_compounds_stay_together(name: str, parts: list[str]) -> None:
    assert name_parts(name) == parts


def test_a_leap_day_survives_a_wrong_year() -> None:
    wrong = corrupt(somebody(), Random(1), "year_off_by_one")
    assert wrong.birth_year in {1987, 1989}
    assert wrong.date_of_birth == date(wrong.birth_year, 2, 28)


def test_a_foreigner_has_no_cnic_to_mistype() -> None:
    guest = somebody(cnic="", passport_no="AB1234567", nationality="CHN")
    for kind in ("cnic_substituted", "cnic_swapped", "cnic_missing"):
        assert not applies(guest, kind)
        assert corrupt(guest, Random(1), kind) == guest


def test_slips_add_up() -> None:
    person = somebody()
    rng = Random(1)
    for kind in KINDS:
        person = corrupt(person, rng, kind)
    assert (person.cnic, person.district) == ("", "")
