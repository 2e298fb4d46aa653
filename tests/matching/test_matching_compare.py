"""The rules that hold whatever the weights: who is one person, and in which band."""

from datetime import date

import pytest

from matching import Band, Term, compare
from tests.matching.cast import (
    ANOTHER_CNIC,
    CNIC,
    NEIGHBOURS_SWAPPED,
    ONE_DIGIT_OFF,
    TWO_DIGITS_OFF,
    aslam,
    found,
    person,
    terms,
)

STRANGER = {"name": "Ghazanfar Abbas", "relative_name": "Karam Din"}
SLIPS = [ONE_DIGIT_OFF, NEIGHBOURS_SWAPPED]


def test_equal_cnic_and_name_is_confirmed() -> None:
    """The same number and the same name."""
    comparison = found(aslam(cnic=CNIC), person(cnic=CNIC, name="Mohd Aslam"))
    assert comparison.band == Band.CONFIRMED
    assert comparison.probability >= 0.99


def test_equal_cnic_without_names_is_confirmed() -> None:
    """Nothing contradicts."""
    assert found(aslam(cnic=CNIC), person(cnic=CNIC)).band == Band.CONFIRMED


def test_equal_cnic_with_another_name_is_cnic_in_use() -> None:
    """Someone uses this CNIC: still an alarm, but another one."""
    comparison = found(aslam(cnic=CNIC), person(cnic=CNIC, gender="F", **STRANGER))
    assert comparison.band == Band.CNIC_IN_USE
    assert comparison.probability >= 0.90


def test_equal_cnic_with_an_agreeing_alias_is_confirmed() -> None:
    """A man known by another name is not somebody else."""
    listed = person(name="Billa", aliases=("محمد اسلم",), cnic=CNIC)
    assert found(aslam(cnic=CNIC), listed).band == Band.CONFIRMED


def test_equal_passport_of_one_country_is_confirmed() -> None:
    """Number and country identify."""
    sighted = person(name="John Smith", passport_no="X 123456", nationality="GBR")
    listed = person(name="SMITH John", passport_no="x123456", nationality="gbr")
    assert found(sighted, listed).band == Band.CONFIRMED


def test_equal_passport_with_another_name_is_probable() -> None:
    """Reported, but not confirmed."""
    sighted = person(name="John Smith", passport_no="X123456", nationality="GBR")
    listed = person(name="Peter Jones", passport_no="X123456", nationality="GBR")
    assert found(sighted, listed).band == Band.PROBABLE


def test_one_passport_number_of_two_countries_is_nothing() -> None:
    """Two countries may issue one number."""
    sighted = person(name="John Smith", passport_no="X123456", nationality="GBR")
    assert compare(sighted, person(passport_no="X123456", nationality="USA")) is None


def test_a_passport_number_without_country_needs_the_name() -> None:
    """A number of an unknown country joins only people of one name."""
    sighted = person(name="John Smith", passport_no="X123456", nationality="GBR")
    assert found(sighted, person(name="Jon Smith", passport_no="X123456")).band == Band.PROBABLE
    assert compare(sighted, person(name="Peter Jones", passport_no="X123456")) is None


def test_two_different_cnics_are_two_people() -> None:
    """No exceptions: not for name, father, year, district, phone or passport."""
    same = {
        "birth_year": 1962, "district": "Lahore", "phone": "0300-1234567",
        "passport_no": "AB1234567", "nationality": "PAK",
    }  # fmt: skip
    assert compare(aslam(cnic=CNIC, **same), aslam(cnic=ANOTHER_CNIC, **same)) is None


def test_two_slips_need_both_names() -> None:
    """Each side was mistyped once: possible at most by name and father, never by the name alone."""
    fields = {"birth_year": 1962, "district": "Lahore"}
    found_so = found(aslam(cnic=CNIC, **fields), aslam(cnic=TWO_DIGITS_OFF, **fields))
    assert found_so.evidence[0].term == Term.CNIC_TWO_DIGITS_OFF
    assert found_so.band in (Band.POSSIBLE, Band.PROBABLE)
    alone = {"name": "Muhammad Aslam", **fields}
    assert compare(person(cnic=CNIC, **alone), person(cnic=TWO_DIGITS_OFF, **alone)) is None


@pytest.mark.parametrize("cnic", SLIPS)
def test_one_slip_with_name_and_relative_is_probable(cnic: str) -> None:
    """Both slips, with both names agreeing."""
    assert found(aslam(cnic=cnic), aslam(cnic=CNIC)).band == Band.PROBABLE


@pytest.mark.parametrize("cnic", SLIPS)
@pytest.mark.parametrize("name", ["Muhammad Aslam", "Ali", "Khan Muhammad", "غضنفر"])
def test_one_slip_with_the_name_is_possible_or_better(cnic: str, name: str) -> None:
    """However common the name, when the relative is not known."""
    comparison = found(person(name=name, cnic=cnic), person(name=name, cnic=CNIC))
    assert comparison.band in (Band.POSSIBLE, Band.PROBABLE)


