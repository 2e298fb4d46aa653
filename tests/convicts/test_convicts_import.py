"""Loading a CRO file: every good row in, every bad row out with its reason, all or nothing."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from accounts.roles import Role
from alerts.models import Alert, Listing, Match
from audit.models import Event
from convicts import staging
from convicts.models import ConvictRecord, ImportBatch, ImportBlock, ImportRow
from convicts.rows import COLUMNS
from matching import fold
from synthetic import convicts as synthetic_convicts
from tests.alerts.alert_scenes import drain
from tests.cast import make_officer
from tests.convicts.cro_files import load, refused, rejects_of, row, taken_back, write
from tests.people_on_file import make_stay

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(tmp_path) -> Path:
    return tmp_path / "cro.csv"


def counts() -> tuple[int, int, int]:
    return (
        ConvictRecord.objects.count(),
        Listing.objects.count(),
        Event.objects.filter(action="convicts.imported").count(),
    )


def versions(table: str) -> set[tuple[int, str]]:
    """Each row's physical version: it changes with every rewriting, even with equal content."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, xmin::text || ctid::text FROM {table}")
        return set(cursor.fetchall())


def nothing_is_kept() -> bool:
    """Neither the file nor a row of it that the records did not need."""
    return not ImportBlock.objects.exists() and not ImportRow.objects.exists()


# --- Good files ---


def test_a_good_row_becomes_a_record_and_a_listing(path):
    """Every column reaches the record, and the listing that speaks of it."""
    outcome = load(write(path, [row()]))
    assert (outcome.read, outcome.new, outcome.refused) == (1, 1, 0)
    record, listing = ConvictRecord.objects.get(), Listing.objects.get()
    expected = {
        "external_ref": "CRO-1",
        "name": "Muhammad Aslam",
        "name_ur": "محمد اسلم",
        "relation": "S",
        "relative_name": "Ghulam Rasool",
        "relative_name_ur": "غلام رسول",
        "cnic": "6110112345671",
        "passport_no": "",
        "nationality": "PAK",
        "gender": "M",
        "birth_year": 1979,
        "date_of_birth": date(1979, 8, 14),
        "district": "Islamabad",
        "category_id": "proclaimed_offender",
        "category_as_given": "",
        "status": "absconding",
        "status_as_given": "",
        "offence": "302 PPC",
    }
    assert {name: getattr(record, name) for name in expected} == expected
    assert listing.identity() == record.identity()
    assert (listing.source, listing.source_id) == ("convicts.convictrecord", record.pk)
    assert (listing.summary, listing.category_id) == ("302 PPC", "proclaimed_offender")
    assert (listing.screened_at, listing.withdrawn_at, listing.valid_to) == (None, None, None)
    assert bytes(listing.record) == fold(listing.identity()).record


MORE = [*COLUMNS, "aliases", "phone"]


def test_other_names_and_the_phone_of_the_file_are_looked_for(path, cast):
    """A guest who gives the name by which he is called alerts; so does a later file's new name."""
    write(path, [row(cnic="", aliases="Kalu Badshah; کالو بادشاہ;Kalu Badshah", phone="")], MORE)
    load(path)
    record, listing = ConvictRecord.objects.get(), Listing.objects.get()
    assert record.aliases_as_given == listing.aliases == ["Kalu Badshah", "کالو بادشاہ"]
    looks = {"name": "Kalu Badshah", "name_ur": "", "cnic": "3520211111115"}
    make_stay(cast.hotel, cast.ehsan, **looks)
    drain()
    assert Match.objects.get().listing == listing
    write(path, [row(cnic="", aliases="Sheru", phone="+92 301 2345678")], MORE)
    assert load(path).changed == 1
    record.refresh_from_db()
    assert (record.aliases_as_given, record.phone) == (["Sheru"], "03012345678")
    listing.refresh_from_db()
    assert (listing.aliases, listing.phone) == (["Sheru"], "03012345678")
    assert load(path).unchanged == 1


