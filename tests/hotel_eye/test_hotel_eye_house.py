"""The house now, departures, the register, search, recall and the photographs of cards."""

import re
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from alerts.models import Sighting
from audit.models import Event
from hotel_eye import actions, policies
from hotel_eye.models import Desk, Guest, Stay
from tests.hotel_eye.hotel_desk import (
    KARACHI,
    at_url,
    companion,
    local,
    make_stays,
    picture,
    send,
    stay_url,
)
from tests.people_on_file import make_stay

pytestmark = pytest.mark.django_db


# --- Departures ---


def test_check_out_ends_stay_and_sightings(cast, now):
    """The hour of departure is the stay's, and that of everybody in the party."""
    send(
        cast,
        arrived_at=local(now - timedelta(hours=5)),
        **{"party-TOTAL_FORMS": "1"},
        **companion(0),
    )
    stay = Stay.objects.get()
    left = timezone.localtime().replace(second=0, microsecond=0)
    client = cast.client(cast.ehsan)
    response = client.post(stay_url("check_out", stay), {"left_at": local(left)}, follow=True)
    assert response.redirect_chain == [(at_url("in_house", cast.hotel), 302)]
    assert "Room 204 is checked out." in response.content.decode()
    stay.refresh_from_db()
    assert (stay.left_at, stay.checked_out_by) == (left, cast.ehsan)
    assert [one.seen_until for one in Sighting.objects.all()] == [left, left]
    assert Event.objects.filter(action="hotel_eye.checked_out", target_id=stay.pk).count() == 1


BAD_DEPARTURES = [
    # hours from now, or what is typed; what the page says
    (-6, "The check-out cannot be before the check-in at"),
    (+1, "The check-out is in the future."),
    ("", "This field is required."),
    ("noon", "Enter the time of check-out, such as"),
    ("0001-01-01T00:00", "The check-out cannot be before the check-in at"),
    ("9999-12-31T23:59", "The check-out is in the future."),
]


@pytest.mark.parametrize(("typed", "message"), BAD_DEPARTURES)
def test_bad_departure_is_explained(cast, now, typed, message):
    """422 with the reason and what was typed; the party stays in the house."""
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=5))
    text = local(now + timedelta(hours=typed)) if isinstance(typed, int) else typed
    response = cast.client(cast.ehsan).post(stay_url("check_out", stay), {"left_at": text})
    html = response.content.decode()
    assert response.status_code == 422
    assert message in html
    assert not text or f'value="{text}"' in html
    stay.refresh_from_db()
    assert (stay.left_at, stay.checked_out_at) == (None, None)


def test_a_clock_a_little_fast_is_forgiven(cast, now):
    """The desk's computer may be four minutes ahead of ours."""
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=1))
    assert policies.refuse_check_out(stay, now + timedelta(minutes=4), now) is None
    assert policies.refuse_check_out(stay, now + timedelta(minutes=6), now)


def test_checking_out_twice_names_the_first_time(cast, now):
    """The first departure stands."""
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=9))
    first = now - timedelta(hours=1)
    actions.check_out(by=cast.ehsan, stay=stay, left_at=first, at=now)
    with pytest.raises(actions.Refused, match="This party checked out at"):
        actions.check_out(by=cast.ehsan, stay=stay, left_at=now, at=now)
    response = cast.client(cast.ehsan).post(stay_url("check_out", stay), {"left_at": local(now)})
    assert response.status_code == 422
    assert Stay.objects.get().left_at == first
    assert Sighting.objects.get().seen_until == first


def test_a_refused_second_check_out_is_explained_on_the_page(cast, now):
    """Two clerks check out one room: the second reads why nothing happened."""
    stay = make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=9))
    actions.check_out(by=cast.ehsan, stay=stay, left_at=now - timedelta(hours=1), at=now)
    response = cast.client(cast.ehsan).post(stay_url("check_out", stay), {"left_at": local(now)})
    assert "This party checked out at" in response.content.decode()


STAY_CONSTRAINTS = {
    "hotel_eye_stay_leaves_after_arriving": {
        "left_at": -1,
        "checked_out_at": 0,
        "checked_out_by": "desk",
    },
    "hotel_eye_stay_check_out_whole": {"left_at": 1},
    "hotel_eye_stay_expected_after_arriving": {"expected_until": -1},
    "hotel_eye_stay_weapon_is_licensed": {"weapon": "Pistol"},
}


