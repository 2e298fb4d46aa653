"""Sightings, listings, the matches between them, and the alerts that officers answer."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from alerts.querysets import (
    AlertQuerySet,
    CategoryQuerySet,
    ListingQuerySet,
    MatchQuerySet,
    SightingQuerySet,
    VehicleListingQuerySet,
    VehicleMatchQuerySet,
)
from audit import history
from matching import Band as MatchingBand
from matching import vehicle
from matching.marks import marks
from people.fields import PhoneField, SerialNumberField
from people.models import Person
from stations.models import Station

#: A bar shorter than this, in percent of the longest, cannot be told from none.
LEAST_SHARE = 2


class Severity(models.IntegerChoices):
    """How urgently an officer is needed. One is the most urgent."""

    CRITICAL = 1, _("Critical")
    HIGH = 2, _("High")
    MEDIUM = 3, _("Medium")
    QUIET = 4, _("For information")


class Band(models.TextChoices):
    """How far a match is to be believed; the words of `matching.Band`."""

    CONFIRMED = MatchingBand.CONFIRMED.value, _("Confirmed")
    CNIC_IN_USE = MatchingBand.CNIC_IN_USE.value, _("Someone uses this CNIC")
    PROBABLE = MatchingBand.PROBABLE.value, _("Probable")
    POSSIBLE = MatchingBand.POSSIBLE.value, _("Possible")


@history.tracked()
class ListingCategory(models.Model):
    """A kind of being looked for: how urgent, on which law, what to do on contact. Data."""

    STOLEN_VEHICLE = "stolen_vehicle"

    code = models.CharField(_("Code"), max_length=30, primary_key=True)
    name = models.CharField(_("Name"), max_length=80)
    name_ur = models.CharField(_("Name in Urdu"), max_length=80)
    severity = models.PositiveSmallIntegerField(_("Severity"), choices=Severity.choices)
    instruction = models.CharField(_("What to do"), max_length=300)
    instruction_ur = models.CharField(_("What to do, in Urdu"), max_length=300)
    #: By which law he is looked for, and what it allows.
    legal_basis = models.CharField(_("Legal basis"), max_length=300, db_default="")
    legal_basis_ur = models.CharField(_("Legal basis, in Urdu"), max_length=300, db_default="")

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("Listing categories")

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        return self.name_ur if get_language() == "ur" else self.name

    @property
    def local_instruction(self) -> str:
        return self.instruction_ur if get_language() == "ur" else self.instruction

    @property
    def local_legal_basis(self) -> str:
        return self.legal_basis_ur if get_language() == "ur" else self.legal_basis


class Snapshot(Person):
    """An identity as it was entered, with the folded record it is compared by.

    ``source`` and ``source_id`` lead back to the domain record ('hotel_eye.guest', 17) without a
    foreign key: the heart knows nobody by name.
    """

    source = models.CharField(max_length=60, editable=False)
    source_id = models.BigIntegerField(editable=False)
    #: A row of `matching.record`; one of another folding is folded again when it is met.
    record = models.BinaryField(default=b"", editable=False)
    content_hash = models.CharField(max_length=32, editable=False)
    screened_at = models.DateTimeField(_("Screened at"), null=True, editable=False)

    class Meta:
        abstract = True


#: What the worker notes for itself, or anybody can work out again, is no history.
_WORKED_OUT = ("record", "content_hash", "screened_at")


@history.tracked(exclude=(*_WORKED_OUT, "vehicle_key", "list_version", "retry_at"), inserts=False)
class Sighting(Snapshot):
    """Somebody was seen: where, from when, until when, and in which vehicle he came.

    Born with ``screened_at`` null: that row is the outbox, the queue is only the bell.
    """

    class Kind(models.TextChoices):
        GUEST = "guest", _("Hotel guest")
        TENANT = "tenant", _("Tenant")
        APPLICANT = "applicant", _("Applicant")

    kind = models.CharField(_("Seen as"), max_length=12, choices=Kind.choices)
    station = models.ForeignKey(Station, models.PROTECT, related_name="sightings")
    premises = models.CharField(_("Premises"), max_length=160)
    premises_address = models.CharField(_("Address"), max_length=240, blank=True)
    premises_phone = PhoneField(_("Phone of the premises"), blank=True, default="")
    spot = models.CharField(_("Room or flat"), max_length=40, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    seen_from = models.DateTimeField(_("Seen from"))
    seen_until = models.DateTimeField(_("Seen until"), null=True)
    reported_at = models.DateTimeField(_("Reported at"))
    #: As it was entered, and the key by which it is looked for; '' where he came in none.
    vehicle_no = models.CharField(
        _("Vehicle number"), max_length=20, blank=True, default="", db_default=""
    )
    vehicle_key = models.CharField(
        max_length=vehicle.KEY_LENGTH, default="", db_default="", editable=False
    )
    #: Compared with every listing up to this version of the list; see `ListState`.
    list_version = models.BigIntegerField(null=True, editable=False)
    # Set when screening this row failed: it steps aside so that the rows behind it do not wait.
    retry_at = models.DateTimeField(null=True, editable=False)

    objects = SightingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="alerts_sighting_once"),
            models.CheckConstraint(
                name="alerts_sighting_in_order",
                condition=Q(seen_until__isnull=True) | Q(seen_until__gte=F("seen_from")),
            ),
        ]
        indexes = [
            models.Index(fields=["cnic"], name="alerts_sighting_cnic", condition=~Q(cnic="")),
            models.Index(
                fields=["vehicle_key"],
                name="alerts_sighting_vehicle",
                condition=~Q(vehicle_key=""),
            ),
            models.Index(
                fields=["id"], name="alerts_sighting_pending", condition=Q(screened_at=None)
            ),
            # Who is in the house: looked at first when somebody comes to the list.
            models.Index(
                fields=["id"], name="alerts_sighting_present", condition=Q(seen_until=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.premises}"

    def is_current(self, at: Any) -> bool:
        """Whether the person is, as far as we know, still there."""
        return self.seen_until is None or self.seen_until > at


@history.tracked(exclude=(*_WORKED_OUT, "version"), inserts=False)
class Listing(Snapshot):
    """Somebody is looked for: why, how urgently, by which station, from when to when."""

    category = models.ForeignKey(ListingCategory, models.PROTECT, related_name="listings")
    reference = models.CharField(_("Reference"), max_length=80, blank=True)
    summary = models.CharField(_("What for"), max_length=300, blank=True)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    owning_station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="listings"
    )
    valid_from = models.DateTimeField(_("Valid from"))
    valid_to = models.DateTimeField(_("Valid to"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("Withdrawn at"), null=True)
    withdrawn_reason = models.CharField(_("Withdrawn because"), max_length=200, blank=True)
    #: The record behind it is sealed: screened like any other, its alerts are for named officers.
    is_sealed = models.BooleanField(_("Sealed"), default=False, editable=False)
    #: The version of the list that brought this entry as it is; null: it waits to be admitted.
    version = models.BigIntegerField(null=True, editable=False)

    objects = ListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "source_id"], name="alerts_listing_once"),
            models.CheckConstraint(
                name="alerts_listing_in_order",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="alerts_listing_withdrawal_whole",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["cnic"], name="alerts_listing_cnic", condition=~Q(cnic="")),
            models.Index(fields=["version"], name="alerts_listing_version"),
            models.Index(
                fields=["owning_station", "-valid_from", "-id"],
                name="alerts_listing_of_station",
                condition=Q(withdrawn_at=None),
            ),
            models.Index(fields=["id"], name="alerts_listing_waiting", condition=Q(version=None)),
            models.Index(
                fields=["id"], name="alerts_listing_pending", condition=Q(screened_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id}: {self.name} ({self.reference})"

    def identity(self) -> Any:
        return replace(super().identity(), aliases=tuple(self.aliases))


@history.tracked(
    exclude=("registration_key", "chassis_key", "engine_key", "content_hash", "screened_at"),
    inserts=False,
)
class VehicleListing(models.Model):
    """A vehicle is looked for: by which numbers, by which station, since when.

    Nothing here speaks of the case but its reference: that of a sealed record is shown like any
    other, for whoever stops the vehicle has to call somebody.
    """

    #: What is sealed about a case is not written here at all.
    is_sealed = False

    source = models.CharField(max_length=60, editable=False)
    source_id = models.BigIntegerField(editable=False)
    category = models.ForeignKey(ListingCategory, models.PROTECT, related_name="vehicles")
    registration_no = models.CharField(_("Registration number"), max_length=20, blank=True)
    chassis_no = SerialNumberField(_("Chassis number"), blank=True, default="")
    engine_no = SerialNumberField(_("Engine number"), blank=True, default="")
    registration_key = models.CharField(max_length=vehicle.KEY_LENGTH, editable=False)
    chassis_key = models.CharField(max_length=vehicle.SerialNumber.LONGEST, editable=False)
    engine_key = models.CharField(max_length=vehicle.SerialNumber.LONGEST, editable=False)
    description = models.CharField(_("Make, model and colour"), max_length=160, blank=True)
    reference = models.CharField(_("Reference"), max_length=80, blank=True)
    owning_station = models.ForeignKey(Station, models.PROTECT, related_name="vehicle_listings")
    valid_from = models.DateTimeField(_("Valid from"))
    published_at = models.DateTimeField(_("Published at"))
    #: Whoever was seen in it before came in it by right; null: nobody is spared.
    missing_since = models.DateTimeField(_("Missing since"), null=True)
    withdrawn_at = models.DateTimeField(_("Withdrawn at"), null=True)
    withdrawn_reason = models.CharField(_("Withdrawn because"), max_length=200, blank=True)
    content_hash = models.CharField(max_length=32, editable=False)
    #: Null: it waits to be compared with what was seen before. That row is the outbox.
    screened_at = models.DateTimeField(_("Screened at"), null=True, editable=False)

    objects = VehicleListingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "source_id"], name="alerts_vehiclelisting_once"
            ),
            models.CheckConstraint(
                name="alerts_vehiclelisting_has_a_number",
                condition=~Q(registration_key="", chassis_key="", engine_key=""),
            ),
            models.CheckConstraint(
                name="alerts_vehiclelisting_in_force",
                condition=Q(valid_from__lte=F("published_at")),
            ),
            models.CheckConstraint(
                name="alerts_vehiclelisting_withdrawal_whole",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]
        indexes = [
            *(
                models.Index(
                    fields=[f"{number}_key"],
                    name=f"alerts_vehicle_{number}",
                    condition=~Q(**{f"{number}_key": ""}),
                )
                for number in ("registration", "chassis", "engine")
            ),
            models.Index(
                fields=["id"],
                name="alerts_vehicle_waiting",
                condition=Q(screened_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.registration_no or self.chassis_no or self.engine_no} ({self.reference})"


class ListState(models.Model):
    """How far the list has come: one row, locked by whoever admits entries to it.

    Each batch of entries that was admitted raised the version by one. Whoever screens holds the row
    shared until he has committed, so that no version begins while he works: a sighting is compared
    with every listing up to the version it records, and every later listing looks back at it.
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="alerts_liststate_one", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"version {self.version}"


