"""Which spellings are one name, and which are not."""

from collections import defaultdict

import pytest

from matching import spellings
from matching.normalise import Name, normalise


def name(text: str) -> Name:
    folded = normalise(text)
    assert folded is not None
    return folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muhammad Aslam", "Mohd. Aslam"),
        ("Muhammad Aslam", "M.ASLAM"),
        ("Muhammad Aslam", "Aslam Muhammad"),
        ("Syed Aslam Shah", "Aslam"),
        ("Ch. Tariq", "Chaudhry Tarek"),
        ("Abdul Rehman", "Abd ur Rahman"),
        ("Abdul Rehman", "Abdur-Rahman"),
        ("Abdul Rehman", "Abdulrehman"),
        ("Abdul Rehman", "ABDURREHMAN"),
        ("Abdul Rehman", "Abd-ul-Rahman"),
        ("Abdul Rehman", "عبدالرحمٰن"),
        ("Abdul Rehman", "عبد الرحمن"),
        ("Abdus Salam", "Abdussalam"),
        ("Abdullah", "Abd Ullah"),
        ("Abdullah", "عبد اللہ"),
        ("Rehmat Ullah", "Rahmatullah"),
        ("Rehmat Ullah", "رحمت اللہ"),
        ("Rehmat Ullah", "رحمت‌اللہ"),
        ("Noor ud Din", "Nooruddin"),
        ("Noor ud Din", "Nur-ud-Deen"),
        ("Noor ud Din", "نور الدین"),
        ("Noor ud Din", "نورالدین"),
        ("Ghulam Rasool", "Ghulamrasul"),
        ("Ghulam Rasool", "غلام رسول"),
        ("Ghulam Mohi ud Din", "غلام محی الدین"),
        ("Habib ur Rehman", "Habibur Rahman"),
        ("Habib ur Rehman", "حبیب الرحمن"),
        ("Zia ul Haq", "ضیاء الحق"),
        ("Allah Ditta", "اللہ دتہ"),
        ("Haji Allah Bakhsh", "Allah Bux"),
        ("Usman", "Othman"),
        ("Yousaf", "یوسف"),
        ("Fatima Bibi", "Mst. Fatimah"),
        ("Qasim", "Kasim"),
        ("Saleem", "Salim"),
        ("Sana'a", "Sanaa"),
        ("José Núñez", "Jose Nunez"),
        ("Khan Muhammad", "Muhammad Khan"),
    ],
)
def test_spellings_of_one_name_share_a_skeleton(one: str, other: str) -> None:
    """Spelling, spacing, order, titles and script do not make another name."""
    assert name(one).skeletons == name(other).skeletons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdul Rehman", "Abdul Rahim"),
        ("Abdul Rehman", "Rehman"),
        ("Hasan", "Hussain"),
        ("حسن", "Hussain"),
        ("Ghulam Rasool", "Rasool"),
        ("Rehmat Ullah", "Rehmat"),
        ("Noor ud Din", "Noor"),
        ("Ilyas", "Yas"),
        ("Mansoor Rehman", "Mans Rehman"),
        ("Muhammad", "Mehmood"),
        ("Ehsan", "Ahsan"),
        ("احسان", "احسن"),
        ("اکرم", "اکرام"),
        ("Sayyid", "Said"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    """Names that only sound or look alike keep different fine keys."""
    assert name(one).fine != name(other).fine


def test_weak_words_are_marked_and_kept() -> None:
    """The Muhammad class, titles, castes and female markers are weak, never deleted."""
    folded = name("Mst. Syeda Muhammad Zainab Bibi Awan")
    assert [word.weak for word in folded.words] == [True, True, True, False, True, True]
    assert [word.known for word in folded.core] == ["zainab"]


def test_a_name_of_weak_words_only_is_compared_by_them() -> None:
    """Malik Muhammad Khan has no other name than these three."""
    assert len(name("Malik Muhammad Khan").core) == 3


@pytest.mark.parametrize("text", ["", "  ", "۱۲۳", "--", "😀"])
def test_text_without_letters_is_no_name(text: str) -> None:
    """Nothing to compare gives nothing."""
    assert normalise(text) is None


def test_no_spelling_stands_for_two_names() -> None:
    """The reviewed list would otherwise depend on the order of its lines."""
    meanings: dict[str, set[str]] = defaultdict(set)
    for spelling, canonical in spellings.spellings("aliases.csv"):
        meanings[spelling].add(canonical)
    assert {word: names for word, names in meanings.items() if len(names) > 1} == {}
