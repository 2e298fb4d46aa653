"""A file of arrivals: what is right is filed once, what is wrong is told by row and column."""

import io
from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone, translation

from alerts.models import Sighting
from filings import lots
from filings.models import Lot, Receipt, ReportingRule, Way
from hotel_eye import actions
from hotel_eye.models import Guest, LedgerDay, Stay
from hotel_eye.uploads import columns, receiving
from tests.hotel_eye.upload_files import (
    DAY,
    WRONG,
    arrival,
    as_csv,
    as_xlsx,
    bring,
    filed,
    foreigner,
    member,
    names_of,
    noted,
    row,
    said,
    states,
    work_off,
)

pytestmark = pytest.mark.django_db


def receive(cast, content, **changes):
    """A file as the desk's form hands it on."""
    given = {
        "by": cast.ehsan,
        "hotel": cast.hotel,
        "name": "arrivals.csv",
        "is_trial": False,
        "at": timezone.now(),
        **changes,
    }
    return receiving.receive(file=io.BytesIO(content), **given)


# --- What is right ---


def test_a_good_row_becomes_a_stay_with_its_receipt_and_sighting(cast):
    """Everything that a desk would have typed is in the entry."""
    vehicle = {"vehicle_no": "lea-19-1234", "vehicle_make": "Suzuki Cultus"}
    reference = {"reference_name": "Haji Karim", "reference_phone": "0321-7654321",
                 "reference_verified": "yes"}  # fmt: skip
    weapon = {"weapon": "Pistol", "weapon_licence": "L-9"}
    children = {"boys": "2", "girls": "1"}
    given = row(1, coming_from="Multan", booking="online", name_ur="کاشف", **weapon, **children,
                **vehicle, **reference)  # fmt: skip
    lot = filed(cast, [given])
    stay = Stay.objects.with_party().get()
    guest = stay.guests.get()
    receipt = Receipt.objects.get()
    line = lot.lines.get()
    assert (lot.state, lot.counts) == ("done", {"filed": 1, "noted": 0})
    assert (line.state, line.source_id, line.receipt) == ("filed", stay.pk, receipt.number)
    assert (stay.hotel, stay.way, stay.filed_by) == (cast.hotel, Way.UPLOAD, cast.ehsan)
    assert (stay.arrived_at, stay.room) == (arrival(1), "101")
    assert timezone.localtime(stay.expected_until).time() == time(12)
    assert (stay.channel, stay.children, stay.coming_from) == ("online", 3, "Multan")
    assert (stay.vehicle_no, stay.weapon_licence) == ("LEA-19-1234", "L-9")
    assert (stay.reference_phone, stay.reference_verified) == ("03217654321", True)
    assert (guest.cnic, guest.name_ur, guest.relation) == ("3520200000011", "کاشف", "S")
    assert (guest.gender, guest.birth_year, guest.phone) == ("M", 1985, "03001234567")
    assert Sighting.objects.get().source_id == guest.pk
    assert LedgerDay.objects.get(hotel=cast.hotel, day=arrival(1).date()).filed == 1


def test_families_and_groups_follow_their_head(cast):
    """By the value of 'party', wherever it stands, or by a relation and no room below the head."""
    lot = filed(
        cast,
        [
            row(1, party="7"),
            row(2, party="8", name="Head of eight"),
            member(3, party="7", name="Wife of seven"),
            member(4, party="8", kinship="friend"),
            row(5, party="", name="Head without number"),
            member(6, party=""),
            member(7, kinship="child", gender="X"),
        ],
    )
    assert lot.counts == {"filed": 7, "noted": 0}
    parties = {
        stay.guests.get(is_head=True).name: sorted(
            (guest.name, guest.kinship) for guest in stay.guests.filter(is_head=False)
        )
        for stay in Stay.objects.all()
    }
    assert parties == {
        "Guest 1": [("Wife of seven", "spouse")],
        "Head of eight": [("Companion 4", "friend")],
        "Head without number": [("Companion 6", "spouse"), ("Companion 7", "child")],
    }
    assert len(set(lot.lines.values_list("receipt", flat=True))) == 3


def test_a_head_below_his_people_is_their_head_all_the_same(cast):
    filed(cast, [member(1, party="1"), row(2, party="1")])
    assert Guest.objects.get(is_head=True).name == "Guest 2"
    assert Guest.objects.count() == 2


