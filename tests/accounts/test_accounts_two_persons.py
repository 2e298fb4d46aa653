"""An account is asked for by one person, decided by another, and carried out at once."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import reach
from accounts.actions import Refused, ask, decide, disable
from accounts.models import Posting, User
from accounts.permissions import Permission
from accounts.requests import AccountRequest
from accounts.roles import Role
from alerts import screening
from alerts.models import Alert
from audit.models import Event
from stations.models import Station
from tests.accounts.account_scenes import (
    Kind,
    approve,
    form,
    hina,
    iftikhar,
    nasreen,
    opening,
    same_post,
    transferring,
)
from tests.cast import make_officer, sign_in
from tests.people_on_file import make_listing, make_stay

pytestmark = pytest.mark.django_db


def _events(user) -> list[str]:
    return [event.action for event in Event.objects.about(user)][::-1]


# --- Opening ---


def test_an_account_by_two_persons(cast):
    """The SHO asks, the SDPO approves, and there is an account without a password, posted."""
    sdpo = hina(cast)
    asked = cast.client(cast.ayesha).post(reverse("accounts:open"), form(opening(cast)))
    assert asked.status_code == 302
    assert not User.objects.filter(username="ISB-4711").exists()
    proposal = AccountRequest.objects.get()
    decided = cast.client(sdpo).post(
        reverse("accounts:decide", args=[proposal.pk]), {"decision": "approved"}
    )
    assert decided.status_code == 302
    user = User.objects.get(username="ISB-4711")
    assert not user.has_usable_password()
    posting = user.postings.get()
    assert (posting.role, posting.station, posting.from_on) == (
        Role.MOHARRAR,
        cast.kohsar,
        timezone.localdate(),
    )
    proposal.refresh_from_db()
    assert (proposal.proposed_by, proposal.decided_by) == (cast.ayesha, sdpo)
    assert Event.objects.get(action="accounts.requested").actor_id == cast.ayesha.pk
    assert _events(user) == ["accounts.approved", "accounts.opened"]


def test_refused_with_a_reason(cast):
    """A no needs its reason, is recorded, and makes nothing."""
    dpo = cast.client(cast.dania)
    proposal = ask(by=cast.ayesha, proposal=opening(cast), at=timezone.now())
    address = reverse("accounts:decide", args=[proposal.pk])
    assert dpo.post(address, {"decision": "refused"}).status_code == 422
    assert dpo.post(address, {"decision": "refused", "note": "No such order"}).status_code == 302
    proposal.refresh_from_db()
    assert (proposal.decision, proposal.decision_note) == ("refused", "No such order")
    assert not User.objects.filter(username="ISB-4711").exists()
    assert Event.objects.get(action="accounts.refused").actor_id == cast.dania.pk


def test_maker_is_not_checker(cast):
    """Whoever asked cannot decide: the policy says so, and below it the database."""
    proposal = ask(by=cast.dania, proposal=opening(cast), at=timezone.now())
    with pytest.raises(Refused, match="second person"):
        decide(by=cast.dania, proposal=proposal, approve=True, note="", at=timezone.now())
    proposal.decide(by=cast.dania, approve=True, note="", at=timezone.now())
    with pytest.raises(IntegrityError, match="two_persons"), transaction.atomic():
        proposal.save()


def test_nobody_decides_about_himself(cast):
    """Also where somebody else asked; the policy says so, and below it the database."""
    admin, other = nasreen(), make_officer("other", Role.ADMINISTRATOR)
    proposal = AccountRequest(
        kind=Kind.POST,
        subject=admin,
        role=Role.CRO_OPERATOR,
        from_on=timezone.localdate(),
        because="Order 1",
    )
    proposal = ask(by=other, proposal=proposal, at=timezone.now())
    with pytest.raises(Refused, match="yourself"):
        decide(by=admin, proposal=proposal, approve=True, note="", at=timezone.now())
    proposal.decide(by=admin, approve=True, note="", at=timezone.now())
    with pytest.raises(IntegrityError, match="not_about_oneself"), transaction.atomic():
        proposal.save()
    with pytest.raises(Refused, match="Somebody else asks"):
        ask(by=admin, proposal=same(proposal, admin), at=timezone.now())


def same(proposal: AccountRequest, subject: User) -> AccountRequest:
    return AccountRequest(
        kind=Kind.POST,
        subject=subject,
        role=proposal.role,
        from_on=proposal.from_on,
        because="Order 2",
    )


def test_decided_once(cast):
    """A second decision, by whomever, changes nothing."""
    proposal = approve(opening(cast), asker=cast.ayesha, decider=hina(cast))
    with pytest.raises(Refused, match="decided already"):
        decide(by=cast.dania, proposal=proposal, approve=True, note="", at=timezone.now())


def test_the_same_is_not_asked_for_twice(cast):
    """One request waits for one account; an existing name is refused."""
    ask(by=cast.ayesha, proposal=opening(cast), at=timezone.now())
    with pytest.raises(Refused, match="waiting"):
        ask(by=cast.ayesha, proposal=opening(cast), at=timezone.now())
    with pytest.raises(Refused, match="exists already"):
        ask(by=cast.ayesha, proposal=opening(cast, username="bilal"), at=timezone.now())


# --- Who may ask for what ---


@pytest.mark.parametrize(
    ("asker", "role", "place", "allowed"),
    [
        ("ayesha", Role.MOHARRAR, "kohsar", True),
        ("ayesha", Role.HOTEL_OPERATOR, "kohsar", True),
        ("ayesha", Role.MOHARRAR, "margalla", False),
        ("ayesha", Role.SHO, "kohsar", False),
        ("ayesha", Role.ADMINISTRATOR, None, False),
        ("dania", Role.SHO, "margalla", True),
        ("dania", Role.SHO, "clifton", False),
        ("dania", Role.SHO, "district", False),
        ("dania", Role.DPO, "district", False),
        ("dania", Role.AUDITOR, None, False),
        ("nasreen", Role.AUDITOR, None, True),
        ("nasreen", Role.DPO, "district", True),
        ("nasreen", Role.AUDITOR, "kohsar", False),
        ("nasreen", Role.CITIZEN, None, False),
        ("nasreen", Role.MOHARRAR, "clifton", True),
    ],
)
def test_nobody_asks_above_his_own_post(cast, asker, role, place, allowed):
    """Role and place lie within what the asker's own posting may ask for."""
    by = nasreen() if asker == "nasreen" else getattr(cast, asker)
    proposal = opening(cast, role=role)
    proposal.unit = (
        cast.kohsar.circle.district if place == "district" else getattr(cast, place or "", None)
    )
    if allowed:
        assert ask(by=by, proposal=proposal, at=timezone.now()).pk
    else:
        with pytest.raises(Refused):
            ask(by=by, proposal=proposal, at=timezone.now())


