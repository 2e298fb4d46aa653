"""The shapes of a filing, the rule it follows, its receipts, and rows that come by the thousand.

A filing itself is a row of the app it belongs to (a stay, a tenancy): `Filing` gives it the same
life everywhere. Rules, receipts and lots are tables of this app and lead back by label and number.
"""

from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.places import Days
from audit import history
from documents import codes
from filings.querysets import LotQuerySet, ReceiptQuerySet, RuleQuerySet
from stations.models import District, Province, Station


class Kind(models.TextChoices):
    """Whom a rule has reported."""

    GUEST = "guest", _("Hotel guest")
    FOREIGNER = "foreigner", _("Foreign guest")
    TENANT = "tenant", _("Tenant")
    EMPLOYEE = "employee", _("Private employee or domestic staff")


class State(models.TextChoices):
    """A filing: what was sent to the police, and what became of it."""

    DRAFT = "draft", _("Draft")
    FILED = "filed", _("Filed")
    CORRECTED = "corrected", _("Corrected")
    ANNULLED = "annulled", _("Annulled")


class Way(models.TextChoices):
    """How it came in."""

    DESK = "desk", _("At the desk")
    OFFLINE = "offline", _("At the desk, without a network")
    UPLOAD = "upload", _("From a file")
    API = "api", _("From the hotel's own software")
    COUNTER = "counter", _("At a counter of the police")
    SELF = "self", _("By the person himself")


@history.tracked()
class ReportingRule(models.Model):
    """Who must report whom within how many hours, by which law, from when to when. Data."""

    class Clock(models.TextChoices):
        """From when the hours count."""

        EVENT = "event", _("From arrival or possession")
        DAY = "day", _("From the end of the day")

    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    province = models.ForeignKey(
        Province, models.PROTECT, related_name="+", verbose_name=_("Province")
    )
    #: A district's own rule goes before that of its province.
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("District"),
    )
    title = models.CharField(_("Law"), max_length=160)
    title_ur = models.CharField(_("Law, in Urdu"), max_length=160)
    section = models.CharField(_("Section"), max_length=60, blank=True)
    clock = models.CharField(
        _("Hours count"), max_length=5, choices=Clock.choices, default=Clock.EVENT
    )
    hours = models.PositiveSmallIntegerField(_("Hours"))
    #: A day on which nobody came is reported, too.
    wants_nil = models.BooleanField(_("Nil return for a day without arrivals"), default=False)
    #: Names of fields of the form that may not be left empty, beyond those that never may.
    required = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name=_("Required fields")
    )
    penalty = models.CharField(_("Penalty"), max_length=300, blank=True)
    penalty_ur = models.CharField(_("Penalty, in Urdu"), max_length=300, blank=True)
    source = models.CharField(_("Source"), max_length=300)
    is_verified = models.BooleanField(_("Verified against the text of the law"), default=False)
    valid_from = models.DateField(_("Valid from"))
    valid_to = models.DateField(_("Valid to"), null=True, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="filings_rule_in_order",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day is before the first."),
            ),
            models.CheckConstraint(
                name="filings_rule_hours", condition=Q(hours__gte=1, hours__lte=24 * 90)
            ),
            ExclusionConstraint(
                name="filings_rule_one_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("province", RangeOperators.EQUAL),
                    (Coalesce("district", 0), RangeOperators.EQUAL),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Another rule is valid there on some of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.kind}, from {self.valid_from}"

    @property
    def local_title(self) -> str:
        return self.title_ur if get_language() == "ur" else self.title

    @property
    def local_penalty(self) -> str:
        return self.penalty_ur if get_language() == "ur" else self.penalty


