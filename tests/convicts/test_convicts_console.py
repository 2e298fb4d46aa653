"""The console of imports: a file is read, shown, published by a second person, taken back."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from accounts.roles import Role
from alerts.actions import Refused
from alerts.models import Alert, Listing
from convicts import differences, filing, importing, receiving, staging
from convicts.models import Alias, ConvictRecord, ImportBatch, ImportRow, Mark
from tests.alerts.alert_scenes import drain
from tests.cast import make_officer
from tests.convicts.cro_files import brought, load, published, ready, row, taken_back, worked, write
from tests.people_on_file import make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


@pytest.fixture
def hira(cast):
    return make_officer("hira", Role.CRO_OPERATOR)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cro.csv"


def refs() -> set[str]:
    """Who is on file and not withdrawn."""
    rows = ConvictRecord.objects.filter(withdrawn_at=None)
    return set(rows.values_list("external_ref", flat=True))


def listed() -> int:
    return Listing.objects.filter(withdrawn_at=None).count()


# --- From one hand to the other ---


def test_nothing_is_visible_before_a_second_person(path, gul, hira):
    """Read and shown it has changed nothing; whoever brought it does not approve it."""
    batch = ready(write(path, [row(1), row(2)]), gul)
    assert (refs(), listed()) == (set(), 0)
    assert (batch.counts["new"], batch.rows_read) == (2, 2)
    with pytest.raises(Refused, match="second person"):
        importing.approve(by=gul, batch=batch, at=timezone.now())
    importing.approve(by=hira, batch=batch, at=timezone.now())
    worked()
    assert (refs(), listed()) == ({"CRO-1", "CRO-2"}, 2)
    with pytest.raises(Refused, match="already"):
        importing.approve(by=hira, batch=batch, at=timezone.now())


def test_discarded_it_leaves_nothing(path, gul, hira):
    """Neither rows nor the file."""
    batch = ready(write(path, [row(1), row(2, gender="Q")]), gul)
    importing.discard(by=gul, batch=batch, at=timezone.now())
    assert not batch.blocks.exists()
    assert [one.kind for one in batch.staged.all()] == ["refused"]
    with pytest.raises(Refused):
        importing.approve(by=hira, batch=batch, at=timezone.now())


def test_published_it_finds_who_is_in_a_hotel_now(path, cast, gul, hira):
    """The guest was there before the file."""
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert not Alert.objects.exists()
    published(write(path, [row(1)]), gul, hira)
    drain()
    assert Alert.objects.get().station == cast.kohsar


def test_differences_are_told_field_by_field(path, gul, hira):
    """New, changed with both words, no longer looked for, refused with its reason."""
    published(write(path, [row(1), row(2), row(3)]), gul, hira)
    rows = [
        row(1), row(2, offence="392 PPC"), row(3, status="acquitted"), row(4), row(5, gender="Q"),
    ]  # fmt: skip
    batch = ready(write(path, rows), gul)
    told = {
        name: batch.counts[name] for name in ("new", "changed", "unchanged", "refused", "at_rest")
    }
    assert told == {"new": 1, "changed": 2, "unchanged": 1, "refused": 1, "at_rest": 1}
    changed = differences.rows_of(batch, "changed", hira)
    assert [one.external_ref for one in changed] == ["CRO-2", "CRO-3"]
    (change,) = changed[0].changes
    assert (change.before, change.after) == ("302 PPC", "392 PPC")
    assert [one.external_ref for one in differences.rows_of(batch, "at_rest", hira)] == ["CRO-3"]
    (change,) = changed[1].changes
    assert (change.before, change.after) == ("Absconding", "Acquitted")
    assert [one.external_ref for one in differences.rows_of(batch, "new", hira)] == ["CRO-4"]
    assert "gender is 'Q'" in differences.rows_of(batch, "refused", hira)[0].reason


def test_a_whole_file_withdraws_whom_it_does_not_name(path, cast, gul, hira, now):
    """Whoever was entered by hand stays; the next file that names one brings him back."""
    other = row(2, name="Nadeem Akhtar", name_ur="")
    published(write(path, [row(1), other]), gul, hira)
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.get().state == "raised"
    batch = ready(write(path, [other]), gul, is_whole=True)
    assert batch.counts["missing"] == 1
    assert [one.external_ref for one in differences.rows_of(batch, "missing", hira)] == ["CRO-1"]
    importing.approve(by=hira, batch=batch, at=timezone.now())
    worked()
    assert (refs(), listed()) == ({"CRO-2"}, 1)
    assert Alert.objects.get().outcome == "withdrawn"
    published(write(path, [row(1), other]), gul, hira)
    assert (refs(), listed()) == ({"CRO-1", "CRO-2"}, 2)


def test_what_two_officers_withdrew_stays_out(path, gul, hira, now):
    """No file brings him back."""
    published(write(path, [row(1)]), gul, hira)
    record = ConvictRecord.objects.get()
    gone = filing.propose_withdrawal(by=gul, record=record, reason="Another man", at=now)
    filing.decide_withdrawal(by=hira, withdrawal=gone, approve=True, note="", at=now)
    published(write(path, [row(1, offence="392 PPC")]), gul, hira)
    assert (refs(), listed()) == (set(), 0)


def test_what_officers_noted_outlives_the_file(path, gul, hira, now):
    """An alias stays in the listing, a state in the record, however often the file comes."""
    published(write(path, [row(1)]), gul, hira)
    record = ConvictRecord.objects.get()
    filing.note(by=gul, record=record, row=Alias(name="Kala"), at=now)
    published(write(path, [row(1, offence="392 PPC")]), gul, hira)
    listing = Listing.objects.get()
    assert (listing.aliases, listing.summary) == (["Kala"], "392 PPC")


# --- Back again ---


def test_taken_back_it_is_as_before(path, gul, hira):
    """New ones are withdrawn, changed ones say again what they said, missing ones are back."""
    published(write(path, [row(1), row(2)]), gul, hira)
    before = ConvictRecord.objects.values("external_ref", "offence", "status", "record_hash")
    stood = list(before.order_by("pk"))
    batch = published(write(path, [row(1, offence="392 PPC"), row(3)]), gul, hira, is_whole=True)
    assert refs() == {"CRO-1", "CRO-3"}
    told = taken_back(batch, gul, hira)
    assert told == {"withdrawn": 1, "restored": 1, "returned": 1, "changed_since": 0}
    assert refs() == {"CRO-1", "CRO-2"}
    assert list(before.filter(withdrawn_at=None).order_by("pk")) == stood
    assert listed() == 2
    assert Listing.objects.get(reference="CRO-1").summary == "302 PPC"
    with pytest.raises(Refused, match="Only a file"):
        taken_back(batch, gul, hira)
    published(write(path, [row(3)]), gul, hira)
    assert "CRO-3" in refs()


def test_what_officers_changed_since_is_left(path, gul, hira, now):
    """A correction and a withdrawal by two are later words; so is whatever was noted."""
    published(write(path, [row(1), row(2)]), gul, hira)
    rows = [row(1, offence="392 PPC"), row(2, offence="392 PPC"), row(3), row(4)]
    batch = published(write(path, rows), gul, hira)
    by_ref = {one.external_ref: one for one in ConvictRecord.objects.all()}
    changes = {"name": "Muhammad Akram"}
    filing.correct(by=gul, record=by_ref["CRO-1"], changes=changes, at=timezone.now())
    gone = filing.propose_withdrawal(
        by=gul, record=by_ref["CRO-2"], reason="Another man", at=timezone.now()
    )
    filing.decide_withdrawal(by=hira, withdrawal=gone, approve=True, note="", at=timezone.now())
    filing.note(by=gul, record=by_ref["CRO-3"], row=Mark(kind="scar"), at=timezone.now())
    told = taken_back(batch, gul, hira)
    assert told == {"withdrawn": 1, "restored": 0, "returned": 0, "changed_since": 3}
    assert refs() == {"CRO-1", "CRO-3"}
    assert ConvictRecord.objects.get(external_ref="CRO-1").name == "Muhammad Akram"
    assert listed() == 2


def test_the_last_file_is_taken_back_first(path, gul, hira):
    """What later files say of somebody is not lost with the first that named him."""
    first = published(write(path, [row(1)]), gul, hira)
    second = published(write(path, [row(1, offence="392 PPC")]), gul, hira)
    with pytest.raises(Refused, match="later file"):
        taken_back(first, gul, hira)
    for batch, offence in ((second, "302 PPC"), (first, None)):
        taken_back(batch, gul, hira)
        said = ConvictRecord.objects.filter(withdrawn_at=None).values_list("offence", flat=True)
        assert said.first() == offence


# --- Broken off ---


def test_the_reading_goes_on_where_it_broke_off(path, gul, monkeypatch):
    """Each row once, whatever was read before; also behind quoted lines and Urdu letters."""
    monkeypatch.setattr(staging, "CHUNK", 3)
    rows = [row(number, offence=f'a\nb "{number}" دفعہ') for number in range(1, 21)]
    batch = brought(write(path, [*rows, row(21, gender="Q")]), gul)
    for _ in range(30):
        importing.work(at=timezone.now(), seconds=0)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_read) == ("ready", 21)
    lines = list(batch.staged.order_by("line").values_list("line", flat=True))
    assert len(set(lines)) == 21
    assert (batch.counts["new"], batch.counts["refused"]) == (20, 1)
    assert batch.staged.get(kind="refused").line == lines[-1] == 1 + 20 * 2 + 1


def test_a_claim_of_a_killed_worker_runs_out(path, gul):
    """Nobody else touches it before; then the next one does."""
    batch = brought(write(path, [row(1)]), gul)
    now = timezone.now()
    ImportBatch.objects.filter(pk=batch.pk).update(claimed_at=now)
    importing.work(at=now + timedelta(minutes=1))
    batch.refresh_from_db()
    assert batch.state == "reading"
    importing.work(at=now + timedelta(minutes=4))
    batch.refresh_from_db()
    assert batch.state == "ready"


def test_a_file_on_which_everybody_dies_is_given_up(path, gul, monkeypatch):
    """It says so, and keeps nothing."""
    batch = brought(write(path, [row(1)]), gul)

    def fail(*_args, **_kwargs):
        raise RuntimeError("out of order")

    monkeypatch.setattr(staging, "read_on", fail)
    for minutes in (0, 4, 8, 12):
        importing.work(at=timezone.now() + timedelta(minutes=minutes))
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert batch.failure
    assert not batch.blocks.exists()


def test_a_file_that_breaks_off_says_where(path, gul):
    """Text that is no text in the middle of it."""
    write(path, [row(number) for number in range(1, 2000)])
    path.write_bytes(path.read_bytes() + b"\xff\xfe broken\n")
    batch = brought(path, gul)
    worked()
    batch.refresh_from_db()
    assert batch.state == "failed"
    assert "not UTF-8" in batch.failure


# --- Workbooks ---


def workbook(rows: list[dict[str, Any]]) -> io.BytesIO:
    """An XLSX file of these rows, with numbers and days as a spreadsheet keeps them."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "dd-mm-yyyy"}) as book:
        sheet = book.add_worksheet("CRO")
        for number, cells in enumerate([list(rows[0]), *(one.values() for one in rows)]):
            sheet.write_row(number, 0, cells)
    file.seek(0)
    return file


