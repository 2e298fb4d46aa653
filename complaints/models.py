"""Complaints: what somebody brought to the police, and how far the police has come with it."""

from datetime import datetime

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.seals import Sealable
from audit import history
from complaints.categories import ComplaintCategory as ComplaintCategory
from complaints.categories import Referral
from complaints.querysets import (
    NAME_WORDS,
    ComplaintQuerySet,
    EntryQuerySet,
    RespondentQuerySet,
)
from people.fields import CNICField, PhoneField
from people.models import Person
from stations.models import Station


class Level(models.IntegerChoices):
    """The lowest rung that may handle a complaint; nobody below it sees it."""

    STATION = 1, _("Police station (SHO)")
    CIRCLE = 2, _("Circle (SDPO)")
    DISTRICT = 3, _("District (DPO)")
    COMMAND = 4, _("Command (RPO / IGP)")


class State(models.TextChoices):
    """Where a complaint is in its life."""

    RECEIVED = "received", _("Received")
    ASSIGNED = "assigned", _("With an officer")
    WAITING = "waiting", _("Question to the complainant")
    VERIFYING = "verifying", _("Answer to be verified by call")
    OBJECTED = "objected", _("Complainant not satisfied")
    CONVERTED = "converted", _("FIR")
    CLOSED = "closed", _("Closed with a reason")
    REFERRED = "referred", _("Referred elsewhere")
    DIARIED = "diaried", _("Entered in the diary, referred to the magistrate")


OPEN = (State.RECEIVED, State.ASSIGNED, State.WAITING, State.VERIFYING, State.OBJECTED)
ENDED = tuple(state for state in State if state not in OPEN)


class Channel(models.TextChoices):
    """How the complaint came in."""

    ONLINE = "online", _("Online")
    FRONT_DESK = "front_desk", _("Front desk")
    KHIDMAT = "khidmat", _("Khidmat Markaz")
    CALL_15 = "call_15", _("Call to 15")
    CALL_1787 = "call_1787", _("Call to 1787")
    LETTER = "letter", _("Post or e-mail")
    PATROL = "patrol", _("Patrol")


class Reason(models.TextChoices):
    """Why a complaint ends without an FIR."""

    RESOLVED = "resolved", _("The help that was asked for was given")
    SETTLED = "settled", _("The parties settled it themselves")
    CIVIL = "civil", _("No offence: a civil or family matter")
    FALSE = "false", _("Found to be false")
    WITHDRAWN = "withdrawn", _("Withdrawn by the complainant")
    UNREACHABLE = "unreachable", _("The complainant cannot be reached")
    NO_EVIDENCE = "no_evidence", _("Nothing was found that supports it")
    DUPLICATE = "duplicate", _("The same as another complaint")
    PROVEN = "proven", _("Proven: action was taken against the officer")


#: Only a complaint about the police is closed because it is proven.
REASONS_AGAINST_POLICE = frozenset(Reason) - {Reason.SETTLED, Reason.CIVIL}
REASONS = frozenset(Reason) - {Reason.PROVEN}


