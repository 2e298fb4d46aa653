"""Files of the CRO and what happens meanwhile: who was first, and who has the last word."""

import io
import math

import pytest
import xlsxwriter
from django.urls import reverse
from django.utils import timezone

from accounts.roles import Role
from alerts.actions import Refused
from alerts.models import Alert, Listing
from convicts import actions, differences, doubles, filing, importing, publishing, refused, staging
from convicts.models import (
    ConvictRecord,
    Duplicate,
    ImportBatch,
    Opening,
    Standing,
    Status,
)
from convicts.models.batches import Overtaken
from tests.alerts.alert_scenes import drain
from tests.cast import make_officer
from tests.convicts.cro_files import (
    brought,
    load,
    published,
    ready,
    row,
    taken_back,
    worked,
    write,
)
from tests.people_on_file import make_convict, make_stay

pytestmark = pytest.mark.django_db
SEALING = [*row(1), "sealed"]


@pytest.fixture
def gul(cast):
    return make_officer("gul", Role.CRO_OPERATOR)


@pytest.fixture
def hira(cast):
    return make_officer("hira", Role.CRO_OPERATOR)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cro.csv"


def record_of(reference: str) -> ConvictRecord:
    return ConvictRecord.objects.get(external_ref=reference)


def is_listed(record: ConvictRecord) -> bool:
    return Listing.objects.filter(source_id=record.pk, withdrawn_at=None).exists()


def standing(status: str) -> Standing:
    return Standing(status=status, since_on=timezone.localdate(), reference="Letter 7/26")


# --- Two at one file ---


def test_discarded_while_it_is_read_it_stays_discarded(path, gul, hira, monkeypatch):
    """The worker, who had it in hand, keeps nothing more of it."""
    monkeypatch.setattr(staging, "CHUNK", 2)
    batch = brought(write(path, [row(number) for number in range(1, 8)]), gul, True)
    at_work = importing._claimed(timezone.now())

    def step(_rows: int) -> None:
        if batch.state != "discarded":
            importing.discard(by=hira, batch=batch, at=timezone.now())
            batch.refresh_from_db()

    with pytest.raises(Overtaken):
        importing._go_on(at_work, until=math.inf, at=timezone.now(), step=step)
    batch.refresh_from_db()
    assert (batch.state, batch.staged.count()) == ("discarded", 0)


def test_published_once_however_many_try(path, gul, hira):
    """The second finds it done; nobody is withdrawn because his row is gone by then."""
    published(write(path, [row(1), row(2), row(3)]), gul, hira, True)
    rows = [row(1), row(2, status="released"), row(4)]
    batch = ready(write(path, rows), gul, True)
    importing.approve(by=hira, batch=batch, at=timezone.now())
    first, second = (ImportBatch.objects.get(pk=batch.pk) for _ in range(2))
    publishing.publish(first, by=hira, at=timezone.now())
    with pytest.raises(Overtaken):
        publishing.publish(second, by=hira, at=timezone.now())
    assert ConvictRecord.objects.filter(withdrawn_at=None).count() == 3


# --- The file and what was entered by hand ---


def test_who_was_refused_by_hand_comes_by_the_file(path, gul, hira, now):
    """The CRO's own word is two persons' word; taken back he is refused as before."""
    opening = _entered("CRO-9", gul, now)
    filing.decide_opening(by=hira, opening=opening, approve=False, note="No paper", at=now)
    batch = published(write(path, [row(9)]), gul, hira)
    record = record_of("CRO-9")
    assert (record.is_in_file, record.name, is_listed(record)) == (True, "Muhammad Aslam", True)
    taken_back(batch, gul, hira)
    record.refresh_from_db()
    assert (record.is_in_file, record.name, is_listed(record)) == (False, "Kashif", False)


def test_who_waits_by_hand_comes_by_the_file(path, gul, hira, now):
    """Whatever is decided then, he is on file."""
    opening = _entered("CRO-9", gul, now)
    published(write(path, [row(9)]), gul, hira)
    filing.decide_opening(by=hira, opening=opening, approve=False, note="Is on file", at=now)
    assert is_listed(record_of("CRO-9"))


def _entered(reference: str, by, at) -> Opening:
    record = ConvictRecord(
        external_ref=reference, name="Kashif", category_id="wanted", status=Status.ABSCONDING
    )
    return filing.open_record(by=by, record=record, rows=[standing("absconding")], at=at).opening


