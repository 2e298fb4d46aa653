"""How far somebody who came to the list has been compared, for the officer who put him there.

Whoever asks has been let in to the record already: of a sealed one, the named officers alone.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts.models import Listing, LookBack, Match
from people.models import Person


class Stage(StrEnum):
    """Where an entry is on its way through everybody who was seen."""

    LATER = "later"
    WAITING = "waiting"
    PRESENT = LookBack.Stage.PRESENT.value
    PAST = LookBack.Stage.PAST.value
    DONE = LookBack.Stage.DONE.value


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one entry is."""

    stage: Stage
    at: datetime | None = None
    """When it comes into force, or when it was done."""
    percent: int = 0
    matches: int = 0

    @property
    def is_done(self) -> bool:
        return self.stage == Stage.DONE

    @property
    def is_comparing(self) -> bool:
        return self.stage in (Stage.PRESENT, Stage.PAST)

    @property
    def goes_on(self) -> bool:
        """Whether it is worth asking again in a few seconds."""
        return self.stage in (Stage.WAITING, Stage.PRESENT, Stage.PAST)

    @property
    def words(self) -> str:
        """How far it is, in a sentence or two."""
        said = self._how_far()
        return f"{said} {self._matches()}" if self.is_done or self.matches else said

    def _how_far(self) -> str:
        if self.stage == Stage.LATER:
            return _("Looked for from %(when)s on.") % {"when": self._when()}
        if self.stage == Stage.WAITING:
            return _("Waits to be admitted to the list; that takes seconds.")
        if self.stage == Stage.PRESENT:
            return _("Is being compared with who is in the house.")
        if self.stage == Stage.PAST:
            return _("%(percent)d %% of the past is compared.") % {"percent": self.percent}
        return _("Compared with everybody seen before, at %(when)s.") % {"when": self._when()}

    def _matches(self) -> str:
        if not self.matches:
            return _("No match so far.")
        said = ngettext("%(count)s match so far.", "%(count)s matches so far.", self.matches)
        return said % {"count": f"{self.matches:,}"}

    def _when(self) -> str:
        if self.at is None:
            return ""
        words = formats.date_format(timezone.localtime(self.at), "DATETIME_FORMAT")
        return f"\u2068{words}\u2069"


def of(person: Person, *, at: datetime) -> Progress | None:
    """How far the entry that this saved record published is; None where nobody looks for him.

    The matches are its own: those of everybody who came to the list with it are others' business.
    """
    published = Listing.objects.filter(source=person._meta.label_lower, source_id=person.pk)
    listing = published.filter(withdrawn_at=None).first()
    if listing is None:
        return None
    if listing.version is None:
        is_later = listing.valid_from > at
        return Progress(Stage.LATER, listing.valid_from) if is_later else Progress(Stage.WAITING)
    look_back = LookBack.objects.filter(version=listing.version).first()
    matches = Match.objects.standing().filter(listing=listing).count()
    if look_back is not None:
        return Progress(Stage(look_back.stage), look_back.finished_at, look_back.percent, matches)
    if listing.screened_at is None:
        return Progress(Stage.WAITING)
    return Progress(Stage.DONE, listing.screened_at, 100, matches)