def test_a_forged_choice_is_refused(cast):
    """A role or a place that the form does not offer is not taken."""
    browser = cast.client(cast.ayesha)
    for changes in ({"role": Role.SHO}, {"unit": f"station:{cast.margalla.pk}"}):
        sent = form(opening(cast), **{key: str(value) for key, value in changes.items()})
        assert browser.post(reverse("accounts:open"), sent).status_code == 422
    assert not AccountRequest.objects.exists()


@pytest.mark.parametrize(
    ("decider", "role", "decides"),
    [
        ("sdpo", Role.MOHARRAR, True),
        ("other_sdpo", Role.MOHARRAR, False),
        ("sdpo", Role.SHO, False),
        ("dpo", Role.SHO, True),
        ("far_dpo", Role.SHO, False),
        ("administrator", Role.SHO, True),
        ("administrator", Role.AUDITOR, False),
        ("administrator", Role.ADMINISTRATOR, False),
        ("region", Role.AUDITOR, False),
        ("command", Role.AUDITOR, True),
        ("command", Role.ADMINISTRATOR, True),
    ],
)
def test_the_decider_covers_role_and_place(cast, decider, role, decides):
    """Auditors and administrators are decided by the country's command alone."""
    officers = {
        "sdpo": lambda: hina(cast),
        "other_sdpo": lambda: make_officer("d", Role.SDPO, circle=cast.margalla.circle),
        "dpo": lambda: cast.dania,
        "far_dpo": lambda: make_officer("d", Role.DPO, district=cast.clifton.circle.district),
        "administrator": lambda: make_officer("d", Role.ADMINISTRATOR),
        "region": lambda: make_officer(
            "d", Role.COMMAND, region=cast.kohsar.circle.district.region
        ),
        "command": iftikhar,
    }
    proposal = opening(cast, role=role)
    if None in reach.PLACES[role]:
        proposal.unit = None
    proposal = ask(by=nasreen(), proposal=proposal, at=timezone.now())
    by = officers[decider]()
    found = AccountRequest.objects.for_decision_by(by).filter(pk=proposal.pk).exists()
    assert found is decides
    page = cast.client(by).get(reverse("accounts:decide", args=[proposal.pk]))
    assert page.status_code == (200 if decides else 404)