@pytest.mark.parametrize("cnic", SLIPS)
def test_one_slip_with_another_name_is_nothing(cnic: str) -> None:
    """A neighbour's number."""
    listed = person(cnic=CNIC, name="Ghazanfar Abbas", relative_name="Ghulam Rasool")
    assert compare(aslam(cnic=cnic), listed) is None


def test_one_slip_without_any_name_is_nothing() -> None:
    """A slip needs a name to agree."""
    assert compare(aslam(cnic=ONE_DIGIT_OFF), person(cnic=CNIC)) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Majitdar", "Majit Dar"),
        ("Virkharis", "Haris Virk"),
        ("Abdljbbr", "Abdul Jabbar"),
        ("Sahibmand", "Sahib Mand"),
        ("Uthmun", "Usman"),
    ],
)
def test_beside_a_slip_a_mangled_name_is_a_name(written: str, meant: str) -> None:
    """Glued, out of order, without its vowels: an officer sees it, whoever is asked about whom."""
    one = person(name=written, relative_name="Karam Din", cnic=ONE_DIGIT_OFF)
    other = person(name=meant, relative_name="Karam Din", cnic=CNIC)
    assert found(one, other).band == found(other, one).band
    assert compare(person(name=written), person(name=meant)) is None


def test_beside_a_slip_father_and_birthday_stand_for_the_name() -> None:
    """Beyond reading; but who else has this father, this birthday and nearly this number?"""
    born = {"date_of_birth": date(1979, 5, 3), "cnic": ONE_DIGIT_OFF}
    comparison = found(person(name="Mhmmd Wsm Xq", relative_name="Ghulam Rasool", **born),
                       aslam(**born | {"cnic": CNIC}))  # fmt: skip
    assert comparison.band in (Band.POSSIBLE, Band.PROBABLE)
    assert compare(person(name="Mhmmd Wsm Xq", **born), aslam(**born | {"cnic": CNIC})) is None
    other_father = person(**STRANGER, **born)
    assert compare(other_father, aslam(**born | {"cnic": CNIC})) is None


def test_beside_a_slip_the_father_stands_for_a_name_left_out() -> None:
    """A desk that wrote only whose son he is."""
    fields = {"birth_year": 1979, "district": "Lahore"}
    nameless = person(relative_name="Ghulam Rasool", cnic=ONE_DIGIT_OFF, **fields)
    assert found(nameless, aslam(cnic=CNIC, **fields)).band is not None


def test_one_slip_with_one_slip_in_the_name_is_looked_at() -> None:
    """Whatever else is known or differs, short of another person."""
    listed = person(name="Inayat Janjua", cnic=CNIC, birth_year=1949, district="Lahore")
    assert found(person(name="Inayot Janjua", cnic=ONE_DIGIT_OFF), listed).probability >= 0.5


def test_a_slip_marks_the_digits_that_differ() -> None:
    """Positions in the dashed CNIC of the list."""
    one = found(aslam(cnic=ONE_DIGIT_OFF), aslam(cnic=CNIC)).evidence[0]
    two = found(aslam(cnic=NEIGHBOURS_SWAPPED), aslam(cnic=CNIC)).evidence[0]
    assert [one.theirs[mark] for mark in one.marks] == ["5"]
    assert one.marks == (6,)
    assert two.term == Term.CNIC_TWO_SWAPPED
    assert [two.theirs[mark] for mark in two.marks] == ["6", "1"]


@pytest.mark.parametrize("cnic", ["", CNIC])
def test_name_and_relative_without_cnic_are_at_least_possible(cnic: str) -> None:
    """No CNIC on one side or on both."""
    assert found(aslam(cnic=cnic), aslam()).band == Band.POSSIBLE


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"birth_year": 1962}, {"birth_year": 1962}),
        ({"birth_year": 1962}, {"date_of_birth": date(1962, 5, 1)}),
        ({"district": "Lahore"}, {"district": "لاہور"}),
        ({"district": "RWP"}, {"district": "District Rawalpindi"}),
        ({"district": "Nawabshah"}, {"district": "Shaheed Benazirabad"}),
    ],
)
def test_name_relative_and_year_or_district_are_probable(
    ours: dict[str, str], theirs: dict[str, str]
) -> None:
    """The district may be abbreviated, renamed or in Urdu."""
    assert found(aslam(**ours), aslam(**theirs)).band == Band.PROBABLE


def test_a_year_apart_says_nothing() -> None:
    """Years are often one off, and namesakes often a year apart: it is as if it were not known."""
    apart = found(aslam(birth_year=1962), aslam(birth_year=1963))
    assert (apart.band, apart.bits) == (Band.POSSIBLE, found(aslam(), aslam()).bits)


def test_never_above_probable_without_a_document() -> None:
    """Everything agrees but there is no CNIC and no passport."""
    everything = {
        "name": "Ghazanfar Zaryab Mehrban", "birth_year": 1962, "district": "Lahore",
        "date_of_birth": date(1962, 3, 4), "phone": "+92 300 1234567", "gender": "M",
    }  # fmt: skip
    assert found(aslam(**everything), aslam(**everything)).band == Band.PROBABLE