@pytest.mark.parametrize("constraint", STAY_CONSTRAINTS)
def test_nonsense_is_refused_by_the_table(cast, now, constraint):
    """Whoever writes past the form is stopped by the database."""
    make_stays(cast.hotel, cast.ehsan, 1, arrived_at=now)
    values = {
        name: now + timedelta(hours=value) if isinstance(value, int) else value
        for name, value in STAY_CONSTRAINTS[constraint].items()
    }
    if "checked_out_by" in values:
        values["checked_out_by"] = cast.ehsan
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Stay.objects.update(**values)


def test_a_guest_without_any_document_is_refused_by_the_table(cast):
    """A name alone is no guest."""
    make_stays(cast.hotel, cast.ehsan, 1)
    with pytest.raises(IntegrityError, match="hotel_eye_guest_one_document"), transaction.atomic():
        Guest.objects.update(cnic="", passport_no="")


# --- Whose house ---

PAGES = ["in_house", "check_in", "register", "search"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("who", "status"), [("ehsan", 200), ("farah", 404), ("ayesha", 403), (None, 302)]
)
def test_a_house_is_for_its_own_desk(cast, name, who, status):
    """Another desk finds nothing, the police have no business at the desk."""
    user = getattr(cast, who) if who else None
    assert cast.client(user).get(at_url(name, cast.hotel)).status_code == status


@pytest.mark.parametrize("name", ["stay", "check_out"])
@pytest.mark.parametrize(("who", "status"), [("farah", 404), ("ayesha", 403)])
def test_a_stay_is_for_its_own_desk(cast, name, who, status):
    """Neither read nor ended by anybody else."""
    stay = make_stay(cast.hotel, cast.ehsan)
    client = cast.client(getattr(cast, who))
    answer = client.get if name == "stay" else client.post
    assert answer(stay_url(name, stay)).status_code == status


@pytest.mark.parametrize("reason", ["desk ended", "desk begins tomorrow", "hotel closed"])
def test_who_no_longer_works_there_finds_nothing(cast, reason):
    """The scope is the desk of today."""
    today = timezone.localdate()
    desks = Desk.objects.filter(user=cast.ehsan)
    if reason == "desk ended":
        desks.update(until_on=today - timedelta(days=1))
    elif reason == "desk begins tomorrow":
        desks.update(from_on=today + timedelta(days=1))
    else:
        cast.hotel.closed_on = today
        cast.hotel.save()
    assert cast.client(cast.ehsan).get(at_url("in_house", cast.hotel)).status_code == 404


def test_the_desk_leads_straight_to_the_only_house(cast):
    """With one hotel there is nothing to choose; with two there is."""
    client, desk = cast.client(cast.ehsan), reverse("hotel_eye:desk")
    assert client.get(desk).url == at_url("in_house", cast.hotel)
    Desk.objects.create(user=cast.ehsan, hotel=cast.other_hotel, from_on=timezone.localdate())
    html = client.get(desk).content.decode()
    assert "Margalla View Hotel" in html
    assert "Shalimar Guest House" in html


# --- In the house ---


def rooms(html: str) -> list[str]:
    """The rooms of a table of stays, or of the room board, in its order."""
    if 'class="room-number"' in html:
        parts = html.split('class="room-number"')[1:]
        return [part.split("<bdi", 1)[1].split(">", 1)[1].split("<", 1)[0] for part in parts]
    table = html[html.index("<tbody>") :] if "<tbody>" in html else ""
    parts = table.split('<th scope="row">')[1:]
    return [part.split("<bdi", 1)[1].split(">", 1)[1].split("<", 1)[0] for part in parts]


def test_the_house_is_in_order_of_rooms(cast, now):
    """By room, then in order of arrival at the desk; who has left is not in the house."""
    for room in ("305", "101", "204", "101"):
        make_stays(cast.hotel, cast.ehsan, 1, room=room)
    gone = {"left_at": now, "checked_out_at": now, "checked_out_by": cast.ehsan}
    make_stays(cast.hotel, cast.ehsan, 1, room="999", **gone)
    make_stays(cast.other_hotel, cast.farah, 1, room="888")
    html = cast.client(cast.ehsan).get(at_url("in_house", cast.hotel)).content.decode()
    assert rooms(html) == ["101", "101", "204", "305"]


def test_who_is_past_his_hour_is_marked(cast, now):
    """Expected yesterday and still there: check-out due."""
    make_stays(cast.hotel, cast.ehsan, 1, expected_until=now - timedelta(minutes=1))
    html = cast.client(cast.ehsan).get(at_url("in_house", cast.hotel)).content.decode()
    assert "Check-out due" in html
    assert "Check-out due" not in (
        cast.client(cast.farah).get(at_url("in_house", cast.other_hotel)).content.decode()
    )