def test_the_tables_of_reach_agree(cast):
    """What a form offers and what a query finds follow the same table."""
    for user in (cast.ayesha, cast.dania, nasreen()):
        found = Posting.objects.reached_by(user, Permission.MANAGE_ACCOUNTS)
        for posting in Posting.objects.exclude(role__in=["hotel_operator"]):
            holds = reach.reaches(user, Permission.MANAGE_ACCOUNTS, posting.role, posting.unit)
            assert found.filter(pk=posting.pk).exists() is holds


# --- The administrator is not the auditor ---


def _both(user: User, role: Role, from_on, until_on=None) -> None:
    with transaction.atomic():
        Posting.objects.create(user=user, role=role, from_on=from_on, until_on=until_on)


def test_the_administrator_is_not_the_auditor(cast):
    """No day on which somebody is both: the database refuses it, and the request before it."""
    admin, today = nasreen(), timezone.localdate()
    with pytest.raises(IntegrityError, match="administrator_is_not_auditor"):
        _both(admin, Role.AUDITOR, today + timedelta(days=30))
    proposal = AccountRequest(
        kind=Kind.POST, subject=admin, role=Role.AUDITOR, from_on=today, because="Order 1"
    )
    with pytest.raises(Refused, match="not the auditor"):
        ask(by=make_officer("other", Role.ADMINISTRATOR), proposal=proposal, at=timezone.now())


def test_one_after_the_other_is_allowed(cast):
    """Who was administrator until yesterday may be auditor from today; two roles alike, too."""
    user, today = User.objects.create_user("gul", name="Gul"), timezone.localdate()
    yesterday = today - timedelta(days=1)
    _both(user, Role.ADMINISTRATOR, yesterday, yesterday)
    _both(user, Role.AUDITOR, today)
    _both(user, Role.AUDITOR, today)
    # One that was ended on its first day held on no whole day.
    _both(user, Role.ADMINISTRATOR, today, yesterday)
    with pytest.raises(IntegrityError, match="administrator_is_not_auditor"):
        _both(user, Role.ADMINISTRATOR, yesterday, today)


# --- Transfers ---


@pytest.fixture
def alert(cast, now) -> Alert:
    make_listing(at=now)
    make_stay(cast.hotel, cast.ehsan, at=now)
    screening.drain(at=now)
    return Alert.objects.get()


def test_a_transfer_ends_the_old_posting_at_once(cast, alert):
    """The same browser that showed the old station's alert gets nothing with its next click."""
    browser = cast.client(cast.bilal)
    address = reverse("alerts:detail", args=[alert.pk])
    assert browser.get(address).status_code == 200
    approve(transferring(cast), asker=cast.dania, decider=iftikhar())
    # The session itself is over, too: somebody signs in anew under his new post.
    assert browser.get(address).status_code == 302
    assert cast.client(cast.bilal).get(address).status_code == 404
    fresh = User.objects.get(pk=cast.bilal.pk)
    seen = Station.objects.visible_to(fresh, Permission.SEE_ALERTS)
    assert list(seen) == [cast.margalla]
    assert _events(fresh) == ["accounts.requested", "accounts.approved", "accounts.transferred"]


def test_without_its_stamp_a_session_still_sees_nothing(cast, alert):
    """Also a session that goes on reads the postings anew: what ends is not cached."""
    browser = cast.client(cast.bilal)
    address = reverse("alerts:detail", args=[alert.pk])
    assert browser.get(address).status_code == 200
    approve(transferring(cast), asker=cast.dania, decider=iftikhar())
    sign_in(browser, cast.bilal)
    assert browser.get(address).status_code == 404


def test_a_transfer_on_the_first_day_of_the_old_posting(cast):
    """Who came today and goes today stands at the new place only."""
    cast.bilal.postings.update(from_on=timezone.localdate())
    approve(transferring(cast), asker=cast.dania, decider=iftikhar())
    fresh = User.objects.get(pk=cast.bilal.pk)
    assert [posting.station for posting in fresh.current_postings] == [cast.margalla]


def test_a_transfer_to_come(cast):
    """Until the day the old posting holds, from the day the new one; one to come ends whole."""
    day = timezone.localdate() + timedelta(days=7)
    approve(transferring(cast, from_on=day), asker=cast.dania, decider=iftikhar())
    held = [
        [one.station_id for one in cast.bilal.postings.on(day + timedelta(days=days))]
        for days in (-1, 0)
    ]
    assert held == [[cast.kohsar.pk], [cast.margalla.pk]]


