"""One person ends an account at once; the night ends what nobody uses; a link begins one."""

from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from celery.schedules import crontab
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import actions, locks, tasks
from accounts.models import Posting, User
from accounts.roles import Role
from audit.models import Event
from tests.accounts.account_scenes import Kind, approve, hina, nasreen, opening, same_post
from tests.cast import PASSWORD, make_officer, sign_in

pytestmark = pytest.mark.django_db

PASSPHRASE = "seven quiet herons over the lake"


def _later(**after: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(**after), tick=True)


# --- Disabling ---


def test_disabled_with_the_next_click(cast):
    """The officer's open browser is out at once; who, when and why stand on the account."""
    bilal, sho = cast.client(cast.bilal), cast.client(cast.ayesha)
    assert bilal.get("/alerts/").status_code == 200
    address = reverse("accounts:disable", args=[cast.bilal.pk])
    assert sho.post(address, {"because": ""}).status_code == 422
    assert bilal.get("/alerts/").status_code == 200
    assert sho.post(address, {"because": "Arrested this morning"}).status_code == 302
    gone = bilal.get("/alerts/")
    assert (gone.status_code, gone["Location"]) == (302, "/accounts/sign-in/?next=/alerts/")
    cast.bilal.refresh_from_db()
    assert (cast.bilal.disabled_by, cast.bilal.disabled_because) == (
        cast.ayesha,
        "Arrested this morning",
    )
    event = Event.objects.get(action="accounts.disabled")
    assert (event.actor_id, event.target_id) == (cast.ayesha.pk, cast.bilal.pk)
    assert "Arrested this morning" in sho.get(reverse("accounts:person", args=[cast.bilal.pk])).text


def test_nobody_disables_himself_or_twice(cast):
    """The policy says so."""
    now = timezone.now()
    with pytest.raises(actions.Refused, match="your own"):
        actions.disable(by=cast.ayesha, user=cast.ayesha, because="x", at=now)
    actions.disable(by=cast.ayesha, user=cast.bilal, because="x", at=now)
    with pytest.raises(actions.Refused, match="disabled"):
        actions.disable(by=cast.dania, user=cast.bilal, because="y", at=now)


@pytest.mark.parametrize(
    "changes",
    [
        {"disabled_at": timezone.now()},
        {"disabled_because": "x"},
        {"disabled_at": timezone.now(), "disabled_because": "x", "is_active": True},
    ],
)
def test_the_database_refuses_half_a_disabling(cast, changes):
    """When and why together, and never on an account that may sign in."""
    with pytest.raises(IntegrityError, match="disabling_whole"), transaction.atomic():
        User.objects.filter(pk=cast.bilal.pk).update(**{"is_active": False, **changes})


def test_whom_somebody_answers_for(cast):
    """An SHO's people are those of his station; with a foot elsewhere they are a higher post's."""
    operator, sdpo = cast.ehsan, hina(cast)
    seen = set(User.objects.visible_to(cast.ayesha))
    assert seen == {cast.bilal, operator}
    assert set(User.objects.visible_to(cast.dania)) == {
        *(cast.ayesha, cast.bilal, cast.chaudhry, operator, cast.farah, sdpo),
    }
    Posting.objects.create(user=cast.bilal, role=Role.CRO_OPERATOR, from_on=timezone.localdate())
    assert cast.bilal not in User.objects.visible_to(cast.ayesha)
    assert cast.bilal not in User.objects.visible_to(cast.dania)
    admin = nasreen()
    everybody = set(User.objects.exclude(pk=admin.pk))
    assert set(User.objects.visible_to(admin)) == everybody


def test_who_left_stays_with_his_last_station(cast):
    """Until somebody posts him anew, his last station answers for him; then nobody there does."""
    yesterday = timezone.localdate() - timedelta(days=1)
    cast.bilal.postings.update(until_on=yesterday)
    assert cast.bilal in User.objects.visible_to(cast.ayesha)
    assert cast.bilal not in User.objects.visible_to(cast.chaudhry)
    Posting.objects.create(
        user=cast.bilal, role=Role.MOHARRAR, station=cast.margalla, from_on=timezone.localdate()
    )
    assert cast.bilal not in User.objects.visible_to(cast.ayesha)
    assert cast.bilal in User.objects.visible_to(cast.chaudhry)


