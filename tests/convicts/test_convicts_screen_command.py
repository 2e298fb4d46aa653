"""manage.py screen: a file of people against everybody who is looked for."""

import gc
import io
import tracemalloc
from datetime import date
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from alerts.models import Alert, Match, Sighting
from audit.models import Event
from convicts.actions import seal
from convicts.list_file import screen_file
from convicts.list_rows import COLUMNS, People, check_columns
from convicts.models import ConvictRecord
from convicts.watch_actions import decide, propose
from sheets import files
from tests.cast import make_officer
from tests.convicts.people_lists import PERSON, person, read, stranger, text_of, write
from tests.people_on_file import make_listing, make_watch

pytestmark = pytest.mark.django_db

HEADER = ["id", "external_ref", "probability", "band", "explanation"]


@pytest.fixture
def aslam():
    """Somebody who is looked for."""
    return make_listing(external_ref="CRO-77")


@pytest.fixture
def screen(tmp_path):
    """Screen these rows; returns the results. Files of one test do not disturb each other."""

    def run(rows, columns=COLUMNS, **options):
        path = write(tmp_path / "people.csv", rows, columns)
        out = tmp_path / "results.csv"
        call_command("screen", path, out=out, **options)
        return read(out)

    return run


def rejected(tmp_path):
    """(line, reason) of each refused row."""
    path = tmp_path / "results.rejected.csv"
    return [(int(row["line"]), row["reason"]) for row in read(path)] if path.exists() else []


# --- What is found ---


@pytest.mark.usefixtures("aslam")
def test_who_is_looked_for_is_found(tmp_path, screen):
    """One line for each candidate: whose row, which record, how sure, and why, in one line."""
    rows = screen([stranger(1), person(2), stranger(3)])
    assert list(rows[0]) == HEADER
    found = [row for row in rows if row["external_ref"] == "CRO-77"]
    assert [(row["id"], row["band"]) for row in found] == [("R-2", "confirmed")]
    assert len(found[0]["probability"].partition(".")[2]) == 6
    assert 0.5 < float(found[0]["probability"]) <= 1
    assert "61101-1234567-1" in found[0]["explanation"]
    assert "\n" not in found[0]["explanation"]


@pytest.mark.usefixtures("aslam")
def test_rows_without_candidates_have_no_line(screen):
    """Nothing is said of those nobody looks for."""
    assert {
        row["id"] for row in screen([stranger(1), stranger(2, cnic="35202-1111111-3")])
    } == set()


def test_the_order_is_that_of_the_list(screen):
    """First by row, then the best candidate first."""
    make_listing(external_ref="CRO-1", cnic="6110112345671")
    make_listing(external_ref="CRO-2", cnic="6110112345688", name="Kashif Mehmood", name_ur="")
    rows = screen(
        [
            person(3, name="Kashif Mehmood", name_ur="", cnic="61101-1234568-8"),
            person(1),
            person(2),
        ]
    )
    ids = [row["id"] for row in rows]
    assert ids == sorted(ids, key=["R-3", "R-1", "R-2"].index)
    for one in ("R-3", "R-1", "R-2"):
        its_own = [float(row["probability"]) for row in rows if row["id"] == one]
        assert its_own == sorted(its_own, reverse=True) != []
    assert next(row for row in rows if row["id"] == "R-3")["external_ref"] == "CRO-2"


@pytest.mark.usefixtures("aslam")
@pytest.mark.parametrize(
    "changes",
    [
        {"cnic": "6110112345671"},
        {"cnic": "۶۱۱۰۱-۱۲۳۴۵۶۷-۱"},
        {"cnic": " 61101 1234567 1 "},
        {"name": "", "relation": "", "relative_name": "", "birth_year": "", "district": ""},
        {"relation": "ولد"},
        {"relation": "SON OF"},
        {"relation": "S"},
        {"relation": "cousin of", "gender": "?", "nationality": "Pakistani"},
        {"date_of_birth": "14-08-1979", "birth_year": ""},
        {"date_of_birth": "1979-08-14", "birth_year": "1980"},
        {"phone": "not known", "passport_no": "N/A", "district": "-"},
        {"name": "Muhammad Aslam\x1b\x7f"},
    ],
)
def test_reading_is_lenient_about_people(tmp_path, screen, changes):
    """However a clerk writes him, the holder of the CNIC is confirmed."""
    rows = screen([person(1, **changes)])
    assert [(row["external_ref"], row["band"]) for row in rows] == [("CRO-77", "confirmed")]
    assert rejected(tmp_path) == []


@pytest.mark.parametrize(
    "cnic", ["61101-123456-1", "61101-12345671-1", "61101-12E4567-1", "6.11011E+12"]
)
def test_a_mistyped_cnic_is_no_bad_row(tmp_path, screen, cnic):
    """Typing errors are what the comparison is for."""
    screen([person(1, cnic=cnic)])
    assert rejected(tmp_path) == []