def test_a_workbook_is_read_as_a_clerk_typed_it(gul, hira):
    """A CNIC that the spreadsheet keeps as a number, a day that it keeps as days since 1899."""

    given = {
        **row(1),
        "cnic": 6110112345671,
        "birth_year": 1979.0,
        "date_of_birth": date(1979, 8, 14),
    }
    file = workbook([given])
    batch = receiving.receive(by=gul, file=file, name="cro.xlsx", is_whole=False, at=timezone.now())
    worked()
    importing.approve(by=hira, batch=batch, at=timezone.now())
    worked()
    record = ConvictRecord.objects.get()
    assert (record.cnic, record.date_of_birth) == ("6110112345671", date(1979, 8, 14))
    assert record.name_ur == "محمد اسلم"


def test_what_is_no_workbook_says_so(gul):
    """A zip of something else."""
    file = io.BytesIO(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(Refused, match="cannot be opened"):
        receiving.receive(by=gul, file=file, name="x.xlsx", is_whole=False, at=timezone.now())


# --- The pages ---


def test_from_the_form_to_the_records(path, cast, gul, hira):
    """Brought, seen, approved by the other, taken back; each step on its page."""
    client, other = cast.client(gul), cast.client(hira)
    console = reverse("convicts:imports")
    assert client.post(console, {}).status_code == 422
    write(path, [row(1), row(2, gender="Q")])
    file = SimpleUploadedFile("cro.csv", path.read_bytes(), content_type="text/csv")
    address = client.post(console, {"file": file})["Location"]
    assert 'hx-trigger="every 2s"' in client.get(address).text
    worked()
    batch = ImportBatch.objects.get()
    progress = client.get(reverse("convicts:import_progress", args=[batch.pk]))
    assert "every 2s" not in progress.text
    page = client.get(address)
    assert page.context["refusal"]
    rows = client.get(reverse("convicts:import_rows", args=[batch.pk, "new"]))
    assert "Muhammad Aslam" in rows.text
    bad = client.post(reverse("convicts:import_bad_rows", args=[batch.pk]))
    assert "gender is 'Q'" in b"".join(bad.streaming_content).decode()
    approve = reverse("convicts:import_approve", args=[batch.pk])
    client.post(approve)
    assert refs() == set()
    other.post(approve)
    worked()
    assert refs() == {"CRO-1"}
    back = reverse("convicts:import_take_back", args=[batch.pk])
    assert other.post(back, {"because": ""}).status_code == 422
    other.post(back, {"because": "Wrong month"})
    assert refs() == {"CRO-1"}
    decide = reverse("convicts:import_decide_taking_back", args=[batch.pk])
    other.post(decide, {"decision": "approved", "note": ""})
    assert refs() == {"CRO-1"}
    assert "Files of the CRO to decide" in client.get("/").text
    assert client.post(decide, {"note": "Which month?"}).status_code == 422
    client.post(decide, {"decision": "approved", "note": ""})
    assert refs() == set()
    assert "Wrong month" in client.get(address).text


def test_a_file_that_stays_may_be_asked_for_again(path, gul, hira):
    """One proposal waits at a time; refused with a reason nothing has changed."""
    batch = published(write(path, [row(1)]), gul, hira)
    ask = {"by": hira, "batch": batch, "because": "Wrong month", "at": timezone.now()}
    taking = importing.propose_taking_back(**ask)
    with pytest.raises(Refused, match="proposed already"):
        importing.propose_taking_back(**ask)
    answer = {"taking": taking, "at": timezone.now()}
    with pytest.raises(Refused, match="second person"):
        importing.decide_taking_back(by=hira, approve=True, note="", **answer)
    importing.decide_taking_back(by=gul, approve=False, note="It is the right one", **answer)
    assert refs() == {"CRO-1"}
    importing.propose_taking_back(**ask)


def test_what_is_wrong_is_said_in_the_language_of_whoever_brought_it(path, gul):
    """Though a worker reads the file, who knows no language."""
    with translation.override("ur"):
        batch = brought(write(path, [row(1, name="", name_ur="")]), gul)
    worked()
    assert batch.staged.get().values["reason"] == "کالم name خالی ہے۔"


def test_not_for_others(cast, path, gul):
    """An SHO has no console."""
    batch = ready(write(path, [row(1)]), gul)
    client = cast.client(cast.ayesha)
    for address in (
        reverse("convicts:imports"),
        reverse("convicts:import", args=[batch.pk]),
        reverse("convicts:import_rows", args=[batch.pk, "new"]),
    ):
        assert client.get(address).status_code == 403


def test_a_file_that_seals_is_published_by_whom_may_seal(path, gul, cast):
    """And he is named on what it sealed."""
    batch = ready(write(path, [row(1, sealed="juvenile")], [*row(1), "sealed"]), gul)
    assert batch.counts["sealed"] == 1
    assert differences.rows_of(batch, "new", gul)
    assert not differences.rows_of(batch, "new", cast.dania)
    load(path, by=cast.dania)
    assert ConvictRecord.objects.get().sealed_as == "juvenile"
    assert ImportRow.objects.filter(batch=batch, kind="good").count() == 1
