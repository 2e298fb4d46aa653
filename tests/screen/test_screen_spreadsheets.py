"""Lists for a spreadsheet: what somebody typed is never calculated there."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screen.spreadsheets import BOM, csv_response, safe_cell

DANGEROUS = "=+-@\t\r\n|＝＋－＠｜"


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("https://evil.example","Aslam")',
        "+92 300 1234567",
        "+923001234567",
        "-2+3+cmd|' /C calc'!A0",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\r=1+1",
        "  =1+1",
        "\u00a0=1+1",
        "\x00=1+1",
        "＝1+1",
        "－1+1",
        "-",
        "-٥",
    ],
)
def test_a_formula_becomes_a_text(text):
    """Whatever a program would calculate is led by an apostrophe."""
    assert safe_cell(text).startswith("'")
    assert "\x00" not in safe_cell(text)


@pytest.mark.parametrize("value", [-5, "-5", "3.25", 0, "12", -0.5, "Aslam", "محمد", "a=b", ""])
def test_what_is_harmless_stays(value):
    """Numbers stay numbers, names stay names."""
    assert safe_cell(value) == str(value)


def test_nothing_is_an_empty_cell():
    """None is not written as a word."""
    assert safe_cell(None) == ""


@given(st.text() | st.text(alphabet=DANGEROUS + " \x00\x1b\u00a0\ufeff15.a'", max_size=6))
def test_no_cell_begins_a_formula(text):
    """Whatever is typed: no sign leads but before a number, no control character is left."""
    cell = safe_cell(text)
    assert not any(ord(mark) < 32 and mark not in "\t\r\n" for mark in cell)
    if cell.lstrip()[:1] in (*DANGEROUS,) or cell[:1] in ("\t", "\r", "\n"):
        float(cell)


@given(st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=2), max_size=5))
def test_the_file_reads_back(rows):
    """Quotes, commas and line ends in a cell break no row."""
    body = b"".join(csv_response("list", ["a", "b"], rows)).decode("utf-8")
    assert body.startswith(BOM)
    read = list(csv.reader(io.StringIO(body.removeprefix(BOM), newline="")))
    assert read == [["a", "b"], *[[safe_cell(cell) for cell in row] for row in rows]]


def test_the_file_is_kept_and_not_shown():
    """A download, of its own type, in nobody's cache, and read only while it is sent."""
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield [number, "=1"]

    response = csv_response("Stays", ["no", "what"], rows())
    assert taken == []
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="Stays.csv"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert b"".join(response).decode().splitlines()[1:] == ["0,'=1", "1,'=1", "2,'=1"]


@given(st.text(max_size=30))
def test_no_name_breaks_the_header(name):
    """One line of ASCII, whatever the file is called."""
    header = csv_response(name, [], [])["Content-Disposition"]
    assert header.isascii()
    assert header.isprintable()
    assert header.startswith('attachment; filename="')
    assert header.count('"') == 2