def test_the_newest_word_counts(path, gul, hira):
    """A letter over an older file, a file's change over an older letter; struck out, the rest."""
    published(write(path, [row(1, status="absconding")]), gul, hira)
    record = record_of("CRO-1")
    noted = filing.note(by=gul, record=record, row=standing("in_prison"), at=timezone.now())
    published(write(path, [row(1, status="absconding", offence="392 PPC")]), gul, hira)
    assert record_of("CRO-1").status == Status.IN_PRISON
    published(write(path, [row(1, status="acquitted")]), gul, hira)
    assert (record_of("CRO-1").status, is_listed(record)) == (Status.ACQUITTED, False)
    published(write(path, [row(1, status="")]), gul, hira)
    assert record_of("CRO-1").status == Status.IN_PRISON
    published(write(path, [row(1, status="released")]), gul, hira)
    filing.strike(by=gul, row=noted, because="Another man's letter", at=timezone.now())
    assert (record_of("CRO-1").status, is_listed(record)) == (Status.RELEASED, True)


def test_two_officers_take_out_for_good_whom_a_file_left_out_before(path, gul, hira, now):
    """The next file that names him does not bring him back."""
    published(write(path, [row(1), row(2)]), gul, hira, True)
    record = record_of("CRO-1")
    gone = filing.propose_withdrawal(by=gul, record=record, reason="Another man", at=now)
    published(write(path, [row(2)]), gul, hira, True)
    filing.decide_withdrawal(by=hira, withdrawal=gone, approve=True, note="", at=timezone.now())
    published(write(path, [row(1), row(2)]), gul, hira, True)
    record.refresh_from_db()
    assert (record.withdrawn_because, is_listed(record)) == ("Another man", False)


def test_a_phone_entered_by_hand_outlives_a_file_without_phones(path, gul, hira):
    """Of what a file does not speak the record, and the listing, keep what they have."""
    published(write(path, [row(1)]), gul, hira)
    record = record_of("CRO-1")
    changes = {"phone": "03009998887", "aliases_as_given": ["Kalu"]}
    filing.correct(by=gul, record=record, changes=changes, at=timezone.now())
    assert ready(write(path, [row(1)]), gul).counts["unchanged"] == 1
    published(write(path, [row(1, offence="392 PPC")]), gul, hira)
    listing = Listing.objects.get()
    assert (record_of("CRO-1").phone, listing.phone) == ("03009998887", "03009998887")
    assert (listing.aliases, listing.summary) == (["Kalu"], "392 PPC")


def test_whose_row_is_refused_is_not_missing(path, gul, hira):
    """A slip of the pen in a whole file lets nobody go."""
    published(write(path, [row(1), row(2)]), gul, hira, True)
    batch = published(write(path, [row(1), row(2, gender="Q")]), gul, hira, True)
    assert (batch.counts["missing"], batch.counts["refused"]) == (0, 1)
    assert is_listed(record_of("CRO-2"))


# --- One person, many records ---


def test_who_lies_under_an_acquitted_one_stops_alerting(path, cast, gul, hira):
    """Also where the file names the leading record alone, or leaves it out; and back."""
    published(write(path, [row(1), row(2)]), gul, hira)
    leader, led = record_of("CRO-1"), record_of("CRO-2")
    pair = Duplicate.objects.create(
        first=leader, second=led, band="probable", probability=0.9, found_at=timezone.now()
    )
    doubles.merge(by=gul, pair=pair, leading=leader, reason="Same", at=timezone.now())
    make_stay(cast.hotel, cast.ehsan, cnic=led.cnic)
    drain()
    batch = published(write(path, [row(1, status="acquitted")]), gul, hira)
    assert (is_listed(leader), is_listed(led)) == (False, False)
    assert Alert.objects.get().outcome == Alert.Outcome.WITHDRAWN
    taken_back(batch, gul, hira)
    assert (is_listed(leader), is_listed(led)) == (True, True)
    published(write(path, [row(3)]), gul, hira, True)
    assert (is_listed(leader), is_listed(led)) == (False, False)


# --- Seals ---


def test_a_file_seals_also_whom_nobody_looks_for(path, cast, hira):
    """Acquitted and sealed in one row: the old alert goes behind the seal with his listing."""
    load(write(path, [row(1)]))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    load(write(path, [row(1, status="acquitted", sealed="juvenile")], SEALING), by=hira)
    assert Listing.objects.get().is_sealed
    assert not Alert.objects.visible_to(cast.ayesha).exists()


def test_refused_rows_of_the_sealed_stay_with_whoever_brought_them(path, gul, hira, now):
    """Nobody else reads the row that is to be sealed, or that names a sealed record."""
    actions.seal(by=gul, record=make_convict(external_ref="CRO-2"), sealed_as="juvenile", at=now)
    rows = [
        row(1, gender="Q", sealed="juvenile"),
        row(2, gender="Q", sealed=""),
        row(3, gender="Q", sealed=""),
    ]
    batch = ready(write(path, rows, SEALING), gul)
    told = {one.external_ref for one in differences.rows_of(batch, "refused", hira)}
    assert told == {"CRO-3"}
    assert [cells[0] for cells in importing.bad_rows(batch, hira)] == [4]
    assert len(list(importing.bad_rows(batch, gul))) == 3


