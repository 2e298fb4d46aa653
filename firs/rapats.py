"""The entries of the roznamcha (rapats) as one person may read them.

The book has no gaps: an entry of a case that is sealed before the reader keeps its number and its
hour, and tells nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from firs.models import FIR, Accused, Arrest, DiaryEntry, DiaryKind
from people.masking import cards_masked
from stations.models import Station

#: Stands for a name that the reader is not told.
_UNTOLD = "•••"


@dataclass(frozen=True, slots=True)
class Rapat:
    """One entry, and what of it is told."""

    entry: DiaryEntry
    about: str
    words: str
    is_withheld: bool
    #: Its case, where the reader may open that.
    case: FIR | None

    @property
    def kind_label(self) -> str:
        return "" if self.is_withheld else self.entry.kind_label

    @property
    def made_by(self) -> str:
        return self.entry.made_by.local_name if self.entry.made_by else "CASPP"


def read(entries: Sequence[DiaryEntry], *, station: Station, user: Any) -> list[Rapat]:
    """These entries of a station, loaded with who made them, as the user may read them."""
    opened = FIR.objects.filter(diary_entry__in=[one.pk for one in entries])
    case_of = dict(opened.values_list("diary_entry_id", "pk"))
    case_of.update((one.pk, one.fir_id) for one in entries if one.fir_id)
    told = FIR.objects.told_to(user).filter(pk__in=case_of.values())
    told_keys = set(told.values_list("pk", flat=True))
    visible = FIR.objects.visible_to(user).filter(pk__in=case_of.values())
    cases = {one.pk: one for one in visible.only("station", "year", "serial")}
    untold = _untold_names(station, user)
    rapats = []
    for one in entries:
        case = case_of.get(one.pk)
        is_withheld = case is not None and case not in told_keys
        about, words = (
            ("", _("Of a case that is not open to you."))
            if is_withheld
            else (one.about, _without(one, untold))
        )
        rapats.append(Rapat(one, about, cards_masked(words), is_withheld, cases.get(case or 0)))
    return rapats


def _untold_names(station: Station, user: Any) -> list[str]:
    """Who may stand in an opening and is accused in a case that is sealed before this reader.

    It names the lock-up as it was, with whom the station arrested for others; a case may have been
    sealed since.
    """
    arrested = Arrest.objects.filter(station=station).values("accused")
    here = Q(station=station) | Q(pk__in=arrested)
    sealed = Accused.objects.filter(here).exclude(sealed_as="")
    names = list(sealed.values_list("fir_id", "name"))
    told = FIR.objects.told_to(user).filter(pk__in={case for case, _name in names})
    keys = set(told.values_list("pk", flat=True))
    untold = {name for case, name in names if case not in keys}
    return sorted(untold - {""}, key=len, reverse=True)


def _without(entry: DiaryEntry, names: list[str]) -> str:
    """The entry; in an opening, less everything that is said of these prisoners."""
    words = entry.words
    if entry.kind == DiaryKind.OPENING:
        for name in names:
            # Each prisoner begins with his name and ends where the next one begins.
            words = re.sub(rf"{re.escape(name)}[^;]*", _UNTOLD, words)
    return words
