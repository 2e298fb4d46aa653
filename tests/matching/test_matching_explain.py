"""The sentences an officer reads."""

import re

import pytest

from matching import MODEL_VERSION, Evidence, Term
from matching.explain import SENTENCES
from matching.findings import Feature
from matching.training import AGAINST
from matching.weights import WEIGHTS
from tests.matching.cast import CNIC, ONE_DIGIT_OFF, aslam, found, person

URDU = re.compile("[\u0600-\u06ff]")


@pytest.mark.parametrize("term", Term)
def test_every_term_has_its_sentence_in_both_languages(term: Term) -> None:
    """No braces left, Urdu in Urdu and English in English."""
    evidence = Evidence(term, "AAA", "BBB", 1.0)
    english, urdu = evidence.words("en"), evidence.words("ur")
    assert not URDU.search(english)
    assert URDU.search(urdu)
    assert not re.search(r"[{}]", english + urdu)
    assert not re.search(r"[A-Za-z]", urdu.replace("AAA", "").replace("BBB", ""))


@pytest.mark.parametrize("term", Term)
def test_both_languages_tell_the_same(term: Term) -> None:
    """What stands in one sentence stands in the other."""
    fields = {
        language: set(re.findall(r"{\w+}", text)) for language, text in SENTENCES[term].items()
    }
    assert fields["en"] == fields["ur"]


def test_every_feature_has_its_weight() -> None:
    """Neither is left over: a weight without a feature is a mistake in the file."""
    assert set(WEIGHTS.features) == {feature.value for feature in Feature}


def test_what_agrees_never_speaks_against() -> None:
    """Training holds each weight to the side on which its meaning lies, and to its place."""
    bits = WEIGHTS.features
    assert all(
        bits[feature] <= 0 if feature in AGAINST else bits[feature] >= 0 for feature in Feature
    )
    for field in ("name", "relative"):
        grades = [bits[f"{field}_{grade}"] for grade in ("same", "spelling", "near", "resembles")]
        assert grades == sorted(grades, reverse=True)
    births = ("same_day", "same_year", "a_year_apart", "few_years_apart", "years_apart")
    assert [bits[f"born_{one}"] for one in births] == sorted(
        (bits[f"born_{one}"] for one in births), reverse=True
    )


def test_the_sentences_of_a_slip() -> None:
    """Dashed CNICs, names as written, the father by his role."""
    sighted = person(name="Muhammad Aslam", relative_name="Ghulam Rasool", relation="S",
                     cnic=ONE_DIGIT_OFF, birth_year=1962)  # fmt: skip
    listed = person(name="Mohd. Aslam", relative_name="غلام رسول", cnic=CNIC, birth_year=1962)
    assert [evidence.words("en") for evidence in found(sighted, listed).evidence] == [
        "CNIC one digit off: 33648-1029561-3, on the list 33648-5029561-3",
        "Name agrees: Muhammad Aslam = Mohd. Aslam",
        "Father's name agrees: Ghulam Rasool = غلام رسول",
        "Born the same year, 1962",
    ]


def test_the_urdu_sentence_of_an_equal_cnic() -> None:
    """The number keeps its direction inside the Urdu line."""
    equal = found(aslam(cnic=CNIC), aslam(cnic=CNIC)).evidence[0]
    assert equal.words("en") == f"CNIC {CNIC}: every digit agrees"
    assert equal.words("ur") == f"شناختی کارڈ نمبر \u2068{CNIC}\u2069: تمام ہندسے ملتے ہیں"


def test_a_husband_is_called_a_husband() -> None:
    """Where the records say so."""
    wife = person(name="Nasreen Bibi", relation="W", relative_name="Karam Din")
    sentences = [evidence.words("en") for evidence in found(wife, wife).evidence]
    assert "Husband's name agrees: Karam Din = Karam Din" in sentences


def test_the_model_version_carries_a_fingerprint() -> None:
    """The version of the file and a digest that changes with it."""
    assert re.fullmatch(r"\d{4}\.\d\d\.\d\d\.[0-9a-f]{8}", MODEL_VERSION)