def test_a_file_does_not_find_out_what_is_sealed(path, gul, hira, now):
    """Its row counts and stands as new to whoever is not named, whatever becomes of it."""
    actions.seal(by=hira, record=make_convict(external_ref="CRO-1"), sealed_as="informant", at=now)
    batch = ready(write(path, [row(1), row(2)]), gul)
    assert (batch.counts["new"], batch.counts["changed"]) == (2, 0)
    assert [one.external_ref for one in differences.rows_of(batch, "new", gul)] == [
        "CRO-1",
        "CRO-2",
    ]
    assert differences.rows_of(batch, "changed", gul) == []


def test_files_of_invented_records_are_nobodys_to_see(path, cast, gul):
    """Whoever reads one must not have been warned."""
    batch = load(write(path, [row(1)]), are_canaries=True).batch
    client = cast.client(gul)
    assert path.name not in client.get(reverse("convicts:imports")).content.decode()
    assert client.get(reverse("convicts:import", args=[batch.pk])).status_code == 404
    assert not ConvictRecord.objects.to_compare().exists()


def test_refused_rows_are_forgotten_in_time(path, gul, now):
    """A month after the file has ended; not while somebody may still correct them."""
    batch = ready(write(path, [row(1), row(2, gender="Q")]), gul)
    assert refused.forget_old(at=now + refused.KEPT * 2) == 0
    importing.discard(by=gul, batch=batch, at=timezone.now())
    assert refused.forget_old(at=now) == 0
    assert refused.forget_old(at=now + refused.KEPT * 2) == 1


# --- Many hands ---


def test_read_by_many_it_is_the_same(path, gul, monkeypatch):
    """The rows, their order and their reasons, wherever a chunk was understood."""
    rows = [row(number, gender="Q" if number % 7 == 0 else "M") for number in range(1, 40)]
    write(path, rows)
    told = []
    for helpers in (0, 2):
        monkeypatch.setattr(staging, "CHUNK", 4)
        batch = brought(path, gul)
        assert staging.read_on(batch, until=math.inf, helpers=helpers)
        assert batch.rows_read == 39
        kept = batch.staged.order_by("line")
        told.append(list(kept.values_list("line", "kind", "external_ref", "values", "record_hash")))
        importing.discard(by=gul, batch=batch, at=timezone.now())
    assert told[0] == told[1]


# --- Files that would harm ---


def workbook(*cells: tuple[int, int, str]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for cell in cells:
            sheet.write(*cell)
    return stream.getvalue()


def test_a_workbook_that_asks_for_all_the_memory_is_refused(path, gul):
    """One cell in the last corner: the file is some thousand bytes long."""
    content = workbook((0, 0, "external_ref"), (1_048_575, 16_383, " "))
    assert len(content) < 10_000
    path.write_bytes(content)
    with pytest.raises(Refused, match="cannot be opened"):
        brought(path, gul)


def test_a_nul_in_a_row_is_only_a_bad_row(path, gul):
    """The rest of the file is read."""
    write(path, [*(row(number) for number in range(1, 500)), row(500, gender="Q\x00")])
    path.write_text(path.read_text("utf-8") + "CRO-9,a\x00b\n", "utf-8")
    batch = ready(path, gul)
    assert (batch.counts["new"], batch.counts["refused"]) == (499, 2)


def test_signs_that_mean_something_to_the_database_are_only_signs(path, gul, hira):
    """Backslashes, tabs, line ends and quotes, in a reference and in a text."""
    odd = {"external_ref": "C\\N\tR\nO\\.", "offence": 'a\\nb\t"c"\n\\.'}
    published(write(path, [row(1, **odd), row(2, gender="Q\\\t")]), gul, hira)
    record = ConvictRecord.objects.get()
    assert (record.external_ref, record.offence) == (odd["external_ref"], odd["offence"])


def test_refused_rows_come_back_as_they_were(path, gul, hira):
    """What kept a spreadsheet from reckoning is read as it was meant; so is a row twice there."""
    again = row(1, category="Bad character", offence="-", relation="=1")
    batch = ready(write(path, [row(1), again]), gul)
    (line, _reason, *cells) = next(importing.bad_rows(batch, gul))
    assert (line, dict(zip(batch.columns, cells, strict=True))["offence"]) == (3, "-")
    twice = ready(write(path, [row(1), row(1, category="Bad character")]), hira)
    (_line, _reason, *cells) = next(importing.bad_rows(twice, hira))
    assert dict(zip(twice.columns, cells, strict=True))["category"] == "Bad character"
    taken = importing.take_bad_rows(by=gul, batch=batch, at=timezone.now())
    text = taken.file.read().decode("utf-8-sig").replace("'=1", "s/o")
    path.write_text(text, "utf-8")
    worked()
    corrected = ready(path, gul)
    assert (corrected.counts["new"], corrected.counts["refused"]) == (1, 0)
    assert corrected.staged.get().values["offence"] == ""