class LookBack(models.Model):
    """Entries that came to the list are compared with everybody who was seen before.

    Those who are still in the house come first, then the whole past in order of its numbers:
    ``seen_up_to`` is how far it has come, so that it goes on where a killed worker left it.
    """

    class Stage(models.TextChoices):
        PRESENT = "present", _("Who is in the house")
        PAST = "past", _("Who was there before")
        DONE = "done", _("Done")

    version = models.BigIntegerField(unique=True)
    listings = models.PositiveIntegerField()
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.PRESENT)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    seen_up_to = models.BigIntegerField(default=0)
    #: The oldest and the newest sighting when it began; later ones meet these entries anyway.
    first_sighting = models.BigIntegerField(default=0)
    last_sighting = models.BigIntegerField()
    compared = models.BigIntegerField(default=0)
    matches = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alerts_lookback_done",
                condition=Q(stage="done", finished_at__isnull=False)
                | ~Q(stage="done") & Q(finished_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["listings", "id"], name="alerts_lookback_open", condition=~Q(stage="done")
            ),
        ]

    def __str__(self) -> str:
        return f"look back of version {self.version}"

    @property
    def percent(self) -> int:
        """How far through the past it has come, 0 to 100."""
        if self.stage == self.Stage.DONE:
            return 100
        if self.stage == self.Stage.PRESENT:
            return 0
        behind, whole = self.seen_up_to, self.last_sighting + 1
        return min(99, 100 * (behind + 1 - self.first_sighting) // (whole - self.first_sighting))


class IndexState(models.Model):
    """The worker's index of the list on one machine, as it last said of itself."""

    host = models.CharField(max_length=120, primary_key=True)
    version = models.BigIntegerField(null=True)
    entries = models.PositiveIntegerField(default=0)
    overlay = models.PositiveIntegerField(default=0)
    size_bytes = models.BigIntegerField(default=0)
    build_seconds = models.FloatField(default=0)
    model_version = models.CharField(max_length=60, blank=True)
    built_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()
    #: Why it could not be built; nobody is screened on that machine until it can.
    problem = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.host


class Pair(models.Model):
    """One sighting and one listing that met, in the words of that day."""

    evidence = models.JSONField(_("Why it matched"))
    category = models.ForeignKey(ListingCategory, models.PROTECT)
    sighting_hash = models.CharField(max_length=32)
    listing_hash = models.CharField(max_length=32)
    found_at = models.DateTimeField(_("Found at"))

    band: Any

    class Meta:
        abstract = True

    @property
    def severity(self) -> Severity:
        """The category's severity; a merely possible match comes two steps quieter."""
        steps = 2 if self.band == Band.POSSIBLE else 0
        return Severity(min(self.category.severity + steps, Severity.QUIET))


@history.tracked(inserts=False)
class Match(Pair):
    """One sighting and one listing that may be the same person."""

    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="matches")
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="matches")
    band = models.CharField(_("Grade"), max_length=12, choices=Band.choices)
    probability = models.FloatField(_("Probability"))
    rivals = models.PositiveIntegerField(_("Rivals"), default=0)
    summary = models.CharField(_("What for"), max_length=300, blank=True)
    model_version = models.CharField(max_length=60)

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sighting", "listing"], name="alerts_match_once"),
        ]

    def __str__(self) -> str:
        return f"sighting {self.sighting_id} = listing {self.listing_id} ({self.band})"

    @property
    def local_evidence(self) -> list[dict[str, Any]]:
        """Each line of evidence as `_components/evidence.html` shows it, in the reader's language.

        `share` is its weight in percent of the strongest line's, never too small to be seen;
        `ours` and `theirs` are pieces (text, differs), and empty where laying them side by side
        shows nothing: where all agrees, or nothing does.
        """
        language = "ur" if get_language() == "ur" else "en"
        strongest = max((abs(line["bits"]) for line in self.evidence), default=0) or 1
        return [
            {
                "words": line["words"][language],
                "bits": line["bits"],
                "speaks_for": line["bits"] >= 0,
                "share": max(round(100 * abs(line["bits"]) / strongest), LEAST_SHARE),
                **_compared(line),
            }
            for line in self.evidence
        ]


