"""Register No. II, the daily diary (roznamcha): rule 22.48."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from audit import history
from firs.laws import BookDay, append_only, refuses
from firs.querysets import DiaryQuerySet
from stations.models import Station


class DiaryKind(models.TextChoices):
    """What an entry is about. The values are stored: do not rename them."""

    OPENING = "opening", _("Opening")
    CLOSING = "closing", _("Closing")
    INFORMATION = "information", _("Information of an offence")
    FIR = "fir", _("FIR registered")
    DEPARTURE = "departure", _("Departure")
    RETURN = "return", _("Return")
    ARREST = "arrest", _("Arrest")
    LOCK_UP = "lock_up", _("Lock-up")
    PROPERTY = "property", _("Case property")
    ROAD = "road", _("Road certificate")
    PROCESS = "process", _("Warrant or summons")
    REPORT = "report", _("Report under s.173")
    CASH = "cash", _("Cash")
    ARMS = "arms", _("Arms and government property")
    OTHER = "other", _("Other")


#: What CASPP writes along with an act; an officer writes the others by hand.
BY_HAND = (
    *(DiaryKind.INFORMATION, DiaryKind.DEPARTURE, DiaryKind.RETURN, DiaryKind.LOCK_UP),
    *(DiaryKind.ARMS, DiaryKind.OTHER),
)


@history.tracked(inserts=False)
class DiaryEntry(models.Model):
    """One entry (rapat) under its number of the day: written in the order of time, never changed.

    The first of a day is its opening, the last its closing; a false entry is a matter of
    dismissal (rule 22.50).
    """

    station = models.ForeignKey(
        Station, models.PROTECT, related_name="diary", verbose_name=_("Station"), db_index=False
    )
    day = models.DateField(_("Day"))
    number = models.PositiveIntegerField(_("Number"))
    kind = models.CharField(_("Kind"), max_length=11, choices=DiaryKind.choices)
    made_at = models.DateTimeField(_("At"))
    #: Nobody where CASPP opens or closes the day.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    #: Who came, left, was arrested: the officer or person in question, in words.
    about = models.CharField(_("Who or what"), max_length=120, blank=True)
    words = models.TextField(_("Entry"), max_length=4000)
    fir = models.ForeignKey("firs.FIR", models.PROTECT, null=True, related_name="diary_entries")

    objects = DiaryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Diary entries"
        constraints = [
            models.UniqueConstraint(
                fields=["station", "day", "number"], name="firs_diaryentry_number"
            ),
            models.CheckConstraint(
                name="firs_diaryentry_opens_the_day",
                condition=Q(number=1, kind="opening") | Q(number__gt=1) & ~Q(kind="opening"),
            ),
            models.CheckConstraint(
                name="firs_diaryentry_on_its_day", condition=Q(day=BookDay("made_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-made_at", "-id"], name="firs_diary_newest"),
        ]
        triggers = [
            append_only(),
            refuses(
                "no_gap",
                when=(
                    "NEW.number > 1 AND NOT EXISTS (SELECT 1 FROM firs_diaryentry WHERE station_id"
                    " = NEW.station_id AND day = NEW.day AND number = NEW.number - 1"
                    " AND made_at <= NEW.made_at)"
                ),
                says="the entries of a day follow one another without a gap, in the order of time",
                operation=pgtrigger.Insert,
            ),
            refuses(
                "not_after_closing",
                when=(
                    "EXISTS (SELECT 1 FROM firs_diaryentry WHERE station_id = NEW.station_id"
                    " AND (day = NEW.day AND kind = 'closing' OR day > NEW.day))"
                ),
                says="the day is closed",
                operation=pgtrigger.Insert,
            ),
        ]

    def __str__(self) -> str:
        return f"entry {self.reference}"

    @property
    def reference(self) -> str:
        """'12/26-11-2026' as an FIR or a challan cites it."""
        return f"{self.number}/{self.day:%d-%m-%Y}"

    @property
    def kind_label(self) -> str:
        return str(DiaryKind(self.kind).label)
