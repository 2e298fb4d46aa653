"""The investigation: to whom it is marked, what he writes, whom he arrests, what courts order."""

from datetime import timedelta

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from audit import history
from firs.laws import (
    append_only,
    at_station_of_fir,
    by_the_investigator,
    frozen,
    kept,
    needs,
    not_before_fir,
    of_registered,
    of_this_case,
    refuses,
)
from firs.models.fir import FIR
from firs.models.people import Accused, Victim, Witness
from firs.querysets import ArrestQuerySet, DiariesQuerySet, OfFIRQuerySet
from stations.models import Station


class _Span(Func):
    """From one moment to another, or without an end."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


@history.tracked()
class Assignment(models.Model):
    """An officer has the investigation, from when to when; one at a time."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="assignments")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("Investigation officer"),
    )
    assigned_at = models.DateTimeField(_("From"))
    assigned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("Until"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    because = models.CharField(_("Order"), max_length=500, blank=True)

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="firs_assignment_one_at_a_time",
                expressions=[
                    ("fir", RangeOperators.EQUAL),
                    (_Span("assigned_at", "ended_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="firs_assignment_ended_whole",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_at__gte=F("assigned_at"), ended_by__isnull=False),
            ),
        ]
        triggers = [
            of_registered(),
            not_before_fir("assigned_at"),
            frozen("as_marked", "fir", "officer", "assigned_at", "assigned_by", "because"),
            frozen("ended_once", "ended_at", "ended_by", once="ended_at"),
            kept(),
        ]

    def __str__(self) -> str:
        return f"{self.officer_id} has FIR {self.fir_id}"


@history.tracked(inserts=False)
class CaseDiary(models.Model):
    """One page of the case diary (zimni, s.172 CrPC): the police's own, and no evidence.

    Numbered and dated, written by the officer who has the case, never changed, never shown to
    the complainant.
    """

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="case_diaries", db_index=False)
    number = models.PositiveIntegerField(_("Number"))
    made_at = models.DateTimeField(_("Written at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: Where he was and when, as the rule asks (rule 25.53).
    place = models.CharField(_("Place"), max_length=120, blank=True)
    words = models.TextField(_("Case diary"), max_length=16000)

    objects = DiariesQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Case diaries"
        constraints = [
            models.UniqueConstraint(fields=["fir", "number"], name="firs_casediary_number")
        ]
        triggers = [
            append_only(),
            of_registered(),
            by_the_investigator("made_by", "made_at"),
            refuses(
                "no_gap",
                when=(
                    "NEW.number <> 1 AND NOT EXISTS (SELECT 1 FROM firs_casediary WHERE fir_id ="
                    " NEW.fir_id AND number = NEW.number - 1 AND made_at <= NEW.made_at)"
                ),
                says="the pages of a case diary follow one another",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"case diary {self.number} of FIR {self.fir_id}"


@history.tracked(inserts=False)
class Statement(models.Model):
    """What somebody said: to the officer (s.161), or as a confession to a magistrate (s.164)."""

    class Kind(models.TextChoices):
        S161 = "161", _("To the officer (s.161)")
        S164 = "164", _("To a magistrate (s.164)")
        FURTHER = "further", _("Further statement")

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="statements")
    kind = models.CharField(_("Statement"), max_length=7, choices=Kind.choices, default=Kind.S161)
    witness = models.ForeignKey(Witness, models.PROTECT, null=True, blank=True, related_name="+")
    accused = models.ForeignKey(Accused, models.PROTECT, null=True, blank=True, related_name="+")
    victim = models.ForeignKey(Victim, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField(_("Recorded at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    words = models.TextField(_("Statement"), max_length=16000)

    objects = DiariesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_statement_of_one",
                condition=Q(witness__isnull=False, accused=None, victim=None)
                | Q(witness=None, accused__isnull=False, victim=None)
                | Q(witness=None, accused=None, victim__isnull=False),
            )
        ]
        triggers = [
            append_only(),
            of_registered(),
            not_before_fir("made_at"),
            by_the_investigator("made_by", "made_at"),
            of_this_case(witness="firs_witness", accused="firs_accused", victim="firs_victim"),
        ]

    def __str__(self) -> str:
        return f"statement {self.pk} in FIR {self.fir_id}"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)


#: An arrested person is before a magistrate within so many hours (s.61 CrPC).
PRODUCE_HOURS = 24
#: Police custody by order of a magistrate, in all (s.167 CrPC).
MOST_REMAND_DAYS = 15


@history.tracked()
class Arrest(models.Model):
    """Somebody was taken into custody (s.54 CrPC); the clock of twenty-four hours runs."""

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="arrests")
    accused = models.ForeignKey(Accused, models.PROTECT, related_name="arrests")
    arrested_at = models.DateTimeField(_("Arrested at"))
    arrested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Arrested by")
    )
    #: Where he was taken, which may be another city.
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="+", verbose_name=_("Arrested by the station")
    )
    place = models.CharField(_("Where"), max_length=240)
    is_before_fir = models.BooleanField(_("Before the FIR (s.54)"), default=False)
    before_because = models.CharField(
        _("Why he was arrested before the FIR"), max_length=500, blank=True
    )
    #: Whom he asked to be told (art. 10 of the Constitution; s.50 CrPC).
    told_whom = models.CharField(_("Who was told of the arrest"), max_length=120, blank=True)
    produce_by = models.DateTimeField(_("Before the magistrate by"))
    produced_at = models.DateTimeField(_("Produced before the magistrate at"), null=True)
    produced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ArrestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_arrest_produced_whole",
                condition=Q(produced_at=None, produced_by=None)
                | Q(
                    produced_at__isnull=False,
                    produced_at__gte=F("arrested_at"),
                    produced_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="firs_arrest_before_fir_says_why",
                condition=Q(is_before_fir=True) & ~Q(before_because="")
                | Q(is_before_fir=False, before_because=""),
            ),
            models.CheckConstraint(
                name="firs_arrest_clock",
                condition=Q(produce_by=F("arrested_at") + timedelta(hours=PRODUCE_HOURS)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["produce_by"], name="firs_arrest_clock", condition=Q(produced_at=None)
            ),
            models.Index(fields=["station", "-arrested_at"], name="firs_arrest_of_station"),
        ]
        triggers = [
            of_registered(),
            not_before_fir("arrested_at", unless="NEW.is_before_fir AND NEW.before_because <> ''"),
            frozen(
                "as_made",
                *("fir", "accused", "arrested_at", "arrested_by", "station", "place"),
                *("is_before_fir", "before_because", "produce_by"),
            ),
            frozen("produced_once", "produced_at", "produced_by", once="produced_at"),
            needs(
                "of_this_case",
                when="true",
                exists=(
                    "SELECT 1 FROM firs_accused WHERE id = NEW.accused_id"
                    " AND fir_id = NEW.fir_id AND is_known"
                ),
                says="only a named accused of the case is arrested",
                operation=pgtrigger.Insert,
            ),
            kept(),
        ]

    def __str__(self) -> str:
        return f"arrest {self.pk} in FIR {self.fir_id}"


@history.tracked()
class Remand(models.Model):
    """A magistrate's order of custody (s.167 CrPC): by the police fifteen days in all."""

    class Kind(models.TextChoices):
        PHYSICAL = "physical", _("Physical (police custody)")
        JUDICIAL = "judicial", _("Judicial (prison)")

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="remands")
    arrest = models.ForeignKey(Arrest, models.PROTECT, related_name="remands")
    kind = models.CharField(_("Remand"), max_length=8, choices=Kind.choices)
    from_on = models.DateField(_("From"))
    #: The first day on which the order holds no more.
    until_on = models.DateField(_("Produce again on"))
    court = models.CharField(_("Magistrate"), max_length=120)
    made_at = models.DateTimeField(_("Written down at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="firs_remand_in_order",
                condition=Q(until_on__gt=F("from_on"))
                & (Q(kind="judicial") | Q(until_on__lte=F("from_on") + MOST_REMAND_DAYS)),
            ),
            ExclusionConstraint(
                name="firs_remand_one_at_a_time",
                expressions=[
                    ("arrest", RangeOperators.EQUAL),
                    (
                        Func("from_on", "until_on", function="DATERANGE"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [models.Index(fields=["until_on"], name="firs_remand_until")]
        triggers = [
            append_only(),
            needs(
                "produced_first",
                when="true",
                exists=(
                    "SELECT 1 FROM firs_arrest WHERE id = NEW.arrest_id AND fir_id = NEW.fir_id"
                    " AND (produced_at AT TIME ZONE 'Asia/Karachi')::date <= NEW.from_on"
                ),
                says="a magistrate orders custody of whom he has before him",
                operation=pgtrigger.Insert,
            ),
            refuses(
                "fifteen_days",
                when=(
                    # In all: who is arrested once more in the same case has no days anew.
                    "NEW.kind = 'physical' AND (SELECT COALESCE(SUM(until_on - from_on), 0) FROM"
                    " firs_remand r JOIN firs_arrest a ON a.id = r.arrest_id WHERE"
                    " r.kind = 'physical' AND a.accused_id ="
                    " (SELECT accused_id FROM firs_arrest WHERE id = NEW.arrest_id))"
                    f" + (NEW.until_on - NEW.from_on) > {MOST_REMAND_DAYS}"
                ),
                says="police custody ends after fifteen days in all (s.167)",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"remand {self.pk} in FIR {self.fir_id}"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)

    @property
    def days(self) -> int:
        return (self.until_on - self.from_on).days


@history.tracked()
class Process(models.Model):
    """What a court issued against an accused: a warrant, a proclamation, an attachment."""

    class Kind(models.TextChoices):
        WARRANT_BAILABLE = "warrant_b", _("Bailable warrant")
        WARRANT = "warrant", _("Non-bailable warrant")
        PROCLAMATION = "proclamation", _("Proclamation (s.87)")
        ATTACHMENT = "attachment", _("Attachment of property (s.88)")
        SUMMONS = "summons", _("Summons")

    class Result(models.TextChoices):
        SERVED = "served", _("Executed")
        NOT_FOUND = "not_found", _("Not found at his address")
        PUBLISHED = "published", _("Published")
        RECALLED = "recalled", _("Recalled by the court")

    fir = models.ForeignKey(FIR, models.PROTECT, related_name="processes")
    accused = models.ForeignKey(Accused, models.PROTECT, related_name="processes")
    kind = models.CharField(_("Process"), max_length=12, choices=Kind.choices)
    court = models.CharField(_("Court"), max_length=120)
    issued_on = models.DateField(_("Issued on"))
    made_at = models.DateTimeField(_("Written down at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    returned_at = models.DateTimeField(_("Returned at"), null=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    result = models.CharField(_("Result"), max_length=9, choices=Result.choices, blank=True)
    #: The database writes it.
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )

    objects = OfFIRQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Processes"
        constraints = [
            models.CheckConstraint(
                name="firs_process_returned_whole",
                condition=Q(returned_at=None, returned_by=None, result="")
                | Q(returned_at__isnull=False, returned_at__gte=F("made_at"))
                & Q(returned_by__isnull=False)
                & ~Q(result=""),
            )
        ]
        indexes = [
            models.Index(fields=["station", "-made_at", "-id"], name="firs_process_of_station")
        ]
        triggers = [
            at_station_of_fir(),
            of_registered(),
            of_this_case(accused="firs_accused"),
            frozen(
                "as_issued", "fir", "accused", "kind", "court", "issued_on", "made_at", "made_by"
            ),
            frozen("returned_once", "returned_at", "returned_by", "result", once="returned_at"),
            kept(),
        ]

    def __str__(self) -> str:
        return f"process {self.pk} in FIR {self.fir_id}"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label)

    @property
    def result_label(self) -> str:
        return str(self.Result(self.result).label) if self.result else ""