def test_lists_mask_the_cnic_and_the_stay_shows_it(cast):
    """A list is read over a shoulder; the entry is opened on purpose."""
    stay = make_stay(cast.hotel, cast.ehsan)
    client = cast.client(cast.ehsan)
    for name in ("in_house", "register"):
        html = client.get(at_url(name, cast.hotel)).content.decode()
        assert "61101-•••••••-1" in html
        assert "1234567-1" not in html
    assert "61101-1234567-1" in client.get(stay_url("stay", stay)).content.decode()


# --- The register ---


def test_a_day_of_the_register_goes_by_the_clock_on_the_wall(cast):
    """23:30 in Karachi is still that day though it is 18:30 UTC; 00:30 is the next."""
    day = date(2026, 3, 14)
    for hour, minute, room in ((0, 0, "A"), (0, 30, "B"), (23, 30, "C"), (23, 59, "D")):
        at = datetime(day.year, day.month, day.day, hour, minute, tzinfo=KARACHI)
        make_stays(cast.hotel, cast.ehsan, 1, arrived_at=at, room=room)
    for at, room in (
        (datetime(2026, 3, 13, 23, 59, tzinfo=KARACHI), "before"),
        (datetime(2026, 3, 15, 0, 0, tzinfo=KARACHI), "after"),
    ):
        make_stays(cast.hotel, cast.ehsan, 1, arrived_at=at, room=room)
    url, client = at_url("register", cast.hotel), cast.client(cast.ehsan)
    shown = rooms(client.get(url, {"day": "2026-03-14"}).content.decode())
    assert shown == ["D", "C", "B", "A"]
    assert rooms(client.get(url, {"day": "2026-03-15"}).content.decode()) == ["after"]


@pytest.mark.parametrize("day", ["", "x", "31-02-2026", "\x00", "0001-01-01", "9999-12-31"])
def test_any_day_can_be_asked_for(cast, day):
    """A day nobody can read shows today with a word; a day far off shows nobody."""
    make_stay(cast.hotel, cast.ehsan)
    response = cast.client(cast.ehsan).get(at_url("register", cast.hotel), {"day": day})
    assert response.status_code == 200
    is_far_off = day in {"0001-01-01", "9999-12-31"}
    assert rooms(response.content.decode()) == ([] if is_far_off else ["204"])


def test_a_full_day_goes_page_by_page(cast):
    """Sixty arrivals: fifty, then ten, each once, and the day is kept."""
    today = timezone.localtime().replace(hour=0, minute=1, second=0, microsecond=0)
    make_stays(cast.hotel, cast.ehsan, 60, arrived_at=today)
    client, url = cast.client(cast.ehsan), at_url("register", cast.hotel)
    first = client.get(url, {"day": f"{today:%Y-%m-%d}"})
    older = first.context["page"].older_url
    second = client.get(older)
    seen = rooms(first.content.decode()) + rooms(second.content.decode())
    assert seen == [f"{number:03d}" for number in reversed(range(60))]
    assert f"day={today:%Y-%m-%d}" in older


# --- Search ---


@pytest.fixture
def three_parties(cast, now):
    """Aslam in 204, an Englishman in 305A, and Aslam again at the other hotel."""
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(hours=2))
    make_stay(
        cast.hotel,
        cast.ehsan,
        at=now - timedelta(hours=1),
        room="305A",
        name="John Smith",
        name_ur="جان سمتھ",
        cnic="",
        document="passport",
        passport_no="AB1234567",
        nationality="GBR",
    )
    make_stay(cast.other_hotel, cast.farah, room="777")


SEARCHES = [
    ("6110112345671", ["204"]),
    ("61101-1234567-1", ["204"]),
    (" 61101 1234567 1 ", ["204"]),
    ("۶۱۱۰۱-۱۲۳۴۵۶۷-۱", ["204"]),
    ("AB1234567", ["305A"]),
    ("ab 1234567", ["305A"]),
    ("aslam", ["204"]),
    ("ASLAM", ["204"]),
    ("mad As", ["204"]),
    ("اسلم", ["204"]),
    ("سمتھ", ["305A"]),
    ("smith", ["305A"]),
    ("305a", ["305A"]),
    ("204", ["204"]),
    ("٢٠٤", ["204"]),
    ("777", []),
    ("%", []),
    ("_", []),
    ("' OR 1=1 --", []),
    ("6110112345672", []),
    ("Ghulam", []),
]