def test_a_foreigner_brings_passport_and_visa(cast):
    lot = filed(cast, [foreigner(1, nationality="China", document="Passport")])
    guest = Guest.objects.get()
    assert (lot.counts["filed"], guest.passport_no, guest.nationality) == (1, "EA0000001", "CHN")
    assert guest.entered_on == arrival(1).date() - timedelta(days=3)
    assert Receipt.objects.get().kind == "foreigner"


def test_the_document_may_be_left_out(cast):
    """A CNIC in either column is a CNIC; any other number is that of a passport."""
    filed(
        cast,
        [
            row(1, document=None),
            row(2, document=None, cnic=None, document_no="35202-9999999-1"),
            foreigner(3, document=None),
            foreigner(4, document="PoR card (Afghan)", document_no=None, cnic="AB123456",
                      nationality="Afghanistan"),
        ],
    )  # fmt: skip
    guests = Guest.objects.order_by("pk").values_list("document", "cnic", "passport_no")
    assert list(guests) == [
        ("cnic", "3520200000011", ""),
        ("cnic", "3520299999991", ""),
        ("passport", "", "EA0000003"),
        ("por", "", "AB123456"),
    ]


def test_a_check_out_in_the_row_checks_the_party_out(cast):
    left = arrival(1) + timedelta(days=1)
    filed(cast, [row(1, check_out=f"{left:%d-%m-%Y %H:%M}"), row(2)])
    gone, there = Stay.objects.order_by("pk")
    assert (gone.left_at, gone.checked_out_by, there.left_at) == (left, cast.ehsan, None)
    assert Sighting.objects.get(source_id=gone.guests.get().pk).seen_until == left


# --- Headers ---


def test_headers_of_portals_and_in_urdu_in_any_order(cast):
    """The spelling of case, spaces and signs does not count; what is not known is named."""
    names = {"room": "Room No.", "check_in": "Check-In Date", "cnic": "GUEST CNIC",
             "relative_name": "Father Name", "relation": None, "phone": "cell_no",
             "name": "مہمان کا نام", "gender": "جنس", "born": "تاریخِ پیدائش",
             "purpose": "visit purpose"}  # fmt: skip
    given = row(1, check_in=DAY, **{"Check-in Time": "6:01 AM", "Loyalty points": "12"})
    renamed = {names.get(name, name): text for name, text in given.items()}
    renamed.pop(None)
    lot = receive(cast, as_csv([dict(reversed(renamed.items()))]))
    lot = work_off(lot)
    assert lot.counts == {"filed": 1, "noted": 0}
    assert columns.read_header(lot.columns).unknown == ("Loyalty points",)
    assert Stay.objects.get().arrived_at == arrival(1)
    # Of a father the son is a son: the column that says so was not there.
    assert Guest.objects.get().relation == "S"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"room": None}, "The file lacks these columns: room (Room)."),
        ({"cnic": None}, "The file lacks these columns: cnic (CNIC number)."),
        ({"Room No": "7"}, "Two columns say the same: room and room no."),
        ({f"x{number}": "1" for number in range(200)}, "more than 200 columns"),
    ],
)
def test_a_header_that_will_not_do_is_refused_at_once(cast, changes, words):
    with pytest.raises(lots.Refused) as refusal:
        receive(cast, as_csv([row(1, **changes)]))
    assert words in str(refusal.value)
    assert not Lot.objects.exists()


def test_every_label_of_ours_is_known_in_both_languages():
    """Whoever takes the words of the page for a header is understood."""
    for language in ("en", "ur"):
        with translation.override(language):
            for column in columns.COLUMNS:
                assert columns.meaning(str(column.label)), column.name


# --- What is wrong: by row and column, in words ---


def test_every_kind_of_bad_row_is_told_in_words(cast):
    """One file with all of them: each is refused for what is wrong, and for nothing else."""
    rows = [make(number, **changes) for number, (make, _, changes, _) in enumerate(WRONG, 2)]
    lot = filed(cast, [*rows, row(900)])
    for number, (_make, column, _changes, words) in enumerate(WRONG, 2):
        found = said(lot, number)
        assert list(found) == [column], (number, column, found)
        assert words in found[column], (number, found)
    assert lot.counts == {"refused": len(WRONG), "filed": 1, "noted": 0}
    assert Stay.objects.count() == 1


