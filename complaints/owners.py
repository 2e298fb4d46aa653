"""Whose work a complaint is: nothing is ever without an owner."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from accounts.models import Posting, User
from accounts.roles import POLICE_ROLES, Role
from complaints.models import Complaint, Level, Post
from complaints.querysets import rung_of
from matching.text import fold_digits
from stations.models import Station

#: Who answers for the complaints of a level.
HEAD = {
    Level.STATION: Role.SHO,
    Level.CIRCLE: Role.SDPO,
    Level.DISTRICT: Role.DPO,
    Level.COMMAND: Role.COMMAND,
}
#: To whom a complaint of a level may be marked. One about the police never below the SDPO.
OFFICERS = {
    Level.STATION: (Role.INVESTIGATION_OFFICER, Role.SHO),
    Level.CIRCLE: (Role.SDPO, Role.DPO),
    Level.DISTRICT: (Role.DPO, Role.COMMAND),
    Level.COMMAND: (Role.COMMAND,),
}


def covering(station: Station) -> Q:
    """A condition on postings whose place holds this station."""
    circle = station.circle
    district = circle.district
    region = district.region
    nowhere = Q(station=None, circle=None, district=None, region=None, province=None)
    return (
        Q(station=station)
        | Q(circle=circle)
        | Q(district=district)
        | Q(region=region)
        | Q(province=region.province_id)
        | nowhere
    )


def owners_of(station: Station, level: int, *, on: date, but: Iterable[int] = ()) -> list[User]:
    """The heads who answer for a complaint; where a post is vacant, those of the next level."""
    for rung in (one for one in Level if one >= level):
        if heads := _holders(station, (HEAD[rung],), on=on, but=but):
            return heads
    return []


def officers_for(complaint: Complaint, *, on: date) -> list[User]:
    """To whom this complaint may be marked; nobody whom it complains of."""
    but = [one.user_id for one in complaint.respondents.all() if one.user_id]
    return _holders(complaint.station, OFFICERS[Level(complaint.level)], on=on, but=but)


def investigators_at(station: Station, *, on: date, but: Iterable[int] = ()) -> list[User]:
    """Who investigates cases at a station: its officers and its head."""
    return _holders(station, OFFICERS[Level.STATION], on=on, but=but)


def officer_complained_of(*, belt_no: str, station: Station, on: date) -> User | None:
    """The account of the officer with this belt number: in the district, or else above it."""
    number = "".join(fold_digits(belt_no).split())
    if not number:
        return None
    district = station.circle.district
    near = Q(station__circle__district=district) | Q(circle__district=district)
    postings = Posting.objects.on(on).filter(
        near | covering(station), user__belt_no__iexact=number, role__in=POLICE_ROLES
    )
    found = list(User.objects.filter(pk__in=postings.values("user_id"))[:2])
    # Two officers of one number: nobody is accused by a guess.
    return found[0] if len(found) == 1 else None


def post_of(officer: User) -> Post:
    """What an officer is, for the level of a complaint about him."""
    posts = {1: Post.STATION, 2: Post.SDPO, 3: Post.DPO, 4: Post.ABOVE}
    return posts.get(rung_of(officer), Post.STATION)


def _holders(
    station: Station, roles: tuple[str, ...], *, on: date, but: Iterable[int]
) -> list[User]:
    postings = Posting.objects.on(on).filter(covering(station), role__in=roles)
    users = User.objects.filter(is_active=True, pk__in=postings.values("user_id"))
    return list(users.exclude(pk__in=list(but)).order_by("name", "pk"))