@pytest.mark.parametrize("fields", [{}, {"birth_year": 1962, "district": "Lahore"}])
def test_gender_contradicting_pulls_down_hard(fields: dict[str, str]) -> None:
    """A man and a woman of one name with one father are not reported as one."""
    assert compare(aslam(gender="M", **fields), aslam(gender="F", **fields)) is None


def test_gender_contradicting_does_not_hide_an_equal_cnic() -> None:
    """The number agrees and the name agrees: the gender is a clerk's slip."""
    comparison = found(aslam(cnic=CNIC, gender="M"), aslam(cnic=CNIC, gender="F"))
    assert comparison.band == Band.CONFIRMED
    assert Term.GENDER_OTHER in terms(comparison)


def test_a_lone_name_is_no_link() -> None:
    """However rare, and also with year and district."""
    lone = {"name": "Ghazanfar Zaryab Mehrban", "birth_year": 1962, "district": "Lahore"}
    assert compare(person(**lone), person(**lone)) is None


def test_a_lone_name_against_a_full_record_is_no_link() -> None:
    """Year and district have to agree where one side names no relative."""
    assert compare(person(name="Muhammad Aslam"), aslam()) is None
    assert compare(person(name="Muhammad Aslam", birth_year=1962), aslam(birth_year=1962)) is None


def test_without_one_relative_never_more_than_possible() -> None:
    """Name, year and district agree; the father is missing on one side."""
    rare = {"name": "Ghazanfar Zaryab Mehrban", "birth_year": 1962, "district": "Lahore"}
    assert found(person(**rare), person(relative_name="Karam Din", **rare)).band == Band.POSSIBLE


def test_another_father_is_another_person() -> None:
    """Namesakes of different fathers, without a CNIC, even of one year and district."""
    fields = {"birth_year": 1962, "district": "Lahore"}
    assert compare(aslam(**fields), aslam(**fields | {"relative_name": "Karam Din"})) is None


def test_a_brother_is_another_person() -> None:
    """One father is not enough."""
    assert compare(aslam(district="Lahore"), aslam(name="Akram", district="Lahore")) is None


def test_born_a_generation_apart_is_another_person() -> None:
    """The same names again, thirty years later."""
    assert compare(aslam(birth_year=1962), aslam(birth_year=1992)) is None


def test_a_wife_may_be_listed_by_her_father() -> None:
    """Husband and father do not contradict each other, nor do they link."""
    wife = {"name": "Nasreen Bibi", "relation": "W", "relative_name": "Karam Din"}
    daughter = {"name": "Nasreen", "relation": "D", "relative_name": "Ghulam Rasool"}
    comparison = found(person(cnic=ONE_DIGIT_OFF, **wife), person(cnic=CNIC, **daughter))
    assert comparison.band in (Band.POSSIBLE, Band.PROBABLE)
    assert compare(person(**wife), person(**daughter)) is None


def test_the_first_of_january_stands_for_the_year() -> None:
    """It is what is entered where only the year is known."""
    new_year = aslam(date_of_birth=date(1962, 1, 1))
    assert Term.BORN_SAME_YEAR in terms(found(new_year, new_year))


def test_the_scripts_meet_in_comparison() -> None:
    """A Roman guest and an Urdu listing agree by name and father."""
    listed = person(name_ur="محمد اسلم", relative_name_ur="غلام رسول", district="لاہور")
    comparison = found(aslam(district="Lahore"), listed)
    assert {Term.NAME_AGREES, Term.RELATIVE_AGREES, Term.DISTRICT_SAME} == terms(comparison)


@pytest.mark.parametrize(
    ("ours", "theirs", "term"),
    [
        ("Hasan Raza", "Hussain Raza", Term.NAME_CONTRADICTS),
        ("Abdul Rehman", "Abdul Rahim", Term.NAME_CONTRADICTS),
        ("Ali Raza", "Ali Hassan", Term.NAME_CONTRADICTS),
        ("Muhammad Aslam", "Muhammad Akram", Term.NAME_CONTRADICTS),
        ("Aslam Pervez", "Muhammad Aslam", Term.NAME_SIMILAR),
        ("Abdul Rehman", "Rehman", Term.NAME_SIMILAR),
        ("Zaryab Gul", "Zaryad Gul", Term.NAME_SIMILAR),
        ("Zaryab Gul", "زریاب گل", Term.NAME_AGREES),
        ("Muhammad Khan", "Muhammad Aslam Khan", Term.NAME_SIMILAR),
    ],
)
def test_names_agree_in_part_or_contradict(ours: str, theirs: str, term: Term) -> None:
    """Seen behind an equal CNIC, where a name is always compared."""
    assert term in terms(found(person(name=ours, cnic=CNIC), person(name=theirs, cnic=CNIC)))
