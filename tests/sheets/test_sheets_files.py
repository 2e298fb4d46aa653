"""Tables as spreadsheets write them: any separator, UTF-16, workbooks with hours, empty rows."""

import io
from datetime import date, datetime
from tempfile import TemporaryFile

import pytest
import xlsxwriter

from sheets import files

ROWS = [["name", "room"], ["Ali; of Lahore", "101"], [], ["نام", '"12"']]


def read(content, separators=files.SEPARATORS, moments=True):
    with TemporaryFile() as spare:
        stream = files.plain(io.BytesIO(content), spare, moments=moments)
        with files.reading(stream, lambda _columns: None, separators=separators) as reader:
            return reader.header, reader.header_row, list(reader.every_row())


def written(separator, encoding="utf-8"):
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in ROWS]
    return "\r\n".join(separator.join(row) for row in quoted).encode(encoding)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_stands_between_columns_is_seen(separator, encoding):
    """Quoted cells keep whatever they hold; an empty row keeps its place."""
    header, row, rows = read(written(separator, encoding))
    assert (header, row) == (["name", "room"], 1)
    assert rows == [["Ali; of Lahore", "101"], [], ["نام", '"12"']]


def test_a_line_that_only_says_the_separator_is_no_header():
    assert read(b"sep=;\r\na;b,c\r\n1;2\r\n")[::2] == (["a", "b,c"], [["1", "2"]])


def test_empty_rows_above_the_header_are_passed_over():
    assert read(b"\r\n,,\r\na,b\r\n1,2\r\n") == (["a", "b"], 3, [["1", "2"]])


def test_a_workbook_keeps_hours_where_they_count():
    """A number is written as somebody types it, a day without an hour, a moment with it."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        moment = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(0, 0, ["in", "born", "cnic"])
        sheet.write_datetime(1, 0, datetime(2026, 11, 28, 14, 30), moment)
        sheet.write_datetime(1, 1, date(1985, 3, 23), moment)
        sheet.write(1, 2, 3520212345671)
    assert read(content.getvalue())[2] == [["2026-11-28 14:30:00", "1985-03-23", "3520212345671"]]
    assert read(content.getvalue(), moments=False)[2][0][0] == "2026-11-28"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\r\n \r\n", "The file is empty."),
        (b"\x89PNG....", "This is a PNG file, not a CSV."),
        (b"PK\x03\x04nonsense", "This workbook cannot be opened."),
        (b"\xff\xfe\x00\xd8a", "The file is UTF-16 text."),
        ("نام;کمرہ".encode("cp1256"), "Line 1 is not UTF-8 text."),
    ],
)
def test_what_is_no_table_is_said_in_words(content, words):
    with pytest.raises(files.NotAFile, match=words):
        read(content)


def test_where_only_commas_are_expected_others_are_told():
    with pytest.raises(files.NotAFile, match="not separated by commas"):
        files.check_commas(read(b"a;b\r\n", separators=files.COMMA)[0])
