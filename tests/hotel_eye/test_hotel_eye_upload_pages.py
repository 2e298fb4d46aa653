"""The pages of a house's files: sent, watched, looked into, taken home, filed after a check."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from audit.models import Event
from filings import lots
from filings.models import Lot, Way
from hotel_eye.models import Stay
from hotel_eye.uploads.columns import BY_NAME, NEEDED
from tests.hotel_eye.hotel_desk import at_url
from tests.hotel_eye.upload_files import (
    as_csv,
    as_xlsx,
    bring,
    filed,
    member,
    row,
    send,
    states,
    work_off,
)

pytestmark = pytest.mark.django_db


def url(name, lot, hotel=None):
    return reverse(f"hotel_eye:{name}", args=[hotel.pk if hotel else lot.premises_id, lot.pk])


def get(cast, name, lot, query="", user=None):
    return cast.client(user or cast.ehsan).get(url(name, lot) + query)


def post(cast, name, lot, user=None):
    return cast.client(user or cast.ehsan).post(url(name, lot))


def words(response):
    return response.content.decode()


def rows_of(response):
    """A CSV that was sent, as a spreadsheet reads it."""
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


# --- Sending ---


def test_the_first_file_of_a_house_is_checked_unless_somebody_says_otherwise(cast):
    ticks = []
    for _ in range(2):
        page = cast.client(cast.ehsan).get(at_url("uploads", cast.hotel))
        ticks.append(
            (page.context["form"]["is_trial"].initial, "No file was sent yet" in words(page))
        )
        filed(cast, [row(1)])
    assert ticks == [(True, True), (False, False)]


def test_a_file_is_taken_in_and_led_to_its_page(cast):
    """What the page says while it waits, and once it is worked off."""
    answer = send(cast, as_xlsx([row(1), row(2, phone="")]), name="35202-1234567-1.xlsx")
    lot = Lot.objects.get()
    assert answer.headers["Location"] == url("upload", lot)
    assert (lot.file_name, lot.is_trial) == ("35202-•••••••-1.xlsx", False)
    waiting = words(get(cast, "upload", lot))
    assert "Being worked on" in waiting
    assert f'hx-get="{url("upload_progress", lot)}"' in waiting
    assert f'href="{url("upload", lot)}"' in waiting
    assert "Stop it" in waiting
    work_off()
    part = words(get(cast, "upload_progress", lot))
    assert "hx-get" not in part
    assert "Go on: see what became of the rows." in part
    page = words(get(cast, "upload", lot))
    assert "Enter a phone number of the guest." in page
    assert "Guest 2" in page
    assert "Download only the refused rows" in page
    assert "File it now" not in page
    listed = words(cast.client(cast.ehsan).get(at_url("uploads", cast.hotel)))
    assert "35202-•••••••-1.xlsx" in listed
    assert "Done" in listed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "Choose the file of arrivals."),
        (b"", "The file is empty."),
        (b"%PDF-1.7", "This is a PDF file, not a CSV."),
        (b"name,room\r\nAli,1\r\n", "The file lacks these columns: check_in (Check-in)"),
        (as_csv([row(1)]).splitlines()[0], "There is no row in it."),
        (b"x" * (20 * 1024 * 1024 + 1), "The file is larger than 20 MB."),
    ],
)
def test_what_is_no_file_of_arrivals_is_said_in_words(cast, content, said):
    if content is None:
        answer = cast.client(cast.ehsan).post(at_url("uploads", cast.hotel), {})
    else:
        answer = send(cast, content)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Lot.objects.exists()


# --- Looking ---


def test_refused_known_and_noted_rows_each_have_their_list(cast):
    first = filed(cast, [row(1)])
    entry = first.lines.get().source_id
    lot = filed(cast, [row(1), row(2, phone="3001234567"), row(3, gender="Q")], reference="b")
    page = words(get(cast, "upload", lot))
    assert "&#x27;Q&#x27; is not known here." in page
    known = words(get(cast, "upload", lot, "?show=known"))
    assert f"This stay was filed before, as entry {entry}." in known
    assert reverse("hotel_eye:stay", args=[entry]) in known
    noted = words(get(cast, "upload", lot, "?show=noted"))
    assert "has lost the zero or the plus at its beginning; 0300-1234567 is taken." in noted
    assert "Guest 3" not in noted
    # Whatever else is asked for is the first list.
    assert words(get(cast, "upload", lot, "?show=else&after=x")).count("Guest 3") == 1


def test_unknown_columns_and_a_failure_are_said(cast):
    lot = filed(cast, [row(1, **{"Loyalty <b>": "gold"})])
    assert "left out: Loyalty &lt;b&gt;." in words(get(cast, "upload", lot))
    lot = bring(cast, [row(2)])
    cast.hotel.closed_on = timezone.localdate()
    cast.hotel.save()
    work_off(lot)
    cast.hotel.closed_on = None
    cast.hotel.save()
    assert "This house is closed in the register." in words(get(cast, "upload", lot))


def test_refused_rows_are_paged_by_their_number(cast):
    lot = filed(cast, [row(number, phone="") for number in range(1, 121)])
    seen, query = [], ""
    for _ in range(3):
        answer = get(cast, "upload", lot, query)
        seen.append([line.number for line in answer.context["page"]])
        query = answer.context["page"].older_url.partition("?")[2]
        query = query and f"?{query}"
    assert seen == [list(range(2, 52)), list(range(52, 102)), list(range(102, 122))]
    assert query == ""


def test_pages_ask_as_much_for_many_as_for_few(cast):
    """The list of files, and the page of one, cost the same however much there is."""
    small = filed(cast, [row(1, phone="")])
    client = cast.client(cast.ehsan)

    def asked(address):
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    few = asked(at_url("uploads", cast.hotel)), asked(url("upload", small))
    large = filed(cast, [row(number, phone="") for number in range(2, 300)])
    for number in range(20):
        bring(cast, [row(number)], reference=str(number))
    assert (asked(at_url("uploads", cast.hotel)), asked(url("upload", large))) == few


def test_another_house_finds_nothing(cast):
    """Neither its own address with a strange file, nor the strange house's."""
    lot = filed(cast, [row(1, phone="")])
    for name in ("upload", "upload_progress"):
        assert get(cast, name, lot, user=cast.farah).status_code == 404
        assert cast.client(cast.farah).get(url(name, lot, cast.other_hotel)).status_code == 404
    for name in ("upload_file", "upload_stop", "upload_refused", "upload_results"):
        assert post(cast, name, lot, user=cast.farah).status_code == 404
        assert cast.client(cast.farah).post(url(name, lot, cast.other_hotel)).status_code == 404
    assert send(cast, as_csv([row(2)]), user=cast.farah).status_code == 404
    template = reverse("hotel_eye:upload_template", args=[cast.hotel.pk, "csv"])
    assert cast.client(cast.farah).get(template).status_code == 404
    assert Lot.objects.count() == 1