@pytest.mark.usefixtures("three_parties")
@pytest.mark.parametrize(("text", "found"), SEARCHES)
def test_search(cast, text, found):
    """By number in any spelling, by part of a name in either script, by room; own house only."""
    response = cast.client(cast.ehsan).post(at_url("search", cast.hotel), {"text": text})
    assert response.status_code == 200
    assert rooms(response.content.decode()) == found


@pytest.mark.usefixtures("three_parties")
def test_search_is_recorded_without_its_words(cast):
    """Looking is an act; the log keeps no CNIC."""
    client = cast.client(cast.ehsan)
    client.get(at_url("search", cast.hotel))
    assert not Event.objects.filter(action="hotel_eye.searched").exists()
    client.post(at_url("search", cast.hotel), {"text": "6110112345671"})
    event = Event.objects.get(action="hotel_eye.searched")
    assert (event.actor_id, event.target_id) == (cast.ehsan.pk, cast.hotel.pk)
    assert "1234567" not in f"{event.detail}{event.purpose}{event.target}"


@pytest.mark.parametrize("text", ["", "   ", "x" * 121, "a\x00b"])
def test_a_search_for_nothing_finds_nothing(cast, text):
    """The page comes back with a word, and nothing is recorded."""
    response = cast.client(cast.ehsan).post(at_url("search", cast.hotel), {"text": text})
    assert response.status_code == 200
    assert response.context["stays"] is None
    assert not Event.objects.filter(action="hotel_eye.searched").exists()


# --- The returning guest ---


def test_recall_gives_what_this_hotel_wrote_down(cast, now):
    """The latest entry of this CNIC here, in the shape in which the form is typed."""
    make_stay(cast.hotel, cast.ehsan, at=now - timedelta(days=40), name="Old Spelling")
    latest = make_stay(cast.hotel, cast.ehsan, date_of_birth=date(1979, 8, 14))
    latest.guests.update(address="New Street 9")
    url = at_url("recall", cast.hotel)
    answer = cast.client(cast.ehsan).post(url, {"cnic": "61101-1234567-1"}).json()
    assert answer["found"] is True
    assert answer["said"].startswith("Stayed here before: Muhammad Aslam.")
    assert answer["fields"] == {
        "name": "Muhammad Aslam",
        "name_ur": "محمد اسلم",
        "relation": "S",
        "relative_name": "Ghulam Rasool",
        "gender": "M",
        "address": "New Street 9",
        "district": "Islamabad",
        "phone": "0300-1234567",
        "born": "14-08-1979",
    }
    assert Event.objects.filter(action="hotel_eye.recalled").count() == 1


def test_recall_gives_the_year_where_only_that_is_known(cast):
    """What was typed as a year comes back as a year."""
    make_stay(cast.hotel, cast.ehsan)
    answer = cast.client(cast.ehsan).post(at_url("recall", cast.hotel), {"cnic": "6110112345671"})
    assert answer.json()["fields"]["born"] == "1979"


def test_recall_knows_nothing_of_another_hotels_guest(cast):
    """Also where the clerk works at both: each house answers for itself."""
    make_stay(cast.other_hotel, cast.farah)
    url, typed = at_url("recall", cast.hotel), {"cnic": "6110112345671"}
    assert cast.client(cast.ehsan).post(url, typed).json() == {"found": False}
    Desk.objects.create(user=cast.ehsan, hotel=cast.other_hotel, from_on=timezone.localdate())
    assert cast.client(cast.ehsan).post(url, typed).json() == {"found": False}
    assert cast.client(cast.farah).post(url, typed).status_code == 404
    assert not Event.objects.filter(action="hotel_eye.recalled").exists()


@pytest.mark.parametrize("cnic", ["", "1", "garbage", "6" * 13, "6" * 9999, "\x00", "' OR 1=1"])
def test_recall_of_garbage_finds_nobody(cast, cnic):
    """No CNIC, no answer, no error."""
    make_stay(cast.hotel, cast.ehsan)
    response = cast.client(cast.ehsan).post(at_url("recall", cast.hotel), {"cnic": cnic})
    assert (response.status_code, response.json()) == (200, {"found": False})


def test_recall_is_never_asked_by_address_line(cast):
    """A CNIC must not stand in logs of addresses."""
    assert cast.client(cast.ehsan).get(at_url("recall", cast.hotel)).status_code == 405


# --- Photographs of cards ---


