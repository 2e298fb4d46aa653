"""Postings: what somebody may do, where, and on which days."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Posting, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.roles import LOCAL_ROLES, OUTSIDE_ROLES, POLICE_ROLES, Role
from stations.models import Station
from tests.cast import KOHSAR, make_officer, sign_in

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 23)


@pytest.fixture
def user() -> User:
    return User.objects.create_user("gul", name="Gul Zaman")


def _posted(user: User, role: Role) -> None:
    """Posted today; at Kohsar where the role must have a place."""
    place = {"station": Station.objects.get(code=KOHSAR)} if role in LOCAL_ROLES else {}
    Posting.objects.create(user=user, role=role, from_on=timezone.localdate(), **place)


def _fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize(
    ("from_on", "until_on", "holds"),
    [
        (date(2026, 3, 1), None, True),
        (DAY, None, True),
        (DAY, DAY, True),
        (date(2026, 3, 1), DAY, True),
        (date(2026, 3, 1), date(2026, 3, 22), False),
        (date(2026, 3, 24), None, False),
    ],
)
def test_in_force_by_day(user, from_on, until_on, holds):
    """Both the first day and the last count."""
    Posting.objects.create(user=user, role=Role.AUDITOR, from_on=from_on, until_on=until_on)
    assert Posting.objects.on(DAY).exists() is holds


@pytest.mark.parametrize("role", list(Role))
def test_may_is_what_the_role_may(user, role):
    """A posted person may do what the table of the role says, and nothing else."""
    _posted(user, role)
    may = {permission for permission in Permission if _fresh(user).may(permission)}
    assert may == ROLE_PERMISSIONS[role]


def test_two_roles_add_up(user):
    """An investigation officer who is also auditor may do both."""
    for role in (Role.INVESTIGATION_OFFICER, Role.AUDITOR):
        _posted(user, role)
    fresh = _fresh(user)
    assert fresh.may(Permission.ANSWER_ALERTS)
    assert fresh.may(Permission.READ_AUDIT)
    assert not fresh.may(Permission.ADMINISTER)


def test_without_a_posting_nothing(user, client):
    """An account alone may do nothing and has no role, no place and no page."""
    assert not any(user.may(permission) for permission in Permission)
    assert (user.role_label, user.place, user.is_staff) == ("", "", False)
    sign_in(client, user)
    assert client.get("/").status_code == 403


def test_deactivated_may_nothing():
    """Whoever is deactivated loses everything at once, postings or not."""
    user = make_officer("gone", Role.ADMINISTRATOR)
    assert _fresh(user).is_staff
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not _fresh(user).is_staff
    assert _fresh(user).current_postings == []


def test_no_role_outside_the_police_sees_alerts_or_convicts():
    """The hotel, the landlord and the citizen are never told."""
    secrets = {Permission.SEE_ALERTS, Permission.ANSWER_ALERTS, Permission.SEE_CONVICTS}
    secrets |= {Permission.READ_AUDIT, Permission.ADMINISTER}
    for role in OUTSIDE_ROLES:
        assert not ROLE_PERMISSIONS[role] & secrets
    assert set(Role) == POLICE_ROLES | OUTSIDE_ROLES


def _posting(user: User, **fields: object) -> None:
    with transaction.atomic():
        Posting.objects.create(user=user, from_on=fields.pop("from_on", DAY), **fields)


@pytest.mark.parametrize("role", sorted(OUTSIDE_ROLES))
def test_outside_role_has_no_unit(user, cast, role):
    """A hotel operator is not posted to a station."""
    with pytest.raises(IntegrityError, match="outside_roles_have_no_unit"):
        _posting(user, role=role, station=cast.kohsar)


def test_one_unit_at_most(user, cast):
    """A posting is at one place; two places are two postings."""
    with pytest.raises(IntegrityError, match="one_unit_at_most"):
        _posting(user, role=Role.SHO, station=cast.kohsar, circle=cast.kohsar.circle)


def test_in_order(user):
    """It does not end before it begins, unless it was ended on its first day."""
    _posting(user, role=Role.AUDITOR, until_on=DAY - timedelta(days=1))
    with pytest.raises(IntegrityError, match="posting_in_order"):
        _posting(user, role=Role.AUDITOR, until_on=DAY - timedelta(days=2))


def test_name_of_the_place(cast):
    """The page says where somebody is, in the reader's language."""
    assert cast.ayesha.place == "Kohsar"
    assert cast.dania.place == "Islamabad"
    assert cast.ayesha.role_label == "SHO"


def test_administrator_by_command():
    """`createsuperuser` makes somebody who may administer, from today on."""
    admin = User.objects.create_superuser("root", "a-long-enough-password", name="Root")
    assert _fresh(admin).is_staff
    assert _fresh(admin).has_perm("anything")
    assert _fresh(admin).has_module_perms("stations")


def test_accounts_are_told_apart():
    """A sign-in name is one person's."""
    User.objects.create_user("gul", name="Gul")
    with pytest.raises(IntegrityError):
        User.objects.create_user("gul", name="Gul, too")


@pytest.mark.parametrize("role", sorted(LOCAL_ROLES))
def test_a_local_role_has_a_place(user, role):
    """An administrator who forgets the station does not make a moharrar of the whole country."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.create(user=user, role=role, from_on=timezone.localdate())


def test_each_permission_has_its_own_scope(user):
    """The auditor of the country who is also a moharrar answers alerts of his station only."""
    _posted(user, Role.MOHARRAR)
    _posted(user, Role.AUDITOR)
    seen = Station.objects.visible_to(_fresh(user), Permission.SEE_ALERTS)
    assert [station.code for station in seen] == [KOHSAR]
    everywhere = Station.objects.visible_to(_fresh(user), Permission.READ_AUDIT)
    assert everywhere.count() == Station.objects.count()
