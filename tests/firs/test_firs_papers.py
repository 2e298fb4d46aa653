"""Form 24.5(1) on paper: four marked copies under one number, whatever was typed into it."""

import json
import re
from dataclasses import fields, replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext

from documents.actions import digest_of
from firs import papers
from firs.papers import (
    Copy,
    Informant,
    Officer,
    content,
    head,
    pdf,
    pdf_of_copy,
    rows,
    values,
)
from tests.documents.printed import is_within, pages, pictures, squeezed
from tests.firs.fir_papers import ENDLESS, ENGLISH, NASTY, URDU, nasty

BOTH = pytest.mark.parametrize("paper", [ENGLISH, URDU], ids=["en", "ur"])
LONG = replace(ENGLISH, narrative="\n".join([ENGLISH.narrative] * 60))


def test_everything_is_on_the_paper():
    """Each column of the form, in the order of the form."""
    (text,) = pages(pdf_of_copy(ENGLISH, Copy.ORIGINAL))
    in_order = (
        *("Form 24.5(1)", "Book No. 3", "Islamabad Capital Territory Police"),
        *("First Information Report", "Kohsar", "Islamabad", "412/26", "2026", "140826-00001238"),
        "14-08-2026 at 19:30 hours to 14-08-2026 at 21:00 hours",
        *("1 Date and hour when reported", "14-08-2026 at 22:45 hours"),
        *("2 Name and residence", "Muhammad Aslam s/o Ghulam Rasool", "House 17-B, Street 42"),
        *("CNIC: 61101-1234567-1", "Phone: 0300-1234567"),
        *("3 Brief description", "379 PPC, 411 PPC", "Theft of a motorcycle", "CG-125"),
        *("Mobile phone, two years old", "Rs 285,000"),
        *("4 Place of occurrence", "in front of the bakery", "2.4 km", "north-east", "Beat: 4"),
        *("5 Name and address", "(1) Unknown, about 25 years old", "(2) Naveed alias Needu of"),
        *("6 Steps taken", "leaves for the place.", "Delay in recording: No delay."),
        *("7 Date and time of despatch", "14-08-2026 at 23:30 hours"),
        *("First information", "I parked my motorcycle at 7:30", "It was gone."),
        *("Muhammad Aslam", "Thumb impression", "Bilal Ahmed", "ASI", "I-2231", "051-5550001"),
        *("caspp.example/check/", "K7QF-2M9D-XR4T", "FIR 412/26"),
        *("Issued on 14-08-2026 at 23:20 hours", "Original", "Page 1 of 1"),
    )
    at = 0
    for words in in_order:
        found = text.find(squeezed(words), at)
        assert found >= 0, f"{words} is missing, or stands elsewhere"
        at = found + 1


def test_four_marked_copies_under_one_number():
    """One file: the station's, the DPO's, the magistrate's, the complainant's."""
    found = pages(pdf(ENGLISH))
    assert len(found) == 4
    for text, copy in zip(found, Copy, strict=True):
        assert text.count(squeezed(copy.label)) == 2
        assert [other for other in Copy if squeezed(other.label) in text] == [copy]
        assert "FIR412/26" in text
        assert "Page1of1" in text


@pytest.mark.parametrize("copy", Copy)
def test_one_copy_alone(copy):
    """For whoever prints one again."""
    (text,) = pages(pdf_of_copy(ENGLISH, copy))
    assert [other for other in Copy if squeezed(other.label) in text] == [copy]


def test_a_long_narrative_goes_on_over_the_page():
    """Number, mark and 'page n of m' on every page, each copy counted for itself."""
    found = pages(pdf(LONG))
    each = len(found) // 4
    assert each >= 3
    for number, copy in enumerate(Copy):
        of_copy = found[number * each : (number + 1) * each]
        for page, text in enumerate(of_copy, start=1):
            assert squeezed(copy.label) in text
            assert f"Page{page}of{each}" in text
            assert "FIR412/26" in text
            # Over the pages that follow stands what the head of the first one says.
            assert ("FIR412/26,policestationKohsar,districtIslamabad" in text) == (page > 1)
        assert "Itwasgone.Signature,seal" in of_copy[-1]
    assert sum(text.count("Itwasgone.") for text in found) == 60 * 4


@pytest.mark.parametrize("times", range(20, 520, 45))
def test_nobody_signs_an_empty_page(times):
    """However long a narrative of one paragraph is: its end and the signatures stand together."""
    told = replace(ENGLISH, narrative="one word and another " * times)
    first, *_others, last = pages(pdf_of_copy(told, Copy.SECOND)) * 2
    assert "Firstinformationonewordandanother" in first
    assert re.search("wordandanother.{0,20}Signature,seal", last)


