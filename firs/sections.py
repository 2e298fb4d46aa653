"""Offences by act and section: what the law says of each, as data that a lawyer reads.

The rows come from `firs/data/sections.csv` by `manage.py load_reference`.
"""

import re
from datetime import date
from functools import reduce
from operator import or_
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.places import Days
from accounts.seals import Seal
from audit import history
from matching.text import letters_and_digits


class Part(models.TextChoices):
    """The parts into which Punjab's statistics of crime are divided."""

    PERSON = "person", _("Against person")
    PROPERTY = "property", _("Against property")
    SPECIAL = "special", _("Local and special laws")
    MISCELLANEOUS = "miscellaneous", _("Miscellaneous")


class CrimeHead(models.TextChoices):
    """Under which head a crime is counted, as Punjab's statistics name them.

    Vehicle snatching and cattle theft have no section of their own: such a case is a robbery or a
    theft by its section, and what was taken decides its head.
    """

    MURDER = "murder", _("Murder")
    ATTEMPTED_MURDER = "attempted_murder", _("Attempted murder")
    HURT = "hurt", _("Hurt")
    KIDNAPPING = "kidnapping", _("Kidnapping")
    RANSOM = "ransom", _("Kidnapping for ransom")
    RAPE = "rape", _("Rape")
    GANG_RAPE = "gang_rape", _("Gang rape")
    OTHER_PERSON = "other_person", _("Other offences against person")
    DACOITY = "dacoity", _("Dacoity")
    ROBBERY = "robbery", _("Robbery")
    BURGLARY = "burglary", _("Burglary")
    THEFT = "theft", _("Theft")
    VEHICLE_THEFT = "vehicle_theft", _("Motor vehicle theft")
    VEHICLE_SNATCHING = "vehicle_snatching", _("Motor vehicle snatching")
    CATTLE_THEFT = "cattle_theft", _("Cattle theft")
    OTHER_PROPERTY = "other_property", _("Other offences against property")
    FRAUD = "fraud", _("Cheating and forgery")
    ORDER = "order", _("Public order")
    TRAFFIC = "traffic", _("Traffic accident")
    SPECIAL = "special", _("Local and special laws")
    CYBER = "cyber", _("Cyber crime")
    FALSE = "false", _("False complaint")
    OTHER = "other", _("Other offences")


_PARTS = {
    **dict.fromkeys(("murder", "attempted_murder", "hurt", "kidnapping", "ransom"), Part.PERSON),
    **dict.fromkeys(("rape", "gang_rape", "other_person"), Part.PERSON),
    **dict.fromkeys(("dacoity", "robbery", "burglary", "theft", "vehicle_theft"), Part.PROPERTY),
    **dict.fromkeys(("vehicle_snatching", "cattle_theft", "other_property"), Part.PROPERTY),
    **dict.fromkeys(("special", "cyber"), Part.SPECIAL),
    **dict.fromkeys(("fraud", "order", "traffic", "false", "other"), Part.MISCELLANEOUS),
}


class Agency(models.TextChoices):
    """Who investigates what a police station refers instead of registering it."""

    CYBER = "cyber", _("Cyber crime agency (NCCIA / FIA)")
    FIA = "fia", _("Federal Investigation Agency")
    ANTI_CORRUPTION = "anti_corruption", _("Anti-corruption establishment")


_BETWEEN_WORDS = re.compile(r"[\s/,;،+&]+")
#: The year of an act: no section has four figures, and the words of the act are enough.
_YEAR = re.compile(r"(?:18|19|20)\d\d")
#: 337-A(i) is also typed as 337 a i.
_PIECES = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """Words to search by, spelled one way: '302/34 PPC' gives 302, 34 and ppc; '337-A(i)' 337ai."""
    words = (letters_and_digits(word) for word in _BETWEEN_WORDS.split(text))
    return [word for word in words if word and not _YEAR.fullmatch(word)]


class SectionQuerySet(models.QuerySet[Any]):
    """Sections by day, and by what a clerk types."""

    def on(self, day: date) -> Self:
        """Those in force on that day, in the order of the acts and their sections."""
        return self.filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
        ).order_by("position", "code")

    def matching(self, text: str) -> Self:
        """Those that fit a number ('302'), several ('302/34 PPC'), an act, or words in English,
        Urdu or Roman Urdu. Every word must fit, of the numbers one. First come those whose whole
        number it is, or whose title begins so.
        """
        typed = words_of(text)
        numbers = [word for word in typed if word[0].isdigit()]
        found = self
        for word in typed:
            if word not in numbers:
                found = found.filter(folded__contains=f" {word}")
        best = Q(folded__contains=f"| {' '.join(typed)}")
        if numbers:
            begun = (Q(folded__contains=f" {number}") for number in numbers)
            whole = (Q(folded__startswith=f" {number} ") for number in numbers)
            found, best = found.filter(reduce(or_, begun)), reduce(or_, whole)
        rank = Case(When(best, then=Value(0)), default=Value(1))
        return found.order_by(rank, "position", "code")


