"""How far the screening is: who waits, how the list grows, what each machine says of itself.

Numbers, and never a name. A look back for sealed records alone is not spoken of here: whoever saw
a record disappear could count its matches.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alerts.completeness import PATIENCE
from alerts.models import IndexState, Listing, ListState, LookBack, Sighting
from audit.models import Event
from screen.navigation import Tile
from stations.models import Station

MOST_ASIDE = 20
MOST_OPEN = 20
MOST_MACHINES = 50
LAST_FINISHED = 5
#: The last finished are looked for among so many versions.
VERSIONS_BACK = 200
#: A machine that fell behind and said nothing for so long has been switched off.
SILENT_AFTER = timedelta(days=1)

#: What the nightly proof counts (`completeness.Proof`), in words.
GAPS = {
    "waiting_sightings": gettext_lazy("People waiting longer than ten minutes"),
    "waiting_listings": gettext_lazy("Entries not admitted to the list"),
    "waiting_vehicles": gettext_lazy("Vehicles waiting longer than ten minutes"),
    "unfinished_look_backs": gettext_lazy("Look backs longer than six hours"),
    "uncovered_listings": gettext_lazy("Entries that never looked back"),
    "equal_without_match": gettext_lazy("Pairs with one CNIC and no match"),
    "vehicles_without_match": gettext_lazy("Pairs with one number plate and no match"),
    "missing_in_sample": gettext_lazy("Matches missed in the sample"),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence about the screening, as the component `callout` takes it."""

    tone: str
    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """A sighting whose screening failed; it is tried again."""

    number: int
    station: Station
    kind: str
    retry_at: datetime


@dataclass(frozen=True, slots=True)
class Machine:
    """What one machine last said of its index, beside the list as it is now."""

    state: IndexState
    behind: int
    """So many versions of the list are not in its index yet."""
    is_silent: bool
    """It fell behind and has said nothing for a day: nobody waits for it any more."""

    @property
    def megabytes(self) -> int:
        return round(self.state.size_bytes / 1_000_000)

    @property
    def screens_nobody(self) -> bool:
        return bool(self.state.problem) and not self.is_silent


@dataclass(frozen=True, slots=True)
class Alarm:
    """The last nightly proof found the screening incomplete, and none since found it whole."""

    at: datetime
    gaps: dict[str, int]

    @property
    def words(self) -> str:
        """What was counted: 'Entries not admitted to the list: 3 · …'."""
        return " · ".join(f"{GAPS.get(name, name)}: {count:,}" for name, count in self.gaps.items())


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The screening at one moment."""

    at: datetime
    waiting: int
    """People who were seen and have not been compared."""
    oldest: datetime | None
    aside_count: int
    aside: tuple[Aside, ...]
    entries_waiting: int
    version: int
    open_count: int
    open_ones: tuple[LookBack, ...]
    finished: tuple[LookBack, ...]
    machines: tuple[Machine, ...]
    alarm: Alarm | None

    @property
    def look_backs(self) -> tuple[LookBack, ...]:
        """Those under way, in the order in which they are worked at, then the last finished."""
        return self.open_ones + self.finished

    @property
    def more_open(self) -> int:
        """Look backs that wait their turn and are not named."""
        return self.open_count - len(self.open_ones)

    @property
    def tiles(self) -> tuple[Tile, ...]:
        """The numbers at the top of the page."""
        oldest = ""
        if self.oldest is not None:
            since = _isolated(self._moment(self.oldest))
            oldest = _("The oldest since %(since)s") % {"since": since}
        tone = "bad" if self.is_late else "plain"
        waiting = Tile(_("People waiting"), self.waiting, "", "people", tone, oldest)
        aside = Tile(_("Stepped aside"), self.aside_count, "", "arrow-repeat")
        entries = Tile(_("Entries to admit"), self.entries_waiting, "", "box-arrow-in-down")
        return waiting, aside, entries, Tile(_("Version of the list"), self.version, "", "layers")

    @property
    def is_late(self) -> bool:
        """Somebody waits longer than anybody should."""
        return self.oldest is not None and self.oldest < self.at - PATIENCE

    @property
    def troubles(self) -> tuple[Notice, ...]:
        """What somebody has to see to, the worst first."""
        found = [_screens_nobody(one) for one in self.machines if one.screens_nobody]
        if self.is_late:
            found.append(Notice("bad", self._who_waits()))
        if self.alarm is not None:
            found.append(_found_gaps(self.alarm))
        return tuple(found)

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The troubles, and how it stands; the first of them is the headline."""
        return self.troubles if self.is_late else (*self.troubles, self._standing())

    def _standing(self) -> Notice:
        if self.waiting:
            return Notice("info", self._who_waits())
        if self.aside_count:
            said = ngettext(
                "%(count)s person could not be compared and is tried again.",
                "%(count)s people could not be compared and are tried again.",
                self.aside_count,
            )
            return Notice("warn", said % {"count": f"{self.aside_count:,}"})
        return Notice("good", _("Everybody who was seen has been compared."), self._what_goes_on())

    def _who_waits(self) -> str:
        said = ngettext(
            "%(count)s person waits to be compared, since %(since)s.",
            "%(count)s people wait to be compared, the oldest since %(since)s.",
            self.waiting,
        )
        since = _isolated(self._moment(self.oldest or self.at))
        return said % {"count": f"{self.waiting:,}", "since": since}

    def _what_goes_on(self) -> str:
        if not self.open_count:
            return ""
        said = ngettext(
            "%(count)s addition to the list is still looking back at who was seen before.",
            "%(count)s additions to the list are still looking back at who was seen before.",
            self.open_count,
        )
        return said % {"count": f"{self.open_count:,}"}

    def _moment(self, moment: datetime) -> str:
        """The clock alone where it was today."""
        local = timezone.localtime(moment)
        is_today = local.date() == timezone.localdate(self.at)
        return formats.date_format(local, "TIME_FORMAT" if is_today else "DATETIME_FORMAT")


