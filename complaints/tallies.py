"""How many complaints of each month there were and how they ended, kept true by the database.

The figures of a year are read from some thousand rows instead of a million complaints. What is
sealed is not counted here: it exists for the officers named on it only.
"""

from typing import Any, Self

import pgtrigger
from django.db import models

from accounts.permissions import Permission
from complaints.categories import ComplaintCategory
from complaints.models import Complaint, Level
from complaints.querysets import reached_by
from stations.models import Station

_COUNTED = {
    "lodged": "true",
    "converted": "state = 'converted'",
    "closed": "state = 'closed'",
    "referred": "state = 'referred'",
    "diaried": "state = 'diaried'",
    "late": "is_late",
    "reopened": "reopened_count > 0",
    "rated": "rating IS NOT NULL",
}


def _keep(rows: str) -> str:
    """PL/pgSQL that adds to the tallies what ``rows`` (each with a sign) changes."""
    sums = [
        f"coalesce(sum(sign) FILTER (WHERE {condition}), 0) AS {name}"
        for name, condition in _COUNTED.items()
    ]
    names = [*_COUNTED, "rating_sum"]
    added = ", ".join(f"{name} = complaints_tally.{name} + excluded.{name}" for name in names)
    changed = " OR ".join(f"{name} <> 0" for name in names)
    return f"""
        INSERT INTO complaints_tally (month_on, station_id, category_id, level, {", ".join(names)})
        SELECT * FROM (
            SELECT date_trunc('month', lodged_at AT TIME ZONE 'Asia/Karachi')::date AS month_on,
                station_id, category_id, level, {", ".join(sums)},
                coalesce(sum(sign * rating), 0) AS rating_sum
            FROM ({rows}) AS moved WHERE sealed_as = ''
            GROUP BY 1, 2, 3, 4
        ) AS counted WHERE {changed}
        ORDER BY 1, 2, 3, 4
        ON CONFLICT (month_on, station_id, category_id, level) DO UPDATE SET {added};
        RETURN NULL;
    """


_PLUS = "SELECT *, 1 AS sign FROM new_rows"
_MINUS = "SELECT *, -1 AS sign FROM old_rows"

TRIGGERS = [
    pgtrigger.Trigger(
        name="tally_insert",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_rows"),
        func=_keep(_PLUS),
    ),
    pgtrigger.Trigger(
        name="tally_update",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(new="new_rows", old="old_rows"),
        func=_keep(f"{_PLUS} UNION ALL {_MINUS}"),
    ),
    pgtrigger.Trigger(
        name="tally_delete",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Delete,
        referencing=pgtrigger.Referencing(old="old_rows"),
        func=_keep(_MINUS),
    ),
]
for _trigger in TRIGGERS:
    pgtrigger.register(_trigger)(Complaint)


class TallyQuerySet(models.QuerySet[Any]):
    """Tallies by who may see what they count."""

    def visible_to(self, user: Any, permission: str = Permission.SEE_COMPLAINT_FIGURES) -> Self:
        """Those of the user's stations, up to his rung."""
        return self.filter(reached_by(user, permission))


class Tally(models.Model):
    """The complaints lodged in one month at one station, of one category and level."""

    month_on = models.DateField()
    station = models.ForeignKey(Station, models.PROTECT, related_name="+")
    category = models.ForeignKey(ComplaintCategory, models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    lodged = models.IntegerField(default=0)
    converted = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    referred = models.IntegerField(default=0)
    diaried = models.IntegerField(default=0)
    late = models.IntegerField(default=0)
    reopened = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    rating_sum = models.IntegerField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "Tallies"
        constraints = [
            models.UniqueConstraint(
                fields=["month_on", "station", "category", "level"], name="complaints_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month_on:%Y-%m} {self.station_id} {self.category_id}"
