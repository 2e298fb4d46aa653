"""Questions about cases; each knows who is asking."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db import models
from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    Max,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.utils import timezone

from accounts.permissions import Permission
from accounts.seals import SealedQuerySet
from complaints.querysets import name_query, reached_by
from matching.imei import IMEI, InvalidIMEI
from matching.text import fold_digits
from matching.vehicle import InvalidSerialNumber, SerialNumber, registration_key
from people.cnic import CNIC, InvalidCNIC
from people.phone import InvalidPhone, Phone
from stations.models import Station

#: A search that finds more than this is no search: so many of them come.
MOST_FOUND = 250
#: The words of a name in either script, as the indexes of people in a case hold them.
NAME_WORDS = SearchVector("name", "name_ur", config="simple")
_NUMBER = re.compile(r"(\d{1,6})\s*/\s*(\d{4}|\d{2})", re.ASCII)

#: In whose lock-up somebody in police custody is, by his last arrest: until a magistrate has seen
#: him where he was arrested, which may be another city; after that at the station of his case.
LIES_AT = Case(When(produced_at=None, then=F("station")), default=F("fir__station"))

Key = tuple[datetime, int]


class FIRQuerySet(SealedQuerySet):
    """FIRs and their drafts by who may see them, by their clocks, by what was typed."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_FIRS) -> Self:
        """Cases of the stations where the user holds the permission, less what is sealed.

        A sealed one exists for the officers named on it alone. An officer who is accused neither
        reads nor writes his own case.
        """
        return self.told_to(user).filter(reached_by(user, permission))

    def told_to(self, user: Any) -> Self:
        """Cases that another book may name to the user, wherever they are.

        Neither sealed before him nor about himself.
        """
        complaints, cases = _about(user)
        return self.open_to(user).exclude(complaint_id__in=complaints).exclude(pk__in=cases)

    def informed_by(self, user: Any) -> Self:
        """A citizen's own: registered with the phone that he signs in by as the informant's.

        What nobody may find out about who looks over his shoulder is not among them.
        """
        if not (user.signs_in_by_phone and user.phone):
            return self.none()
        return self.registered().filter(phone=user.phone, sealed_as="", is_identity_hidden=False)

    def drafts(self) -> Self:
        return self.filter(state="draft")

    def registered(self) -> Self:
        return self.filter(registered_at__isnull=False)

    def open(self) -> Self:
        """The police still owe the court something; spelled out so that the indexes serve."""
        from firs.models import OPEN

        return self.filter(state__in=[*OPEN])

    def unreported(self) -> Self:
        """The report under s.173 is still to come."""
        from firs.models import UNREPORTED

        return self.filter(state__in=[*UNREPORTED])

    def overdue(self, at: datetime) -> Self:
        """Its time is over: fourteen days, or those of its law."""
        return self.unreported().filter(report_due_at__lt=at)

    def review_due(self, on: date) -> Self:
        """Untraced cases whose fortnight is over."""
        return self.filter(state="untraced", review_due_on__lte=on)

    def of_year(self, year: int) -> Self:
        """In the book of this year: by the moment, as the lists' indexes are ordered."""
        first, following = (timezone.make_aware(datetime(one, 1, 1)) for one in (year, year + 1))
        return self.filter(registered_at__gte=first, registered_at__lt=following)

    def under(self, codes: Iterable[str]) -> Self:
        """Standing under all of these sections today."""
        return self.filter(section_codes__contains=list(codes))

    def with_names(self) -> Self:
        """Loads along what every line of a list says."""
        return self.select_related("station", "investigator")

    def with_paper(self) -> Self:
        """Loads along what the printed form says beside the case's own rows."""
        return self.select_related(
            "station__circle__district__region__province", "registered_by", "complaint"
        )

    def whole(self) -> Self:
        """Loads along everything that stands in a case, each list in its order."""
        from firs import models as of_case

        in_order = {
            "section_rows": of_case.FIRSection.objects.select_related("section"),
            "corrections": of_case.Correction.objects.select_related("made_by"),
            "accused_rows": of_case.Accused.objects.all(),
            "victims": of_case.Victim.objects.all(),
            "witnesses": of_case.Witness.objects.all(),
            "vehicles": of_case.Vehicle.objects.all(),
            "mobiles": of_case.Mobile.objects.all(),
            "stolen_things": of_case.StolenThing.objects.all(),
            "assignments": of_case.Assignment.objects.select_related("officer"),
            "statements": of_case.Statement.objects.only("fir", "kind"),
            "arrests": of_case.Arrest.objects.select_related("accused", "station"),
            "arrests__remands": of_case.Remand.objects.all(),
            "processes": of_case.Process.objects.select_related("accused"),
            "items": of_case.CaseItem.objects.all(),
            "items__movements": of_case.Movement.objects.select_related("road_certificate"),
            "forensics": of_case.Forensic.objects.select_related("movement__item"),
            "reports": of_case.FinalReport.objects.select_related("made_by", "signed_by"),
            "papers": of_case.CasePaper.objects.all(),
        }
        rows = self.select_related(
            "station", "investigator", "registered_by", "complaint", "diary_entry"
        )
        return rows.prefetch_related(
            *(Prefetch(name, rows.order_by("pk")) for name, rows in in_order.items())
        )

    def keys_matching(self, text: str, reach: Q | None = None) -> list[Key]:
        """(registered_at, pk) of registered cases, by what somebody typed.

        The number of an FIR, a CNIC, a phone, the number of a vehicle or a telephone; else the
        words of a name: of the informant, an accused, a witness or a victim. Of more than
        `MOST_FOUND` some come; ``reach`` is a condition on rows of a station, `stations_of` the
        asker, so that of a name that is common everywhere those come that he may see.
        """
        folded = fold_digits(text).strip()
        rows = self.registered()
        if _NUMBER.fullmatch(folded):
            return rows.keys_of_number(folded)
        found = rows._of_number(folded)
        if found or any(letter.isdigit() for letter in folded):
            return found
        reach = reach or Q()
        return rows._of_name(name_query(folded), reach) or rows._of_name(
            name_query(folded, ends=":*"), reach
        )

    def keys_of_number(self, text: str) -> list[Key]:
        """(registered_at, pk) by the number of an FIR, '123/26' or '123/2026'."""
        number = _NUMBER.fullmatch(text.strip())
        if number is None:
            return []
        serial, year = int(number[1]), int(number[2])
        return self.filter(serial=serial, year=year if year > 99 else 2000 + year)._keys()

    def busy(self, officers: Iterable[Any]) -> dict[int, int]:
        """How many open cases each of these officers has, by his key."""
        rows = self.open().filter(investigator__in=[one.pk for one in officers]).order_by()
        counted = rows.values("investigator").annotate(number=models.Count("pk"))
        return {row["investigator"]: row["number"] for row in counted}

    def of_person(self, cnic: str) -> Self:
        """Cases in which somebody of this CNIC stands, in whatever part."""
        return self._of(Q(cnic=cnic))

    def _of_number(self, text: str) -> list[Key]:
        from firs.models import Mobile, Vehicle

        person = Q(pk__in=[])
        for kind, invalid, field in ((CNIC, InvalidCNIC, "cnic"), (Phone, InvalidPhone, "phone")):
            try:
                person |= Q(**{field: kind.parse(text)})
            except invalid:
                continue
        things = Q(pk__in=[])
        for model, question in ((Vehicle, _vehicle(text)), (Mobile, _mobile(text))):
            found = model.objects.filter(question).values_list("fir_id", flat=True)
            things |= Q(pk__in=list(found[:MOST_FOUND]))
        keys = [*self._of(person)._keys(), *self.filter(things)._keys()]
        return list(dict.fromkeys(keys))

    def _of_name(self, query: SearchQuery, reach: Q) -> list[Key]:
        named = Q(words=query)
        return self.annotate(words=NAME_WORDS)._of(named & reach)._keys()

    def _of(self, person: Q) -> Self:
        """Cases whose informant is so, or in which somebody is; who is hidden is not found."""
        from firs.models import Accused, Victim, Witness

        # By keys, each table asked by its own index: no OR over joins.
        own = self.filter(person, is_identity_hidden=False).order_by()
        keys = set(own.values_list("pk", flat=True)[:MOST_FOUND])
        for model in (Accused, Witness, Victim):
            rows = model.objects.annotate(words=NAME_WORDS).filter(person)
            keys.update(rows.values_list("fir_id", flat=True)[:MOST_FOUND])
        return self.filter(pk__in=keys)

    def _keys(self) -> list[Key]:
        return list(self.order_by().values_list("registered_at", "pk")[:MOST_FOUND])