def test_the_rule_of_the_place_may_ask_for_more(cast):
    """As at the desk: what the law wants of a guest is missed of the head, in its column."""
    ReportingRule.objects.filter(kind="guest").update(required=["name_ur"])
    lot = filed(cast, [row(1), row(2, name_ur="کاشف"), member(3)])
    assert states(lot) == ["refused", "filed", "filed"]
    assert list(said(lot, 2)) == ["name_ur"]
    assert said(lot, 2)["name_ur"].endswith("asks for this. Ask the guest.")


def test_all_that_is_wrong_in_a_row_is_told_at_once(cast):
    lot = filed(cast, [row(1, room="", purpose="x", cnic="1", phone="", Rooms="")])
    assert set(said(lot, 2)) == {"room", "purpose", "cnic", "phone"}


def test_the_words_name_the_columns_as_the_file_does_in_the_sender_s_language(cast):
    given = row(1, gender="Q")
    renamed = {{"gender": "جنس"}.get(name, name): text for name, text in given.items()}
    with translation.override("ur"):
        bring(cast, [renamed])
    lot = work_off()
    assert list(said(lot, 2)) == ["جنس"]
    assert "مرد" in said(lot, 2)["جنس"]


def test_more_cells_than_columns_are_refused(cast):
    """As where an address has a comma and no quotes; empty cells at the end are nothing."""
    lines = as_csv([row(1), row(2)]).decode("utf-8-sig").splitlines()
    lines[1] += ",,,"
    lines[2] += ",Lahore"
    lot = work_off(receive(cast, "\r\n".join([*lines, "", ",,,", ""]).encode()))
    assert (lot.rows, states(lot)) == (2, ["filed", "refused"])
    assert "more cells than the header has columns" in said(lot, 3)[""]


# --- Parties ---


def test_a_member_without_a_head_is_refused_in_words(cast):
    """First in the file, alone under its number, or with a room of its own."""
    lot = filed(cast, [member(1), row(2), member(3, party="9"), member(4, room="12")])
    assert states(lot) == ["refused", "filed", "refused", "refused"]
    for number in (2, 4, 5):
        assert list(said(lot, number)) == ["kinship"]
        assert "no head stands above" in said(lot, number)["kinship"]


def test_a_refused_head_refuses_the_party_and_a_refused_member_too(cast):
    """A party is filed whole or not at all, so that it can be sent again whole."""
    lot = filed(
        cast,
        [
            row(1, party="1", phone=""), member(2, party="1"),
            row(3, party="2"), member(4, party="2", gender=""), member(5, party="2"),
            row(6),
        ],
    )  # fmt: skip
    assert states(lot) == ["refused"] * 5 + ["filed"]
    assert said(lot, 3) == {
        "": "The head of this party, in row 2, is refused; a party is filed whole."
    }
    assert list(said(lot, 5)) == ["gender"]
    for number in (4, 6):
        assert said(lot, number) == {"": "Row 5 of this party is refused; a party is filed whole."}


def test_whoever_has_another_room_or_arrival_is_of_another_party(cast):
    """A number of a party that is used twice mixes no two stays up."""
    lot = filed(
        cast,
        [
            row(1, party="204"), row(2, party="204"),
            row(3, party="x", room="9"), member(4, party="x", room="9"),
            member(5, party="x", room="10"),
        ],
    )  # fmt: skip
    assert states(lot) == ["refused"] * 5
    assert set(said(lot, 3)) == {"room", "check_in"}
    assert said(lot, 3)["room"].startswith("'102' stands here and '101' in row 2")
    assert list(said(lot, 6)) == ["room"]


def test_a_party_of_too_many_is_refused(cast):
    crowd = [row(0, party="1"), *(member(number, party="1") for number in range(1, 42))]
    lot = filed(cast, crowd)
    assert states(lot) == ["refused"] * 42
    assert "41 people at most" in said(lot, 2)["party"]


# --- Excel's habits ---