def test_a_file_taken_back_takes_its_other_names_along(path, cast):
    """What it said of them before stands again."""
    load(write(path, [row(aliases="Kalu", phone="")], MORE))
    batch = load(write(path, [row(aliases="Sheru", phone="")], MORE)).batch
    taken_back(batch, *(make_officer(name, Role.CRO_OPERATOR) for name in ("laiba", "noor")))
    assert ConvictRecord.objects.get().aliases_as_given == ["Kalu"]
    assert Listing.objects.get().aliases == ["Kalu"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"phone": "12"}, "phone '12' is no phone number"),
        ({"aliases": "x" * 121}, "aliases has 121 letters; 120 is the most"),
        ({"aliases": "Kalu;" * 200}, "aliases has 1000 letters; 600 is the most"),
    ],
)
def test_other_names_and_phones_that_cannot_be(path, given, reason):
    """Refused in words, as every other column."""
    load(write(path, [row(**{"aliases": "", "phone": "", **given})], MORE))
    assert [reason in told["reason"] for told in refused(path)] == [True]


def test_bulk_and_single_publication_fold_alike(path):
    """A listing of an import has the record and the content hash of one published by hand."""
    from tests.people_on_file import make_listing

    load(write(path, [row(district="ISB")]))
    fields = ConvictRecord.objects.get().identity_values()
    single = make_listing(**fields)
    bulk = Listing.objects.exclude(pk=single.pk).get()
    assert bytes(bulk.record) == bytes(single.record)
    assert bulk.content_hash == single.content_hash


SPELLINGS = [
    # what the file says, what the record holds
    ({"cnic": "6110112345671"}, {"cnic": "6110112345671"}),
    ({"cnic": "۶۱۱۰۱-۱۲۳۴۵۶۷-۱"}, {"cnic": "6110112345671"}),
    ({"cnic": "nil"}, {"cnic": ""}),
    ({"cnic": "N/A", "passport_no": "ab-1234567"}, {"cnic": "", "passport_no": "AB1234567"}),
    ({"relation": "D/O"}, {"relation": "D"}),
    ({"relation": "wife of"}, {"relation": "W"}),
    ({"relation": ""}, {"relation": ""}),
    ({"gender": "female"}, {"gender": "F"}),
    ({"gender": "Transgender"}, {"gender": "X"}),
    ({"nationality": "Pakistani"}, {"nationality": "PAK"}),
    ({"date_of_birth": "14-08-1979"}, {"date_of_birth": date(1979, 8, 14)}),
    ({"date_of_birth": "14/08/1979"}, {"date_of_birth": date(1979, 8, 14)}),
    ({"date_of_birth": "1979-08-14T00:00:00"}, {"date_of_birth": date(1979, 8, 14)}),
    ({"date_of_birth": "", "birth_year": "1979.0"}, {"birth_year": 1979, "date_of_birth": None}),
    ({"date_of_birth": "", "birth_year": "۱۹۷۹"}, {"birth_year": 1979}),
    ({"birth_year": ""}, {"birth_year": 1979}),
    ({"date_of_birth": "", "birth_year": ""}, {"birth_year": None, "date_of_birth": None}),
    ({"name": "", "name_ur": "محمد اسلم"}, {"name": "محمد اسلم"}),
    ({"district": "LHR"}, {"district": "Lahore"}),
    ({"district": "شیخو پورہ"}, {"district": "Sheikhupura"}),
    ({"district": "Mohalla Kalan"}, {"district": "Mohalla Kalan"}),
    ({"district": "unknown"}, {"district": ""}),
    ({"category": "PO"}, {"category_id": "proclaimed_offender"}),
    ({"category": "4th Schedule"}, {"category_id": "fourth_schedule"}),
    ({"category": ""}, {"category_id": "convict"}),
    ({"status": "In Jail"}, {"status": "in_prison"}),
    ({"status": "At Large"}, {"status": "absconding"}),
    ({"status": ""}, {"status": "other", "status_as_given": ""}),
    (
        {"offence": 'He said "no",\nand left; 380/411 PPC'},
        {"offence": 'He said "no",\nand left; 380/411 PPC'},
    ),
    ({"offence": "\\N \\. {1,2}"}, {"offence": "\\N \\. {1,2}"}),
    ({"offence": "302\x1b PPC\x07"}, {"offence": "302 PPC"}),
    ({"name": "  Muhammad Aslam "}, {"name": "Muhammad Aslam"}),
    ({"name": 'O\'Brien "Billa"'}, {"name": 'O\'Brien "Billa"'}),
]