@pytest.mark.usefixtures("aslam")
@pytest.mark.parametrize("columns", [("cnic", "id"), ("ID ", "Name", "CNIC"), COLUMNS[::-1]])
def test_columns_in_any_order_and_only_those_there_are(tmp_path, columns):
    """The header says what is where; what is optional may be missing."""
    cells = {name: PERSON[name.strip().lower()] for name in columns}
    lines = [",".join(columns), ",".join(cells.values())]
    path = tmp_path / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode())
    call_command("screen", path, out=tmp_path / "results.csv")
    assert [row["band"] for row in read(tmp_path / "results.csv")] == ["confirmed"]


def test_a_watch_list_entry_is_named_by_its_reference(cast, screen, now):
    """Other listings than convicts have the reference of their case."""
    entry = propose(
        by=cast.ayesha, entry=make_watch_unsaved(cast, reference="FIR 9/26 Kohsar"), at=now
    )
    decide(by=cast.dania, entry=entry, approve=True, note="", at=now)
    assert {row["external_ref"] for row in screen([person(1)])} == {"FIR 9/26 Kohsar"}


def make_watch_unsaved(cast, **fields):
    entry = make_watch(cast.kohsar, cast.ayesha, **fields)
    type(entry).objects.filter(pk=entry.pk).delete()
    entry.pk = None
    return entry


def test_no_cell_becomes_a_formula(tmp_path, screen):
    """Neither in the results nor among the refused rows."""
    make_listing(external_ref="=1+1")
    rows = screen([person("=2", id="=cmd|' /C calc'!A0"), person(3, id="", name="@SUM(1)")])
    assert {(row["id"], row["external_ref"]) for row in rows} == {("'=cmd|' /C calc'!A0", "'=1+1")}
    assert read(tmp_path / "results.rejected.csv")[0]["name"] == "'@SUM(1)"


# --- Bad rows ---

BAD = {
    "no id": ({"id": " "}, "id is empty"),
    "no id in words": ({"id": "N/A"}, "id is empty"),
    "nothing to look for": (
        {"name": "", "name_ur": "", "cnic": ""},
        "There is nothing to look for",
    ),
    "nothing but placeholders": (
        {"name": "nil", "name_ur": "-", "cnic": "N/A", "passport_no": "none"},
        "There is nothing to look for",
    ),
    "a phone alone": (
        {"name": "", "name_ur": "", "cnic": "", "phone": "03001234567"},
        "There is nothing to look for",
    ),
    "date": ({"date_of_birth": "31-02-1980"}, "date_of_birth '31-02-1980' is no date"),
    "date in words": ({"date_of_birth": "last year"}, "date_of_birth 'last year' is no date"),
    "year": ({"birth_year": "seventy"}, "birth_year 'seventy' must be a year"),
    "short year": ({"birth_year": "79"}, "birth_year '79' must be a year"),
    "year to come": ({"birth_year": "2979"}, "The birth in 2979 is in the future."),
    "year long ago": ({"birth_year": "1079"}, "The birth in 1079 is before 1900."),
    "long name": ({"name": "x" * 121}, "name has 121 letters; 120 is the most."),
    "long id": ({"id": "x" * 61}, "id has 61 letters; 60 is the most."),
    "long cnic": ({"cnic": "6" * 61}, "cnic has 61 letters; 60 is the most."),
}


@pytest.mark.usefixtures("aslam")
@pytest.mark.parametrize("case", BAD)
def test_a_bad_row_is_reported_and_the_others_are_screened(tmp_path, screen, case):
    """With its line and a reason in words, and with all that it held."""
    changes, reason = BAD[case]
    rows = screen([stranger(1), person(2, **changes), person(3)])
    assert [row["id"] for row in rows] == ["R-3"]
    ((line, said),) = rejected(tmp_path)
    assert line == 3
    assert said.startswith(reason)
    (row,) = read(tmp_path / "results.rejected.csv")
    assert list(row) == ["line", "reason", *COLUMNS]
    name, value = next(iter(changes.items()))
    assert row[name] == value


@pytest.mark.parametrize("in_memory", [0, 1, 100_000])
def test_an_id_counts_once(tmp_path, screen, monkeypatch, in_memory):
    """The first good row has it; later ones are told where it stands, also in a long list."""
    monkeypatch.setattr("convicts.list_rows._Ids.IN_MEMORY", in_memory)
    screen([person(1, birth_year="x"), person(1), person(1), person(2), person(1)])
    reasons = dict(rejected(tmp_path))
    assert reasons[4] == reasons[6] == "id stands already in line 3."
    assert set(reasons) == {2, 4, 6}