def test_search_keeps_names_out_of_the_address(cast):
    """People are looked for by POST, in either script and by number, within one's reach."""
    cast.bilal.belt_no = "K-77"
    cast.bilal.save()
    browser = cast.client(cast.ayesha)
    address = reverse("accounts:people")
    for text, found in (("bila", True), ("BILAL", True), ("k-77", True), ("chaudhry", False)):
        page = browser.post(address, {"text": text})
        people = [person for person, _ in page.context["people"]]
        assert (cast.bilal in people) is found
        assert cast.chaudhry not in people
    assert list(browser.get(address, {"text": "nobody"}).context["people"])


def test_people_page_by_page(cast):
    """Newest first, by the key; the second page holds the rest."""
    for number in range(51):
        make_officer(f"moharrar{number:02}", Role.MOHARRAR, station=cast.kohsar)
    browser = cast.client(cast.ayesha)
    first = browser.get(reverse("accounts:people")).context["page"]
    second = browser.get(first.older_url).context["page"]
    assert (len(first), len(second)) == (50, 3)
    assert {one.pk for one in first}.isdisjoint(one.pk for one in second)


# --- The night ---


def _sleep(*users: User, days: float) -> None:
    """Nobody signed in to these for so long."""
    then = timezone.now() - timedelta(days=days)
    User.objects.filter(pk__in=[user.pk for user in users]).update(created_at=then)


@pytest.mark.parametrize(("days", "lives"), [(89.9, True), (90.1, False)])
def test_idle_accounts_end(cast, days, lives):
    """Ninety days after the last sign-in, or after the account was made when there was none."""
    _sleep(cast.bilal, cast.chaudhry, days=200)
    User.objects.filter(pk=cast.bilal.pk).update(last_login=timezone.now())
    browser = cast.client(cast.bilal)
    with _later(days=days):
        sign_in(browser, cast.bilal)
        User.objects.filter(pk=cast.bilal.pk).update(
            last_login=timezone.now() - timedelta(days=days)
        )
        tasks.disable_idle()
        assert browser.get("/").status_code == (200 if lives else 302)
    cast.bilal.refresh_from_db()
    cast.chaudhry.refresh_from_db()
    assert cast.bilal.is_active is lives
    assert not cast.chaudhry.is_active
    assert (cast.chaudhry.disabled_by, cast.chaudhry.disabled_because) == (
        None,
        "No sign-in for 90 days",
    )
    event = Event.objects.filter(action="accounts.disabled", target_id=cast.chaudhry.pk).get()
    assert event.actor == "CASPP"


@pytest.mark.parametrize(("days", "lives"), [(7, True), (8, False)])
def test_accounts_without_a_posting_end(cast, days, lives):
    """A week after the last posting ended; one to come keeps an account."""
    today = timezone.localdate()
    for user in (cast.bilal, cast.chaudhry):
        user.postings.update(from_on=today - timedelta(days=90), until_on=today)
    Posting.objects.create(
        user=cast.chaudhry,
        role=Role.SHO,
        station=cast.kohsar,
        from_on=today + timedelta(days=20),
    )
    with _later(days=days):
        actions.disable_idle(at=timezone.now())
    cast.bilal.refresh_from_db()
    cast.chaudhry.refresh_from_db()
    assert cast.bilal.is_active is lives
    assert cast.chaudhry.is_active


def test_who_was_let_in_again_is_not_put_out_the_next_night(cast):
    """An approved request counts as a sign of life, for ninety days."""
    _sleep(cast.bilal, days=100)
    actions.disable_idle(at=timezone.now())
    cast.bilal.refresh_from_db()
    assert not cast.bilal.is_active
    approve(same_post(cast, Kind.ENABLE), asker=cast.ayesha, decider=cast.dania)
    actions.disable_idle(at=timezone.now() + timedelta(days=89))
    cast.bilal.refresh_from_db()
    assert cast.bilal.is_active
    actions.disable_idle(at=timezone.now() + timedelta(days=91))
    cast.bilal.refresh_from_db()
    assert not cast.bilal.is_active


