"""Once a quarter a station's head goes through everybody's access, and signs."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions, roll
from accounts.models import User
from accounts.reviews import AccessReview, is_overdue, quarter_of
from accounts.roles import Role
from audit.models import Event
from hotel_eye.models import Hotel
from tests.accounts.account_scenes import hina
from tests.cast import make_officer, sign_in

pytestmark = pytest.mark.django_db

KARACHI = ZoneInfo("Asia/Karachi")


def _entries(cast, by: User | None = None) -> list[roll.Entry]:
    return roll.of(cast.kohsar, by=by or cast.ayesha, day=timezone.localdate())


def _answers(cast, **ends: bool) -> dict[str, str]:
    """Keep everybody, but for whom `name=True` says to end."""
    return {
        entry.key: "end" if ends.get(entry.user.username) else "keep"
        for entry in _entries(cast)
        if entry.may_end
    }


def _page(cast) -> str:
    return reverse("accounts:review_station", args=[cast.kohsar.pk])


def test_the_roll_is_everybody_with_access(cast):
    """Officers posted there and the desks of its hotels, but not the reviewer himself."""
    make_officer("second", Role.SHO, station=cast.kohsar)
    listed = {(one.user.username, one.what, one.may_end) for one in _entries(cast)}
    assert listed == {
        ("bilal", "Moharrar", True),
        ("ehsan", "Margalla View Hotel", True),
        ("second", "SHO", False),
    }
    words = cast.client(cast.ayesha).get(_page(cast)).text
    for one in ("Bilal", "Margalla View Hotel", "A higher post decides"):
        assert one in words
    assert "Shalimar" not in words


def test_signing_keeps_and_ends(cast):
    """What is ended is over with the next click; who, when and each decision are kept."""
    bilal, ehsan = cast.client(cast.bilal), cast.client(cast.ehsan)
    assert bilal.get("/alerts/").status_code == 200
    sho = cast.client(cast.ayesha)
    answers = _answers(cast, bilal=True, ehsan=True)
    assert sho.post(_page(cast), answers).status_code == 302
    assert bilal.get("/alerts/").status_code != 200
    assert cast.client(cast.bilal).get("/alerts/").status_code == 403
    assert ehsan.get(f"/hotels/{cast.hotel.pk}/").status_code == 404
    assert not Hotel.objects.visible_to(cast.ehsan).exists()
    review = AccessReview.objects.get()
    assert (review.station, review.signed_by) == (cast.kohsar, cast.ayesha)
    assert review.quarter_on == quarter_of(timezone.localdate())
    kept = {line.user.username: line.is_kept for line in review.lines.all()}
    assert kept == {"bilal": False, "ehsan": False}
    acts = set(Event.objects.values_list("action", flat=True))
    assert {
        "accounts.review_signed",
        "accounts.posting_ended",
        "hotel_eye.desk_ended",
    } <= acts
    signed = sho.get(_page(cast))
    assert "This quarter is signed" in signed.text
    assert "Ended" in signed.text


def test_whom_it_keeps_stays(cast):
    """Keeping changes nothing."""
    sign = cast.client(cast.ayesha).post(_page(cast), _answers(cast))
    assert sign.status_code == 302
    assert cast.client(cast.bilal).get("/alerts/").status_code == 200
    assert cast.client(cast.ehsan).get(f"/hotels/{cast.hotel.pk}/").status_code == 200


def test_a_desk_of_today_ends_today(cast, now):
    """Also somebody who began this morning is out at once."""
    desk = cast.ehsan.desks.get()
    desk.from_on = timezone.localdate()
    desk.save()
    cast.client(cast.ayesha).post(_page(cast), _answers(cast, ehsan=True))
    assert not Hotel.objects.visible_to(cast.ehsan).exists()


def test_every_row_needs_an_answer(cast):
    """A row without keep or end is asked for again, and nothing is signed."""
    answers = _answers(cast, bilal=True)
    answers.pop(next(key for key, choice in answers.items() if choice == "keep"))
    response = cast.client(cast.ayesha).post(_page(cast), answers)
    assert response.status_code == 422
    assert "Keep or end?" in response.text
    assert not AccessReview.objects.exists()
    assert cast.bilal.postings.get().until_on is None


def test_who_comes_meanwhile_is_looked_at(cast):
    """Somebody posted while the page was open is on the list before it is signed."""
    keeps = {entry.key: True for entry in _entries(cast)}
    make_officer("new", Role.MOHARRAR, station=cast.kohsar)
    with pytest.raises(actions.Refused, match="has changed"):
        actions.sign_review(by=cast.ayesha, station=cast.kohsar, keeps=keeps, at=timezone.now())


def test_nobody_ends_by_a_forged_answer_what_he_may_not(cast):
    """An extra key for a fellow SHO's posting, or one at another station, is not read."""
    second = make_officer("second", Role.SHO, station=cast.kohsar)
    answers = _answers(cast)
    for posting in (second.postings.get(), cast.chaudhry.postings.get()):
        answers[f"accounts.posting-{posting.pk}"] = "end"
    cast.client(cast.ayesha).post(_page(cast), answers)
    assert AccessReview.objects.exists()
    assert second.postings.get().until_on is None
    assert cast.chaudhry.postings.get().until_on is None