def test_the_number_of_cells(tmp_path):
    """Nobody knows what is where in a row of another width."""
    path = tmp_path / "people.csv"
    path.write_text('id,name\n1,Aslam,x\n2\n3,"two\nlines"\n4,Kashif,,\n\n5,Nasreen\n')
    call_command("screen", path, out=tmp_path / "results.csv")
    assert rejected(tmp_path) == [
        (2, "This row has 3 cells; the header has 2 columns."),
        (3, "This row has 1 cells; the header has 2 columns."),
        (6, "This row has 4 cells; the header has 2 columns."),
    ]


def test_refused_rows_come_back_corrected(tmp_path, screen, aslam):
    """The file of them is itself a list."""
    screen([person(1, id="")])
    again = tmp_path / "again.csv"
    text = (tmp_path / "results.rejected.csv").read_text("utf-8")
    again.write_text(text.replace("id is empty: give each row one of its own.,,", "corrected,R-9,"))
    call_command("screen", again, out=tmp_path / "results.csv")
    assert [row["id"] for row in read(tmp_path / "results.csv")] == ["R-9"]
    assert not (tmp_path / "results.rejected.csv").exists()


# --- What is no list ---


def with_bad_byte(row: int, rows: int) -> bytes:
    lines = text_of([stranger(number) for number in range(1, rows + 1)]).encode().splitlines(True)
    lines[row] = lines[row].replace(b"Nasreen", b"N\xe4sreen")
    return b"".join(lines)


GOOD = text_of([stranger(1)])
NO_LISTS = {
    "semicolons": (GOOD.replace(",", ";").encode(), "not separated by commas"),
    "tabs": (GOOD.replace(",", "\t").encode(), "not separated by commas"),
    "UTF-16": (GOOD.encode("utf-16"), "UTF-16 text. Save it as 'CSV UTF-8'"),
    "Latin-1": (with_bad_byte(1, 1), "Line 2 is not UTF-8 text."),
    "Latin-1 far down": (with_bad_byte(5000, 6000), "Line 5001 is not UTF-8 text."),
    "PNG": (b"\x89PNG\r\n\x1a\n" + bytes(99), "This is a PNG file, not a CSV."),
    "XLSX": (b"PK\x03\x04" + bytes(99), "This is a XLSX / ZIP file, not a CSV."),
    "binary": (b"id,name\n1,a\0b\n", "This is no text file."),
    "empty": (b"", "The file is empty."),
    "only a mark": (b"\xef\xbb\xbf", "The file is empty."),
    "unknown columns": (
        b"id,name,father,age\n1,Aslam,Rasool,40\n",
        "columns that are not known: 'father', 'age'. These columns are known: id,name,name_ur,",
    ),
    "a column without a name": (b"id,name,\n1,Aslam,\n", "columns that are not known: ''."),
    "a column twice": (b"id,name,Name\n1,a,b\n", "The column name stands there twice."),
    "no id": (b"name,cnic\nAslam,\n", "needs the column id, and one of name, name_ur, cnic,"),
    "nobody": (b"id,phone\n1,03001234567\n", "needs the column id, and one of name,"),
    "no header": (GOOD.split("\n", 1)[1].encode(), "columns that are not known"),
    "an endless cell": (
        GOOD.encode() + b'R-9,"' + b"x" * 200_000 + b'"\n',
        "Line 3 is no CSV: field larger than field limit",
    ),
    "an endless line": (b"id,name\n1," + b"x" * 2_000_000, "Line 2 is too long for a row"),
}


@pytest.mark.usefixtures("aslam")
@pytest.mark.parametrize("case", NO_LISTS)
def test_what_is_no_list_is_one_sentence(tmp_path, case):
    """The reason and what to do; no results, no traceback, nothing left lying about."""
    content, sentence = NO_LISTS[case]
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        call_command("screen", path, out=tmp_path / "results.csv")
    assert sentence in str(caught.value)
    assert [one.name for one in tmp_path.iterdir()] == ["people.csv"]
    assert path.read_bytes() == content
    assert not Event.objects.filter(action="convicts.screened").exists()