class Filing(models.Model):
    """The life of something reported: drafted, filed in time or late, corrected, annulled.

    Whoever inherits it says what is filed. Its history is kept by the app's own tracked table, its
    proof are the receipts, one for each version.
    """

    state = models.CharField(
        _("State"), max_length=9, choices=State.choices, default=State.FILED, db_default=State.FILED
    )
    way = models.CharField(
        _("How it came"), max_length=7, choices=Way.choices, default=Way.DESK, db_default=Way.DESK
    )
    rule = models.ForeignKey(
        ReportingRule, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    #: Until when it had to be filed; None where no rule is entered.
    due_at = models.DateTimeField(_("Due"), null=True, blank=True)
    filed_at = models.DateTimeField(_("Filed at"), null=True)
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Filed by"),
    )
    #: One more with every correction; nought as long as it is a draft.
    version = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    annulled_at = models.DateTimeField(_("Annulled at"), null=True, editable=False)
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        db_index=False,
    )
    annulled_because = models.CharField(_("Reason"), max_length=200, blank=True, editable=False,
                                        db_default="")  # fmt: skip

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_filed_whole",
                condition=Q(state="draft", filed_at=None, filed_by=None, version=0)
                | ~Q(state="draft")
                & Q(filed_at__isnull=False, filed_by__isnull=False, version__gte=1),
            ),
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_annulled_whole",
                condition=Q(annulled_at=None, annulled_by=None, annulled_because="")
                & ~Q(state="annulled")
                | Q(state="annulled", annulled_at__isnull=False, annulled_by__isnull=False)
                & ~Q(annulled_because=""),
            ),
        ]

    @property
    def is_annulled(self) -> bool:
        return self.state == State.ANNULLED

    @property
    def is_late(self) -> bool:
        """Whether it was filed after its hour; of a draft, never."""
        return bool(self.due_at and self.filed_at and self.filed_at > self.due_at)


class Receipt(models.Model):
    """The proof that something was filed: number, time, hash and a code that anybody may check.

    Written once with the filing and never changed; each version of a filing has its own.
    """

    class Act(models.TextChoices):
        """What was received."""

        FILED = "filed", _("Filed")
        CORRECTED = "corrected", _("Corrected")
        ANNULLED = "annulled", _("Annulled")
        NIL = "nil", _("Nil return")

    #: Such as 'H12-26-000034-5': whose, the year, without a gap, and a check digit.
    number = models.CharField(_("Receipt number"), max_length=30, unique=True)
    code = models.CharField(max_length=codes.LENGTH, unique=True)
    act = models.CharField(_("What was received"), max_length=9, choices=Act.choices)
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind.choices)
    #: The premises that reported ('hotel_eye.hotel', 12), and the record that was filed.
    premises_label = models.CharField(max_length=40)
    premises_id = models.BigIntegerField()
    source_label = models.CharField(max_length=40)
    source_id = models.BigIntegerField()
    version = models.PositiveSmallIntegerField(_("Version"))
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="+", verbose_name=_("Station"), db_index=False
    )
    #: SHA-256 of what was filed.
    digest = models.CharField(_("Hash"), max_length=64)
    #: Of a correction: field → what it said and what it says.
    changes = models.JSONField(default=dict, blank=True)
    received_at = models.DateTimeField(_("Received at"))
    received_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(_("Due"), null=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source_label", "source_id", "version"],
                name="filings_receipt_one_a_version",
            ),
            models.CheckConstraint(
                name="filings_receipt_has_a_digest", condition=Q(digest__regex="^[0-9a-f]{64}$")
            ),
            models.CheckConstraint(
                name="filings_receipt_has_a_code",
                condition=Q(code__regex=f"^[{codes.ALPHABET}]{{{codes.LENGTH}}}$"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["premises_label", "premises_id", "-received_at", "-id"],
                name="filings_receipt_newest",
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def shown_code(self) -> str:
        return codes.shown(self.code)

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.received_at > self.due_at


class LedgerDay(models.Model):
    """One day of one house: how much was filed in time and late, or that nobody came.

    Counted by the database itself (`filings.ledger.triggers`), whoever writes.
    """

    day = models.DateField(_("Day"))
    on_time = models.IntegerField(_("In time"), default=0, db_default=0)
    late = models.IntegerField(_("Late"), default=0, db_default=0)
    annulled = models.IntegerField(_("Annulled"), default=0, db_default=0)
    nil_at = models.DateTimeField(_("Nil return at"), null=True)
    nil_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_nil_whole",
                condition=Q(nil_at=None, nil_by=None)
                | Q(nil_at__isnull=False, nil_by__isnull=False),
            ),
        ]

    @property
    def filed(self) -> int:
        return self.on_time + self.late


