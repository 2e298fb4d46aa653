"""The First Information Report: form 24.5(1), and what the police have made of it since."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.seals import Sealable
from audit import history
from complaints.models import Complaint, Level
from firs.laws import (
    BookYear,
    append_only,
    frozen,
    kept_once_registered,
    moves,
    needs,
    of_registered,
    refuses,
)
from firs.querysets import NAME_WORDS, EntryQuerySet, FIRQuerySet, OfFIRQuerySet
from firs.sections import CrimeHead, OffenceSection
from people.models import Person
from stations.models import Station


class State(models.TextChoices):
    """Where a case stands. Urdu labels are those of the registers in use."""

    DRAFT = "draft", _("Draft")
    DISCARDED = "discarded", _("Draft laid aside")
    REGISTERED = "registered", _("Registered")
    INVESTIGATION = "investigation", _("Under investigation")
    INTERIM = "interim", _("Interim challan")
    INCOMPLETE = "incomplete", _("Challan incomplete")
    COMPLETE = "complete", _("Challan complete")
    CHALLAN_512 = "challan_512", _("Challan 512")
    UNTRACED = "untraced", _("Untraced")
    CANCELLATION = "cancellation", _("Cancellation proposed")
    CANCELLED = "cancelled", _("Cancelled")
    TRANSFERRED = "transferred", _("Transferred")
    IN_COURT = "in_court", _("In court")
    DECIDED = "decided", _("Decided")


#: The police still owe the court something.
OPEN = (
    *(State.REGISTERED, State.INVESTIGATION, State.INTERIM, State.INCOMPLETE),
    *(State.COMPLETE, State.CHALLAN_512, State.CANCELLATION),
)
#: The report under s.173 is still to come.
UNREPORTED = (State.REGISTERED, State.INVESTIGATION, State.INTERIM)
UNWRITTEN = (State.DRAFT, State.DISCARDED)
#: Somebody still has something to do; boards and home pages count these.
PENDING = (State.DRAFT, *OPEN, State.UNTRACED)


class Signed(models.TextChoices):
    """How the informant put his name to it once it was read over to him (s.154 CrPC)."""

    SIGNATURE = "signature", _("Signature")
    THUMB = "thumb", _("Thumb impression")
    IN_WRITING = "in_writing", _("Written information attached")
    REFUSED = "refused", _("Refused to sign")


#: What stands in the book once it is signed, and is never written again.
AS_SIGNED = (
    *Person.IDENTITY_FIELDS,
    *("complaint", "station", "year", "serial", "registered_at", "registered_by", "signed_as"),
    *("address", "reported_at", "occurred_from", "occurred_to", "offence", "sections"),
    *("property_lost", "property_value", "place", "latitude", "longitude", "distance_km"),
    *("direction", "beat", "accused", "steps_taken", "narrative", "language", "diary_entry"),
    *("made_at", "made_by", "is_identity_hidden"),
)


#: The report that says where a case stands: the one signed last. A supplementary one adds to it.
_LAST_REPORT = (
    "SELECT * FROM firs_finalreport WHERE fir_id = NEW.id AND signed_at IS NOT NULL"
    " AND kind <> 'supplementary' ORDER BY signed_at DESC, id DESC LIMIT 1"
)


@history.tracked()
class FIR(Person, Sealable):
    """One FIR. The person is the informant. Until it is registered it is a draft without number.

    A draft may be changed; what is registered stands as it was signed, and everything later is a
    dated row beside it.
    """

    complaint = models.OneToOneField(
        Complaint, models.PROTECT, null=True, related_name="fir", verbose_name=_("Complaint")
    )
    # The indexes below begin with the station.
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="firs", verbose_name=_("Station"), db_index=False
    )
    #: As high as the complaint it comes from, until its supervisor hands it to the station.
    level = models.PositiveSmallIntegerField(
        _("Handled by"), choices=Level.choices, default=Level.STATION
    )
    state = models.CharField(_("State"), max_length=13, choices=State.choices, default=State.DRAFT)
    language = models.CharField(
        _("Written in"), max_length=2, choices=[("ur", "اردو"), ("en", "English")], default="ur"
    )
    #: One number for one sending of the form: the same form sent twice is one draft.
    form_token = models.UUIDField(unique=True, null=True, editable=False)

    # Its number: annual, of its station, without a gap (rule 24.5).
    year = models.PositiveSmallIntegerField(_("Year"), null=True, editable=False)
    serial = models.PositiveIntegerField(_("Number"), null=True, editable=False)
    registered_at = models.DateTimeField(_("Registered at"), null=True, editable=False)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("Registered by"),
    )
    signed_as = models.CharField(
        _("Signed by the informant"), max_length=10, choices=Signed.choices, blank=True
    )
    #: The entry of the roznamcha in which the information came in.
    diary_entry = models.OneToOneField(
        "firs.DiaryEntry", models.PROTECT, null=True, editable=False, related_name="fir_opened"
    )

    # Form 24.5(1), row by row.
    address = models.CharField(_("Address"), max_length=240, blank=True)
    is_identity_hidden = models.BooleanField(_("Identity kept hidden"), default=False)
    reported_at = models.DateTimeField(_("Reported at"))
    occurred_from = models.DateTimeField(_("Date and hour of occurrence"), null=True, blank=True)
    occurred_to = models.DateTimeField(_("Until"), null=True, blank=True)
    offence = models.CharField(_("Offence in brief"), max_length=240)
    #: The sections in words as they were signed; those of today are `section_codes`.
    sections = models.CharField(_("Sections"), max_length=240, blank=True)
    property_lost = models.TextField(_("Property carried off"), max_length=2000, blank=True)
    property_value = models.PositiveBigIntegerField(_("Value in rupees"), null=True, blank=True)
    place = models.CharField(_("Place of occurrence"), max_length=240, blank=True)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)
    distance_km = models.DecimalField(
        _("Distance from the station in km"), max_digits=6, decimal_places=1, null=True, blank=True
    )
    direction = models.CharField(_("Direction from the station"), max_length=20, blank=True)
    beat = models.CharField(_("Beat"), max_length=20, blank=True)
    #: Row 5 as it was signed; whoever is accused today is a row of his own.
    accused = models.TextField(_("Name and address of the criminal"), max_length=16000, blank=True)
    steps_taken = models.TextField(
        _("Steps taken, and why recording was delayed"), max_length=2000, blank=True
    )
    #: Row 7, once somebody has left; told to whoever signs, or written in when he leaves.
    despatched_at = models.DateTimeField(_("Despatched from the station at"), null=True, blank=True)
    narrative = models.TextField(_("First information"), max_length=8000)

    # What was made of it.
    #: The sections of today, as the dated rows of `FIRSection` say.
    section_codes = ArrayField(models.CharField(max_length=40), default=list, editable=False)
    head = models.CharField(
        _("Crime head"), max_length=20, choices=CrimeHead.choices, blank=True, editable=False
    )
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("Investigation officer"),
        db_index=False,
    )
    report_due_at = models.DateTimeField(_("Challan due"), null=True, editable=False)
    interim_due_at = models.DateTimeField(_("Interim challan due"), null=True, editable=False)
    #: How high the case has come because its challan is late.
    escalated_to = models.PositiveSmallIntegerField(
        _("Escalated to"), choices=Level.choices, default=Level.STATION, editable=False
    )
    review_due_on = models.DateField(_("Review due"), null=True, editable=False)
    last_zimni = models.PositiveIntegerField(default=0, editable=False)
    reopened_count = models.PositiveSmallIntegerField(_("Reopened"), default=0, editable=False)

    made_at = models.DateTimeField(_("Begun at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(_("Changed at"))
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = FIRQuerySet.as_manager()

    class Meta:
        verbose_name = "FIR"
        verbose_name_plural = "FIRs"
        constraints = [
            *Sealable.Meta.constraints,
            models.UniqueConstraint(fields=["station", "year", "serial"], name="firs_fir_number"),
            models.CheckConstraint(
                name="firs_fir_in_order",
                condition=(
                    Q(occurred_from=None)
                    | Q(occurred_from__lte=F("reported_at"))
                    & (Q(occurred_to=None) | Q(occurred_to__gte=F("occurred_from")))
                )
                & (Q(registered_at=None) | Q(registered_at__gte=F("reported_at")))
                & (Q(despatched_at=None) | Q(despatched_at__gte=F("reported_at"))),
            ),
            models.CheckConstraint(
                name="firs_fir_pin_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False)
                & Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
            models.CheckConstraint(
                name="firs_fir_registered_whole",
                condition=Q(state__in=[*UNWRITTEN], registered_at=None, registered_by=None)
                | ~Q(state__in=[*UNWRITTEN])
                & Q(registered_at__isnull=False, registered_by__isnull=False),
            ),
            models.CheckConstraint(
                name="firs_fir_complete_in_the_book",
                condition=Q(
                    state__in=[*UNWRITTEN],
                    year=None,
                    serial=None,
                    diary_entry=None,
                    investigator=None,
                    signed_as="",
                )
                | Q(
                    year__isnull=False,
                    serial__isnull=False,
                    serial__gte=1,
                    diary_entry__isnull=False,
                    report_due_at__isnull=False,
                    interim_due_at__isnull=False,
                    occurred_from__isnull=False,
                    level=Level.STATION,
                )
                & ~Q(state__in=[*UNWRITTEN])
                & ~Q(signed_as="")
                & ~Q(sections="")
                & ~Q(place=""),
            ),
            models.CheckConstraint(
                name="firs_fir_year_of_registration",
                # The year of the book is the year in Pakistan, at midnight, too.
                condition=Q(registered_at=None) | Q(year=BookYear("registered_at")),
            ),
            models.CheckConstraint(
                name="firs_fir_has_an_investigator",
                condition=Q(investigator__isnull=False)
                | Q(state__in=[*UNWRITTEN, State.REGISTERED, State.TRANSFERRED]),
            ),
            models.CheckConstraint(
                name="firs_fir_untraced_is_reviewed",
                condition=~Q(state=State.UNTRACED) | Q(review_due_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-registered_at", "-id"], name="firs_fir_of_station"),
            models.Index(fields=["-registered_at", "-id"], name="firs_fir_newest"),
            models.Index(
                fields=["station", "-made_at", "-id"],
                name="firs_fir_drafts",
                condition=Q(state=State.DRAFT),
            ),
            models.Index(
                fields=["investigator", "report_due_at", "id"],
                name="firs_fir_of_officer",
                condition=Q(state__in=[*OPEN]),
            ),
            models.Index(
                fields=["station", "report_due_at", "id"],
                name="firs_fir_due_station",
                condition=Q(state__in=[*UNREPORTED]),
            ),
            models.Index(
                fields=["report_due_at", "id"],
                name="firs_fir_due",
                condition=Q(state__in=[*UNREPORTED]),
            ),
            models.Index(
                fields=["station", "state", "-registered_at", "-id"], name="firs_fir_of_state"
            ),
            models.Index(fields=["state", "-registered_at", "-id"], name="firs_fir_all_of_state"),
            # Of a rare head, or one of which nearly all are sealed, no other index finds a page.
            models.Index(fields=["head", "-registered_at", "-id"], name="firs_fir_of_head"),
            # Whatever is counted of them, and who may see them, without reading a row.
            models.Index(
                fields=["station", "state"],
                include=[
                    *("id", "level", "registered_at", "report_due_at", "review_due_on"),
                    *("investigator", "escalated_to", "complaint", "sealed_as"),
                ],
                name="firs_fir_pending",
                condition=Q(state__in=[*PENDING]),
            ),
            # So is whatever is asked of the rows of cases that are not over: of an officer's, or
            # of all of a station.
            models.Index(
                fields=["station", "investigator"],
                include=["id", "level", "state", "sealed_as", "complaint"],
                name="firs_fir_at_work",
                condition=Q(registered_at__isnull=False)
                & ~Q(state__in=[State.DECIDED, State.CANCELLED]),
            ),
            models.Index(
                fields=["review_due_on", "id"],
                name="firs_fir_review",
                condition=Q(state=State.UNTRACED),
            ),
            models.Index(fields=["cnic"], name="firs_fir_cnic", condition=~Q(cnic="")),
            models.Index(fields=["phone"], name="firs_fir_phone", condition=~Q(phone="")),
            models.Index(
                fields=["sealed_as", "id"], name="firs_fir_sealed", condition=~Q(sealed_as="")
            ),
            GinIndex("station", NAME_WORDS, name="firs_fir_names"),
            GinIndex(fields=["section_codes"], name="firs_fir_sections"),
        ]
        triggers = [
            frozen("as_signed", *AS_SIGNED, once="registered_at"),
            frozen("departure_once", "despatched_at", once="despatched_at"),
            pgtrigger.Protect(
                name="kept",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__registered_at__isnull=False),
            ),
            moves("firs.workflow", "TRANSITIONS", field="state"),
            needs(
                "no_gap",
                when="NEW.serial > 1 AND OLD.serial IS NULL",
                exists=(
                    "SELECT 1 FROM firs_fir WHERE station_id = NEW.station_id"
                    " AND year = NEW.year AND serial = NEW.serial - 1"
                ),
                says="the numbers of a year follow one another without a gap",
            ),
            needs(
                "a_section",
                when="NEW.state <> OLD.state AND NEW.state = 'registered'",
                exists="SELECT 1 FROM firs_firsection WHERE fir_id = NEW.id AND removed_at IS NULL",
                says="an FIR names at least one section",
            ),
            needs(
                "entry_before",
                when="NEW.registered_at IS NOT NULL AND OLD.registered_at IS NULL",
                exists=(
                    "SELECT 1 FROM firs_diaryentry WHERE id = NEW.diary_entry_id"
                    " AND station_id = NEW.station_id AND made_at <= NEW.registered_at"
                ),
                says="the roznamcha comes before the FIR",
            ),
            needs(
                "marked_first",
                when=(
                    "NEW.investigator_id IS NOT NULL"
                    " AND NEW.investigator_id IS DISTINCT FROM OLD.investigator_id"
                ),
                exists=(
                    "SELECT 1 FROM firs_assignment WHERE fir_id = NEW.id"
                    " AND officer_id = NEW.investigator_id AND ended_at IS NULL"
                ),
                says="an officer has a case that is marked to him",
            ),
            needs(
                "its_report",
                when=(
                    "NEW.state <> OLD.state AND NEW.state IN ('interim', 'complete',"
                    " 'incomplete', 'challan_512', 'untraced', 'cancellation')"
                ),
                exists=f"SELECT 1 FROM ({_LAST_REPORT}) r WHERE r.kind = NEW.state",
                says="a signed report under s.173 sets this state",
            ),
            needs(
                "reached_court",
                when="NEW.state <> OLD.state AND NEW.state IN ('in_court', 'decided')",
                exists=(
                    f"SELECT 1 FROM ({_LAST_REPORT}) r WHERE r.reached_court_at IS NOT NULL"
                    " AND r.kind IN ('complete', 'incomplete', 'challan_512')"
                ),
                says="a case is closed by a report that reached court",
            ),
            needs(
                "courts_order",
                when="NEW.state <> OLD.state AND NEW.state = 'cancelled'",
                exists=(
                    f"SELECT 1 FROM ({_LAST_REPORT}) r"
                    " WHERE r.kind = 'cancellation' AND r.order_is_approval"
                ),
                says="a case is cancelled by the order of a court (rule 24.7)",
            ),
        ]

    def __str__(self) -> str:
        if self.serial is None:
            return f"FIR draft {self.pk}"
        return f"FIR {self.number}"

    @property
    def number(self) -> str:
        """'123/26' as everybody writes it; '' until it is registered."""
        return "" if self.serial is None else f"{self.serial}/{(self.year or 0) % 100:02d}"

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_registered(self) -> bool:
        return self.registered_at is not None

    @property
    def is_withheld(self) -> bool:
        """Whether it is spoken of at the station in person only, with the informant, too."""
        return self.is_sealed or self.is_identity_hidden

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def head_label(self) -> str:
        return str(CrimeHead(self.head).label) if self.head else ""

    def light(self, at: datetime) -> str:
        """'red' past the time of the challan, 'amber' in its last three days, '' with none due."""
        if self.state not in UNREPORTED or self.report_due_at is None:
            return ""
        left = self.report_due_at - at
        return "red" if left.total_seconds() < 0 else "amber" if left.days < 3 else "green"


@history.tracked()
class FIRSection(models.Model):
    """A section under which a case stands, from when to when; never overwritten."""

    fir = models.ForeignKey(FIR, models.CASCADE, related_name="section_rows")
    section = models.ForeignKey(OffenceSection, models.PROTECT, related_name="+", db_index=False)
    added_at = models.DateTimeField(_("Added at"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: Empty for those of the FIR itself.
    added_because = models.CharField(_("Why it was added"), max_length=500, blank=True)
    removed_at = models.DateTimeField(_("Deleted at"), null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_because = models.CharField(_("Why it was deleted"), max_length=500, blank=True)

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fir", "section"],
                name="firs_firsection_once",
                condition=Q(removed_at=None),
            ),
            models.CheckConstraint(
                name="firs_firsection_removed_whole",
                condition=Q(removed_at=None, removed_by=None, removed_because="")
                | Q(
                    removed_at__isnull=False,
                    removed_at__gte=F("added_at"),
                    removed_by__isnull=False,
                )
                & ~Q(removed_because=""),
            ),
        ]
        indexes = [models.Index(fields=["section", "fir"], name="firs_firsection_which")]
        triggers = [
            frozen("as_added", "fir", "section", "added_at", "added_by", "added_because"),
            frozen(
                "removed_once", "removed_at", "removed_by", "removed_because", once="removed_at"
            ),
            refuses(
                "never_the_last",
                when=(
                    "NEW.removed_at IS NOT NULL AND OLD.removed_at IS NULL AND NOT EXISTS"
                    " (SELECT 1 FROM firs_firsection WHERE fir_id = NEW.fir_id"
                    " AND id <> NEW.id AND removed_at IS NULL)"
                ),
                says="a case stands under one section at least",
                operation=pgtrigger.Update,
            ),
            kept_once_registered(),
        ]

    def __str__(self) -> str:
        return f"{self.section_id} of {self.fir_id}"


class EntryKind(models.TextChoices):
    """One thing that was done with a case. The values are stored: do not rename them."""

    REGISTERED = "registered", _("FIR registered")
    DESPATCHED = "despatched", _("Officer left the station")
    ASSIGNED = "assigned", _("Investigation marked to an officer")
    SECTION_ADDED = "section_added", _("Section added")
    SECTION_DELETED = "section_deleted", _("Section deleted")
    CORRECTED = "corrected", _("Correction")
    ACCUSED = "accused", _("Accused nominated")
    WITNESS = "witness", _("Witness added")
    VICTIM = "victim", _("Victim added")
    PROPERTY = "property", _("Stolen property added")
    FOUND = "found", _("Stolen property found")
    ZIMNI = "zimni", _("Case diary written")
    STATEMENT = "statement", _("Statement recorded")
    ARRESTED = "arrested", _("Arrested")
    PRODUCED = "produced", _("Produced before the magistrate")
    POSITION = "position", _("Position of an accused")
    PROCESS = "process", _("Warrant or proclamation")
    RETURNED = "returned", _("Warrant or proclamation returned")
    RECOVERED = "recovered", _("Recovery")
    MOVED = "moved", _("Case property moved")
    FORENSIC = "forensic", _("Forensic result")
    FILE = "file", _("Added to the case file")
    REPORT = "report", _("Report under s.173 made")
    SIGNED = "signed", _("Report under s.173 signed")
    SENT_BACK = "sent_back", _("Report under s.173 sent back")
    COURT = "court", _("Report reached the court")
    ORDER = "order", _("Order of the court")
    DECIDED = "decided", _("Decided by the court")
    REVIEWED = "reviewed", _("Untraced case reviewed")
    REOPENED = "reopened", _("Investigation opened again")
    TRANSFERRED = "transferred", _("Transferred")
    LINKED = "linked", _("Linked with another FIR")
    DELAY = "delay", _("Why the challan is late")
    ESCALATED = "escalated", _("Challan late: put before a supervisor")
    SEALED = "sealed", _("Sealed")
    NAMED = "named", _("Officer named on the seal")
    UNNAMED = "unnamed", _("Officer no longer named on the seal")
    LIFTED = "lifted", _("Seal lifted")


@history.tracked(inserts=False)
class Entry(models.Model):
    """One line of a case's history: written once, never changed."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(_("What"), max_length=15, choices=EntryKind.choices)
    made_at = models.DateTimeField(_("At"))
    #: Nobody where CASPP itself did it.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    words = models.TextField(_("In words"), max_length=4000, blank=True)
    #: The officer it was marked to, or who was named.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    accused = models.ForeignKey("firs.Accused", models.PROTECT, null=True, related_name="entries")
    #: The roznamcha of that day that says the same.
    diary_entry = models.ForeignKey(
        "firs.DiaryEntry", models.PROTECT, null=True, related_name="case_entries"
    )
    other = models.ForeignKey(FIR, models.PROTECT, null=True, related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Entries"
        constraints = [
            models.CheckConstraint(
                name="firs_entry_not_about_itself", condition=Q(other=None) | ~Q(other=F("fir"))
            ),
        ]
        indexes = [models.Index(fields=["fir", "made_at", "id"], name="firs_entry_order")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} of {self.fir_id}"


@history.tracked()
class Correction(models.Model):
    """Something in the FIR was written wrongly: the signed words stand, this row corrects them."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="corrections")
    row = models.CharField(_("Where in the form"), max_length=80)
    stands = models.CharField(_("As it stands"), max_length=2000)
    reads = models.CharField(_("As it is to be read"), max_length=2000)
    because = models.CharField(_("Why"), max_length=500)
    made_at = models.DateTimeField(_("At"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_correction_says_why", condition=~Q(because="") & ~Q(reads="")
            )
        ]
        triggers = [of_registered(), append_only()]

    def __str__(self) -> str:
        return f"correction {self.pk} of {self.fir_id}"