def test_citizens_do_not_grow_stale(cast):
    """Whoever proves a phone at each sign-in may come back after a year."""
    citizen = User.objects.create_user(
        "+923001234567", name="Parveen", phone="+923001234567", signs_in_by_phone=True
    )
    _sleep(citizen, days=400)
    actions.disable_idle(at=timezone.now())
    citizen.refresh_from_db()
    assert citizen.is_active


def test_the_night_is_pakistans():
    """Beat orders it at half past two on the clock in Karachi."""
    entry = settings.CELERY_BEAT_SCHEDULE["disable-idle-accounts"]
    assert entry["task"] == tasks.disable_idle.name == "accounts.tasks.disable_idle"
    assert entry["schedule"] == crontab(hour=2, minute=30)
    assert settings.CELERY_TIMEZONE == settings.TIME_ZONE


# --- Links ---


@pytest.fixture
def newcomer(cast) -> User:
    return approve(opening(cast), asker=cast.ayesha, decider=hina(cast)).subject


def _link(cast, user) -> str:
    page = cast.client(cast.ayesha).post(reverse("accounts:link", args=[user.pk]))
    return page.context["address"]


def _choose(browser, address: str, password: str = PASSPHRASE):
    """Open the link and send the form; the last answer."""
    opened = browser.get(address)
    if opened.status_code != 302:
        return opened
    return browser.post(opened["Location"], {"new_password1": password, "new_password2": password})


def test_a_link_lets_its_owner_choose_a_password(cast, newcomer):
    """He chooses it, is led to the door, and the police's second factor is still asked for."""
    address, browser = _link(cast, newcomer), cast.client(None)
    opened = browser.get(address)
    token = address.rstrip("/").rpartition("/")[2]
    assert opened.status_code == 302
    assert token not in opened["Location"]
    page = browser.get(opened["Location"])
    assert page.status_code == 200
    assert token not in page.text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]
    weak = {"new_password1": "short", "new_password2": "short"}
    assert browser.post(opened["Location"], weak).status_code == 422
    done = browser.post(
        opened["Location"], {"new_password1": PASSPHRASE, "new_password2": PASSPHRASE}
    )
    assert (done.status_code, done["Location"]) == (302, "/accounts/sign-in/")
    newcomer.refresh_from_db()
    assert newcomer.check_password(PASSPHRASE)
    browser.post("/accounts/sign-in/", {"login": newcomer.username, "password": PASSPHRASE})
    halfway = browser.get("/alerts/")
    assert halfway.status_code == 302
    assert halfway["Location"].startswith("/accounts/factors/")
    done_by = [(event.action, event.actor_id) for event in Event.objects.about(newcomer)]
    assert ("accounts.link_issued", cast.ayesha.pk) in done_by
    assert ("accounts.link_used", newcomer.pk) in done_by


