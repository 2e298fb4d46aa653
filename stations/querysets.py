"""Questions about the map, in the words of the trade."""

import re
from typing import Any, Self

from django.db import models

from matching.text import fold_digits, fold_urdu

_SPACING = re.compile(r"[\s.\-_/()]+")


def folded_name(text: str) -> str:
    """A district's name without case, dots and spaces, so that 'D. I. Khan' meets 'D.I.Khan'."""
    return _SPACING.sub("", fold_urdu(fold_digits(text))).casefold()


class DistrictQuerySet(models.QuerySet[Any]):
    """Districts by place and name."""

    def by_folded_name(self) -> dict[str, Any]:
        """Every district under each of its names and aliases, folded; for imports."""
        names: dict[str, Any] = {}
        for district in self.prefetch_related("aliases"):
            for alias in district.aliases.all():
                names[alias.folded] = district
        return names


class StationQuerySet(models.QuerySet[Any]):
    """Stations by scope and place."""

    def visible_to(self, user: Any, permission: str) -> Self:
        """The stations inside those present postings of the user that carry the permission.

        An auditor of the country who is also a moharrar answers for his own station only.
        """
        inside = models.Q(pk__in=[])
        for posting in user.postings_with(permission):
            if posting.covers_country:
                return self
            inside |= posting.stations_inside()
        return self.filter(inside)

    def with_place(self) -> Self:
        """Loads circle, district, region and province along, for lists that name them."""
        return self.select_related("circle__district__region__province")