@pytest.mark.parametrize(("given", "kept"), SPELLINGS)
def test_spellings_in_use_are_understood(path, given, kept):
    """What clerks and other systems write for the same thing is read as that thing."""
    outcome = load(write(path, [row(**given)]))
    assert (outcome.new, outcome.refused) == (1, 0)
    record = ConvictRecord.objects.get()
    assert {name: getattr(record, name) for name in kept} == kept


def test_unknown_category_and_status_are_kept_in_their_own_words(path):
    """Nobody is lost because a word is new: 'other', the words beside it, and counted."""
    rows = [
        row(1, category="Bhatta khor", status="Under trial"),
        row(2, category="Jail breaker"),
        row(3),
    ]
    outcome = load(write(path, rows))
    assert (outcome.new, outcome.unknown_categories, outcome.unknown_statuses) == (3, 2, 1)
    record = ConvictRecord.objects.get(external_ref="CRO-1")
    assert (record.category_id, record.category_as_given) == ("other", "Bhatta khor")
    assert (record.status, record.status_as_given) == ("other", "Under trial")


SHAPES = {
    "as it is": lambda text: text,
    "with a byte order mark": lambda text: "\ufeff" + text,
    "with Windows line ends": lambda text: text.replace("\n", "\r\n"),
    "with a blank line": lambda text: text.replace("\n", "\n\n"),
    "with trailing empty rows": lambda text: text + "," * 15 + "\n" + "," * 15 + "\n\n\n",
    "without a last line end": lambda text: text.rstrip("\n"),
    "with every cell quoted": lambda text: "".join(
        '"' + line.replace(",", '","') + '"\n' for line in text.splitlines()
    ),
    "with a header in capitals": lambda text: text.replace(
        ",".join(COLUMNS), " , ".join(COLUMNS).upper()
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_csv(path, shape):
    """Whatever program saved the table, two people are two people."""
    write(path, [row(1), row(2)])
    path.write_bytes(SHAPES[shape](path.read_text("utf-8")).encode())
    outcome = load(path)
    assert (outcome.read, outcome.new, outcome.refused) == (2, 2, 0)
    assert set(ConvictRecord.objects.values_list("external_ref", flat=True)) == {"CRO-1", "CRO-2"}


def test_columns_in_another_order_and_columns_more(path):
    """Columns go by their names; those that we do not know are passed over, however long."""
    columns = ["remarks", *reversed(COLUMNS), "photo"]
    outcome = load(write(path, [row(remarks="x" * 5000, photo="1.jpg")], columns))
    assert (outcome.new, outcome.refused) == (1, 0)
    assert ConvictRecord.objects.get().name == "Muhammad Aslam"
    outcome = load(write(path, [row(remarks="something else", photo="2.jpg")], columns))
    assert (outcome.changed, outcome.unchanged) == (0, 1)


def test_an_empty_table_is_no_error(path):
    """A header alone: nothing read, nothing changed, and the import is on record."""
    outcome = load(write(path, []))
    assert (outcome.read, outcome.new, outcome.refused) == (0, 0, 0)
    assert counts() == (0, 0, 1)


# --- Bad rows ---

BAD_ROWS = {
    # what is broken: (how, words of the reason)
    "cnic_too_short": ({"cnic": "61101-123456-1"}, "has 12 digits; a CNIC has 13"),
    "cnic_with_letters": ({"cnic": "61101-12345AK-1"}, "other signs than digits"),
    "cnic_all_same_digit": ({"cnic": "6" * 13}, "one digit thirteen times"),
    "name_empty": ({"name": "", "name_ur": ""}, "name is empty"),
    "external_ref_missing": ({"external_ref": " "}, "external_ref is empty"),
    "external_ref_repeated": ({"external_ref": "CRO-1"}, "stands already in line 2"),
    "birth_year_in_future": ({"birth_year": "2190", "date_of_birth": ""}, "is in the future"),
    "date_impossible": ({"date_of_birth": "31-02-1979"}, "is no date"),
    "date_contradicts_year": ({"date_of_birth": "1970-06-15"}, "contradict each other"),
    "gender_unknown": ({"gender": "Q"}, "gender is 'Q'; it must be one of M, F, X"),
    "relation_unknown": ({"relation": "q/o"}, "relation is 'q/o'"),
    "passport_with_illegal_characters": ({"passport_no": "AB#12*4567"}, "5 to 20 letters"),
    "name_too_long": ({"name": "A" * 400}, "name has 400 letters; 120 is the most"),
    "too_few_columns": (None, "has 13 cells; the header has 16"),
    "too_many_columns": (None, "has 18 cells; the header has 16"),
    "born before 1900": ({"birth_year": "1850", "date_of_birth": ""}, "before 1900"),
    "year of five digits": ({"birth_year": "19790", "date_of_birth": ""}, "four digits"),
    "year zero": ({"birth_year": "0000", "date_of_birth": ""}, "four digits"),
    "country in words": ({"nationality": "Afghanistan"}, "three-letter code"),
    "offence too long": ({"offence": "x" * 301}, "offence has 301 letters"),
    "reference too long": ({"external_ref": "x" * 61}, "external_ref has 61 letters"),
}


def test_every_bad_kind_of_the_generator_is_in_the_table():
    """What the generator can break, the table above explains."""
    assert set(synthetic_convicts.BAD_KINDS) <= set(BAD_ROWS)


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_refused_with_line_reason_and_cells(path, kind):
    """Its neighbours go in; the refused row says where it stood, why, and all it held."""
    broken, reason = BAD_ROWS[kind]
    bad = row(2, **(broken or {}))
    write(path, [row(1), bad, row(3)])
    if broken is None:
        lines = path.read_text("utf-8").splitlines()
        lines[2] = lines[2].rsplit(",", 3)[0] if kind == "too_few_columns" else lines[2] + ",a,b"
        path.write_text("\n".join(lines) + "\n", "utf-8")
    outcome = load(path)
    assert (outcome.read, outcome.new, outcome.refused) == (3, 2, 1)
    (told,) = refused(path)
    assert told["line"] == "3"
    assert reason in told["reason"]
    assert (told["name"], told["external_ref"]) == (bad["name"], bad["external_ref"])
    assert counts() == (2, 2, 1)


def test_line_numbers_count_lines_within_cells(path):
    """The line is the one an editor shows where the row ends."""
    load(write(path, [row(1, offence="a\nb\nc"), row(2, gender="Q")]))
    assert [told["line"] for told in refused(path)] == ["5"]


def test_three_thousand_rows_with_one_in_a_hundred_broken(path):
    """Every good row is taken and every bad one refused: the numbers are the generator's."""
    written = synthetic_convicts.write(path, rows=3000, seed=7, bad_share=0.01)
    outcome = load(path)
    assert written.bad == 30
    assert (outcome.new, outcome.refused) == (written.good, written.bad)
    assert ConvictRecord.objects.count() == written.good
    at_rest = ConvictRecord.objects.filter(status__in=ConvictRecord.AT_REST).count()
    assert Listing.objects.count() == written.good - at_rest
    kinds = [made.bad for made in synthetic_convicts.convicts(3000, seed=7, bad_share=0.01)]
    expected = [str(line) for line, bad in enumerate(kinds, start=2) if bad]
    assert [told["line"] for told in refused(path)] == expected
    assert all(told["reason"] for told in refused(path))

    records, listings = versions("convicts_convictrecord"), versions("alerts_listing")
    again = load(path)
    assert (again.new, again.changed, again.unchanged) == (0, 0, written.good)
    assert versions("convicts_convictrecord") == records
    assert versions("alerts_listing") == listings


def test_refused_rows_can_be_corrected_and_sent_back(path):
    """The file of refused rows, corrected, is itself a file of rows like any other."""
    write(path, [row(1), row(2, gender="Q" * 30), row(3)])
    load(path)
    corrected = rejects_of(path).read_text("utf-8").replace("Q" * 30, "M", 2)
    (told,) = csv.DictReader(rejects_of(path).read_text("utf-8").splitlines())
    assert len(told["reason"]) > 60
    resent = path.with_name("resent.csv")
    resent.write_text(corrected, "utf-8")
    outcome = load(resent)
    assert (outcome.new, outcome.refused) == (1, 0)
    outcome = load(write(path, [row(1), row(2), row(3)]))
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 3)


# --- The second file ---


def test_the_same_file_again_changes_nothing(path):
    """No record and no listing is rewritten, and nothing waits to be screened again."""
    write(path, [row(1), row(2), row(3, status="acquitted")])
    load(path)
    drain()
    records, listings = versions("convicts_convictrecord"), versions("alerts_listing")
    outcome = load(path)
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 0, 3)
    assert versions("convicts_convictrecord") == records
    assert versions("alerts_listing") == listings
    assert not Listing.objects.filter(screened_at=None).exists()