def test_who_was_to_come_and_is_sent_elsewhere(cast):
    """A posting that had not begun never begins."""
    today = timezone.localdate()
    cast.bilal.postings.update(from_on=today + timedelta(days=3))
    approve(transferring(cast), asker=cast.dania, decider=iftikhar())
    days = [today + timedelta(days=days) for days in range(5)]
    for day in days:
        assert [one.station for one in cast.bilal.postings.on(day)] == [cast.margalla]
    standing = Posting.objects.standing(today).filter(user=cast.bilal)
    assert [one.station for one in standing] == [cast.margalla]


def test_a_transfer_decided_late_begins_late(cast, time_machine):
    """The first day is never in the past of the decision."""
    proposal = ask(by=cast.dania, proposal=transferring(cast), at=timezone.now())
    time_machine.move_to(timezone.now() + timedelta(days=5))
    decide(by=iftikhar(), proposal=proposal, approve=True, note="", at=timezone.now())
    assert cast.bilal.postings.get(station=cast.margalla).from_on == timezone.localdate()
    old = cast.bilal.postings.get(station=cast.kohsar)
    assert old.until_on == timezone.localdate() - timedelta(days=1)


def test_a_transfer_needs_both_places(cast):
    """A supervisor of the new place alone does not take a station's officer away."""
    far = make_officer("far", Role.DPO, district=cast.clifton.circle.district)
    proposal = ask(
        by=nasreen(), proposal=transferring(cast, station=cast.clifton), at=timezone.now()
    )
    for by, status in ((far, 404), (cast.dania, 404), (iftikhar(), 200)):
        page = cast.client(by).get(reverse("accounts:decide", args=[proposal.pk]))
        assert page.status_code == status


def test_transfer_by_the_pages(cast):
    """The DPO asks on the person's page, command decides on its own."""
    browser = cast.client(cast.dania)
    address = reverse("accounts:transfer", args=[cast.bilal.pk])
    assert browser.get(address).status_code == 200
    assert browser.post(address, form(transferring(cast))).status_code == 302
    proposal = AccountRequest.objects.get()
    command = cast.client(iftikhar())
    assert "Bilal" in command.get(reverse("accounts:requests")).text
    command.post(reverse("accounts:decide", args=[proposal.pk]), {"decision": "approved"})
    assert cast.bilal.postings.get(station=cast.margalla).from_on == timezone.localdate()
    assert "Transfer" in browser.get(reverse("accounts:person", args=[cast.bilal.pk])).text


# --- A further role, another factor, back in ---


def test_a_further_role(cast):
    """The old posting goes on beside the new one."""
    proposal = AccountRequest(
        kind=Kind.POST,
        subject=cast.bilal,
        role=Role.FRONT_DESK,
        station=cast.kohsar,
        from_on=timezone.localdate(),
        because="Order 3",
    )
    approve(proposal, asker=cast.ayesha, decider=hina(cast))
    fresh = User.objects.get(pk=cast.bilal.pk)
    assert {one.role for one in fresh.current_postings} == {Role.MOHARRAR, Role.FRONT_DESK}


def test_a_new_factor_is_two_persons_affair(cast):
    """Every factor is forgotten and every session over, and only with the second person's word."""
    Authenticator.objects.create(user=cast.bilal, type="totp", data={})
    Authenticator.objects.create(user=cast.bilal, type="recovery_codes", data={})
    browser = cast.client(cast.bilal)
    proposal = ask(by=cast.ayesha, proposal=same_post(cast, Kind.NEW_FACTOR), at=timezone.now())
    assert Authenticator.objects.filter(user=cast.bilal).count() == 2
    assert browser.get("/").status_code == 200
    decide(by=hina(cast), proposal=proposal, approve=True, note="", at=timezone.now())
    assert not Authenticator.objects.filter(user=cast.bilal).exists()
    assert browser.get("/").status_code == 302
    assert _events(cast.bilal)[-1] == "accounts.factors_forgotten"


def test_a_decider_reaches_every_posting_of_whom_he_lets_in(cast):
    """The SDPO does not give a new factor to a moharrar who is also posted far away."""
    proposal = ask(by=cast.ayesha, proposal=same_post(cast, Kind.NEW_FACTOR), at=timezone.now())
    Posting.objects.create(
        user=cast.bilal,
        role=Role.MOHARRAR,
        station=cast.clifton,
        from_on=timezone.localdate(),
    )
    with pytest.raises(Refused, match="also posted"):
        decide(by=hina(cast), proposal=proposal, approve=True, note="", at=timezone.now())
    decide(by=iftikhar(), proposal=proposal, approve=True, note="", at=timezone.now())


