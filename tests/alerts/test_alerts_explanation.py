"""Why a match was made, as the officer reads it on the page of the alert."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import ngettext, override, pgettext

from alerts.models import Alert, Match
from matching import MODEL_VERSION
from screen.templatetags.screen import unbroken
from tests.alerts.alert_scenes import make_alerts
from tests.people_on_file import make_listing

pytestmark = pytest.mark.django_db

OURS, THEIRS = "61101-1234567-1", "61101-1284567-1"
SLIP = {
    "term": "cnic_one_digit_off",
    "bits": 12.8,
    "ours": OURS,
    "theirs": THEIRS,
    "marks": [8],
    "our_marks": [8],
    "words": {
        "en": f"CNIC one digit off: {OURS}, on the list {THEIRS}",
        "ur": f"شناختی کارڈ نمبر میں ایک ہندسے کا فرق ہے: یہاں {OURS}، فہرست میں {THEIRS}",
    },
}
NAME = {
    "term": "name_agrees",
    "bits": 6.4,
    "ours": "Muhammad Aslam",
    "theirs": "محمد اسلم",
    "marks": [],
    "our_marks": [],
    "words": {
        "en": "Name agrees: Muhammad Aslam = محمد اسلم",
        "ur": "نام ملتا ہے: Muhammad Aslam = محمد اسلم",
    },
}
DISTRICT = {
    "term": "district_other",
    "bits": -0.1,
    "ours": "Kasur",
    "theirs": "Okara",
    "marks": [0, 1, 2, 3, 4],
    "our_marks": [0, 1, 2, 3, 4],
    "words": {
        "en": "Another district: Kasur, on the list Okara",
        "ur": "ضلع مختلف ہے: یہاں Kasur، فہرست میں Okara",
    },
}
FATHER = {
    "term": "father_similar",
    "bits": 2.0,
    "ours": "غلام رسول",
    "theirs": "غلام رسول خان",
    "marks": [10, 11, 12],
    "our_marks": [],
    "words": {"en": "Father's name agrees in part", "ur": "والد کا نام جزوی طور پر ملتا ہے"},
}
#: As the first version kept them: of the listed side only is it known what differs.
OLD_SLIP = {name: value for name, value in SLIP.items() if name != "our_marks"}


@pytest.fixture
def shown(cast):
    """Keeps a match with this evidence; then the alert's page as one officer reads it."""

    def show(*evidence: dict, language: str = "en", **fields) -> str:
        alert = make_match(cast, *evidence, **fields)
        client = cast.client(cast.ayesha)
        client.post(reverse("set_language"), {"language": language, "next": "/"})
        response = client.get(reverse("alerts:detail", args=[alert.pk]))
        assert response.status_code == 200
        return response.text

    return show


def make_match(cast, *evidence: dict, **fields) -> Alert:
    """An alert of Kohsar with one match, without the labour of screening."""
    (alert,) = make_alerts(cast.kohsar, 1)
    listing = make_listing()
    values = {
        "band": "probable",
        "probability": 0.974,
        "rivals": 0,
        "model_version": "2026.11-first.5d41402a",
        **fields,
    }
    Match.objects.create(
        sighting=alert.sighting,
        listing=listing,
        evidence=list(evidence),
        category=listing.category,
        sighting_hash="",
        listing_hash=listing.content_hash,
        found_at=alert.raised_at,
        **values,
    )
    return alert


def values(html: str) -> list[tuple[str, str]]:
    """What is laid side by side: its direction, and the value with what is marked in brackets."""
    found = re.findall(r'<span class="marked figures" dir="(\w+)">(.*?)</span>', html)
    return [(way, re.sub(r"<mark>(.*?)</mark>", r"[\1]", value)) for way, value in found]


def bars(html: str) -> list[tuple[str, int, int]]:
    """Of each line: the side its bar is drawn on, where it begins, and how long it is."""
    found = re.findall(r'class="evidence-(for|against)" x="(-?\d+)" y="0" width="(\d+)"', html)
    return [(side, int(start), int(width)) for side, start, width in found]


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_line_is_there_in_words(shown, language):
    """In the reader's language and in no other."""
    html = shown(SLIP, NAME, DISTRICT, language=language)
    other = "ur" if language == "en" else "en"
    for line in (SLIP, NAME, DISTRICT):
        assert unbroken(line["words"][language]) in html
        assert unbroken(line["words"][other]) not in html


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_differing_digit_is_marked_on_both_sides(shown, language):
    """One value above the other, from left to right in either language."""
    html = shown(SLIP, language=language)
    assert values(html) == [("ltr", "61101-12[3]4567-1"), ("ltr", "61101-12[8]4567-1")]
    with override(language):
        labels = [pgettext("evidence", "Seen"), pgettext("evidence", "On the list")]
    box = html[html.index('<dl class="evidence-values">') :]
    assert re.findall("<dt>(.*?)</dt>", box)[:2] == labels