def test_a_changed_row_updates_and_is_published_anew(path, cast):
    """A corrected CNIC finds the guest who is in the house; the other rows stay as they are."""
    load(write(path, [row(1), row(2, cnic="35202-1111111-3", name="Kashif", name_ur="")]))
    make_stay(cast.hotel, cast.ehsan, cnic="3520211111115", name="Kashif", name_ur="")
    drain()
    assert not Alert.objects.filter(band="confirmed").exists()
    before = versions("convicts_convictrecord")
    first = ConvictRecord.objects.get(external_ref="CRO-2")
    outcome = load(write(path, [row(1), row(2, cnic="35202-1111111-5", name="Kashif", name_ur="")]))
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert len(before & versions("convicts_convictrecord")) == 1
    second = ConvictRecord.objects.get(external_ref="CRO-2")
    assert (second.pk, second.recorded_at) == (first.pk, first.recorded_at)
    assert second.changed_at > first.changed_at
    assert Listing.objects.get(screened_at=None).source_id == first.pk
    drain()
    assert Alert.objects.get().band == "confirmed"


def test_a_changed_offence_is_screened_again_without_a_new_alert(path, cast):
    """The officer's page keeps the words of that day; the same man is not a second errand."""
    load(write(path, [row()]))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    load(write(path, [row(offence="302/34 PPC")]))
    drain()
    assert Listing.objects.get().summary == "302/34 PPC"
    assert Match.objects.get().summary == "302 PPC"
    assert Event.objects.filter(action__in=["alerts.raised", "alerts.joined"]).count() == 1