def test_a_workbook_with_dates_and_numbers(cast):
    """Cells that are dates, and numbers that lost their signs, are what was meant."""
    came, left = arrival(1).replace(tzinfo=None), arrival(1).date() + timedelta(days=1)
    given = row(1, check_in=came, expected_check_out=left, cnic=3520200000011, boys=2.0, room=101,
                born=date(1985, 3, 2), phone=3001234567)  # fmt: skip
    lot = work_off(receive(cast, as_xlsx([given, {}, row(2)]), name="arrivals.xlsx"))
    stay = Stay.objects.order_by("pk").first()
    guest = stay.guests.get()
    assert lot.counts == {"filed": 2, "noted": 1}
    assert (stay.arrived_at, stay.room, stay.children_male) == (arrival(1), "101", 2)
    assert (guest.cnic, guest.date_of_birth) == ("3520200000011", date(1985, 3, 2))
    assert guest.phone == "03001234567"
    notes = noted(lot, 2)
    assert notes["phone"] == (
        "'3001234567' has lost the zero or the plus at its beginning; 0300-1234567 is taken."
    )
    assert notes["expected_check_out"].endswith("has no hour; 12:00 is taken.")
    assert list(lot.lines.order_by("number").values_list("number", flat=True)) == [2, 4]


def serial(moment):
    """As Excel reckons: days since the end of 1899."""
    since = moment.replace(tzinfo=None) - datetime(1899, 12, 30)
    return f"{since / timedelta(days=1):.10f}".rstrip("0").rstrip(".")