@BOTH
def test_whatever_is_typed_stays_text_on_the_page(paper):
    """Markup, words without an end, figures without an end: shown, and nothing leaves the page."""
    sheets = pictures(papers._TEMPLATE, values(nasty(paper), Copy.THIRD))
    assert len(sheets) > 3
    assert [number for number, one in enumerate(sheets, 1) if not is_within(one)] == []
    text = "".join(pages(pdf_of_copy(nasty(paper), Copy.THIRD))).replace("\u200b", "")
    for part in (NASTY.partition(" \U0001f600")[0], "https://x.example", ENDLESS, "300-A(6)PPC"):
        assert squeezed(part) in text


@BOTH
def test_the_page_is_filled_to_its_margins_only(paper):
    """An ordinary FIR, too."""
    assert all(map(is_within, pictures(papers._TEMPLATE, values(paper, Copy.ORIGINAL))))


def test_figures_are_read_from_the_left_inside_urdu():
    """CNIC, phones, dates and numbers are not turned round, nor what hangs on a dash."""
    text = "".join(pages(pdf_of_copy(URDU, Copy.FOURTH)))
    figures = ("61101-1234567-1", "0300-1234567", "0321-7654321", "14-08-2026", "412/26", "22:45")
    for words in (*figures, "17-B", "F-7/2", "CG-125", "ICT-RL-4417", "I-2231", "24.5(1)"):
        assert words in text


def test_the_language_of_the_paper_decides():
    """Not that of whoever prints it."""
    with translation.override("ur"):
        in_urdu, heading = rows(URDU)[4].heading, gettext("Name and address of the criminal")
        assert pdf(ENGLISH) == pdf(ENGLISH)
        assert values(ENGLISH, Copy.SECOND)["copies"] == ["Second copy: DPO / SP"]
    assert in_urdu == heading != "Name and address of the criminal"
    assert values(URDU, Copy.SECOND)["rows"][4]["heading"] == heading
    assert rows(URDU)[4].heading == "Name and address of the criminal"


def test_the_screen_shows_the_same_rows():
    """Seven rows, each fact once; what is not known is left out, or said."""
    bare = replace(
        ENGLISH,
        occurred_from=None,
        informant=Informant(name="Muhammad Aslam"),
        sections=(),
        property_lost="",
        property_value=None,
        distance_km=None,
        accused=(),
        delay="",
        despatched_at=None,
    )
    said = {row.number: [f"{fact.label}|{fact.text}" for fact in row.facts] for row in rows(bare)}
    assert list(said) == [1, 2, 3, 4, 5, 6, 7]
    assert said[2] == ["|Muhammad Aslam"]
    assert said[3] == [f"|{bare.offence}", "Property carried off|none"]
    assert said[5] == ["|not known"]
    assert said[6][1] == "Delay in recording|none"
    assert said[7] == []
    assert head(bare)[5].text == "not known"
    assert len(pages(pdf(bare))) == 4


def test_a_moment_is_no_span():
    """An occurrence that began and ended at one moment is said once."""
    begun = ENGLISH.occurred_from
    assert head(replace(ENGLISH, occurred_to=begun))[5].text == "14-08-2026 at 19:30 hours"
    assert head(replace(ENGLISH, occurred_to=None))[5].text == "14-08-2026 at 19:30 hours"


def test_a_print_that_was_not_issued_says_so():
    """It has no code, and looks like no paper that has."""
    (text,) = pages(pdf_of_copy(replace(ENGLISH, check=None), Copy.ORIGINAL))
    assert squeezed("Not issued: this print proves nothing.") in text
    assert "/check/" not in text


def test_printed_again_it_is_the_same_file():
    """Byte for byte; another word makes another file."""
    assert pdf_of_copy(URDU, Copy.SECOND) == pdf_of_copy(URDU, Copy.SECOND)
    other = replace(URDU, beat="5")
    assert pdf_of_copy(other, Copy.SECOND) != pdf_of_copy(URDU, Copy.SECOND)


# --- What the digest is taken of ---


def test_content_is_json_without_the_check():
    """The code does not exist yet when the digest is taken."""
    said = content(ENGLISH)
    assert json.loads(json.dumps(said)) == said
    assert said == content(replace(ENGLISH, check=None))
    assert "K7QF" not in str(said)


def _other(value):
    """Another value of the same kind."""
    if isinstance(value, Informant | Officer):
        return replace(value, phone="0333-1112223")
    if isinstance(value, str):
        return value + "x"
    if isinstance(value, tuple):
        return (*value, "x")
    return value + (timedelta(minutes=1) if hasattr(value, "minute") else Decimal(1))


@pytest.mark.parametrize("name", [one.name for one in fields(ENGLISH) if one.name != "check"])
def test_every_field_counts(name):
    """Whatever is changed on the paper, the digest is another one."""
    value = getattr(ENGLISH, name)
    changed = replace(ENGLISH, **{name: int(_other(value)) if name == "year" else _other(value)})
    assert digest_of(content(changed)) != digest_of(content(ENGLISH))