def _compared(line: dict[str, Any]) -> dict[str, list[tuple[str, bool]]]:
    """Both values of one line in pieces, where they differ in part."""
    ours, theirs, differing = line["ours"], line["theirs"], line["marks"]
    our_differing = line.get("our_marks")
    if our_differing is None:
        # The first matches were kept with the marks of the listed side only.
        our_differing = marks(ours, theirs)[0] if differing else ()
    pieces = {"ours": _pieces(ours, set(our_differing)), "theirs": _pieces(theirs, set(differing))}
    marked = [differs for side in pieces.values() for _, differs in side]
    kept = [text for side in pieces.values() for text, differs in side if not differs]
    # Of another name or another country the words have said everything.
    in_part = any(marked) and any(map(str.isalnum, "".join(kept)))
    return pieces if in_part else {"ours": [], "theirs": []}


def _pieces(text: str, differing: set[int]) -> list[tuple[str, bool]]:
    """The text cut into (piece, differs)."""
    return [
        ("".join(letter for _, letter in run), differs)
        for differs, run in groupby(enumerate(text), key=lambda one: one[0] in differing)
    ]


@history.tracked(inserts=False)
class VehicleMatch(Pair):
    """Somebody came in a vehicle that is looked for, by its plate."""

    #: A plate can be copied or misread; only the chassis number confirms.
    band = Band.PROBABLE

    sighting = models.ForeignKey(Sighting, models.CASCADE, related_name="vehicle_matches")
    listing = models.ForeignKey(VehicleListing, models.CASCADE, related_name="matches")

    objects = VehicleMatchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sighting", "listing"], name="alerts_vehiclematch_once"
            ),
        ]

    def __str__(self) -> str:
        return f"sighting {self.sighting_id} = vehicle listing {self.listing_id}"

    @property
    def local_evidence(self) -> list[str]:
        """Why it matched, each line in the reader's language."""
        language = "ur" if get_language() == "ur" else "en"
        return [line["words"][language] for line in self.evidence]