@pytest.mark.parametrize("status", ["acquitted", "deceased"])
def test_an_acquittal_withdraws_the_listing_and_closes_alerts(path, cast, status):
    """Nobody looks for him any more, and the officer on the way learns it."""
    load(write(path, [row(1), row(2, name="Someone Else", name_ur="")]))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    assert Alert.objects.get().state == "raised"
    load(write(path, [row(1, status=status), row(2, name="Someone Else", name_ur="")]))
    listing = Listing.objects.get(source_id=ConvictRecord.objects.get(external_ref="CRO-1").pk)
    assert listing.withdrawn_reason == "acquitted or deceased (CRO file)"
    alert = Alert.objects.get()
    assert (alert.state, alert.outcome, alert.closed_by) == ("closed", "withdrawn", None)
    assert alert.outcome_note == listing.withdrawn_reason
    assert Listing.objects.filter(withdrawn_at=None).count() == 1


def test_an_acquittal_taken_back_is_looked_for_again(path, cast):
    """Wrong in one file, right in the next: the guest in the house alerts again."""
    load(write(path, [row()]))
    make_stay(cast.hotel, cast.ehsan)
    drain()
    load(write(path, [row(status="acquitted")]))
    load(write(path, [row()]))
    drain()
    alert = Alert.objects.get()
    assert (alert.state, alert.outcome) == ("raised", "")