CAME = arrival(1)
MOMENTS = [
    f"{CAME:%d/%m/%Y %H:%M}",
    f"{CAME:%Y-%m-%d %H:%M:%S}",
    f"{CAME:%Y-%m-%dT%H:%M}",
    CAME.isoformat(),
    CAME.astimezone(timezone.get_fixed_timezone(0)).isoformat().replace("+00:00", "Z"),
    f"{CAME:%d-%b-%y %H:%M}",
    f"{CAME:%d %B %Y %I:%M %p}",
    f"{CAME:%d.%m.%Y, %H:%M}",
    serial(CAME),
    f"'{CAME:%d-%m-%Y %H:%M}",
    f"{CAME:%d-%m-%Y %H:%M}".translate({ord(str(n)): "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)}),
]


def test_a_moment_in_all_the_ways_people_and_programs_write_it(cast):
    lot = filed(cast, [row(number, check_in=text) for number, text in enumerate(MOMENTS, 1)])
    assert lot.counts["filed"] == len(MOMENTS), list(lot.lines.values_list("errors", flat=True))
    assert set(Stay.objects.values_list("arrived_at", flat=True)) == {CAME}
    assert "is Excel's number of a day" in noted(lot, 10)["check_in"]


BIRTHS = {
    "1985": (None, 1985), "1985.0": (None, 1985), "۱۹۸۵": (None, 1985),
    "31108": (date(1985, 3, 2), 1985), "02/03/1985": (date(1985, 3, 2), 1985),
    "2-Mar-85": (date(1985, 3, 2), 1985), "2 مارچ 1985": (date(1985, 3, 2), 1985),
    "2-3-40": (date(1940, 3, 2), 1940), "1985-03-02 00:00:00": (date(1985, 3, 2), 1985),
}  # fmt: skip


def test_a_birth_in_all_the_ways(cast):
    filed(cast, [row(number, born=text) for number, text in enumerate(BIRTHS, 1)])
    found = Guest.objects.order_by("pk").values_list("date_of_birth", "birth_year")
    assert list(found) == list(BIRTHS.values())


def test_hours_in_a_column_of_their_own(cast):
    """As portals ask for them; Excel keeps an hour as a share of the day."""
    hours = {
        "06:01": None,
        "6:01 am": None,
        f"{(6 * 60 + 1) / 1440:.6f}": None,
        "noon": "is no hour",
    }
    lot = filed(cast, [row(number, check_in=DAY, check_in_time=text)
                       for number, text in enumerate(hours, 1)])  # fmt: skip
    assert states(lot) == ["filed", "filed", "filed", "refused"]
    assert set(Stay.objects.values_list("arrived_at", flat=True)) == {CAME}
    assert "'noon' is no hour" in said(lot, 5)["check_in"]


CHOICES = [
    {"gender": "m"}, {"gender": "مرد"}, {"gender": "MALE"}, {"purpose": "کاروبار"},
    {"purpose": "BUSINESS"}, {"document": "شناختی کارڈ"}, {"document": "N.I.C"},
    {"relation": "S/O"}, {"relation": "son of"}, {"relation": "ولد"}, {"booking": "Walk-in"},
    {"booking": "بغیر بکنگ"}, {"booking": ""},
]  # fmt: skip


def test_choices_by_code_or_label_in_either_language(cast):
    lot = filed(cast, [row(number, **one) for number, one in enumerate(CHOICES, 1)])
    assert lot.counts["filed"] == len(CHOICES), list(lot.lines.values_list("errors", flat=True))
    assert set(Stay.objects.values_list("purpose", "channel")) == {("business", "walk_in")}
    assert set(Guest.objects.values_list("gender", "document", "relation")) == {("M", "cnic", "S")}


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_csv_as_excel_saves_it_elsewhere(cast, separator, encoding):
    given = row(1, address="House 1; Street 2,\tLahore", name_ur="کاشف")
    work_off(receive(cast, as_csv([given], separator, encoding)))
    guest = Guest.objects.get()
    assert (guest.address, guest.name_ur) == ("House 1; Street 2,\tLahore", "کاشف")


def test_a_text_that_our_own_file_made_safe_comes_back_as_it_was(cast):
    """A mark before a plus, a minus or an equals sign is Excel's, not the guest's."""
    filed(cast, [row(1, phone="'+442079460000", address="'=Street")])
    guest = Guest.objects.get()
    assert (guest.phone, guest.address) == ("+442079460000", "=Street")


def test_what_breaks_off_in_the_middle_leaves_nothing(cast):
    content = as_csv([row(number) for number in range(1, 4000)], encoding="utf-8")
    with pytest.raises(lots.Refused, match="Line 4001 is not UTF-8 text"):
        receive(cast, content + b"\xff\xff\xff")
    assert not Lot.objects.exists()


def test_a_cell_without_end_is_refused_in_a_few_words(cast):
    """Whatever a program pours into a cell, the sentence about it can be read."""
    endless = {name: "1" * 100_000 for name in ("check_in", "born", "purpose", "room", "party")}
    lot = filed(cast, [row(1, **endless)])
    assert set(said(lot, 2)) == {"check_in", "born", "purpose", "room"}
    assert max(map(len, said(lot, 2).values())) < 250


# --- Filed before ---


def test_the_same_file_again_files_nothing_twice(cast):
    """Every party is known by its head and its day, and named with its entry."""
    rows = [row(1), member(2), foreigner(3)]
    first = filed(cast, rows)
    again = filed(cast, rows)
    assert again.counts == {"known": 3, "noted": 0}
    entries = list(first.lines.order_by("number").values_list("source_id", flat=True))
    assert list(again.lines.order_by("number").values_list("source_id", flat=True)) == entries
    assert noted(again, 2) == {"": f"This stay was filed before, as entry {entries[0]}."}
    assert (Stay.objects.count(), Guest.objects.count(), Receipt.objects.count()) == (2, 3, 2)


def test_only_the_same_guest_on_the_same_day_in_the_same_house_is_the_same(cast):
    """Another day, another house and an entry that was annulled are no duplicates."""
    filed(cast, [row(1)])
    filed(cast, [row(1)], premises=cast.other_hotel, by=cast.farah)
    next_day = f"{CAME + timedelta(days=1):%d-%m-%Y} 06:01"
    lot = filed(cast, [row(1, check_in=next_day, check_out=None)])
    assert (lot.counts["filed"], Stay.objects.count()) == (1, 3)
    stay = Stay.objects.filter(hotel=cast.hotel).earliest("pk")
    actions.annul(by=cast.ehsan, stay=stay, because="Entered by mistake.", at=timezone.now())
    assert filed(cast, [row(1)]).counts["filed"] == 1


@pytest.mark.parametrize("is_trial", [False, True])
def test_a_stay_that_stands_twice_in_one_file_is_filed_once(cast, monkeypatch, is_trial):
    """Near each other or far apart: the second names the row of the first."""
    monkeypatch.setattr(lots, "SLICE", 2)
    lot = filed(cast, [row(1), row(1), row(3), row(1)], is_trial=is_trial)
    good = "fine" if is_trial else "filed"
    assert states(lot) == [good, "known", good, "known"]
    words = "The same guest on the same day stands in row 2 already."
    assert noted(lot, 3) == noted(lot, 5) == {"": words}
    numbers = list(lot.lines.filter(number__in=(2, 3, 5)).values_list("source_id", flat=True))
    assert len(set(numbers)) == 1
    assert Stay.objects.count() == (0 if is_trial else 2)


@pytest.mark.parametrize("is_trial", [False, True])
def test_a_second_room_of_one_guest_is_no_duplicate(cast, monkeypatch, is_trial):
    """Whoever stands in it is not dropped without a word, near or far in the file."""
    monkeypatch.setattr(lots, "SLICE", 2)
    rows = [row(1), row(1, room="9"), row(3), row(1, room="8")]
    lot = filed(cast, rows, is_trial=is_trial)
    good = "fine" if is_trial else "filed"
    assert states(lot) == [good, "refused", good, "refused"]
    room = row(1)["room"]
    for number in (3, 5):
        assert f"came on the same day to room {room}" in said(lot, number)[""]


def test_people_who_are_missing_in_the_entry_are_named(cast):
    """The desk entered the head alone; the file has his wife: she is not passed over."""
    filed(cast, [row(1)])
    stay = Stay.objects.get()
    lot = filed(cast, [row(1), member(2)])
    assert states(lot) == ["refused", "refused"]
    assert "filed before without Companion 2" in said(lot, 2)[""]
    # Once the desk has spoken, its word stands.
    Stay.objects.filter(pk=stay.pk).update(version=2, state="corrected")
    assert states(filed(cast, [row(1), member(2)])) == ["known", "known"]


def test_a_day_at_the_end_of_time_is_one_wrong_cell(cast):
    """What programs write for 'no end' does not stop the file."""
    lot = filed(cast, [row(1, expected_check_out="9999-12-31T23:59:59Z"), row(2)])
    assert states(lot) == ["refused", "filed"]
    assert "is no day" in str(said(lot, 2))


def test_a_check_out_of_a_stay_that_is_known_is_entered(cast):
    """The list of yesterday, sent again with the hours at which guests left."""
    filed(cast, [row(1), row(2)])
    left = CAME + timedelta(days=1)
    rows = [row(1, check_out=f"{left:%d-%m-%Y %H:%M}"), row(2)]
    trial = filed(cast, rows, is_trial=True)
    assert noted(trial, 2)[""].endswith("Its check-out will be entered.")
    assert not Stay.objects.exclude(left_at=None).exists()
    lot = filed(cast, rows)
    assert noted(lot, 2)[""].endswith("Its check-out was entered.")
    assert list(Stay.objects.order_by("pk").values_list("left_at", flat=True)) == [left, None]
    # Sent once more, it says nothing new.
    assert "check-out" not in noted(filed(cast, rows), 2)[""]


# --- Trials, and the whole ---


def test_a_trial_files_nothing_and_says_the_same(cast):
    rows = [row(1), row(2, phone=""), row(3, phone="3001234567")]
    trial = filed(cast, rows, is_trial=True)
    assert trial.state == "checked"
    assert trial.counts == {"fine": 2, "refused": 1, "noted": 1}
    assert not Stay.objects.exists()
    assert not Sighting.objects.exists()
    assert not Receipt.objects.exists()
    lot = work_off(lots.file_checked(by=cast.ehsan, lot=trial, at=timezone.now()))
    assert lot.counts == {"filed": 2, "refused": 1, "noted": 1}
    assert said(lot, 3) == said(trial, 3)


def test_a_house_that_was_closed_files_nothing_more(cast):
    lot = bring(cast, [row(1)])
    cast.hotel.closed_on = timezone.localdate()
    cast.hotel.save()
    lot = work_off(lot)
    assert (lot.state, lot.failure) == (
        "failed", "This house is closed in the register. Ask the police station.",
    )  # fmt: skip


def test_receipts_run_without_a_gap_over_all_slices(cast, monkeypatch):
    monkeypatch.setattr(lots, "SLICE", 7)
    lot = filed(cast, [row(number) for number in range(1, 41)])
    serials = [int(number.split("-")[2]) for number in
               lot.lines.order_by("number").values_list("receipt", flat=True)]  # fmt: skip
    assert serials == list(range(1, 41))


def test_the_cost_of_a_slice_does_not_grow_with_its_rows(
    cast, monkeypatch, django_assert_max_num_queries
):
    """No question is asked for each row."""
    monkeypatch.setattr(lots, "SLICE", 100)
    bring(cast, [row(1), row(2)])
    with django_assert_max_num_queries(60) as few:
        lots.work(at=timezone.now())
    bring(cast, [row(number) for number in range(3, 63)])
    with django_assert_max_num_queries(60) as many:
        lots.work(at=timezone.now())
    assert len(many) == len(few)


def test_names_of_rows_are_those_of_the_template():
    """The rows of these tests are such as the template asks for."""
    assert set(names_of([row(1), member(2), foreigner(3)])) <= set(columns.BY_NAME)
