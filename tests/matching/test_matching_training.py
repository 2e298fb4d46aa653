"""The weights are learned from pairs whose truth is known."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from caspp.invented import folded
from matching import Shelf, training
from matching.findings import FEATURES, Feature
from matching.weights import WEIGHTS
from synthetic.screening import screening_set

LISTED, ASKED = 3_000, 1_500


@pytest.fixture(scope="module")
def lesson() -> training.Lesson:
    people = screening_set(LISTED, ASKED, seed=21, stock="a", hit_share=0.3)
    places = {one.ref: place for place, one in enumerate(people.listed)}
    truth = np.array([places.get(query.truth, -1) for query in people.queries])
    shelf = Shelf.of(folded([one.person for one in people.listed]), np.arange(LISTED))
    asked = folded([query.person for query in people.queries])
    return training.lesson(asked, truth, shelf, hit_rate=0.3)


def test_learning_makes_the_truth_less_surprising(lesson) -> None:
    """From nothing but zeros to something near the weights we ship."""
    start = {feature.value: 0.0 for feature in Feature}
    learned = training.learn(lesson, start, 0.0)
    assert learned.surprise_after < 0.5 * learned.surprise_before
    shipped = training.surprise(lesson, WEIGHTS.features, WEIGHTS.base)
    assert shipped < 0.5 * training.surprise(lesson, start, 0.0)
    assert min(learned.features["cnic_one_digit_off"], learned.features["born_same_year"]) > 2
    assert learned.features["relative_contradicts"] < -2


def test_every_weight_stays_on_its_side(lesson) -> None:
    """Whatever chance makes of a small lesson: what agrees never speaks against."""
    learned = training.learn(lesson, WEIGHTS.features, WEIGHTS.base)
    for feature in FEATURES:
        bits = learned.features[feature.value]
        assert bits <= 0 if feature in training.AGAINST else bits >= 0
    for grades in training.IN_ORDER:
        bits = [learned.features[one.value] for one in grades]
        assert bits == sorted(bits, reverse=True)


def test_the_same_lesson_teaches_the_same(lesson) -> None:
    """No chance in learning."""
    once = training.learn(lesson, WEIGHTS.features, WEIGHTS.base)
    assert training.learn(lesson, WEIGHTS.features, WEIGHTS.base) == once


def test_equal_documents_are_no_lesson(lesson) -> None:
    """They are reported by rule; learning from them would teach nothing else."""
    column = FEATURES.index(Feature.CNIC_EQUAL)
    assert not lesson.values[:, column].any()
    assert lesson.truth.any()


def test_the_command_writes_weights_and_report(tmp_path) -> None:
    """Both, to be reviewed; the weights of the product stay as they are."""
    call_command("train_matching", listed=LISTED, asked=ASKED, out=tmp_path, verbosity=0)
    written = json.loads((tmp_path / "weights.json").read_text())
    assert set(written["features"]) == {feature.value for feature in Feature}
    report = (tmp_path / "weights.md").read_text()
    assert "stock a, seed 11" in report
    assert "of those held back" in report
    assert all(f"| {feature.value} |" in report for feature in Feature)


@pytest.mark.django_db
def test_too_few_entries_of_our_own_teach_nothing(tmp_path) -> None:
    """With a sentence that says how many there are."""
    with pytest.raises(CommandError, match="Only 0 of our entries"):
        call_command("train_matching", own=True, out=tmp_path)
    with pytest.raises(CommandError, match="no folder"):
        call_command("train_matching", out=tmp_path / "nowhere")
    assert not list(tmp_path.iterdir())


@pytest.mark.django_db
def test_our_own_entries_teach(cast, tmp_path, monkeypatch) -> None:
    """People seen under a CNIC that is on the list; in half of the pairs the number is hidden."""
    from alerts import own_pairs
    from tests.alerts.alert_scenes import drain
    from tests.people_on_file import make_listing, make_stay

    monkeypatch.setattr(own_pairs, "LEAST", 4)
    for number in range(6):
        known = {"cnic": f"611010000001{number}", "name": f"Zaryab {'abcdef'[number]}li"}
        make_listing(**known, name_ur="")
        make_stay(cast.hotel, cast.ehsan, room=str(number), **known, name_ur="")
    make_stay(cast.hotel, cast.ehsan, room="9", cnic="3520298765431", name="Kashif Mehmood")
    drain()
    asked, truth, shelf = own_pairs.read()
    assert (len(asked), len(shelf)) == (7, 6)
    assert sorted(truth.tolist()) == [-1, 0, 1, 2, 3, 4, 5]
    assert (asked["cnic"] == 0).sum() == 3
