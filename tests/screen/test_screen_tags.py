"""The filters and tags every template has."""

import datetime
from types import SimpleNamespace

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from screen.templatetags import screen

UTC = datetime.UTC


def test_icon_is_drawn_in_place_and_silent():
    drawing = screen.icon("bell")

    assert drawing.startswith('<svg class="icon"')
    assert 'aria-hidden="true"' in drawing
    assert "xmlns" not in drawing


def test_icon_alone_speaks():
    assert 'role="img" aria-label="Dismiss &lt;all&gt;"' in screen.icon("x-lg", "Dismiss <all>")


def test_icon_that_points_turns_with_the_reading():
    assert "icon-directed" in screen.icon("arrow-right")
    assert "icon-directed" not in screen.icon("arrow-repeat")


@pytest.mark.parametrize("name", ["../secrets", "Bell", "", "a b"])
def test_icon_refuses_what_is_no_name(name):
    with pytest.raises(TemplateSyntaxError):
        screen.icon(name)


def test_ltr_keeps_its_words_harmless():
    assert screen.ltr("<b>") == '<bdi dir="ltr">&lt;b&gt;</bdi>'


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("4210112345671", "42101-1234567-1"),
        ("42101-1234567-1", "42101-1234567-1"),
        ("12345", "12345"),
    ],
)
def test_cnic_as_the_card_prints_it(value, shown):
    assert screen.cnic(value) == f'<bdi dir="ltr" class="figures">{shown}</bdi>'


@pytest.mark.parametrize("value", ["4210112345671", "42101-1234567-1"])
def test_cnic_masked_hides_the_middle(value):
    assert "42101-•••••••-1" in screen.cnic_masked(value)


def test_cnic_masked_hides_everything_it_does_not_understand():
    assert not set("123456789") & set(screen.cnic_masked("123456789"))


@pytest.mark.parametrize("missing", ["", None])
def test_nothing_known_is_nothing_said(missing):
    assert screen.cnic(missing) == ""
    assert screen.cnic_masked(missing) == ""
    assert screen.when(missing or None) == ""
    assert screen.ago(missing or None) == ""
    assert screen.due(missing or None) == ""


def test_when_is_on_the_clock_of_the_station():
    moment = datetime.datetime(2026, 11, 22, 21, 5, tzinfo=UTC)

    with translation.override("en"):
        shown = screen.when(moment)

    assert "23 Nov 2026, 02:05" in shown
    assert 'datetime="2026-11-22T21:05:00+00:00"' in shown


def test_when_reads_a_day_without_a_time():
    with translation.override("en"):
        assert "9 Mar 1991" in screen.when(datetime.date(1991, 3, 9))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "now"),
        (1, "1 min"),
        (59, "59 min"),
        (60, "1 h"),
        (130, "2 h 10 min"),
        (6 * 60 + 10, "6 h"),
        (47 * 60, "47 h"),
        (48 * 60, "2 d"),
    ],
)
def test_spell_uses_the_fewest_words(minutes, words):
    with translation.override("en"):
        assert screen.spell(minutes) == words


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (datetime.timedelta(minutes=-15, seconds=-1), "15 min late"),
        (datetime.timedelta(minutes=8, seconds=30), "8 min left"),
    ],
)
def test_due_says_left_or_late(shift, words):
    with translation.override("en"):
        assert words in screen.due(timezone.now() + shift)


def test_ago_can_tick():
    with translation.override("en"):
        shown = screen.ago(timezone.now() - datetime.timedelta(minutes=3, seconds=1))

    assert " data-ago " in shown
    assert ">3 min</time>" in shown


@pytest.mark.parametrize(
    ("bits", "figure"), [(0, "+0.0"), (12.84, "+12.8"), (40, "+40.0"), (-3, "−3.0")]
)
def test_evidence_has_a_sign(bits, figure):
    assert f">{figure}<" in screen.bits_figure(bits)


@pytest.mark.parametrize("language", ["en", "ur"])
def test_thousands_are_told_apart(language):
    """In either language as paperwork writes them."""
    with translation.override(language):
        assert (
            Template("{{ number|floatformat:'g' }}").render(Context({"number": 74000})) == "74,000"
        )


def test_numbers_in_a_sentence_stay_whole():
    shown = screen.unbroken("CNIC 33648-5029561-3, Abd-ul <b>, 1962")

    assert shown == (
        'CNIC <bdi dir="ltr" class="figures">33648-5029561-3</bdi>, Abd-ul &lt;b&gt;, 1962'
    )


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (1.0, "over 99 %"),
        (0.9901, "over 99 %"),
        (0.99, "99 %"),
        (0.8999, "89 %"),
        (0.29, "29 %"),
        (0.01, "1 %"),
        (0.0099, "under 1 %"),
        (0.0, "under 1 %"),
    ],
)
def test_nobody_is_quite_certain(probability, words):
    with translation.override("en"):
        assert screen.chance(probability) == words


@pytest.mark.parametrize(
    ("text", "direction"),
    [("33648-5029561-3", "ltr"), ("Aslam", "ltr"), ("محمد اسلم", "rtl"), ("12 محمد", "rtl")],
)
def test_a_value_is_read_as_it_is_written(text, direction):
    assert screen.direction([(text, False), ("1", True)]) == direction


def test_first_control_of_radio_buttons_is_the_first_button():
    assert screen.first_control(SimpleNamespace(id_for_label="", auto_id="id_kind")) == "id_kind_0"
    assert screen.first_control(SimpleNamespace(id_for_label="id_name")) == "id_name"


def test_keys_are_pressed_together():
    assert screen.keys("Alt+N") == ["Alt", "N"]
    assert screen.keys(["Ctrl", "+"]) == ["Ctrl", "+"]
