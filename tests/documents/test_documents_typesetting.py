"""Setting papers: fonts of ours and no others, text that stays text, registers of any length."""

import re
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ImproperlyConfigured

from documents import registers, typesetting
from documents.checks import fonts_are_there
from documents.registers import Column, RegisterPage
from tests.documents.printed import count, is_within, pages, pictures, squeezed
from tests.firs.fir_papers import ENDLESS, NASTY
from tests.guards.house import ROOT

AT = datetime(2026, 8, 15, 0, 5, tzinfo=ZoneInfo("Asia/Karachi"))
DIARY = RegisterPage(
    language="en",
    number="Register No. II",
    title="Daily diary",
    station="Kohsar",
    district="Islamabad",
    period="14-08-2026",
    columns=(
        Column("Serial", 0.6, "center", is_figures=True),
        Column("Hour", 0.7, "center", is_figures=True),
        Column("Entry", 5),
        Column("Officer", 1.5, "end"),
    ),
    rows=(("1", "08:10", "Patrol leaves.\nBack at noon.", "ASI Bilal"),),
    opening="In custody: none.",
    closing="Closed with one entry.",
    printed_at=AT,
)
ENTRY = "محمد اسلم ولد غلام رسول، شناختی کارڈ نمبر 61101-1234567-1، نے چوری کی رپورٹ درج کرائی۔"


def picture_of(register: RegisterPage) -> list[bytes]:
    return pictures(registers._TEMPLATE, registers.values(register))


# --- Fonts and templates ---


def test_no_paper_without_its_fonts(settings, tmp_path):
    """Words would be left out: better no paper. `manage.py check` says it before."""
    settings.PAPER_FONTS = tmp_path
    with pytest.raises(ImproperlyConfigured, match="PAPER_FONTS"):
        registers.pdf(DIARY)
    assert [warning.id for warning in fonts_are_there(None)] == ["documents.W001"]


def test_the_fonts_are_here():
    """As package-lock.json pins them."""
    assert typesetting.missing_fonts() == []
    assert fonts_are_there(None) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("*/typst/*.typ")), ids=lambda path: path.name)
def test_templates_use_nothing_from_outside(path):
    """They import each other, read no file, and never take a text for Typst."""
    text = path.read_text(encoding="utf-8")
    for imported in re.findall(r"#(?:import|include) \"([^\"]+)\"", text):
        origin = ROOT if imported.startswith("/") else path.parent
        assert (origin / imported.removeprefix("/")).is_file()
    assert not re.search(r"\b(eval|read|plugin|csv|yaml|toml|xml)\(|@preview|https?:", text)


# --- What people typed ---


def test_text_stays_text():
    """Whatever is markup in Typst stands on the paper as it was typed."""
    (text,) = pages(registers.pdf(replace(DIARY, title=NASTY[:60], rows=(("1", "", NASTY, ""),))))
    shown = squeezed(NASTY.partition(" \U0001f600")[0])
    assert shown in text.replace("\u200b", "")
    assert squeezed(NASTY[:60]) in text.replace("\u200b", "")


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u2066", "\u2067", "\x00", "\x1b", "\ufeff"])
def test_no_unseen_sign_turns_a_number_round(sign):
    """Signs that nobody sees, and that make a line read backwards, do not reach the paper."""
    (text,) = pages(registers.pdf(replace(DIARY, opening=f"Paid {sign}12400 rupees")))
    assert "Paid12400rupees" in text


def test_lines_of_any_system():
    """A line ends where it was ended."""
    said = [registers.pdf(replace(DIARY, opening=f"one{end}two")) for end in ("\n", "\r\n", "\r")]
    assert said[0] == said[1] == said[2]


def test_the_same_is_the_same_to_the_byte():
    """A paper can be compared with itself years later."""
    assert registers.pdf(DIARY) == registers.pdf(DIARY)


# --- Registers ---


def test_a_register_says_what_it_is():
    """Headings with their numbers, entries, notes before and after."""
    (text,) = pages(registers.pdf(DIARY))
    for words in (
        *("Register No. II", "Daily diary", "Police station Kohsar, district Islamabad"),
        *("14-08-2026", "SerialHourEntryOfficer1234", "08:10Patrol leaves."),
        *("In custody: none.", "Closed with one entry.", "ASI Bilal", "Page 1 of 1"),
        "Printed on 15-08-2026 at 00:05 hours",
    ):
        assert squeezed(words) in text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_thousand_entries(language):
    """On every sheet the headings, the station and its number among all."""
    rows = tuple((str(number), "08:10", ENTRY, f"{number}/26") for number in range(1, 1001))
    register = registers.pdf(replace(DIARY, language=language, rows=rows))
    sheets = count(register)
    assert sheets > 30
    first, middle, last = pages(register, 0, sheets // 2, -1)
    for number, text in enumerate((first, middle, last)):
        assert "SerialHourEntryOfficer1234" in text
        assert "RegisterNo.II" in text
        assert "61101-1234567-1" in text
        if language == "en":
            assert f"Page{(1, sheets // 2 + 1, sheets)[number]}of{sheets}" in text
    assert ("1/26" in first, "1000/26" in last) == (True, True)
    assert "Closedwithoneentry." in last


def test_nothing_leaves_the_sheet():
    """Whatever was typed into a narrow column, or into a wide one."""
    rows = (("9" * 80, "08:10", NASTY, ENDLESS), ("2", NASTY, f"{ENDLESS}\n{ENTRY * 30}", "ا" * 90))
    for language in ("en", "ur"):
        assert all(map(is_within, picture_of(replace(DIARY, language=language, rows=rows))))


def test_an_empty_register_says_so():
    """A sheet without an entry is an answer, too."""
    (text,) = pages(registers.pdf(replace(DIARY, rows=(), district="")))
    assert squeezed("Nothing is entered.") in text
    assert "PolicestationKohsar" in text
    assert "district" not in text


def test_a_row_has_a_cell_for_each_column():
    """A mistake of the program, not of the paper."""
    with pytest.raises(ValueError, match="3 cells for 4 columns"):
        registers.pdf(replace(DIARY, rows=(("1", "08:10", "Patrol"),)))