def test_what_is_marked_is_also_said(shown):
    """A screen reader passes over a mark in silence."""
    html = shown(SLIP)
    said = re.findall(r"differs: <bdi>(.*?)</bdi>", html)
    assert said == ["3", "8"]


def test_a_name_in_urdu_keeps_its_direction(shown):
    """Also where only one side has something more."""
    assert values(shown(FATHER)) == [("rtl", "غلام رسول"), ("rtl", "غلام رسول [خان]")]


def test_nothing_is_laid_side_by_side_where_all_agrees_or_nothing_does(shown):
    """The words are enough."""
    other_number = {**SLIP, "ours": "12-3", "theirs": "45-6"}
    every_digit = {"marks": [0, 1, 3], "our_marks": [0, 1, 3]}
    html = shown(NAME, DISTRICT, {**other_number, **every_digit})
    assert values(html) == []
    assert "<mark>" not in html


def test_an_old_match_is_read_as_well_as_a_new_one(shown):
    """Where it was not kept what differs on our side, it is worked out from the two values."""
    old_name = {name: value for name, value in NAME.items() if name != "our_marks"}
    assert values(shown(OLD_SLIP, old_name)) == values(shown(SLIP, NAME))


def test_bars_have_a_side_and_a_length(shown):
    """For to one side, against to the other; the strongest fills its side, the least is seen."""
    assert bars(shown(SLIP, NAME, DISTRICT)) == [
        ("for", 0, 100),
        ("for", 0, 50),
        ("against", -2, 2),
    ]


def test_the_weight_stands_beside_its_bar(shown):
    """With its sign, and with words for who does not see the side."""
    html = shown(SLIP, DISTRICT)
    weights = re.findall(
        r'hidden">(speaks \w+)</span>\s*<bdi dir="ltr" class="figures">(.*?)<', html
    )
    assert weights == [("speaks for", "+12.8"), ("speaks against", "−0.1")]


def test_evidence_without_weight_is_shown(shown):
    """Nothing is divided by nothing."""
    assert bars(shown({**SLIP, "bits": 0.0})) == [("for", 0, 2)]


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("rivals", [1, 2, 11])
def test_rivals_are_counted_in_words(shown, rivals, language):
    """One is one other person, more are a number."""
    html = shown(SLIP, rivals=rivals, language=language)
    with override(language):
        words = ngettext(
            "One other person on the list fits about as well.",
            "%(rivals)s other people on the list fit about as well.",
            rivals,
        ) % {"rivals": rivals}
    assert words in html


def test_no_rival_is_said_too(shown):
    """Silence could mean that nobody looked."""
    assert "Nobody else on the list fits." in shown(SLIP)


@pytest.mark.parametrize(
    ("probability", "words"), [(0.974, "97 %"), (1.0, "over 99 %"), (0.8999, "89 %")]
)
def test_grade_and_probability_stand_on_top(shown, probability, words):
    """Never a hundred percent, and no grade better than it is."""
    html = shown(SLIP, band="probable", probability=probability)
    summary = re.search(r'<p class="evidence-summary">(.*?)</p>', html, re.DOTALL)[1]
    assert "Probable" in summary
    assert f" {words}</strong>" in summary
    assert "100 %" not in html


def test_the_model_has_its_name(shown):
    """The one of that day, not today's."""
    html = shown(SLIP)
    assert "2026.11-first.5d41402a" in html
    assert MODEL_VERSION not in html


def test_a_match_without_evidence_has_a_page(shown):
    """Whatever is on file can be opened."""
    assert bars(shown()) == []


def test_what_was_typed_is_not_read_as_markup(shown):
    """A name at the desk is a name."""
    typed = {**NAME, "ours": "<b>Aslam", "theirs": "Aslam", "our_marks": [0, 1, 2], "marks": []}
    html = shown({**typed, "words": {"en": "Name: <b>Aslam", "ur": "نام"}})
    assert ("ltr", "[&lt;b&gt;]Aslam") in values(html)
    assert "<b>Aslam" not in html