@history.tracked()
class OffenceSection(models.Model):
    """One section of one act under which a case may be registered."""

    code = models.SlugField(primary_key=True, max_length=40)
    act = models.CharField(_("Law"), max_length=40)
    act_ur = models.CharField(_("Law in Urdu"), max_length=40)
    act_name = models.CharField(_("Full name of the law"), max_length=120)
    act_name_ur = models.CharField(_("Full name of the law in Urdu"), max_length=120)
    section = models.CharField(_("Section"), max_length=20)
    title = models.CharField(_("Offence"), max_length=120)
    title_ur = models.CharField(_("Offence in Urdu"), max_length=120)
    #: What else clerks type to find it, in English and Roman Urdu, and in Urdu.
    words = models.CharField(_("Search words"), max_length=200, blank=True)
    words_ur = models.CharField(_("Search words in Urdu"), max_length=200, blank=True)
    #: All of the above as it is searched, the titles between bars; `fold` writes it.
    folded = models.TextField(editable=False)
    crime_head = models.CharField(_("Crime head"), max_length=20, choices=CrimeHead.choices)
    #: None where it is not known, or depends on the offence that was helped or attempted.
    is_cognizable = models.BooleanField(_("Cognizable"), null=True, blank=True)
    is_bailable = models.BooleanField(_("Bailable"), null=True, blank=True)
    is_compoundable = models.BooleanField(_("Compoundable"), null=True, blank=True)
    #: Where the law hides who the victim is (section 376-A PPC; Anti-Rape Act 2021, section 26).
    sealed_as = models.CharField(
        _("Sealed as"), max_length=14, choices=Seal.choices, blank=True, default=""
    )
    #: Section 173 CrPC: fourteen days from the FIR, and three more for an interim report.
    report_days = models.PositiveSmallIntegerField(_("Days until the report"), default=14)
    interim_days = models.PositiveSmallIntegerField(
        _("Further days until the interim report"), default=3
    )
    asks_vehicle = models.BooleanField(_("Asks about a vehicle"), default=False)
    asks_mobile = models.BooleanField(_("Asks about a mobile phone"), default=False)
    refer_to = models.CharField(
        _("Referred, not registered"), max_length=20, choices=Agency.choices, blank=True, default=""
    )
    source = models.CharField(_("Source of the rule"), max_length=200)
    is_verified = models.BooleanField(_("Verified by a lawyer"), default=False)
    valid_from = models.DateField(_("Valid from"), null=True, blank=True)
    valid_to = models.DateField(_("Valid until"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("Position"), default=0)

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("Offence sections")
        constraints = [
            models.CheckConstraint(
                name="firs_section_head_is_known", condition=Q(crime_head__in=CrimeHead.values)
            ),
            models.CheckConstraint(
                name="firs_section_seal_is_known", condition=Q(sealed_as__in=["", *Seal.values])
            ),
            models.CheckConstraint(
                name="firs_section_agency_is_known", condition=Q(refer_to__in=["", *Agency.values])
            ),
            models.CheckConstraint(
                name="firs_section_clocks_run", condition=Q(report_days__gt=0, interim_days__gt=0)
            ),
            models.CheckConstraint(
                name="firs_section_in_order",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                violation_error_message=_("The last day is before the first."),
            ),
            ExclusionConstraint(
                name="firs_section_once_at_a_time",
                expressions=[
                    ("act", "="),
                    ("section", "="),
                    (Days("valid_from", "valid_to"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This section of the law is in the list for these days."),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def fold(self) -> None:
        """Write anew what the section is found by. Whoever changes its words calls it."""
        cited = (self.section, *_PIECES.findall(self.section), "section دفعہ")
        acts = (self.act, self.act_ur, self.act_name, self.act_name_ur)
        said = (" ".join(cited + acts), self.title, self.title_ur, f"{self.words} {self.words_ur}")
        self.folded = f" {' | '.join(' '.join(words_of(one)) for one in said)} "

    def is_in_force(self, day: date) -> bool:
        """Whether the section is the law on that day; its first and its last day count."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def part(self) -> Part:
        """The part of the statistics to which its head belongs."""
        return _PARTS[self.crime_head]

    @property
    def text(self) -> str:
        """As it is cited: '379 PPC'."""
        return f"{self.section} {self.act}"

    @property
    def local_act(self) -> str:
        return self.act_ur if self.act_ur and get_language() == "ur" else self.act

    @property
    def local_act_name(self) -> str:
        return self.act_name_ur if self.act_name_ur and get_language() == "ur" else self.act_name

    @property
    def local_title(self) -> str:
        return self.title_ur if self.title_ur and get_language() == "ur" else self.title

    @property
    def local_text(self) -> str:
        """As it is cited in the reader's language; the number keeps its direction in Urdu."""
        return f"\u2066{self.section}\u2069 {self.local_act}"
