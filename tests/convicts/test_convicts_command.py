"""manage.py import_convicts: numbers for the good file, one sentence for what is no file."""

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from convicts.models import ConvictRecord
from convicts.rows import COLUMNS
from tests.convicts.cro_files import rejects_of, row, write

pytestmark = pytest.mark.django_db


def test_numbers_of_a_good_file(tmp_path, capsys):
    """What was read and what became of it; no file of refused rows is left lying about."""
    path = write(tmp_path / "cro.csv", [row(1), row(2)])
    call_command("import_convicts", path)
    said = capsys.readouterr().out
    assert "2 rows read: 2 new, 0 changed, 0 unchanged, 0 refused." in said
    assert not rejects_of(path).exists()


def test_numbers_of_a_mixed_file(tmp_path, capsys):
    """Refused rows are named with their file, unknown words are counted."""
    rows = [row(1), row(2, gender="Q"), row(3, category="Jail breaker", status="Under trial")]
    path = write(tmp_path / "cro.csv", rows)
    target = tmp_path / "elsewhere.csv"
    call_command("import_convicts", path, rejected=target)
    said = capsys.readouterr().out
    assert "3 rows read: 2 new, 0 changed, 0 unchanged, 1 refused." in said
    assert "1 rows with a category and 1 with a status" in said
    assert f"Refused rows with their reasons: {target}" in said
    assert "gender is 'Q'" in target.read_text("utf-8")


def good() -> str:
    """A file of twenty good rows as text."""
    lines = [",".join(COLUMNS)]
    lines += [",".join(row(number).values()) for number in range(1, 21)]
    return "\n".join(lines) + "\n"


def without(*names: str) -> str:
    """The good file without these columns."""
    kept = [number for number, name in enumerate(COLUMNS) if name not in names]
    rows = (line.split(",") for line in good().splitlines())
    return "\n".join(",".join(cells[number] for number in kept) for cells in rows)


def latin_1() -> bytes:
    """One name in row 7 was saved with a German letter in Latin-1: the eighth line."""
    lines = good().encode().splitlines(keepends=True)
    lines[7] = lines[7].replace(b"Muhammad", "M\u00fchammad".encode("latin-1"))
    return b"".join(lines)


def late_latin_1() -> bytes:
    """The same far behind the first block that is read from the disk."""
    lines = [",".join(COLUMNS), *(",".join(row(number).values()) for number in range(1, 2001))]
    text = [f"{line}\n".encode() for line in lines]
    text[1500] = text[1500].replace(b"Muhammad", b"M\xfchammad")
    return b"".join(text)


NO_FILES = {
    # what is handed in: (its bytes, the sentence)
    "with semicolons": (good().replace(",", ";").encode(), "not separated by commas"),
    "with tabs": (good().replace(",", "\t").encode(), "not separated by commas"),
    "UTF-16": (good().encode("utf-16"), "UTF-16 text. Save it as 'CSV UTF-8'"),
    "UTF-16 without mark": (good().encode("utf-16-le"), "This is no text file."),
    "Latin-1 in row 7": (latin_1(), "Line 8 is not UTF-8 text."),
    "Latin-1 in row 1,500": (late_latin_1(), "Line 1501 is not UTF-8 text."),
    "Latin-1 in the header": (b"n\xe4me\n" + good().encode(), "Line 1 is not UTF-8 text."),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "This is a PNG file, not a CSV."),
    "JPEG": (b"\xff\xd8\xff\xe0" + bytes(99), "This is a JPEG file, not a CSV."),
    "PDF": (b"%PDF-1.7\n", "This is a PDF file, not a CSV."),
    "XLSX": (b"PK\x03\x04" + bytes(99), "This is a XLSX / ZIP file, not a CSV."),
    "XLS": (b"\xd0\xcf\x11\xe0" + bytes(99), "This is a XLS file, not a CSV."),
    "binary": (b"abc\0def", "This is no text file."),
    "empty": (b"", "The file is empty."),
    "only a mark": (b"\xef\xbb\xbf", "The file is empty."),
    "blank first line": (b"\n" + good().encode(), "The file lacks these columns"),
    "no header": (
        good().split("\n", 1)[1].encode(),
        "The file lacks these columns: external_ref, name,",
    ),
    "two columns missing": (
        without("cnic", "offence").encode(),
        "The file lacks these columns: cnic, offence. The header must name: external_ref,",
    ),
    "a cell of 200,000 letters": (
        (good() + '"' + "x" * 200_000 + '"\n').encode(),
        "Line 22 is no CSV: field larger than field limit",
    ),
}


@pytest.mark.parametrize("case", NO_FILES)
def test_what_is_no_file_of_convicts_is_one_sentence(tmp_path, case):
    """The reason and what to do, no traceback, and nothing has changed."""
    content, sentence = NO_FILES[case]
    path = tmp_path / "cro.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        call_command("import_convicts", path)
    assert sentence in str(caught.value)
    assert not ConvictRecord.objects.exists()
    assert not Event.objects.filter(action="convicts.imported").exists()
    assert path.read_bytes() == content


def test_a_missing_file(tmp_path):
    """The path is named, and why it cannot be opened."""
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be opened: No such file"):
        call_command("import_convicts", tmp_path / "nowhere.csv")


def test_a_directory(tmp_path):
    """A folder is no file."""
    with pytest.raises(CommandError, match="cannot be opened: Is a directory"):
        call_command("import_convicts", tmp_path)


def test_refused_rows_with_nowhere_to_go(tmp_path):
    """When the file of refused rows cannot be written nothing is imported."""
    path = write(tmp_path / "cro.csv", [row()])
    with pytest.raises(CommandError, match="No such file or directory"):
        call_command("import_convicts", path, rejected=tmp_path / "no" / "where.csv")
    assert not ConvictRecord.objects.exists()


def test_refused_rows_must_not_overwrite_the_file(tmp_path):
    """The file to load cannot also take the refused rows; it stays as it was."""
    path = tmp_path / "cro.csv"
    path.write_text("external_ref\n")
    with pytest.raises(CommandError, match="a file of their own"):
        call_command("import_convicts", str(path), rejected=path)
    assert path.read_text() == "external_ref\n"
