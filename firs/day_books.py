"""What the registers of one station say of one day so far: the moharrar's page."""

from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

from complaints.models import Level
from firs import duties
from firs.duties import Duty
from firs.listed import MOST_LISTED, Listed, first_of, part_url
from firs.lock_up import Held, count_sealed, held_in
from firs.models import FIR, DiaryEntry, DiaryKind, Movement
from firs.models.malkhana import AWAY
from firs.querysets import FIRQuerySet
from stations.models import Station

#: What the address of the page of the day calls the whole list of reports for the court.
TO_COURT = "to-court"


class DayBooks:
    """The books of one station at one moment, as far as the asker sees what is in them."""

    def __init__(self, user: Any, station: Station, *, at: datetime) -> None:
        self.user = user
        self.station = station
        self.at = at
        self.day: date = timezone.localdate(at)
        self.begun_at = timezone.make_aware(datetime.combine(self.day, time.min))

    @cached_property
    def closes_at(self) -> datetime:
        """The roznamcha of the day closes at midnight, by itself where nobody closes it."""
        return timezone.make_aware(datetime.combine(self.day + timedelta(days=1), time.min))

    @cached_property
    def firs(self) -> list[FIR]:
        """The FIRs of today (Register No. I), the last one first."""
        rows = self._cases.registered().filter(registered_at__gte=self.begun_at)
        return list(rows.with_names().order_by("-registered_at", "-pk"))

    @cached_property
    def diary(self) -> list[DiaryEntry]:
        """The entries of today (Register No. II), the last one first."""
        rows = DiaryEntry.objects.visible_to(self.user).of_day(self.station, self.day)
        return list(rows.select_related("made_by").reverse())

    @property
    def is_opened(self) -> bool:
        return bool(self.diary)

    @property
    def closing(self) -> DiaryEntry | None:
        """The entry that closed the day, once there is one."""
        last = self.diary[0] if self.diary else None
        return last if last and last.kind == DiaryKind.CLOSING else None

    @cached_property
    def lock_up(self) -> list[Held]:
        """Who is in the lock-up, whose time ends first standing first."""
        return held_in(self._cases.registered(), self.at)

    @cached_property
    def held_sealed(self) -> int:
        """How many more are in it, of sealed cases."""
        return count_sealed(self.station, besides=self.lock_up)

    @property
    def held_count(self) -> int:
        return len(self.lock_up) + self.held_sealed

    @cached_property
    def movements(self) -> list[Movement]:
        """What came into the malkhana today and what left it (Register No. XIX)."""
        rows = Movement.objects.visible_to(self.user).filter(item__station=self.station)
        today = rows.filter(made_at__gte=self.begun_at)
        return list(
            today.select_related("item__fir", "road_certificate").order_by("-made_at", "-pk")
        )

    @cached_property
    def on_the_road(self) -> Listed:
        """Road certificates (Register No. XXI) whose thing has not come back, the oldest first."""
        links = Movement.objects.filter(item=OuterRef("item")).order_by("-made_at", "-pk")
        rows = Movement.objects.visible_to(self.user).filter(
            item__station=self.station,
            item__whereabouts__in=AWAY,
            pk=Subquery(links.values("pk")[:1]),
        )
        oldest = rows.select_related("item__fir", "road_certificate").order_by("made_at", "pk")
        book = reverse("firs:book", args=["XXI"])
        return Listed(list(oldest[:MOST_LISTED]), rows.count(), f"{book}?period=all")

    @cached_property
    def drafts(self) -> Listed:
        """Drafts that wait for their number, the oldest first."""
        rows = self._cases.drafts().filter(level=Level.STATION)
        oldest = rows.select_related("complaint").order_by("made_at", "pk")
        return Listed(list(oldest[:MOST_LISTED]), rows.count(), reverse("firs:drafts"))

    @cached_property
    def signed(self) -> list[Duty]:
        """Signed reports that the court has not got yet."""
        return duties.in_order(duties.to_take_to_court(self._cases, self.at))

    @property
    def to_take_to_court(self) -> Listed:
        """Those of them that were signed first."""
        return first_of(self.signed, part_url("books", TO_COURT, station=self.station.pk))

    @property
    def _cases(self) -> FIRQuerySet:
        mine: FIRQuerySet = FIR.objects.visible_to(self.user).filter(station=self.station)
        return mine