# --- Acting ---


def test_a_checked_file_is_filed_with_one_click(cast):
    send(cast, as_csv([row(1), row(2, phone="")]), is_trial=True)
    trial = work_off()
    page = words(get(cast, "upload", trial))
    assert "Nothing of it is filed yet." in page
    assert "File it now" in page
    assert not Stay.objects.exists()
    answers = [post(cast, "upload_file", trial) for _ in range(2)]
    lot = Lot.objects.latest("pk")
    # The second click leads to the same lot.
    assert [answer.headers["Location"] for answer in answers] == [url("upload", lot)] * 2
    work_off()
    assert states(lot) == ["filed", "refused"]
    assert Stay.objects.count() == 1
    # Another file cannot be filed so.
    answer = cast.client(cast.ehsan).post(url("upload_file", lot), follow=True)
    assert "Only a file that was checked to its end can be filed from here." in words(answer)


def test_what_the_hotel_s_software_tried_out_cannot_be_filed_by_a_click(cast):
    trial = filed(cast, [row(1)], is_trial=True, way=Way.API)
    assert "File it now" not in words(get(cast, "upload", trial))


def test_a_file_is_stopped(cast, monkeypatch):
    monkeypatch.setattr(lots, "SLICE", 1)
    lot = bring(cast, [row(1), row(2)])
    lots.work(at=timezone.now(), seconds=0)
    answer = cast.client(cast.ehsan).post(url("upload_stop", lot), follow=True)
    assert "It is stopped. What was filed stays filed." in words(answer)
    work_off()
    assert states(lot) == ["filed", "waiting"]
    again = cast.client(cast.ehsan).post(url("upload_stop", lot), follow=True)
    assert "This is over already." in words(again)