def test_whoever_has_a_factor_is_still_asked_for_it(cast):
    """A new password by link does not pass by the authenticator app."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(cast.bilal, generate_totp_secret())
    browser = cast.client(None)
    assert _choose(browser, _link(cast, cast.bilal)).status_code == 302
    step = browser.post("/accounts/sign-in/", {"login": "bilal", "password": PASSPHRASE})
    assert step["Location"].startswith("/accounts/factor/")
    assert browser.get("/alerts/").status_code == 302


def _use(cast, user, address):
    _choose(cast.client(None), address)


def _disable(cast, user, address):
    actions.disable(by=cast.dania, user=user, because="x", at=timezone.now())


def _post(cast, user, address):
    today = timezone.localdate()
    Posting.objects.create(user=user, role=Role.FRONT_DESK, station=cast.kohsar, from_on=today)


@pytest.mark.parametrize("meanwhile", [_use, _disable, _post])
def test_a_link_works_once_and_not_after_a_change(cast, newcomer, meanwhile):
    """Used, disabled or posted anew: the same address says what to do, and sets nothing."""
    address = _link(cast, newcomer)
    meanwhile(cast, newcomer, address)
    before = User.objects.get(pk=newcomer.pk).password
    answer = _choose(cast.client(None), address, "another long enough passphrase")
    assert answer.status_code == 410
    assert "ask whoever gave it to you" in answer.text
    assert User.objects.get(pk=newcomer.pk).password == before


@pytest.mark.parametrize(("hours", "status"), [(23.9, 302), (24.1, 410)])
def test_a_link_lasts_a_day(cast, newcomer, hours, status):
    """After a day the page says so."""
    address = _link(cast, newcomer)
    with _later(hours=hours):
        assert _choose(cast.client(None), address).status_code == status


def test_one_link_in_two_windows(cast, newcomer):
    """Both forms are open; the second finds the link used."""
    address, first, second = _link(cast, newcomer), cast.client(None), cast.client(None)
    forms = [browser.get(address)["Location"] for browser in (first, second)]
    sent = {"new_password1": PASSPHRASE, "new_password2": PASSPHRASE}
    assert first.post(forms[0], sent).status_code == 302
    assert second.post(forms[1], sent).status_code == 410
    with pytest.raises(actions.Refused):
        actions.choose_password(
            user=newcomer, token=address.split("/")[-2], password="x" * 20, at=timezone.now()
        )


def test_the_administrator_chooses_no_password(cast, newcomer):
    """No page about people takes one, and a link's form is its owner's alone."""
    browser = cast.client(cast.ayesha)
    before = User.objects.get(pk=newcomer.pk).password
    more = {"password": "a-password-of-my-own", "new_password1": "a-password-of-my-own"}
    browser.post(reverse("accounts:link", args=[newcomer.pk]), more)
    assert User.objects.get(pk=newcomer.pk).password == before


def test_no_link_for_the_disabled(cast):
    """First two persons enable the account."""
    actions.disable(by=cast.dania, user=cast.bilal, because="x", at=timezone.now())
    browser = cast.client(cast.ayesha)
    address = reverse("accounts:link", args=[cast.bilal.pk])
    assert "Ask to enable it again" in browser.get(address).text
    assert browser.post(address).status_code == 302
    assert not Event.objects.filter(action="accounts.link_issued").exists()


# --- Locks ---


def _fail(browser, name: str, address: str, times: int = 5) -> None:
    for _ in range(times):
        browser.post(
            "/accounts/sign-in/",
            {"login": name, "password": "not this one"},
            REMOTE_ADDR=address,
        )


def test_a_lock_is_released_by_the_station(cast):
    """The SHO sees his people's locks, releases one, and the right password works again."""
    stranger = cast.client(None)
    _fail(stranger, "bilal", "192.0.2.1")
    _fail(stranger, "bilal", "192.0.2.2", times=4)
    _fail(stranger, "chaudhry", "192.0.2.1")
    _fail(stranger, "nobody", "192.0.2.1")
    found = locks.visible_to(cast.ayesha)
    assert [(one.username, one.address) for one in found] == [("bilal", "192.0.2.1")]
    assert {one.username for one in locks.visible_to(nasreen())} == {"bilal", "chaudhry", "nobody"}
    right = {"login": "bilal", "password": PASSWORD}
    stranger.post("/accounts/sign-in/", right, REMOTE_ADDR="192.0.2.1")
    assert "_auth_user_id" not in stranger.session
    sho, page = cast.client(cast.ayesha), reverse("accounts:locks")
    assert "192.0.2.1" in sho.get(page).text
    other = {"username": "chaudhry", "address": "192.0.2.1"}
    assert sho.post(page, other).status_code == 404
    assert sho.post(page, {**other, "username": "bilal"}).status_code == 302
    event = Event.objects.get(action="accounts.released")
    assert (event.actor_id, event.target_id) == (cast.ayesha.pk, cast.bilal.pk)
    assert event.detail == {"address": "192.0.2.1"}
    assert AccessAttempt.objects.filter(username="bilal").count() == 1
    stranger.post("/accounts/sign-in/", right, REMOTE_ADDR="192.0.2.1")
    assert "_auth_user_id" in stranger.session


def test_released_once(cast):
    """A lock that is gone is not released again."""
    with pytest.raises(actions.Refused, match="released already"):
        actions.release(by=cast.ayesha, username="bilal", address="192.0.2.1", at=timezone.now())