def test_enabling_again_needs_two(cast):
    """One disables, two enable; and until then nothing else is given."""
    disable(by=cast.ayesha, user=cast.bilal, because="Suspended", at=timezone.now())
    cast.bilal.refresh_from_db()
    proposal = ask(by=cast.ayesha, proposal=same_post(cast, Kind.ENABLE), at=timezone.now())
    with pytest.raises(Refused, match="disabled"):
        ask(by=cast.dania, proposal=transferring(cast), at=timezone.now())
    decide(by=hina(cast), proposal=proposal, approve=True, note="", at=timezone.now())
    cast.bilal.refresh_from_db()
    assert cast.bilal.is_active
    assert (cast.bilal.disabled_at, cast.bilal.disabled_by, cast.bilal.disabled_because) == (
        None,
        None,
        "",
    )
    assert cast.client(cast.bilal).get("/").status_code == 200


def test_a_hotels_operator_is_opened_by_its_station(cast):
    """The posting has no place of the police; the station that asked still knows him."""
    proposal = opening(cast, role=Role.HOTEL_OPERATOR, username="desk-9")
    user = approve(proposal, asker=cast.ayesha, decider=hina(cast)).subject
    assert user.postings.get().unit is None
    assert User.objects.visible_to(cast.ayesha).filter(pk=user.pk).exists()
    assert not User.objects.visible_to(cast.chaudhry).filter(pk=user.pk).exists()


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"username": ""}, "whom"),
        ({"from_on": None}, "from_when"),
        ({"because": ""}, "has_a_reason"),
        ({"role": Role.MOHARRAR, "station": None}, "local_roles_have_a_unit"),
        ({"kind": Kind.POST}, "whom"),
    ],
)
def test_the_database_refuses_half_a_request(cast, changes, constraint):
    """What a request must hold is held by constraints."""
    proposal = opening(cast, **changes)
    proposal.proposed_by, proposal.proposed_at = cast.ayesha, timezone.now()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        proposal.save()


# --- Pages ---


def test_a_tile_and_an_inbox_for_deciders(cast):
    """What waits is counted on the home page of whoever may decide, and of nobody else."""
    sdpo = hina(cast)
    ask(by=cast.ayesha, proposal=opening(cast), at=timezone.now())
    words = "Requests waiting for your decision"
    assert words in cast.client(sdpo).get("/").text
    assert words not in cast.client(cast.ayesha).get("/").text
    inbox = cast.client(sdpo).get(reverse("accounts:requests"))
    assert [one.username for one in inbox.context["page"]] == ["ISB-4711"]
    mine = cast.client(cast.ayesha).get(reverse("accounts:asked"))
    assert [one.username for one in mine.context["page"]] == ["ISB-4711"]


def test_a_grant_asks_for_a_fresh_proof(cast):
    """Whoever gave his password an hour ago gives it again before he asks or decides."""
    proposal = ask(by=cast.ayesha, proposal=opening(cast), at=timezone.now())
    stale = [{"method": "password", "at": timezone.now().timestamp() - 3600}]
    for user, address in (
        (cast.ayesha, reverse("accounts:open")),
        (cast.dania, reverse("accounts:decide", args=[proposal.pk])),
        (cast.ayesha, reverse("accounts:disable", args=[cast.bilal.pk])),
        (cast.ayesha, reverse("accounts:link", args=[cast.bilal.pk])),
        (cast.ayesha, reverse("accounts:review_station", args=[cast.kohsar.pk])),
        (cast.ayesha, reverse("accounts:locks")),
        (nasreen_or_make(), "/admin/"),
    ):
        browser = cast.client(user)
        session = browser.session
        factor = {"method": "mfa", "type": "totp", "at": stale[0]["at"]}
        session["account_authentication_methods"] = [*stale, factor]
        session.save()
        answer = browser.get(address)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/prove/")


def nasreen_or_make() -> User:
    return User.objects.filter(username="nasreen").first() or nasreen()


@pytest.mark.parametrize("number", [1, 12])
def test_lists_ask_a_constant_number_of_questions(cast, number, django_assert_max_num_queries):
    """Twelve people or one, twelve requests or one: the same few queries."""
    for index in range(number):
        make_officer(f"moharrar{index}", Role.MOHARRAR, station=cast.kohsar)
        proposal = opening(cast, username=f"new-{index}")
        ask(by=cast.ayesha, proposal=proposal, at=timezone.now())
    sho, dpo = cast.client(cast.ayesha), cast.client(cast.dania)
    for browser, name in ((sho, "people"), (sho, "asked"), (dpo, "requests"), (sho, "locks")):
        with django_assert_max_num_queries(12):
            assert browser.get(reverse(f"accounts:{name}")).status_code == 200
