"""What holds for any text and any CNIC, tried on many of them."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Band, Identity, compare, fold, fold_urdu, fold_version, records, token
from tests.matching.cast import aslam, person, screened, shares_a_key

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40)
NAME_PARTS = (
    *("Muhammad", "Abdul", "abd", "ur", "ul", "ud", "Din", "Ghulam", "Allah", "Ullah", "Rehman"),
    *("Ali", "s/o", "@", "urf", "al", "-", "."),
    *("محمد", "عبد", "غلام", "اللہ", "الدین", "الرحمن", "ولد", "۱"),
)
NAME_TEXT = st.lists(st.sampled_from(NAME_PARTS), max_size=8).map(" ".join)
CNICS = st.from_regex(r"[0-9]{13}", fullmatch=True).filter(lambda digits: len(set(digits)) > 2)
settings.register_profile("matching", deadline=None, print_blob=True)
settings.load_profile("matching")
IDENTITIES = st.builds(
    Identity,
    name=st.one_of(ANY_TEXT, NAME_TEXT).map(lambda text: text or "Ali"),
    name_ur=st.one_of(ANY_TEXT, NAME_TEXT),
    relation=ANY_TEXT,
    relative_name=st.one_of(ANY_TEXT, NAME_TEXT),
    relative_name_ur=ANY_TEXT,
    cnic=st.one_of(ANY_TEXT, CNICS),
    passport_no=ANY_TEXT,
    nationality=ANY_TEXT,
    gender=ANY_TEXT,
    birth_year=st.none() | st.integers(),
    date_of_birth=st.none() | st.dates(min_value=date(1, 1, 1)),
    district=ANY_TEXT,
    phone=ANY_TEXT,
    aliases=st.lists(st.one_of(ANY_TEXT, NAME_TEXT), max_size=3).map(tuple),
)


@given(IDENTITIES)
def test_fold_never_raises_and_fills_the_record(identity: Identity) -> None:
    """Any text folds, into a record of the one size, whose words can be read back."""
    folded = fold(identity)
    (row,) = records([folded.record])
    assert row["fold"] == fold_version()
    for number in (*row["own"].tolist(), *row["relative"].tolist()):
        assert not number or token.letters(number) or token.is_urdu(number)
    assert len(folded.content_hash) == 32


@given(IDENTITIES, IDENTITIES)
def test_comparing_never_raises_and_stays_a_probability(one: Identity, other: Identity) -> None:
    """Any two people compare, both ways, and every sentence can be read."""
    for found in screened(fold(one), [(1, fold(other)), (2, fold(one))]):
        assert 0.0 <= found.comparison.probability <= 1.0
        for evidence in found.comparison.evidence:
            assert evidence.words("en")
            assert evidence.words("ur")


@given(ANY_TEXT)
def test_folding_urdu_twice_changes_nothing(text: str) -> None:
    """One turn settles every letter."""
    assert fold_urdu(fold_urdu(text)) == fold_urdu(text)


@given(CNICS, st.lists(st.tuples(st.integers(0, 13), st.sampled_from("- ./")), max_size=5))
def test_the_spelling_of_a_cnic_does_not_matter(digits: str, breaks: list[tuple[int, str]]) -> None:
    """Dashes, spaces and Urdu digits change neither hash nor keys."""
    spelled = list(digits.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")))
    for position, mark in breaks:
        spelled.insert(position, mark)
    plain, other = person(cnic=digits), person(cnic="".join(spelled))
    assert (plain.content_hash, plain.record) == (other.content_hash, other.record)


@given(CNICS, st.integers(0, 12), st.integers(1, 9))
def test_any_substituted_digit_is_found(digits: str, position: int, step: int) -> None:
    """It shares a key, and with the names agreeing it is probable."""
    changed = str((int(digits[position]) + step) % 10)
    assert_found(digits, digits[:position] + changed + digits[position + 1 :])


@given(CNICS, st.integers(0, 11))
def test_any_swapped_neighbours_are_found(digits: str, position: int) -> None:
    """It shares a key, and with the names agreeing it is probable or better."""
    swapped = digits[position + 1] + digits[position]
    assert_found(digits, digits[:position] + swapped + digits[position + 2 :])


def assert_found(digits: str, mistyped: str) -> None:
    original, other = person(cnic=digits), person(cnic=mistyped)
    assert shares_a_key(other, original)
    assert shares_a_key(original, other)
    comparison = compare(aslam(cnic=mistyped), aslam(cnic=digits))
    assert comparison is not None
    assert comparison.band == (Band.CONFIRMED if mistyped == digits else Band.PROBABLE)
    alone = compare(person(name="Ali", cnic=mistyped), person(name="Ali", cnic=digits))
    assert alone is not None
