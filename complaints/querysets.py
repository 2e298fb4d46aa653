"""Questions about complaints; each knows who is asking."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import Q

from accounts.permissions import Permission
from accounts.roles import Role
from accounts.seals import SealedQuerySet
from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC
from people.phone import InvalidPhone, Phone
from stations.models import Station

#: How high a role stands: it sees complaints up to this level, and not above.
RUNG = {Role.SDPO: 2, Role.DPO: 3, Role.COMMAND: 4}
#: A search that finds more than this is no search: so many of them come.
MOST_FOUND = 250
#: The words of a name in either script, as the index `complaints_names` holds them.
NAME_WORDS = SearchVector("name", "name_ur", config="simple")
#: Complaints so long before or after another may be about the same thing.
SAME_DAYS = timedelta(days=3)


def rung_of(user: Any) -> int:
    """How high somebody stands at present: the highest of his postings."""
    roles = (Role(posting.role) for posting in user.current_postings)
    return max((RUNG.get(role, 1) for role in roles), default=0)


def reached_by(user: Any, permission: str) -> Q:
    """A condition on rows of a station and a level, for those within the user's postings.

    Stations stand in it as numbers: an index that begins with the station serves it.
    """
    reached = Q(pk__in=[])
    for posting in user.postings_with(permission):
        within = Q(level__lte=RUNG.get(Role(posting.role), 1))
        if posting.station_id:
            within &= Q(station=posting.station_id)
        elif not posting.covers_country:
            inside = Station.objects.filter(posting.stations_inside())
            within &= Q(station__in=list(inside.values_list("pk", flat=True)))
        reached |= within
    return reached


class ComplaintQuerySet(SealedQuerySet):
    """Complaints by who may see them, by their clocks, by what was typed into a search."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_COMPLAINTS) -> Self:
        """Complaints at the user's stations that his rung may handle, and none about himself.

        Of those, what is sealed exists for the officers named on it alone.
        """
        from complaints.models import Respondent

        about_himself = Respondent.objects.filter(user=user.pk).values("complaint_id")
        mine = self.open_to(user).filter(reached_by(user, permission))
        return mine.exclude(pk__in=about_himself)

    def made_by(self, user: Any) -> Self:
        """A citizen's own: made online while signed in, or with the phone that he signs in by.

        What somebody typed for others at a desk is not his; a phone proves nothing until a code
        went to it.
        """
        own = Q(lodged_by=user.pk, channel="online")
        if user.signs_in_by_phone and user.phone:
            own |= Q(phone=user.phone, phone_proven_at__isnull=False)
        return self.filter(own)

    def open(self) -> Self:
        """Not ended; the states are spelled out so that the partial indexes serve."""
        from complaints.models import OPEN

        return self.filter(state__in=[*OPEN])

    def of_light(self, light: str, at: datetime) -> Self:
        """Open ones that are 'red', 'amber' or 'green' at this moment."""
        conditions = {
            "red": Q(due_at__lt=at),
            "amber": Q(due_at__gte=at, amber_at__lt=at),
            "green": Q(amber_at__gte=at),
        }
        return self.open().filter(conditions[light])

    def call_overdue(self, at: datetime) -> Self:
        """The officer has not called the complainant within the rule's hours."""
        return self.open().filter(called_at=None, call_due_at__lt=at)

    def fir_overdue(self, at: datetime) -> Self:
        """Property crime with nobody named that should be an FIR by now."""
        return self.open().filter(fir_due_at__lt=at)

    def with_names(self) -> Self:
        """Loads along what every line of a list says."""
        return self.select_related("category", "station", "assigned_to")

    def keys_matching(self, text: str) -> list[tuple[datetime, int]]:
        """(lodged_at, pk) by e-tag, CNIC or phone; else by the complainant's name.

        A name is found by its words in either script and any order; where nobody has just these
        words, by words that begin so. Of more than `MOST_FOUND` some come.
        """
        folded = fold_digits(text).strip()
        if exact := _as_number(folded):
            return self.filter(exact)._keys()
        named = self.filter(is_identity_hidden=False).annotate(words=NAME_WORDS)
        whole, begun = name_query(folded), name_query(folded, ends=":*")
        return named.filter(words=whole)._keys() or named.filter(words=begun)._keys()

    def _keys(self) -> list[tuple[datetime, int]]:
        # In no order: the newest of a common name would be looked for among all complaints.
        return list(self.order_by().values_list("lodged_at", "pk")[:MOST_FOUND])

    def by_same_person(self, complaint: Any) -> Self:
        """Others of the same phone or CNIC."""
        same = Q(pk__in=[])
        if complaint.phone:
            same |= Q(phone=complaint.phone)
        if complaint.cnic:
            same |= Q(cnic=complaint.cnic)
        return self.filter(same).exclude(pk=complaint.pk)

    def nearby_in_time(self, complaint: Any) -> Self:
        """Others of the same station that happened within three days of this one."""
        if complaint.occurred_from is None:
            return self.none()
        first, last = complaint.occurred_from - SAME_DAYS, complaint.occurred_from + SAME_DAYS
        return self.filter(
            station=complaint.station_id, occurred_from__gte=first, occurred_from__lte=last
        ).exclude(pk=complaint.pk)


def name_query(text: str, ends: str = "") -> SearchQuery:
    """Every word of a text, as PostgreSQL takes it apart; ``ends`` of ':*' also longer ones."""
    quoted = (word.replace("\\", "").replace("'", "''") for word in text.split())
    words = " & ".join(f"'{word}'{ends}" for word in quoted if word)
    return SearchQuery(words, config="simple", search_type="raw")


def _as_number(text: str) -> Q | None:
    """A condition when the text is an e-tag, a CNIC or a phone number, else None.

    Who keeps his identity hidden is found by the e-tag alone.
    """
    digits = "".join(letter for letter in text if letter.isdigit())
    if not digits or any(letter.isalpha() for letter in text):
        return None
    number = Q(pk__in=[])
    try:
        number |= Q(cnic=CNIC.parse(text)) & ~Q(cnic="")
    except InvalidCNIC:
        pass
    try:
        number |= Q(phone=Phone.parse(text)) & ~Q(phone="")
    except InvalidPhone:
        pass
    exact = number & Q(is_identity_hidden=False)
    if len(digits) == 14:
        exact |= Q(e_tag=f"{digits[:6]}-{digits[6:]}")
    return exact


class _OfComplaint(models.QuerySet[Any]):
    """Rows that belong to one complaint and are seen with it."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_COMPLAINTS) -> Self:
        from complaints.models import Complaint

        visible = Complaint.objects.visible_to(user, permission)
        return self.filter(complaint__in=visible.values("pk"))


class RespondentQuerySet(_OfComplaint):
    """Whom complaints name."""


class AttachmentQuerySet(_OfComplaint):
    """What was handed in with complaints."""


class EntryQuerySet(_OfComplaint):
    """The history of complaints."""

    def for_the_complainant(self) -> Self:
        """What the complainant himself may read of it."""
        from complaints.telling import TOLD

        return self.filter(kind__in=TOLD)

    def in_order(self) -> Self:
        return self.order_by("made_at", "pk")