class Inspection(models.Model):
    """An officer was there: what he found, and what the house says to it."""

    inspected_at = models.DateTimeField(_("Inspected at"))
    inspected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Inspected by")
    )
    words = models.TextField(_("What was found"), max_length=2000, blank=True)
    #: One number for one sending of the form: the same form sent twice is one inspection.
    form_token = models.UUIDField(unique=True, null=True, editable=False)
    #: The other side is heard.
    answer = models.TextField(_("Answer"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("Answered at"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_answered_whole",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
            ),
        ]


@history.tracked(exclude=("rows", "rows_done", "counts", "claimed_at", "tries"))
class Lot(models.Model):
    """Many filings sent at once, as a file or by the hotel's software; worked off behind it.

    The table is the memory: a row is filed in the transaction that marks it, so that whoever is
    killed in the middle files no row twice and leaves none out.
    """

    class State(models.TextChoices):
        """A lot of rows."""

        WAITING = "waiting", _("Being worked on")
        CHECKED = "checked", _("Checked, nothing filed")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    #: Which app's rows these are: 'hotel_eye.stay'.
    kind = models.CharField(max_length=40)
    premises_label = models.CharField(max_length=40)
    premises_id = models.BigIntegerField()
    #: What whoever sent it calls it; the same name is the same lot.
    reference = models.CharField(_("Reference"), max_length=80, blank=True)
    way = models.CharField(_("How it came"), max_length=7, choices=Way.choices)
    file_name = models.CharField(_("File"), max_length=160, blank=True)
    #: Only looked through: nothing is filed.
    is_trial = models.BooleanField(_("Check only"), default=False)
    columns = ArrayField(models.CharField(max_length=60), default=list, editable=False)
    language = models.CharField(max_length=2, choices=settings.LANGUAGES, editable=False)
    made_at = models.DateTimeField(_("Sent at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Sent by")
    )
    state = models.CharField(
        _("State"), max_length=8, choices=State.choices, default=State.WAITING, editable=False
    )
    rows = models.PositiveIntegerField(_("Rows"), default=0, editable=False)
    rows_done = models.PositiveIntegerField(default=0, editable=False)
    #: State of a row → how many are in it; 'noted' are those with a note. Moves with `rows_done`.
    counts = models.JSONField(default=dict, editable=False)
    claimed_at = models.DateTimeField(null=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(_("Ended at"), null=True, editable=False)
    failure = models.CharField(_("Why it failed"), max_length=300, blank=True, editable=False)

    objects = LotQuerySet.as_manager()

    class Meta:
        constraints = [
            # What was only looked through may be sent under the same name to be filed.
            models.UniqueConstraint(
                fields=["premises_label", "premises_id", "is_trial", "reference"],
                name="filings_lot_once",
                condition=~Q(reference=""),
            ),
            models.CheckConstraint(
                name="filings_lot_ended_or_waiting",
                condition=Q(state="waiting", ended_at=None)
                | ~Q(state="waiting") & Q(ended_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["premises_label", "premises_id", "-made_at", "-id"],
                name="filings_lot_newest",
            ),
            models.Index(fields=["id"], name="filings_lot_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"lot {self.pk}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING


class LotRow(models.Model):
    """One row as it came, and what became of it; forgotten some weeks after its lot has ended."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        FILED = "filed", _("Filed")
        FINE = "fine", _("Nothing wrong")
        REFUSED = "refused", _("Refused")
        KNOWN = "known", _("Filed before")

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="lines", db_index=False)
    number = models.PositiveIntegerField(_("Row"))
    #: Column → what stands there, as text.
    cells = models.JSONField(default=dict)
    #: Rows of one party have the same key and are worked off together; its head is the first.
    party = models.CharField(max_length=60, blank=True)
    #: What makes it the same as another row: by it one that stands there twice is known.
    key = models.CharField(max_length=60, blank=True)
    state = models.CharField(_("State"), max_length=7, choices=State.choices, default=State.WAITING)
    #: [column or '', what is wrong and what to do], in the language of whoever sent it.
    errors = models.JSONField(default=list)
    #: What was worth a look, though the row was taken: a lost leading zero, a date as a number.
    notes = models.JSONField(default=list)
    source_id = models.BigIntegerField(null=True)
    receipt = models.CharField(_("Receipt number"), max_length=30, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="filings_row_once"),
        ]
        indexes = [
            models.Index(fields=["lot", "state", "number"], name="filings_row_state"),
            models.Index(fields=["lot", "party"], name="filings_row_party"),
            models.Index(fields=["lot", "key"], name="filings_row_key", condition=~Q(key="")),
            models.Index(
                fields=["lot", "number"], name="filings_row_noted", condition=~Q(notes=[])
            ),
        ]

    def __str__(self) -> str:
        return f"row {self.number} of lot {self.lot_id}"


def label_of(record: Any) -> str:
    """How receipts and lots name the table of a record: 'hotel_eye.hotel'."""
    label: str = record._meta.label_lower
    return label