def stations_of(user: Any, permission: str = Permission.SEE_FIRS) -> Q:
    """A condition on rows of a station: those where the user holds the permission."""
    reached: set[int] = set()
    for posting in user.postings_with(permission):
        if posting.covers_country:
            return Q()
        inside = Station.objects.filter(posting.stations_inside())
        reached.update(inside.values_list("pk", flat=True))
    return Q(_AmongStations(sorted(reached)))


class _AmongStations(Func):
    """`station = ANY (array)`, with the type of the array said.

    The indexes of names hold the station, too, and serve for numbers of its own type alone: those
    in a list of Django's are shorter ones, and all Muhammads of the country are read for them.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY ("
    output_field = BooleanField()

    def __init__(self, stations: list[int]) -> None:
        super().__init__(F("station"), Value(stations, ArrayField(BigIntegerField())))


def _about(user: Any) -> tuple[Any, Any]:
    """The keys of the complaints and the cases that are about an officer himself."""
    from complaints.models import Respondent
    from firs.models import Accused

    complaints = Respondent.objects.filter(user=user.pk).values("complaint_id")
    return complaints, Accused.objects.filter(user=user.pk).values("fir_id")


def _vehicle(text: str) -> Q:
    """Vehicles of this registration, chassis or engine number; none where it is no number."""
    question = Q(pk__in=[])
    if plate := registration_key(text):
        question |= Q(registration_key=plate)
    try:
        stamped = SerialNumber.parse(text).key
    except InvalidSerialNumber:
        return question
    return question | Q(chassis_key=stamped) | Q(engine_key=stamped)


def _mobile(text: str) -> Q:
    try:
        imei = IMEI.parse(text)
    except InvalidIMEI:
        return Q(pk__in=[])
    return Q(imei=imei) | Q(imei_2=imei)


class OfFIRQuerySet(models.QuerySet[Any]):
    """Rows that belong to one case and are seen with it."""

    way = "fir"

    def visible_to(self, user: Any, permission: str = Permission.SEE_FIRS) -> Self:
        from firs.models import FIR

        visible = FIR.objects.visible_to(user, permission)
        return self.filter(**{f"{self.way}__in": visible.values("pk")})


class MovementQuerySet(OfFIRQuerySet):
    """The links of the chain of custody, each of a thing in the malkhana."""

    way = "item__fir"

    def told_to(self, user: Any) -> Self:
        """Those of things of cases that may be named to the user."""
        from firs.models import FIR

        # Of each link its own case is looked up. Asked by `IN`, all cases are read as soon as
        # somebody is named on many sealed ones: 230 ms instead of 30.
        case = FIR.objects.told_to(user).filter(pk=OuterRef("item__fir"))
        return self.annotate(told=Subquery(case.values("pk")[:1])).filter(told__isnull=False)


class EntryQuerySet(OfFIRQuerySet):
    """The history of cases."""

    def in_order(self) -> Self:
        return self.order_by("made_at", "pk")


class AccusedQuerySet(OfFIRQuerySet):
    """Whom cases accuse."""

    def looked_for(self) -> Self:
        """Absconding or proclaimed."""
        from firs.models import LOOKED_FOR

        return self.filter(position__in=[*LOOKED_FOR])

    def unsealed_to(self, user: Any) -> Self:
        """Those of cases that are neither sealed nor about the user; each is sealed as his case.

        Answered without reading the cases, which are asked only of the few that are sealed.
        """
        from firs.models import FIR

        complaints, cases = _about(user)
        complained = FIR.objects.filter(complaint_id__in=complaints).values("pk")
        told = self.filter(sealed_as="")
        return told.exclude(fir__in=cases).exclude(fir__in=complained)

    def in_police_custody(self) -> Self:
        return self.filter(position="arrested")


class ArrestQuerySet(OfFIRQuerySet):
    """Arrests, and who is in custody on them."""

    def holding(self) -> Self:
        """The arrests on which somebody is in custody now, each with his last order of custody.

        `ordered_until` is the day on which he is produced again, `police_days` how many days of
        police custody were ordered; both are None where no magistrate has seen him.
        """
        from firs.models import IN_CUSTODY, Remand

        later = self.model._default_manager.filter(
            Q(arrested_at__gt=OuterRef("arrested_at"))
            | Q(arrested_at=OuterRef("arrested_at"), pk__gt=OuterRef("pk")),
            accused=OuterRef("accused"),
        )
        orders = Remand.objects.filter(arrest=OuterRef("pk")).order_by()
        last = orders.values("arrest").annotate(day=Max("until_on")).values("day")
        police = orders.filter(kind=Remand.Kind.PHYSICAL).values("arrest")
        days = police.annotate(days=Sum(F("until_on") - F("from_on"))).values("days")
        return self.filter(~Exists(later), accused__position__in=[*IN_CUSTODY]).annotate(
            ordered_until=Subquery(last), police_days=Subquery(days)
        )


class DiariesQuerySet(OfFIRQuerySet):
    """What the investigator wrote for the police alone."""

    def visible_to(self, user: Any, permission: str = Permission.READ_CASE_DIARIES) -> Self:
        return super().visible_to(user, permission)


class OfStationQuerySet(models.QuerySet[Any]):
    """Rows of a station's books."""

    way = "station"

    def visible_to(self, user: Any, permission: str = Permission.SEE_REGISTERS) -> Self:
        stations = Station.objects.visible_to(user, permission)
        return self.filter(**{f"{self.way}__in": stations})


