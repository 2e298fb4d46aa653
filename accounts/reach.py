"""Whose accounts somebody may ask for, decide about and review: which roles, and where.

Nobody makes, alone or with a second person, an account above his own post: a station head asks
for the people of his station, a district head for those of his district, the administrator for
the rest. Auditors and administrators are asked for by an administrator and decided by command.
"""

from typing import Any

from django.db.models import Q, QuerySet

from accounts.permissions import ROLE_PERMISSIONS, Permission
from accounts.places import LEVELS, above, level_of
from accounts.roles import OUTSIDE_ROLES, Role
from stations.models import Circle, District, Province, Region, Station

_AT_STATION = frozenset(
    {Role.FRONT_DESK, Role.MOHARRAR, Role.INVESTIGATION_OFFICER, Role.HOTEL_OPERATOR}
)
_IN_DISTRICT = _AT_STATION | {Role.SHO, Role.SDPO, Role.KHIDMAT_CLERK}
_EVERY = frozenset(Role)
_WATCHERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})

#: Permission → role of whoever uses it → roles it may be used upon.
ROLES: dict[Permission, dict[Role, frozenset[Role]]] = {
    Permission.MANAGE_ACCOUNTS: {
        Role.SHO: _AT_STATION,
        Role.DPO: _IN_DISTRICT,
        Role.ADMINISTRATOR: _EVERY,
    },
    Permission.DECIDE_ACCOUNTS: {
        Role.SDPO: _AT_STATION,
        Role.DPO: _IN_DISTRICT,
        Role.COMMAND: _EVERY,
        Role.ADMINISTRATOR: _EVERY - _WATCHERS,
    },
    Permission.REVIEW_ACCOUNTS: {Role.SHO: _AT_STATION},
}
assert all(
    set(by_role) == {role for role in Role if permission in ROLE_PERMISSIONS[role]}
    for permission, by_role in ROLES.items()
)

#: At which kinds of unit a role is posted; None is the whole country. Citizens and landlords are
#: not here: they make their accounts themselves, by phone.
PLACES: dict[Role, tuple[str | None, ...]] = {
    Role.FRONT_DESK: ("station",),
    Role.MOHARRAR: ("station",),
    Role.INVESTIGATION_OFFICER: ("station",),
    Role.SHO: ("station",),
    #: The station that knows the house; the posting itself has no place.
    Role.HOTEL_OPERATOR: ("station",),
    Role.SDPO: ("circle",),
    Role.DPO: ("district",),
    Role.KHIDMAT_CLERK: ("station", "district"),
    Role.COMMAND: ("region", "province", None),
    Role.CRO_OPERATOR: (None,),
    Role.AUDITOR: (None,),
    Role.ADMINISTRATOR: (None,),
}

_MODELS: dict[str, Any] = {
    "station": Station,
    "circle": Circle,
    "district": District,
    "region": Region,
    "province": Province,
}


def reaches(user: Any, permission: Permission, role: str, unit: Any) -> bool:
    """Whether the user may use the permission upon this role at this unit."""
    return any(
        role in ROLES[permission][Role(posting.role)] and _covers(posting, unit)
        for posting in user.postings_with(permission)
    )


def roles_of(user: Any, permission: Permission) -> list[Role]:
    """The roles the user may ask for (or decide), in the order in which people name them."""
    mine = (ROLES[permission][Role(one.role)] for one in user.postings_with(permission))
    within: set[Role] = set().union(*mine)
    return [role for role in Role if role in within and role in PLACES]


def rows_reached(user: Any, permission: Permission, prefix: str = "") -> Q:
    """A condition on rows that are a role at a place, for those the user reaches."""
    reached = Q(pk__in=[])
    for posting in user.postings_with(permission):
        roles = sorted(ROLES[permission][Role(posting.role)])
        reached |= Q(**{f"{prefix}role__in": roles}) & _inside(posting, prefix)
    return reached


def units_of(user: Any, permission: Permission, level: str) -> "QuerySet[Any]":
    """The units of one level inside the user's postings."""
    model = _MODELS[level]
    inside = Q(pk__in=[])
    for posting in user.postings_with(permission):
        if posting.covers_country:
            return model.objects.all()  # type: ignore[no-any-return]
        top = level_of(posting.unit)
        if LEVELS.index(level) <= LEVELS.index(top):
            inside |= Q(**{_way(level, top).partition("__")[2] or "pk": posting.unit.pk})
    return model.objects.filter(inside)  # type: ignore[no-any-return]


def unit_of(user: Any, permission: Permission, posting: Any) -> Any:
    """Where a posting is; somebody outside the police is where the user knows him."""
    if posting.unit is not None:
        return posting.unit
    mine = user.postings_with(permission)
    knowing = (one for one in mine if posting.role in ROLES[permission][Role(one.role)])
    return next(knowing).unit if posting.role in OUTSIDE_ROLES else None


def _covers(posting: Any, unit: Any) -> bool:
    while unit is not None and unit != posting.unit:
        unit = above(unit)
    return unit is not None or posting.covers_country


def _inside(posting: Any, prefix: str) -> Q:
    if posting.covers_country:
        return Q()
    top = level_of(posting.unit)
    inside = Q()
    for level in LEVELS[: LEVELS.index(top) + 1]:
        inside |= Q(**{prefix + _way(level, top): posting.unit.pk})
    return inside


def _way(level: str, top: str) -> str:
    """'station__circle__district' from a station up to its district."""
    return "__".join(LEVELS[LEVELS.index(level) : LEVELS.index(top) + 1])