def test_signed_once_a_quarter(cast, now):
    """A second signature of the same quarter is refused, below the policy by the database."""
    cast.client(cast.ayesha).post(_page(cast), _answers(cast))
    with pytest.raises(actions.Refused, match="signed already"):
        actions.sign_review(by=cast.ayesha, station=cast.kohsar, keeps={}, at=now)
    review = AccessReview.objects.get()
    with pytest.raises(IntegrityError, match="once_a_quarter"), transaction.atomic():
        AccessReview.objects.create(
            station=review.station,
            quarter_on=review.quarter_on,
            signed_at=now,
            signed_by=cast.chaudhry,
        )


def test_due_on_the_home_page_until_it_is_signed(cast):
    """A tile for the SHO; after the signature it is gone, and back with the next quarter."""
    words = "Access review due"
    sho = cast.client(cast.ayesha)
    with time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=KARACHI), tick=True):
        _start_before(cast)
        sign_in(sho, cast.ayesha)
        assert words in sho.get("/").text
        sho.post(_page(cast), _answers(cast))
        assert words not in sho.get("/").text
        assert sho.get(reverse("accounts:review")).status_code == 302
    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=KARACHI), tick=True):
        sign_in(sho, cast.ayesha)
        assert words in sho.get("/").text


def _start_before(cast) -> None:
    """Postings of the cast begin yesterday by the real clock; a scene may play earlier."""
    for user in (cast.ayesha, cast.bilal, cast.dania):
        user.postings.update(from_on=timezone.localdate() - timedelta(days=10))
    cast.ehsan.desks.update(from_on=timezone.localdate() - timedelta(days=10))


@pytest.mark.parametrize(
    ("day", "late"), [((2026, 10, 30), False), ((2026, 10, 31), True), ((2026, 12, 31), True)]
)
def test_overdue_for_those_above(cast, day, late):
    """Thirty days into the quarter the DPO is told how many stations are late, and which."""
    with time_machine.travel(datetime(*day, 12, tzinfo=KARACHI), tick=True):
        _start_before(cast)
        dpo = cast.client(cast.dania)
        assert ("Access reviews overdue" in dpo.get("/").text) is late
        page = dpo.get(reverse("accounts:reviews"))
        assert ("Overdue" in page.text) is late
        listed = {station.name for station in page.context["stations"]}
        assert {"Kohsar", "Margalla"} <= listed
        assert "Clifton" not in listed
        assert is_overdue(timezone.localdate()) is late
        sign_in(browser := cast.client(None), cast.ayesha)
        browser.post(_page(cast), _answers(cast))
        assert page.context["stations"][-1].name != "Kohsar"
        assert dpo.get(reverse("accounts:reviews")).context["stations"][-1].name == "Kohsar"


def test_the_supervisor_sees_his_circle_only(cast):
    """The state is shown of one's own stations."""
    page = cast.client(hina(cast)).get(reverse("accounts:reviews"))
    assert {one.circle_id for one in page.context["stations"]} == {cast.kohsar.circle_id}


@pytest.mark.parametrize("number", [1, 12])
def test_the_roll_costs_the_same_for_many(cast, number, django_assert_max_num_queries):
    """Twelve officers or one: the same few questions."""
    for index in range(number):
        make_officer(f"moharrar{index}", Role.MOHARRAR, station=cast.kohsar)
    browser = cast.client(cast.ayesha)
    with django_assert_max_num_queries(12):
        assert browser.get(_page(cast)).status_code == 200
    browser = cast.client(cast.dania)
    with django_assert_max_num_queries(10):
        assert browser.get(reverse("accounts:reviews")).status_code == 200
