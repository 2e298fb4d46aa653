"""Questions about accounts: who holds what, and whom somebody answers for."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Upper
from django.utils import timezone

from accounts import outside, reach
from accounts.permissions import Permission
from accounts.roles import OUTSIDE_ROLES, Role

#: An account nobody signs in to is disabled after this long (CJIS AC-2(3)).
IDLE = timedelta(days=90)
#: So long after his last posting somebody may still be given a new one without being enabled.
UNPOSTED = timedelta(days=7)


class PostingQuerySet(models.QuerySet[Any]):
    """Postings by day."""

    def on(self, day: date) -> Self:
        """Postings in force on that day; the last day counts."""
        return self.filter(
            Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day
        ).order_by("from_on", "pk")

    def not_over(self, day: date) -> Self:
        """Postings in force on that day or still to come."""
        return self.filter(_lasts(day))

    def standing(self, day: date) -> Self:
        """Where each person stands on that day or will, or else where he stood last."""
        later = self.model.objects.filter(
            Q(until_on__isnull=True) | Q(until_on__gt=OuterRef("until_on")), user=OuterRef("user")
        )
        return self.filter(_lasts(day) | ~Exists(later)).order_by("from_on", "pk")

    def reached_by(self, user: Any, permission: Permission) -> Self:
        """Postings of the roles and places upon which the user may use the permission."""
        return self.filter(_reached(user, permission))

    def with_units(self) -> Self:
        return self.select_related("station", "circle", "district", "region", "province")


class UserQuerySet(models.QuerySet[Any]):
    """Accounts by whom they answer to."""

    def visible_to(self, user: Any, permission: Permission = Permission.MANAGE_ACCOUNTS) -> Self:
        """Accounts all of whose postings the user reaches; never his own.

        An officer of one's station who also holds a role elsewhere is somebody else's to manage.
        """
        from accounts.models import Posting

        if _reaches_everybody(user, permission):
            return self.exclude(pk=user.pk)
        standing = Posting.objects.standing(timezone.localdate()).filter(user=OuterRef("pk"))
        reached = _reached(user, permission)
        beyond = standing.exclude(pk__in=Posting.objects.filter(reached).values("pk"))
        return self.filter(Exists(standing.filter(reached)), ~Exists(beyond)).exclude(pk=user.pk)

    def matching(self, text: str) -> Self:
        """Accounts by sign-in name, belt number, or part of a name in either script."""
        return self.annotate(upper_name=Upper("name")).filter(
            Q(username__iexact=text)
            | Q(belt_no__iexact=text)
            | Q(upper_name__contains=text.upper())
            | Q(name_ur__contains=text)
        )

    def idle(self, at: datetime) -> Self:
        """Active accounts that nobody signed in to for ninety days.

        An account lives from its making, its last sign-in or the last request approved for it.
        Citizens prove their phone anew each time, so theirs do not grow stale.
        """
        return self._alive().filter(alive_at__lt=at - IDLE)

    def unposted(self, at: datetime) -> Self:
        """Active accounts whose last posting ended more than a week ago."""
        from accounts.models import Posting

        week_ago = timezone.localdate(at) - UNPOSTED
        recent = Posting.objects.not_over(week_ago).filter(user=OuterRef("pk"))
        ever = Posting.objects.filter(user=OuterRef("pk"))
        approved_long_ago = Q(approved_at=None) | Q(approved_at__lt=at - UNPOSTED)
        return self._alive().filter(approved_long_ago, ~Exists(recent), Exists(ever))

    def _alive(self) -> Self:
        from accounts.requests import AccountRequest

        approved = AccountRequest.objects.filter(subject=OuterRef("pk"), decision="approved")
        latest = approved.order_by().values("subject").annotate(at=Max("decided_at")).values("at")
        return (
            self.filter(is_active=True, signs_in_by_phone=False)
            .annotate(approved_at=Subquery(latest))
            .annotate(alive_at=Greatest("last_login", "created_at", "approved_at"))
        )


class AccountRequestQuerySet(models.QuerySet[Any]):
    """What was asked for, by whoever may decide it."""

    def visible_to(self, user: Any, permission: Permission = Permission.DECIDE_ACCOUNTS) -> Self:
        """Requests whose new place, and whose old one where there is one, the user reaches."""
        new = reach.rows_reached(user, permission)
        old = Q(ending=None) | reach.rows_reached(user, permission, "ending__")
        return self.filter(new, old)

    def waiting(self) -> Self:
        return self.filter(decision="")

    def for_decision_by(self, user: Any) -> Self:
        """What waits for this very person: neither asked by him nor about him."""
        mine = Q(proposed_by=user) | Q(subject=user)
        return self.visible_to(user).waiting().exclude(pk__in=self.filter(mine).values("pk"))

    def with_people(self) -> Self:
        return self.select_related(
            *("subject", "proposed_by", "decided_by", "ending"),
            *("station", "circle", "district", "region", "province"),
        )


def _lasts(day: date) -> Q:
    """Not over on that day. What was ended before it began is over, whenever it was to begin."""
    return Q(until_on__isnull=True) | Q(until_on__gte=day) & Q(until_on__gte=F("from_on"))


def _reaches_everybody(user: Any, permission: Permission) -> bool:
    return any(
        posting.covers_country and reach.ROLES[permission][Role(posting.role)] == frozenset(Role)
        for posting in user.postings_with(permission)
    )


def _reached(user: Any, permission: Permission) -> Q:
    """A condition on postings; people outside the police are reached through their station."""
    from accounts.models import User
    from accounts.requests import AccountRequest

    stations = reach.units_of(user, permission, "station").values("pk")
    opened = AccountRequest.objects.filter(
        kind="open", decision="approved", role__in=sorted(OUTSIDE_ROLES), station__in=stations
    )
    known = outside.users_at(stations, timezone.localdate()) | Q(pk__in=opened.values("subject"))
    roles = set(reach.roles_of(user, permission)) & OUTSIDE_ROLES
    through_station = Q(role__in=sorted(roles), user__in=User.objects.filter(known).values("pk"))
    return reach.rows_reached(user, permission) | through_station