@history.tracked(inserts=False)
class Complaint(Person, Sealable):
    """One complaint under its e-tag. The person fields describe the complainant."""

    e_tag = models.CharField(_("E-tag"), max_length=16, unique=True)
    # Composite indexes begin with the category and with the station: one of its own is not needed,
    # and PostgreSQL would weigh it against the right one.
    category = models.ForeignKey(
        ComplaintCategory,
        models.PROTECT,
        related_name="+",
        verbose_name=_("Category"),
        db_index=False,
    )
    station = models.ForeignKey(
        Station,
        models.PROTECT,
        related_name="complaints",
        verbose_name=_("Station"),
        db_index=False,
    )
    level = models.PositiveSmallIntegerField(
        _("Handled by"), choices=Level.choices, default=Level.STATION
    )
    state = models.CharField(
        _("State"), max_length=10, choices=State.choices, default=State.RECEIVED
    )
    channel = models.CharField(_("Came by"), max_length=10, choices=Channel.choices)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("ur", "اردو")])
    lodged_at = models.DateTimeField(_("Lodged at"))
    lodged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: One number for one sending of the form: the same form sent twice is one complaint.
    form_token = models.UUIDField(unique=True, editable=False)

    # The complainant, beyond what every person has.
    address = models.CharField(_("Address"), max_length=240, blank=True)
    #: Typed by the desk for somebody who cannot write, and read back to him.
    is_dictated = models.BooleanField(_("Dictated and read back"), default=False)
    is_identity_hidden = models.BooleanField(_("Identity kept hidden"), default=False)
    may_text = models.BooleanField(_("May be sent messages"), default=True)
    may_call = models.BooleanField(_("May be called"), default=True)
    safe_hours = models.CharField(_("When it is safe to call"), max_length=120, blank=True)
    phone_proven_at = models.DateTimeField(null=True, editable=False)
    call_reference = models.CharField(_("Number of the call to 15"), max_length=40, blank=True)

    # What happened.
    occurred_from = models.DateTimeField(_("When it happened"), null=True, blank=True)
    occurred_to = models.DateTimeField(_("Until"), null=True, blank=True)
    place = models.CharField(_("Where it happened"), max_length=240, blank=True)
    latitude = models.FloatField(_("Latitude"), null=True, blank=True)
    longitude = models.FloatField(_("Longitude"), null=True, blank=True)
    details = models.TextField(_("What happened"), max_length=8000)
    property_lost = models.TextField(_("What was taken"), max_length=2000, blank=True)
    property_value = models.PositiveBigIntegerField(_("Value in rupees"), null=True, blank=True)
    is_accused_known = models.BooleanField(_("Somebody is named"), default=False)

    # The clocks.
    due_at = models.DateTimeField(_("Outcome due"))
    #: From here on the light is amber: the last quarter of the time.
    amber_at = models.DateTimeField(editable=False)
    call_due_at = models.DateTimeField(_("Call to the complainant due"))
    called_at = models.DateTimeField(_("Complainant called at"), null=True, editable=False)
    fir_due_at = models.DateTimeField(_("FIR due"), null=True, blank=True)
    late_because = models.CharField(_("Why it took longer"), max_length=500, blank=True)
    is_late = models.BooleanField(_("Ended after its time"), default=False, editable=False)

    assigned_at = models.DateTimeField(_("Assigned at"), null=True, editable=False)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("Officer"),
    )

    decided_at = models.DateTimeField(_("Decided at"), null=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    reason = models.CharField(_("Reason"), max_length=12, choices=Reason.choices, blank=True)
    referred_to = models.CharField(
        _("Referred to"), max_length=10, choices=Referral.choices, blank=True
    )
    #: The reason as the complainant reads it.
    reason_words = models.CharField(_("Reason in words"), max_length=2000, blank=True)
    diary_no = models.CharField(_("Diary entry number"), max_length=20, blank=True)
    court = models.CharField(_("Magistrate"), max_length=120, blank=True)
    fir_no = models.CharField(_("FIR number"), max_length=40, blank=True)

    # The complainant's word on it.
    objected_at = models.DateTimeField(_("Objected at"), null=True, editable=False)
    reopened_count = models.PositiveSmallIntegerField(_("Reopened"), default=0, editable=False)
    rating = models.PositiveSmallIntegerField(_("Rating"), null=True, editable=False)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            *Sealable.Meta.constraints,
            models.CheckConstraint(
                name="complaints_complaint_e_tag_form",
                condition=Q(e_tag__regex=r"^[0-9]{6}-[0-9]{8}$"),
            ),
            models.CheckConstraint(
                name="complaints_complaint_in_order",
                condition=(
                    Q(occurred_from=None)
                    | Q(occurred_from__lte=F("lodged_at"))
                    & (Q(occurred_to=None) | Q(occurred_to__gte=F("occurred_from")))
                )
                & Q(due_at__gt=F("lodged_at"), amber_at__lte=F("due_at")),
            ),
            models.CheckConstraint(
                name="complaints_complaint_assigned_whole",
                condition=Q(assigned_at=None, assigned_by=None, assigned_to=None)
                | Q(
                    assigned_at__isnull=False,
                    assigned_by__isnull=False,
                    assigned_to__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="complaints_complaint_with_an_officer",
                condition=~Q(state__in=["assigned", "verifying"]) | Q(assigned_to__isnull=False),
            ),
            models.CheckConstraint(
                name="complaints_complaint_decided_whole",
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="complaints_complaint_ends_by_decision",
                condition=~Q(state__in=[*ENDED, "objected"]) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="complaints_complaint_no_end_without_a_word",
                condition=~Q(state__in=["closed", "referred", "diaried"]) | ~Q(reason_words=""),
            ),
            models.CheckConstraint(
                name="complaints_complaint_reason_of_its_end",
                condition=(~Q(state="closed") | ~Q(reason=""))
                & (~Q(state="referred") | ~Q(referred_to=""))
                & (~Q(state="diaried") | ~Q(diary_no="") & ~Q(court="")),
            ),
            models.CheckConstraint(
                name="complaints_complaint_rating_of_five",
                condition=Q(rating=None) | Q(rating__gte=1, rating__lte=5),
            ),
            models.CheckConstraint(
                name="complaints_complaint_pin_whole",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__gte=-90, latitude__lte=90, longitude__gte=-180, longitude__lte=180),
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-lodged_at", "-id"], name="complaints_of_station"),
            models.Index(fields=["-lodged_at", "-id"], name="complaints_newest"),
            models.Index(
                fields=["station", "due_at", "id"],
                name="complaints_open_station",
                condition=Q(state__in=[*OPEN]),
            ),
            models.Index(
                fields=["due_at", "id"], name="complaints_open_due", condition=Q(state__in=[*OPEN])
            ),
            models.Index(
                fields=["assigned_to", "due_at", "id"],
                name="complaints_open_officer",
                condition=Q(state__in=[*OPEN]),
            ),
            models.Index(
                fields=["phone", "-lodged_at"], name="complaints_phone", condition=~Q(phone="")
            ),
            models.Index(
                fields=["cnic", "-lodged_at"], name="complaints_cnic", condition=~Q(cnic="")
            ),
            models.Index(
                fields=["station", "category", "occurred_from"],
                name="complaints_nearby",
                condition=Q(occurred_from__isnull=False),
            ),
            models.Index(
                fields=["-lodged_at", "-id"],
                name="complaints_reopened",
                condition=Q(reopened_count__gt=0),
            ),
            # Register No. VI of a station.
            models.Index(
                fields=["station", "-decided_at", "-id"],
                name="complaints_diaried",
                condition=Q(state="diaried"),
            ),
            models.Index(
                fields=["sealed_as", "id"], name="complaints_sealed", condition=~Q(sealed_as="")
            ),
            # What the figures of a month lead to, each from the newest to the oldest.
            models.Index(fields=["category", "-lodged_at", "-id"], name="complaints_of_category"),
            models.Index(
                fields=["state", "-lodged_at", "-id"],
                name="complaints_ended",
                condition=~Q(state__in=[*OPEN]),
            ),
            models.Index(
                fields=["reason", "-lodged_at", "-id"],
                name="complaints_reason",
                condition=~Q(reason=""),
            ),
            models.Index(
                fields=["-lodged_at", "-id"], name="complaints_late", condition=Q(is_late=True)
            ),
            GinIndex(NAME_WORDS, name="complaints_names"),
        ]

    def __str__(self) -> str:
        return self.e_tag

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_above_station(self) -> bool:
        return self.level > Level.STATION

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    def light(self, at: datetime) -> str:
        """'red' past its time, 'amber' in the last quarter, else 'green'; '' once it has ended."""
        if not self.is_open:
            return ""
        if at > self.due_at:
            return "red"
        return "amber" if at > self.amber_at else "green"

    def is_fir_late(self, at: datetime) -> bool:
        """Past the hours within which a property crime without a named accused becomes an FIR."""
        return self.is_open and self.fir_due_at is not None and at > self.fir_due_at


class Post(models.TextChoices):
    """What the officer complained of is; it says how high his complaint is handled."""

    STATION = "station", _("Works at a police station")
    SDPO = "sdpo", _("SDPO (DSP / ASP)")
    DPO = "dpo", _("DPO (SP / SSP)")
    ABOVE = "above", _("Above the district")
    UNKNOWN = "unknown", _("Not known")


@history.tracked()
class Respondent(models.Model):
    """Somebody whom a complaint names: an accused, or an officer who is complained of."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="respondents")
    name = models.CharField(_("Name"), max_length=120, blank=True)
    relative_name = models.CharField(_("Father's or husband's name"), max_length=120, blank=True)
    cnic = CNICField(_("CNIC"), blank=True, default="")
    phone = PhoneField(_("Phone"), blank=True, default="")
    description = models.CharField(_("What is known of him"), max_length=240, blank=True)
    belt_no = models.CharField(_("Belt number"), max_length=20, blank=True)
    post = models.CharField(_("Post"), max_length=8, choices=Post.choices, blank=True)
    #: The account of the officer complained of, where it could be told: he sees nothing of it.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = RespondentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaints_respondent_is_somebody",
                condition=~Q(name="", belt_no="", description="", post=""),
            )
        ]
        indexes = [
            models.Index(
                fields=["user"], name="complaints_respondent_officer", condition=~Q(user=None)
            ),
            models.Index(fields=["cnic"], name="complaints_respondent_cnic", condition=~Q(cnic="")),
            models.Index(
                fields=["phone"], name="complaints_respondent_phone", condition=~Q(phone="")
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.belt_no or self.description or self.post

    @property
    def post_label(self) -> str:
        return str(Post(self.post).label) if self.post else ""


class EntryKind(models.TextChoices):
    """One thing that was done with a complaint. The values are stored: do not rename them."""

    LODGED = "lodged", _("Complaint lodged")
    ASSIGNED = "assigned", _("Marked to an officer")
    CALLED = "called", _("Call to the complainant")
    NOTE = "note", _("Note")
    QUESTION = "question", _("Question to the complainant")
    ANSWER = "answer", _("Answer of the complainant")
    FILE = "file", _("File added")
    LINKED = "linked", _("Linked with another complaint")
    CATEGORY = "category", _("Category changed")
    TRANSFERRED = "transferred", _("Moved to another station")
    RAISED = "raised", _("Moved to a higher level")
    DELAY = "delay", _("Why it takes longer")
    REPORTED = "reported", _("Answer of the officer")
    VERIFIED = "verified", _("Answer verified with the complainant")
    CONVERTED = "converted", _("An FIR is being registered")
    REGISTERED = "registered", _("FIR registered")
    CLOSED = "closed", _("Closed")
    REFERRED = "referred", _("Referred elsewhere")
    DIARIED = "diaried", _("Entered in the diary, referred to the magistrate")
    OBJECTED = "objected", _("Complainant not satisfied")
    REOPENED = "reopened", _("Reopened")
    UPHELD = "upheld", _("The outcome stands")
    RATED = "rated", _("Rated by the complainant")
    SEALED = "sealed", _("Sealed")
    NAMED = "named", _("Officer named on the seal")
    UNNAMED = "unnamed", _("Officer no longer named on the seal")
    LIFTED = "lifted", _("Seal lifted")
    ABOUT = "about", _("Officer it is about was named")


class Answered(models.TextChoices):
    """How a call to the complainant went."""

    REACHED = "reached", _("Reached")
    NOT_REACHED = "not_reached", _("Not reached")
    SATISFIED = "satisfied", _("Reached: satisfied")
    NOT_SATISFIED = "not_satisfied", _("Reached: not satisfied")


@history.tracked(inserts=False)
class Entry(models.Model):
    """One line of a complaint's history: written once, never changed."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="entries")
    kind = models.CharField(_("What"), max_length=12, choices=EntryKind.choices)
    made_at = models.DateTimeField(_("At"))
    #: Nobody where the complainant himself, or CASPP, did it.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    words = models.TextField(_("In words"), max_length=4000, blank=True)
    answered = models.CharField(
        _("Result of the call"), max_length=14, choices=Answered.choices, blank=True
    )
    #: The officer it was marked to, or who was named.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    other = models.ForeignKey(Complaint, models.PROTECT, null=True, related_name="+")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Entries"
        constraints = [
            models.CheckConstraint(
                name="complaints_entry_call_has_a_result",
                condition=~Q(kind__in=["called", "verified"]) | ~Q(answered=""),
            ),
            models.CheckConstraint(
                name="complaints_entry_not_about_itself",
                condition=Q(other=None) | ~Q(other=F("complaint")),
            ),
        ]
        indexes = [
            models.Index(fields=["complaint", "made_at", "id"], name="complaints_entry_order")
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.complaint_id}"


from complaints import attachments, drafts, tallies  # noqa: E402, F401  (rooms of their own)