@pytest.fixture
def photographed(cast):
    """A guest whose card's front was photographed lying on its side, with a place in the EXIF."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.Make] = "SpyPhone"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (33.0, 43.0, 1.0)
    send(cast, card_front=picture(exif=exif))
    return Guest.objects.get()


def card_url(guest: Guest, side: str = "front") -> str:
    return reverse("hotel_eye:card", args=[guest.pk, side])


def test_a_card_is_drawn_anew_without_its_secrets(cast, photographed):
    """Upright, a JPEG, nothing of camera or place left, and no cache keeps it."""
    response = cast.client(cast.ehsan).get(card_url(photographed))
    content = b"".join(response.streaming_content)
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert response["Cache-Control"] == "no-store"
    with Image.open(BytesIO(content)) as drawn:
        assert (drawn.format, drawn.size) == ("JPEG", (40, 64))
        assert not drawn.getexif()
    assert b"SpyPhone" not in content
    assert b"Exif" not in content
    event = Event.objects.get(action="hotel_eye.card_seen")
    assert (event.actor_id, event.target_id) == (cast.ehsan.pk, photographed.pk)


def test_a_card_is_sealed_on_the_disk(cast, photographed):
    """Who copies the directory has no picture: neither the file's beginning nor an end of it."""
    place = f"sealed/{photographed.card_front.name}"
    with default_storage.open(place) as kept:
        content = kept.read()
    assert not any(mark in content for mark in (b"\xff\xd8\xff", b"JFIF", b"\xff\xd9"))
    assert len(content) > 500


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\web.config", "a.php", "ش" * 300])
def test_a_card_has_a_name_of_ours(cast, name):
    """Nothing of the name that a file came with is kept: no directory, no type, no length."""
    assert send(cast, card_front=picture(name)).status_code == 302
    kept = Guest.objects.get().card_front.name
    assert re.fullmatch(rf"cards/{cast.hotel.pk}/[0-9a-f]{{32}}\.jpg", kept)


def test_a_browser_does_nothing_with_a_card_but_show_it(cast, photographed):
    """No guessing of another type, no script, no address to look for more."""
    response = cast.client(cast.ehsan).get(card_url(photographed))
    response.close()
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline; ")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_large_picture_is_cut_to_size(cast):
    """No side is longer than 1600 pixels."""
    drawn = BytesIO()
    Image.new("RGB", (2400, 300)).save(drawn, "PNG")
    upload = picture("big.png")
    upload.file = BytesIO(drawn.getvalue())
    upload.size = len(drawn.getvalue())
    assert send(cast, card_front=upload).status_code == 302
    with Image.open(Guest.objects.get().card_front.open()) as kept:
        assert kept.size == (1600, 200)


CARDS = [
    # who, which side, what comes
    ("ehsan", "back", 404),  # never photographed
    ("ehsan", "cnic", 404),
    ("farah", "front", 404),
    ("ayesha", "front", 403),
    (None, "front", 302),
]


@pytest.mark.parametrize(("who", "side", "status"), CARDS)
def test_a_card_is_for_the_hotel_that_took_it(cast, photographed, who, side, status):
    """Nobody else, no other side, and no trace of a look that did not happen."""
    user = getattr(cast, who) if who else None
    assert cast.client(user).get(card_url(photographed, side)).status_code == status
    assert not Event.objects.filter(action="hotel_eye.card_seen").exists()


# --- Two parties or forty ---


@pytest.mark.parametrize("name", ["in_house", "register", "search"])
def test_lists_cost_the_same_however_long(cast, name):
    """As many questions to the database for forty parties as for two."""
    client, url = cast.client(cast.ehsan), at_url(name, cast.hotel)
    today = timezone.localtime().replace(hour=0, minute=1, second=0, microsecond=0)

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            response = client.post(url, {"text": "kashif"}) if name == "search" else client.get(url)
        assert response.status_code == 200
        return len(captured), len(rooms(response.content.decode()))

    make_stays(cast.hotel, cast.ehsan, 2, arrived_at=today)
    few = count()
    make_stays(cast.hotel, cast.ehsan, 38, arrived_at=today)
    assert few[1] == 2
    assert count() == (few[0], 40)


def test_a_party_of_any_size_costs_the_same(cast):
    """The entry of one and the entry of five."""
    stay = make_stay(cast.hotel, cast.ehsan)
    client = cast.client(cast.ehsan)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(stay_url("stay", stay)).status_code == 200
        return len(captured)

    alone = count()
    head = stay.guests.get()
    for _ in range(4):
        head.pk, head.is_head = None, False
        head._state.adding = True
        head.save()
    assert count() == alone