def _screens_nobody(machine: Machine) -> Notice:
    return Notice(
        "bad",
        _("Nobody is screened on %(machine)s.") % {"machine": _isolated(machine.state.host)},
        _("The index could not be built: %(problem)s")
        % {"problem": _isolated(machine.state.problem)},
    )


def _found_gaps(alarm: Alarm) -> Notice:
    when = formats.date_format(timezone.localtime(alarm.at), "DATETIME_FORMAT")
    title = _("The nightly proof of %(when)s found gaps.") % {"when": _isolated(when)}
    return Notice("bad", title, alarm.words)


def _isolated(text: str) -> str:
    """What <bdi> is to a page, for a part of a sentence."""
    return f"\u2068{text}\u2069"


def state(*, at: datetime) -> Pipeline:
    """How the screening stands now; the same few questions however much there is."""
    version = ListState.objects.values_list("version", flat=True).get(pk=1)
    is_aside = Q(retry_at__isnull=False)
    pending = Sighting.objects.filter(screened_at=None).aggregate(
        waiting=Count("pk", filter=~is_aside),
        oldest=Min("reported_at", filter=~is_aside),
        aside_count=Count("pk", filter=is_aside),
    )
    open_ones = _spoken_of().exclude(stage=LookBack.Stage.DONE)
    recent = _spoken_of().filter(stage=LookBack.Stage.DONE, version__gt=version - VERSIONS_BACK)
    return Pipeline(
        at=at,
        **pending,
        aside=_aside(),
        entries_waiting=Listing.objects.waiting(at).count(),
        version=version,
        open_count=open_ones.count(),
        open_ones=tuple(open_ones.order_by("listings", "pk")[:MOST_OPEN]),
        finished=tuple(recent.order_by("-finished_at", "-pk")[:LAST_FINISHED]),
        machines=_machines(version, at),
        alarm=_alarm(),
    )


def _spoken_of() -> Any:
    open_entries = Listing.objects.filter(version=OuterRef("version"), is_sealed=False)
    return LookBack.objects.filter(Exists(open_entries))


def _aside() -> tuple[Aside, ...]:
    failed = Sighting.objects.filter(screened_at=None, retry_at__isnull=False)
    rows = failed.select_related("station").only("kind", "retry_at", "station")
    return tuple(
        Aside(one.pk, one.station, one.get_kind_display(), one.retry_at)
        for one in rows.order_by("retry_at", "pk")[:MOST_ASIDE]
    )


def _machines(version: int, at: datetime) -> tuple[Machine, ...]:
    heard_last = IndexState.objects.order_by("-said_at")[:MOST_MACHINES]
    return tuple(_machine(one, version, at) for one in sorted(heard_last, key=lambda one: one.host))


def _machine(said: IndexState, version: int, at: datetime) -> Machine:
    # A machine may have gone further since the version was read.
    behind = max(0, version - (said.version or 0))
    is_over = bool(behind or said.problem) and said.said_at < at - SILENT_AFTER
    return Machine(said, behind, is_silent=is_over)


def _alarm() -> Alarm | None:
    broken, whole = _last("alerts.incomplete"), _last("alerts.verified")
    if broken is None or (whole is not None and _order(whole) > _order(broken)):
        return None
    gaps = {name: count for name, count in broken.detail.items() if name != "sampled" and count}
    return Alarm(broken.at, gaps)


def _last(action: str) -> Event | None:
    """Each by itself: so the log's index leads to it, however much else was recorded since."""
    events = Event.objects.filter(action=action).order_by("-recorded_at", "-pk")
    return events.first()


def _order(event: Event) -> tuple[datetime, int]:
    return event.recorded_at, event.pk
