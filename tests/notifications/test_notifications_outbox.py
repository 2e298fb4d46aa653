"""Messages wait in the table until the gateway takes them."""

from datetime import timedelta

import pytest

from accounts import texts
from notifications import outbox
from notifications.models import Text

pytestmark = pytest.mark.django_db

PHONE = "03005550199"


@pytest.fixture
def gateway(monkeypatch):
    """A gateway of the test: it keeps what it is given, and may be away."""

    class Gateway:
        sent: list[tuple[str, str]] = []
        is_away = False

        def send(self, phone: str, words: str) -> None:
            if self.is_away:
                raise texts.CannotSend("the gateway answered 503")
            self.sent.append((phone, words))

    gateway = Gateway()
    gateway.sent = []
    monkeypatch.setattr(texts, "send", gateway.send)
    return gateway


def test_sent_once(gateway, now):
    """The same key twice is one message, and it goes out once."""
    for _ in range(2):
        outbox.text(phone=PHONE, words="News", key="complaint entry 1", at=now)
    assert [outbox.send_due(at=now), outbox.send_due(at=now)] == [1, 0]
    assert gateway.sent == [(PHONE, "News")]
    assert Text.objects.get().sent_at == now


def test_a_gateway_that_is_away(gateway, now):
    """Tried again after longer and longer pauses, then given up."""
    outbox.text(phone=PHONE, words="News", key="1", at=now)
    gateway.is_away = True
    at = now
    for pause in outbox.PAUSES:
        assert outbox.send_due(at=at) == 0
        assert Text.objects.get().due_at == at + pause
        at += pause
    outbox.send_due(at=at)
    given_up = Text.objects.get()
    assert (given_up.given_up_at, given_up.tries) == (at, len(outbox.PAUSES) + 1)
    assert "503" in given_up.failed_because
    gateway.is_away = False
    assert outbox.send_due(at=at + timedelta(days=1)) == 0


def test_it_comes_back(gateway, now):
    """What waited goes out with the next round."""
    outbox.text(phone=PHONE, words="News", key="1", at=now)
    gateway.is_away = True
    outbox.send_due(at=now)
    gateway.is_away = False
    assert outbox.send_due(at=now + outbox.PAUSES[0]) == 1


def test_the_words_are_sealed(now):
    """Whoever reads the table reads no message."""
    from django.db import connection

    outbox.text(phone=PHONE, words="Complaint 1", key="1", at=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT words FROM notifications_text")
        assert "Complaint" not in cursor.fetchone()[0]


def test_it_falls_with_the_act_it_tells_of(now):
    """A message of something that did not happen does not exist."""
    from django.db import transaction

    with transaction.atomic():
        outbox.text(phone=PHONE, words="News", key="1", at=now)
        transaction.set_rollback(True)
    assert not Text.objects.exists()


def test_one_that_nobody_can_read_holds_up_nobody(gateway, now):
    """Its key is gone: it is given up, and what stands behind it goes out."""
    for key in ("1", "2"):
        outbox.text(phone=PHONE, words=f"News {key}", key=key, at=now)
    Text.objects.filter(key="1").update(words="")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_text SET words = 'gAAAAA' WHERE key = '1'")
    assert outbox.send_due(at=now) == 1
    assert gateway.sent == [(PHONE, "News 2")]
    assert Text.objects.defer("words").get(key="1").given_up_at == now


def test_nobody_is_buried_in_messages(now):
    """Twenty a day to one phone; the next day there may be more."""
    for number in range(outbox.A_DAY + 5):
        outbox.text(phone=PHONE, words="News", key=str(number), at=now)
    assert Text.objects.count() == outbox.A_DAY
    tomorrow = now + timedelta(days=1, seconds=1)
    outbox.text(phone=PHONE, words="News", key="tomorrow", at=tomorrow)
    assert Text.objects.count() == outbox.A_DAY + 1


def test_old_ones_are_forgotten(now):
    """After ninety days nothing is left of a message."""
    outbox.text(phone=PHONE, words="News", key="1", at=now)
    assert outbox.forget_old(at=now + timedelta(days=89)) == 0
    assert outbox.forget_old(at=now + timedelta(days=91)) == 1


def test_a_code_that_has_died_is_not_sent(gateway, now):
    """What is worth nothing by the next try is given up at once."""
    soon = now + timedelta(minutes=1)
    outbox.text(phone=PHONE, words="Code", key="1", at=now, expires_at=soon)
    gateway.is_away = True
    outbox.send_due(at=now)
    outbox.send_due(at=now + outbox.PAUSES[0])
    assert Text.objects.get().given_up_at is not None