# --- Taking home ---


def test_the_refused_rows_come_home_with_their_reasons_and_go_back_corrected(cast):
    """The whole party, as it was written, with why in the last column; which is no hindrance."""
    family = [row(1, party="1", phone="03001234567"), member(2, party="1", gender="")]
    lot = filed(cast, [row(9), *family, row(3, name="=HYPERLINK(1)", purpose="x")])
    taken = rows_of(post(cast, "upload_refused", lot))
    assert list(taken[0])[-1] == "caspp_wrong"
    assert [one["name"] for one in taken] == ["Guest 1", "Companion 2", "'=HYPERLINK(1)"]
    # So that Excel shortens neither.
    assert taken[0]["cnic"] == "35202-0000001-1"
    assert taken[0]["phone"] == "0300-1234567"
    assert taken[0]["caspp_wrong"] == "Row 4 of this party is refused; a party is filed whole."
    assert taken[1]["caspp_wrong"] == "gender: Choose the gender as on the card."
    send(cast, as_csv(taken))
    again = rows_of(post(cast, "upload_refused", work_off()))
    assert list(again[0]) == list(taken[0])
    assert [one["name"] for one in again] == [one["name"] for one in taken]
    taken[1]["gender"], taken[2]["purpose"] = "F", "transit"
    send(cast, as_csv(taken))
    lot = work_off()
    assert states(lot) == ["filed"] * 3
    assert Stay.objects.filter(guests__name="=HYPERLINK(1)").exists()
    event = Event.objects.filter(action="hotel_eye.refused_rows_taken").earliest("pk")
    assert (event.actor_id, event.detail["rows"]) == (cast.ehsan.pk, 3)


def test_all_results_come_home_with_their_receipts(cast):
    filed(cast, [row(1)])
    rows = [row(1), row(2), row(3, phone=""), row(4, phone="3001234567")]
    lot = filed(cast, rows, reference="again")
    taken = rows_of(post(cast, "upload_results", lot))
    lines = list(lot.lines.order_by("number"))
    assert [one["caspp_row"] for one in taken] == ["2", "3", "4", "5"]
    results = [one["caspp_result"] for one in taken]
    assert results == ["Filed before", "Filed", "Refused", "Filed"]
    assert [one["caspp_receipt"] for one in taken] == [line.receipt for line in lines]
    assert taken[1]["caspp_entry"] == str(lines[1].source_id)
    assert taken[2]["caspp_wrong"] == "phone: Enter a phone number of the guest."
    assert taken[3]["caspp_notes"].startswith("phone: '3001234567' has lost the zero")
    assert Event.objects.filter(action="hotel_eye.results_taken").count() == 1


def test_the_template_is_a_file_that_can_be_sent(cast):
    """As CSV and as a workbook with an explanation in both languages."""

    def template(kind):
        address = reverse("hotel_eye:upload_template", args=[cast.hotel.pk, kind])
        return cast.client(cast.ehsan).get(address)

    plain = b"".join(template("csv").streaming_content).decode("utf-8-sig").strip()
    assert plain.split(",") == list(BY_NAME)
    answer = template("xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="caspp-arrivals.xlsx"'
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    assert book.sheet_names == ["Arrivals", "Explanation", "وضاحت"]
    assert book.get_sheet_by_index(0).to_python() == [list(BY_NAME)]
    for sheet in ("Explanation", "وضاحت"):
        explained = {line[0]: line for line in book.get_sheet_by_name(sheet).to_python()}
        assert set(BY_NAME) <= set(explained)
        needed = [name for name in NEEDED if explained[name][2]]
        assert needed == list(NEEDED)
    assert explained["room"][1] == "کمرہ"
    assert template("exe").status_code == 404
    # Filled in with what its explanation gives as examples it can be sent.
    example = {line[0]: line[4] for line in book.get_sheet_by_name("Explanation").to_python()}
    given = {name: example[name] for name in BY_NAME if example.get(name)}
    for name in ("document_no", "nationality", "kinship", "party", "check_out"):
        given.pop(name)
    now = timezone.localtime()
    given["check_in"] = f"{now:%d-%m-%Y %H:%M}"
    assert filed(cast, [given]).counts["filed"] == 1
