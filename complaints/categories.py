"""What people complain of: the clocks, the law and who handles it, as data that a lawyer reads.

The rows come from `complaints/data/categories.csv` by `manage.py load_reference`.
"""

from datetime import date, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.seals import Seal
from audit import history


class Group(models.TextChoices):
    """Under which heading a citizen finds the category."""

    PROPERTY = "property", _("Something was taken or damaged")
    PERSON = "person", _("Somebody was hurt or threatened")
    FAMILY = "family", _("Women, children and family")
    FRAUD = "fraud", _("Cheating and money")
    LOST = "lost", _("Something or somebody is lost")
    PUBLIC = "public", _("Trouble in the neighbourhood")
    POLICE = "police", _("About the police")


class Referral(models.TextChoices):
    """Whom a complaint is referred to when the police station is not the place for it."""

    CYBER = "cyber", _("Cyber crime agency (NCCIA / FIA)")
    TRAFFIC = "traffic", _("Traffic police")
    EXCISE = "excise", _("Excise department")
    CHILD = "child", _("Child protection bureau")
    WOMEN = "women", _("Women's protection centre")
    CIVIL = "civil", _("Civil or family court")
    OMBUDSMAN = "ombudsman", _("Ombudsman")
    MUNICIPAL = "municipal", _("Municipal or district administration")
    OTHER = "other", _("Another office")


class CategoryQuerySet(models.QuerySet[Any]):
    """Categories by day."""

    def on(self, day: date) -> Self:
        """Those in use on that day, in the order in which they are offered."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        ).order_by("position", "code")


@history.tracked()
class ComplaintCategory(models.Model):
    """One kind of complaint, with its clocks."""

    code = models.SlugField(primary_key=True, max_length=40)
    group = models.CharField(_("Group"), max_length=10, choices=Group.choices)
    name = models.CharField(_("Name"), max_length=80)
    name_ur = models.CharField(_("Name in Urdu"), max_length=80)
    #: What it means, in the words of somebody who never read a law.
    says = models.CharField(_("In plain words"), max_length=200)
    says_ur = models.CharField(_("In plain words, in Urdu"), max_length=200)
    hours = models.PositiveSmallIntegerField(_("Hours until the outcome"))
    first_call_hours = models.PositiveSmallIntegerField(_("Hours until the officer's call"))
    #: Property crime without a named accused: an FIR within so many hours, or why not.
    fir_hours = models.PositiveSmallIntegerField(
        _("Hours until the FIR when nobody is named"), null=True, blank=True
    )
    #: None where it depends on the facts, and the officer decides.
    is_cognizable = models.BooleanField(_("Cognizable"), null=True, blank=True)
    is_emergency = models.BooleanField(_("Often an emergency"), default=False)
    asks_property = models.BooleanField(_("Asks what was taken"), default=False)
    against_police = models.BooleanField(_("About the police"), default=False)
    sealed_as = models.CharField(
        _("Sealed as"), max_length=14, choices=Seal.choices, blank=True, default=""
    )
    refer_to = models.CharField(
        _("Usually referred to"), max_length=10, choices=Referral.choices, blank=True
    )
    source = models.CharField(_("Source of the rule"), max_length=200)
    is_verified = models.BooleanField(_("Verified by a lawyer"), default=False)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("Complaint categories")
        constraints = [
            models.CheckConstraint(
                name="complaints_category_clocks_run",
                condition=Q(hours__gt=0, first_call_hours__gt=0)
                & (Q(fir_hours=None) | Q(fir_hours__gt=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def local_name(self) -> str:
        return self.name_ur if self.name_ur and get_language() == "ur" else self.name

    @property
    def local_words(self) -> str:
        return self.says_ur if self.says_ur and get_language() == "ur" else self.says

    @property
    def answer_within(self) -> timedelta:
        return timedelta(hours=self.hours)