class OfArticleQuerySet(OfStationQuerySet):
    """Who has what of the government's property."""

    way = "article__station"


class OfLicenceQuerySet(OfStationQuerySet):
    """What became of licences."""

    way = "licence__station"


class CashQuerySet(OfStationQuerySet):
    """The cash books of stations."""

    def balance_of(self, station: Any, before: datetime) -> int:
        """How many rupees were in hand at that moment."""
        rows = self.filter(station=station, made_at__lt=before)
        last = rows.order_by("-made_at", "-pk").values_list("balance", flat=True).first()
        return last or 0


class RoadCertificateQuerySet(OfStationQuerySet):
    """Road certificates."""

    def told_to(self, user: Any) -> Self:
        """Those with things of cases that may be named to the user."""
        from firs.models import Movement

        things = Movement.objects.told_to(user).filter(road_certificate=OuterRef("pk"))
        return self.filter(Exists(things))


class DiaryQuerySet(OfStationQuerySet):
    """The roznamcha of stations."""

    def of_day(self, station: Any, day: date) -> Self:
        """The entries of one day in their order."""
        return self.filter(station=station, day=day).order_by("number")

    def neighbours(self, station: Any, day: date) -> tuple[date | None, date | None]:
        """The days with entries before and after this one."""
        days = self.filter(station=station).values_list("day", flat=True)
        before = days.filter(day__lt=day).order_by("-day").first()
        return before, days.filter(day__gt=day).order_by("day").first()
