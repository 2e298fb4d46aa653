"""Five failures lock a name at its address; who looks on learns nothing from it."""

import pytest
from axes.utils import reset
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from accounts.models import User
from audit.models import Event
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/sign-in/"


def _try(username: str, password: str, address: str = "10.1.1.1"):
    return Client(REMOTE_ADDR=address).post(SIGN_IN, {"login": username, "password": password})


def _is_in(response) -> bool:
    return response.status_code == 302


def _errors(response) -> list[str]:
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def _fail(username: str, times: int, address: str = "10.1.1.1") -> None:
    for _attempt in range(times):
        assert not _is_in(_try(username, "wrong", address))


def test_the_sixth_try_is_refused(cast):
    """After five failures the right password does not help either, until somebody releases it."""
    _fail("ehsan", 5)
    assert not _is_in(_try("ehsan", PASSWORD))
    assert Event.objects.filter(action="accounts.locked", detail={"as": "ehsan"}).exists()
    reset(username="ehsan", ip="10.1.1.1")
    assert _is_in(_try("ehsan", PASSWORD))


def test_four_failures_do_not_lock(cast):
    """And a success forgets them."""
    _fail("ehsan", 4)
    assert _is_in(_try("ehsan", PASSWORD))
    _fail("ehsan", 4)
    assert _is_in(_try("ehsan", PASSWORD))


def test_nobody_is_locked_out_by_a_stranger(cast):
    """A hotel that tries the SHO's name locks it at its own address only."""
    _fail("ehsan", 5, "10.6.6.6")
    assert not _is_in(_try("ehsan", PASSWORD, "10.6.6.6"))
    assert _is_in(_try("ehsan", PASSWORD, "10.1.1.1"))
    assert _is_in(_try("farah", PASSWORD, "10.6.6.6"))


def test_a_name_is_throttled_from_everywhere(cast, settings):
    """Many addresses trying one name are slowed down together."""
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/15m/key"}
    for last in range(3):
        _fail("ehsan", 1, f"10.6.6.{last}")
    assert not _is_in(_try("ehsan", PASSWORD, "10.1.1.1"))


def test_locked_wrong_and_unknown_get_one_answer(cast):
    """The same status and the same words, byte for byte."""
    _fail("ehsan", 5)
    User.objects.filter(pk=cast.bilal.pk).update(is_active=False)
    answers = [
        _try("ehsan", PASSWORD),
        _try("farah", "wrong"),
        _try("nobody", PASSWORD),
        _try("bilal", PASSWORD),
    ]
    assert {answer.status_code for answer in answers} == {200}
    assert len({tuple(_errors(answer)) for answer in answers}) == 1


class Counted(Argon2PasswordHasher):
    """The slow hash of the product; every time it is reckoned is counted."""

    times = 0

    def encode(self, *args, **kwargs):
        Counted.times += 1
        return super().encode(*args, **kwargs)

    def verify(self, *args, **kwargs):
        Counted.times += 1
        return super().verify(*args, **kwargs)


def test_the_clock_tells_nothing(cast, settings):
    """Locked and unknown names take as long as a wrong password: each costs one slow hash."""
    settings.PASSWORD_HASHERS = [f"{__name__}.Counted"]
    for user in (cast.ehsan, cast.farah):
        user.set_password(PASSWORD)
        user.save()
    _fail("ehsan", 5)

    def hashes(username: str, password: str) -> int:
        before = Counted.times
        assert not _is_in(_try(username, password))
        return Counted.times - before

    assert hashes("farah", "wrong") == 1
    assert hashes("ehsan", PASSWORD) == 1
    assert hashes("nobody", "wrong") == 1


def test_proving_again_counts_as_well(cast):
    """A thief at an unlocked desk does not get to guess the password for ever."""
    client = cast.client(cast.ehsan)
    for _attempt in range(5):
        client.post("/accounts/prove/", {"password": "wrong"})
    client.post("/accounts/prove/", {"password": PASSWORD})
    assert not Event.objects.filter(action="accounts.proved_again").exists()
