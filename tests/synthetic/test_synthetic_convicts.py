"""The list of convicts: exact columns, plausible good rows, and every way of being broken."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from synthetic.__main__ import main
from synthetic.convicts import BAD_KINDS, COLUMNS, Row, convicts, write
from synthetic.districts import all_districts

HEADER = (
    "external_ref,name,name_ur,relation,relative_name,relative_name_ur,cnic,passport_no,"
    "nationality,gender,birth_year,date_of_birth,district,category,status,offence"
)
STATUSES = {"in_prison", "released", "on_bail", "on_parole", "absconding", "acquitted", "deceased"}
CATEGORIES = {
    "convict",
    "proclaimed_offender",
    "court_absconder",
    "target_offender",
    "fourth_schedule",
    "wanted",
}


def flaws(cells: Sequence[str], refs: set[str]) -> set[str]:
    """What is wrong with a row, as a strict reader of its own sees it."""
    if len(cells) != len(COLUMNS):
        return {"too_few_columns" if len(cells) < len(COLUMNS) else "too_many_columns"}
    row = dict(zip(COLUMNS, cells, strict=True))
    found: set[str] = set()
    if not row["external_ref"]:
        found.add("external_ref_missing")
    elif row["external_ref"] in refs:
        found.add("external_ref_repeated")
    cnic = row["cnic"]
    if cnic and not cnic.isdigit():
        found.add("cnic_with_letters")
    elif cnic and len(cnic) != 13:
        found.add("cnic_too_short")
    elif cnic and len(set(cnic)) == 1:
        found.add("cnic_all_same_digit")
    if not row["name"]:
        found.add("name_empty")
    if len(row["name"]) > 200:
        found.add("name_too_long")
    if row["gender"] not in {"M", "F"}:
        found.add("gender_unknown")
    if row["relation"] not in {"s/o", "d/o", "w/o"}:
        found.add("relation_unknown")
    if not re.fullmatch(r"[A-Z0-9]*", row["passport_no"]):
        found.add("passport_with_illegal_characters")
    if int(row["birth_year"]) > 2020:
        found.add("birth_year_in_future")
    if row["date_of_birth"]:
        try:
            if date.fromisoformat(row["date_of_birth"]).year != int(row["birth_year"]):
                found.add("date_contradicts_year")
        except ValueError:
            found.add("date_impossible")
    return found


@pytest.fixture(scope="module")
def listed() -> list[Row]:
    return list(convicts(30_000, seed=7, bad_share=0.01))


def test_a_strict_reader_finds_exactly_the_flaw_that_was_made(listed: list[Row]) -> None:
    refs: set[str] = set()
    for row in listed:
        assert flaws(row.cells, refs) == ({row.bad} if row.bad else set())
        refs.add(row.cells[0])


@pytest.mark.parametrize("share", [0.001, 0.5, 1.0])
def test_every_bad_kind_occurs_in_its_turn(share: float) -> None:
    rows = list(convicts(int(30 / share), seed=1, bad_share=share))
    assert [row.bad for row in rows if row.bad] == [*BAD_KINDS, *BAD_KINDS]
    refs: set[str] = set()
    for row in rows:
        assert flaws(row.cells, refs) == ({row.bad} if row.bad else set())
        refs.add(row.cells[0])


def test_no_row_is_bad_unless_asked_for() -> None:
    assert {row.bad for row in convicts(500, seed=1)} == {None}


def test_shares_are_as_described(listed: list[Row]) -> None:
    good = [dict(zip(COLUMNS, row.cells, strict=True)) for row in listed if row.bad is None]
    count = len(good)
    categories = Counter(row["category"] for row in good)
    assert set(categories) == CATEGORIES
    assert 0.88 < categories["convict"] / count < 0.92
    assert {row["status"] for row in good} == STATUSES
    assert 0.11 < sum(not row["cnic"] for row in good) / count < 0.13
    assert 0.58 < sum(not row["name_ur"] for row in good) / count < 0.62
    assert 0.3 < sum(not row["date_of_birth"] for row in good) / count < 0.5
    assert all(row["birth_year"] for row in good)
    assert all(row["offence"] for row in good)
    assert all(row["cnic"] or row["passport_no"] or row["relative_name"] for row in good)


def test_the_status_fits_the_category(listed: list[Row]) -> None:
    for row in listed:
        if row.bad is None:
            fields = dict(zip(COLUMNS, row.cells, strict=True))
            if fields["category"] == "wanted":
                assert fields["status"] == "absconding"
            if fields["category"] != "convict":
                assert fields["status"] not in {"on_parole", "acquitted"}


def test_districts_are_known_abbreviated_or_unknown(listed: list[Row]) -> None:
    names = {place.name for place in all_districts()}
    spelled = {other for place in all_districts() for other in place.portal_spellings}
    seen = Counter(row.cells[12] for row in listed if row.bad is None)
    known = sum(count for name, count in seen.items() if name in names)
    assert 0.78 < known / seen.total() < 0.92
    assert {"M.B.Din", "R.Y.Khan", "T.T.Singh", "D. I. Khan", "DERA GHAZI KHAN"} <= set(seen)
    assert {"Name Unknown", "Other"} <= set(seen) - names - spelled


def test_writing_counts_and_reports(tmp_path: Path) -> None:
    reports: list[tuple[int, int]] = []
    path = tmp_path / "list.csv"
    written = write(
        path, rows=12_000, seed=2, bad_share=0.02, progress=lambda *done: reports.append(done)
    )
    assert written == (11_760, 240)
    assert reports == [(5_000, 12_000), (10_000, 12_000), (12_000, 12_000)]
    with path.open(encoding="utf-8", newline="") as lines:
        read = list(csv.reader(lines))
    assert ",".join(read[0]) == HEADER
    assert len(read) == 12_001
    assert any("ی" in row[2] for row in read[1:])


def test_a_path_and_a_stream_receive_the_same(tmp_path: Path) -> None:
    stream = io.StringIO()
    write(stream, rows=300, seed=5, bad_share=0.1)
    write(str(tmp_path / "list.csv"), rows=300, seed=5, bad_share=0.1)
    assert (tmp_path / "list.csv").read_text(encoding="utf-8") == stream.getvalue()
    assert not stream.closed


def test_a_share_beyond_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        write(io.StringIO(), rows=10, seed=1, bad_share=1.01)


def test_the_command_ends_with_the_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "list.csv"
    arguments = ["convicts", "--rows", "400", "--bad-share", "0.05", "--seed", "7"]
    assert main([*arguments, "--out", str(path)]) == 0
    said = capsys.readouterr()
    assert said.out == f"Wrote {path}: 380 good rows and 20 bad ones.\n"
    assert said.err == "400 of 400 rows\n"


@pytest.mark.parametrize("wrong", [["--rows", "0"], ["--rows", "5", "--bad-share", "2"]])
def test_the_command_refuses_nonsense(wrong: list[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["convicts", *wrong, "--out", str(tmp_path / "list.csv")])
    assert not (tmp_path / "list.csv").exists()


def test_the_command_says_when_it_cannot_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "missing" / "list.csv"
    assert main(["convicts", "--rows", "5", "--out", str(path)]) == 1
    assert f"Could not write {path}: No such file or directory." in capsys.readouterr().err