def test_a_missing_file(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.csv cannot be opened: No such file"):
        call_command("screen", tmp_path / "nowhere.csv", out=tmp_path / "results.csv")


def test_nowhere_to_write(tmp_path):
    """Where results would go is looked at, too."""
    path = write(tmp_path / "people.csv", [stranger()])
    with pytest.raises(CommandError, match=r"No such file or directory: .*no"):
        call_command("screen", path, out=tmp_path / "no" / "results.csv")
    with pytest.raises(CommandError, match="no file that results could be written to"):
        call_command("screen", path, out=tmp_path)
    for own in (path, tmp_path / "people"):
        if own != path:
            path = path.rename(tmp_path / "people.rejected.csv")
        with pytest.raises(CommandError, match="a file of their own"):
            call_command("screen", path, out=own)
    assert path.read_text("utf-8") == text_of([stranger()])


def test_results_of_before_stay_when_the_new_ones_fail(tmp_path, screen):
    """A file of results is whole, or it is the old one."""
    screen([person(1)])
    before = (tmp_path / "results.csv").read_bytes()
    (tmp_path / "people.csv").write_bytes(with_bad_byte(5000, 6000))
    with pytest.raises(CommandError):
        call_command("screen", tmp_path / "people.csv", out=tmp_path / "results.csv")
    assert (tmp_path / "results.csv").read_bytes() == before


# --- Who asks, what is told, what is kept ---


def test_the_summary(screen, capsys, aslam):
    """Numbers on one stream, the bar on the other."""
    screen([stranger(1), person(2), person(3, id="")])
    said, bar = capsys.readouterr()
    assert "3 rows read, 1 bad, 1 with candidates." in said
    assert "Candidates: 1 confirmed, 0 probable, 0 possible" in said.replace("0 cnic_in_use, ", "")
    assert "seconds" in said
    assert "rows/s" in said
    assert "3.00" in bar
    assert "rows" in bar


def test_one_event_tells_of_it(tmp_path, screen, cast, aslam):
    """Which file, known by its hash, how many rows, in whose name and what for."""
    gul = make_officer("gul", Role.CRO_OPERATOR)
    screen([person(1), stranger(2), stranger(2)], by="gul", purpose="Muharram gathering")
    event = Event.objects.get(action="convicts.screened")
    assert (event.actor_id, event.purpose) == (gul.pk, "Muharram gathering")
    content = (tmp_path / "people.csv").read_bytes()
    assert event.detail == {
        "file": "people.csv",
        "sha256": sha256(content).hexdigest(),
        "rows": 3,
        "bad": 1,
        "found": 1,
        "bands": {"confirmed": 1},
    }


def test_nothing_is_stored_as_a_sighting(screen, aslam):
    """Nobody on the list was seen anywhere: no sighting, no match, no alert."""
    screen([person(1), stranger(2)])
    assert (Sighting.objects.count(), Match.objects.count(), Alert.objects.count()) == (0, 0, 0)


def test_sealed_records_are_for_their_officers(cast, screen, now, aslam):
    """Without a name, or in another's, they are not there; in the keeper's they are."""
    keeper = make_officer("keeper", Role.CRO_OPERATOR)
    make_officer("gul", Role.CRO_OPERATOR)
    record = ConvictRecord.objects.get(external_ref="CRO-77")
    seal(by=keeper, record=record, sealed_as="juvenile", at=now)
    assert screen([person(1)]) == []
    assert screen([person(1)], by="gul") == []
    assert [row["external_ref"] for row in screen([person(1)], by="keeper")] == ["CRO-77"]


@pytest.mark.parametrize("who", ["nobody", "ehsan"])
def test_in_whose_name_it_cannot_be(cast, screen, who):
    with pytest.raises(CommandError, match=r"Nobody signs in as nobody|posted nowhere"):
        screen([person(1)], by=who)


def test_a_purpose_too_long_for_the_log(screen):
    with pytest.raises(CommandError, match="more than 200 letters"):
        screen([person(1)], purpose="x" * 201)


def test_who_is_no_longer_looked_for_is_not_found(screen, aslam, now):
    """Current listings only."""
    type(aslam).objects.filter(pk=aslam.pk).update(withdrawn_at=now, withdrawn_reason="acquitted")
    assert screen([person(1)]) == []


# --- Cost ---


def test_no_question_for_each_row(tmp_path, aslam, now):
    """A thousand rows ask the database no more often than ten."""

    def questions(count):
        path = write(tmp_path / f"{count}.csv", [person(number) for number in range(count)])
        with CaptureQueriesContext(connection) as captured:
            screen_file(path, tmp_path / "results.csv", at=now)
        return len(captured)

    questions(1)
    assert questions(1000) <= questions(10) + 2


def test_memory_does_not_grow_with_the_file(monkeypatch):
    """Ten times the rows are read in no more memory."""
    monkeypatch.setattr("convicts.list_rows.CHUNK", 200)
    monkeypatch.setattr("convicts.list_rows._Ids.IN_MEMORY", 1_000)

    def peak(count):
        text = text_of([stranger(number) for number in range(count)]).encode()
        gc.collect()
        tracemalloc.start()
        with files.reading(io.BytesIO(text), check_columns) as reader:
            people = People(reader, districts={}, today=date(2026, 1, 1))
            assert sum(chunk.rows for chunk in people.chunks()) == count
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(2_000)
    assert peak(20_000) < 2 * peak(2_000)
