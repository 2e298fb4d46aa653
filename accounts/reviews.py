"""The quarterly look at everybody who has access at a station."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import history
from stations.models import Station

#: A station head has so long from the first day of the quarter; then its district head is told.
TIME_TO_SIGN = timedelta(days=30)


def quarter_of(day: date) -> date:
    """The first day of the quarter."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def is_overdue(day: date) -> bool:
    """Whether an unsigned review of this day's quarter is late."""
    return day - quarter_of(day) >= TIME_TO_SIGN


@history.tracked()
class AccessReview(models.Model):
    """A station's head has gone through everybody's access in one quarter, and signed."""

    station = models.ForeignKey(Station, models.PROTECT, related_name="access_reviews")
    quarter_on = models.DateField(_("Quarter"))
    signed_at = models.DateTimeField(_("Signed at"))
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["station", "quarter_on"], name="accounts_accessreview_once_a_quarter"
            ),
        ]

    def __str__(self) -> str:
        return f"review of {self.station} in the quarter of {self.quarter_on}"


@history.tracked()
class ReviewedAccess(models.Model):
    """One line of a review, in the words of that day: who had what, and whether he keeps it."""

    review = models.ForeignKey(AccessReview, models.PROTECT, related_name="lines")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    #: 'accounts.posting', or the register of places outside the police.
    source = models.CharField(max_length=60)
    source_id = models.BigIntegerField()
    words = models.CharField(_("Access"), max_length=200)
    is_kept = models.BooleanField(_("Keeps it"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "source", "source_id"], name="accounts_reviewedaccess_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.words}"