def test_who_is_at_rest_from_the_start_is_never_listed(path):
    """On file, and not looked for."""
    load(write(path, [row(1, status="acquitted"), row(2, status="deceased")]))
    assert counts() == (2, 0, 1)


def test_a_row_missing_from_the_next_file_stays(path):
    """A file of additions withdraws nobody."""
    load(write(path, [row(1), row(2)]))
    load(write(path, [row(3)]))
    assert Listing.objects.filter(withdrawn_at=None).count() == 3


# --- All or nothing ---


@pytest.mark.parametrize("step", ["publish_listings", "withdraw_listings", "record"])
def test_a_failure_while_publishing_leaves_nothing_behind(path, monkeypatch, step):
    """Neither records nor listings nor the event; the next run goes on where it broke off."""
    write(path, [row(1), row(2, status="acquitted")])

    def fail(*_args, **_kwargs):
        raise RuntimeError("no disk")

    target = "convicts.publishing.record_event" if step == "record" else f"alerts.bulk.{step}"
    with monkeypatch.context() as patch:
        patch.setattr(target, fail)
        with pytest.raises(RuntimeError, match="no disk"):
            load(path)
    assert counts() == (0, 0, 0)
    assert load(path).new == 2
    assert ImportBatch.objects.count() == 1
    assert nothing_is_kept()


def test_an_update_that_fails_leaves_the_old_record(path, monkeypatch):
    """A second file that breaks at the end has changed nothing of the first."""
    load(write(path, [row()]))

    def fail(**_kwargs):
        raise RuntimeError("no audit")

    monkeypatch.setattr("convicts.publishing.record_event", fail)
    with pytest.raises(RuntimeError, match="no audit"):
        load(write(path, [row(offence="changed")]))
    assert ConvictRecord.objects.get().offence == "302 PPC"
    assert Listing.objects.get().summary == "302 PPC"


def test_the_import_is_on_record(path, cast):
    """Who loaded which file, with its numbers and without a name or a CNIC."""
    write(path, [row(1), row(2, gender="Q"), row(3, category="Jail breaker")])
    load(path, by=cast.dania)
    event = Event.objects.get(action="convicts.imported")
    assert event.actor_id == cast.dania.pk
    assert event.detail == {
        "file": "cro.csv",
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
        "at_rest": 0,
        "missing": 0,
        "sealed": 0,
        "unknown_categories": 1,
        "unknown_statuses": 0,
    }


def test_progress_is_told(path, monkeypatch):
    """Whoever watches hears of every row read, and of the publishing."""
    monkeypatch.setattr(staging, "CHUNK", 4)
    heard: list[tuple[str, int]] = []
    write(path, [row(number) for number in range(1, 11)])
    load(path, step=lambda name, rows: heard.append((name, rows)))
    assert heard == [
        ("Reading", 4),
        ("Reading", 4),
        ("Reading", 2),
        ("Publishing records", 0),
    ]
    assert counts() == (10, 10, 1)