@history.tracked()
class Distinction(models.Model):
    """An officer looked and found two where a match saw one; remembered by content.

    It holds as long as neither description changes.
    """

    sighting_hash = models.CharField(max_length=32)
    listing_hash = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sighting_hash", "listing_hash"], name="alerts_distinction_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sighting_hash} ≠ {self.listing_hash}"


@history.tracked()
class Alert(models.Model):
    """What one station must answer about one sighting; gathers every match of it.

    It is about a person, about the vehicle he came in, or about both.

    A sealed listing has an alert of its own beside that, which only the officers named on its
    record see: nobody else learns from the first that there is a second.
    """

    class State(models.TextChoices):
        RAISED = "raised", _("Waiting")
        ACKNOWLEDGED = "acknowledged", _("Acknowledged")
        CLOSED = "closed", _("Closed")

    class Outcome(models.TextChoices):
        ARRESTED = "arrested", _("Arrested")
        RECOVERED = "recovered", _("Vehicle recovered")
        VERIFIED = "verified", _("Verified and left")
        ON_BAIL = "on_bail", _("On bail or acquitted")
        NOT_SAME = "not_same", _("Not the same person or vehicle")
        LEFT = "left", _("Left before arrival")
        INFORMED_CTD = "informed_ctd", _("CTD informed")
        FALSE_DATA = "false_data", _("False data")
        WITHDRAWN = "withdrawn", _("No longer looked for")

    sighting = models.ForeignKey(Sighting, models.PROTECT, related_name="alerts")
    station = models.ForeignKey(Station, models.PROTECT, related_name="alerts")
    sealed_listing = models.ForeignKey(
        Listing, models.PROTECT, null=True, editable=False, related_name="sealed_alerts"
    )
    severity = models.PositiveSmallIntegerField(_("Severity"), choices=Severity.choices)
    band = models.CharField(_("Grade"), max_length=12, choices=Band.choices)
    about_person = models.BooleanField(_("About a person"), default=True, db_default=True)
    about_vehicle = models.BooleanField(_("About a vehicle"), default=False, db_default=False)
    #: The person had already left when the match was found: a lead, not an errand.
    is_lead = models.BooleanField(_("Lead"), default=False)
    state = models.CharField(_("State"), max_length=12, choices=State.choices, default=State.RAISED)
    raised_at = models.DateTimeField(_("Raised at"))
    acknowledged_at = models.DateTimeField(_("Acknowledged at"), null=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    closed_at = models.DateTimeField(_("Closed at"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.CharField(_("Outcome"), max_length=12, choices=Outcome.choices, blank=True)
    outcome_note = models.CharField(_("Note"), max_length=500, blank=True)

    objects = AlertQuerySet.as_manager()

    #: What became of it at the other stations concerned; `alerts.elsewhere` puts it here.
    elsewhere: "Sequence[Alert]" = ()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="alerts_alert_about_something",
                condition=Q(about_person=True) | Q(about_vehicle=True),
            ),
            models.CheckConstraint(
                name="alerts_alert_recovers_a_vehicle",
                condition=~Q(outcome="recovered") | Q(about_vehicle=True),
            ),
            models.UniqueConstraint(
                fields=["sighting", "station", "sealed_listing"],
                name="alerts_alert_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="alerts_alert_acknowledgement_whole",
                condition=Q(acknowledged_at=None, acknowledged_by=None)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
            ),
            # CASPP itself closes what is no longer looked for; everything else has an officer.
            models.CheckConstraint(
                name="alerts_alert_closing_whole",
                condition=Q(closed_at=None, closed_by=None, outcome="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="")
                | Q(closed_at__isnull=False, closed_by=None, outcome="withdrawn"),
            ),
            models.CheckConstraint(
                name="alerts_alert_closed_is_closed",
                condition=Q(state="closed", closed_at__isnull=False)
                | ~Q(state="closed") & Q(closed_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["station", "severity", "-raised_at"],
                name="alerts_alert_open",
                condition=~Q(state="closed"),
            ),
            models.Index(
                fields=["station", "-closed_at", "-id"],
                name="alerts_alert_closed",
                condition=Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk}"

    @property
    def is_sealed(self) -> bool:
        return self.sealed_listing_id is not None
