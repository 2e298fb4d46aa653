"""Which passwords are taken, and why one is not."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts import checks
from accounts.passwords import REVIEWED_ON
from accounts.roles import Role
from caspp import settings as production
from tests.cast import make_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def gul():
    user = make_officer("LHR-40213", Role.MOHARRAR)
    user.name, user.name_ur = "Gul Zaman", "گل زمان"
    user.belt_no, user.phone = "C-77123", "+923005550177"
    return user


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "a" * 11 + "bcdefg",
        "یہ ایک لمبا جملہ ہے جو صرف مجھے یاد رہتا ہے اور کسی اور کو کبھی نہیں",
        "plain words only",
        "🐦🐦🐦 نیلی چڑیا 🐦🐦🐦",
    ],
    ids=["sentence", "no digits", "sixty-four Urdu letters and more", "no capitals", "any sign"],
)
def test_taken(gul, password):
    """Length is enough: no digits, capitals or signs are asked for, and any script will do."""
    validate_password(password, gul)


@pytest.mark.parametrize(
    "password",
    [
        "short-one-1",
        "1234567890123",
        "trustno1trustno1 police",
        "CASPP-is-my-system",
        "Kohsar ki chai peeta hun",
        "Rawalpindi-mein-barish",
        "کوہسار میں چائے اچھی ہے",
        "lhr40213lhr40213",
        "my phone 3005550177",
        "belt C77123 belt",
        "zaman zaman zaman",
        "P.a.k.i.s.t.a.n forever",
    ],
)
def test_refused_with_a_reason(gul, password):
    """Too short, too common, the trade's words, places in both scripts, one's own numbers."""
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, gul)
    assert all(refusal.value.messages)


def test_long_passwords_are_not_cut(gul):
    """Two long passwords that differ in the last letter are two passwords."""
    gul.set_password("x" * 199 + "y")
    assert not gul.check_password("x" * 199 + "z")


def test_hashed_with_argon2id():
    """A deployment hashes by argon2id; the test run uses a fast hash for its own sake only."""
    assert production.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    encoded = Argon2PasswordHasher().encode("a-long-enough-password", "salt-salt-salt")
    assert encoded.startswith("argon2$argon2id$")


def test_the_list_is_read_through_every_quarter():
    """After a hundred days `manage.py check --deploy` asks for a review."""
    assert checks.banned_words_are_fresh(None, today=REVIEWED_ON + timedelta(days=100)) == []
    late = checks.banned_words_are_fresh(None, today=REVIEWED_ON + timedelta(days=101))
    assert [found.id for found in late] == ["accounts.W001"]
    assert date(2026, 1, 1) < REVIEWED_ON


@pytest.mark.parametrize(
    ("demo", "hosts", "found"),
    [
        (False, ["caspp.example"], []),
        (True, ["127.0.0.1", "localhost"], []),
        (True, ["caspp.example"], ["accounts.E001"]),
        (True, ["*"], ["accounts.E001"]),
    ],
)
def test_a_demonstration_stays_at_home(settings, demo, hosts, found):
    """What shows everybody's code on the sign-in page refuses to be reached from elsewhere."""
    settings.DEMO, settings.ALLOWED_HOSTS = demo, hosts
    assert [one.id for one in checks.demonstration_stays_at_home(None)] == found
