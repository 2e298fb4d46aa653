"""Six digits to a phone: once, three tries, ten minutes, and not all night."""

import re

import pytest
from django.core.cache import cache

from accounts import texts
from notifications import phone_codes
from notifications.models import Text

pytestmark = pytest.mark.django_db

PHONE = "03005550155"


@pytest.fixture(autouse=True)
def _messages_are_kept(settings):
    settings.DEMO = True


def sent(now, key="draft", phone=PHONE):
    """A code that was sent."""
    assert phone_codes.send(phone, "lodge", key, now) is None
    return re.search(r"\d{6}", texts.last_to(phone))[0]


def test_it_works_once(now):
    """And for what it was sent for only."""
    code = sent(now)
    assert not phone_codes.check("track", "draft", code)
    assert not phone_codes.check("lodge", "another", code)
    assert phone_codes.is_waiting("lodge", "draft")
    assert phone_codes.check("lodge", "draft", code)
    assert not phone_codes.check("lodge", "draft", code)
    assert not phone_codes.is_waiting("lodge", "draft")


def test_urdu_digits_and_spaces_are_digits(now):
    """However a keyboard of Pakistan writes them."""
    code = sent(now)
    urdu = code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert phone_codes.check("lodge", "draft", f" {urdu[:3]} {urdu[3:]} ")


def test_three_tries(now):
    """The right one comes too late after three wrong ones; a new code has tries of its own."""
    code = sent(now)
    wrong = "000000" if code != "000000" else "111111"
    assert not any(phone_codes.check("lodge", "draft", wrong) for _nth in range(3))
    assert not phone_codes.check("lodge", "draft", code)
    assert phone_codes.check("lodge", "draft", sent(now))


def test_the_latest_counts(now):
    """A second code replaces the first."""
    first, second = sent(now), sent(now)
    assert first == second or not phone_codes.check("lodge", "draft", first)
    assert phone_codes.check("lodge", "draft", second)


def test_nobody_is_woken_all_night(now):
    """Three in ten minutes to one phone, whoever asks."""
    for nth in range(3):
        sent(now, key=f"draft {nth}")
    refusal = phone_codes.send(PHONE, "lodge", "draft 4", now)
    assert "Too many" in refusal
    assert sent(now, phone="03005550156")


def test_no_gateway_is_said(now, settings):
    """A sentence for the screen, and no code that works."""
    settings.DEMO = False
    assert "cannot send" in phone_codes.send(PHONE, "lodge", "draft", now)
    assert not phone_codes.is_waiting("lodge", "draft")


def test_it_goes_by_the_outbox(now, settings, monkeypatch):
    """The page does not wait for the gateway; the words lie sealed in the table meanwhile."""
    settings.DEMO, settings.TEXT_GATEWAY_URL = False, "https://gateway.example/"
    monkeypatch.setattr(texts, "send", lambda *_args: pytest.fail("the page sent it by itself"))
    for _nth in "12":
        assert phone_codes.send(PHONE, "lodge", "draft", now) is None
    first, second = Text.objects.order_by("pk")
    assert (first.phone, first.sent_at) == (PHONE, None)
    assert re.search(r"\d{6}", first.words)[0] not in first.key
    assert phone_codes.check("lodge", "draft", re.search(r"\d{6}", second.words)[0])


def test_all_but_the_sending(now):
    """To a phone that is not his no code goes, and it counts as if one had."""
    for _nth in range(3):
        assert phone_codes.send(PHONE, "track", "complaint", now, is_his=False) is None
    assert not Text.objects.exists()
    assert "Too many" in phone_codes.send(PHONE, "track", "complaint", now)


def test_other_codes_have_the_same_limits(now):
    """Whoever has the code of a draft sent wakes nobody all night either."""
    for _nth in range(3):
        assert phone_codes.hand_out(PHONE, "Your code is ACDE.", now) is None
    assert texts.last_to(PHONE) == "Your code is ACDE."
    assert "Too many" in phone_codes.hand_out(PHONE, "Your code is ACDE.", now)
    assert "Too many" in phone_codes.send(PHONE, "lodge", "draft", now)


def test_the_code_is_not_kept(now):
    """Only its digest is: whoever reads the cache reads no code."""
    code = sent(now)
    cache.delete(f"text:{PHONE}")
    kept = cache.get(phone_codes._place("lodge", "draft"))
    assert code not in str(kept["digest"])
