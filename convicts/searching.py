"""One box for the whole file: a CNIC or a part of one, a phone, an FIR, a reference, or a name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q

from convicts import looked_for
from convicts.models import Conviction, ConvictRecord, Mark, MethodUsed, Photograph
from matching import Identity, fold, records
from matching.ranking import rank, sounds_asked
from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC
from people.phone import InvalidPhone, Phone

#: So many are shown.
MOST_SHOWN = 50
#: So many that sound like the name are put in order.
MOST_RANKED = 200
#: Fewer digits of a CNIC are those of everybody.
LEAST_DIGITS = 5
#: '123/24', 'FIR No. 123/2024', 'FIR 123/24 Kohsar'.
_FIR = re.compile(r"(?:FIR\W*(?:No\W*)?)?(\d{1,6})\s*/\s*(\d{4}|\d{2})(?:\s+(\D+))?", re.I)
_DIGITS = re.compile(r"[\d\s-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filters:
    """What else is known of him; an empty one asks nothing."""

    district: str = ""
    gender: str = ""
    age_from: int | None = None
    age_to: int | None = None
    mark: str = ""
    mark_place: str = ""
    method: str = ""
    crime_head: str = ""
    status: str = ""

    def __bool__(self) -> bool:
        return self != _NONE

    def on(self, rows: Any, today: date) -> Any:
        """These records, as far as they fit."""
        same = {
            name: getattr(self, name) for name in ("district", "gender", "crime_head", "status")
        }
        rows = rows.filter(**{name: value for name, value in same.items() if value})
        # Who is forty today was born in one of two years.
        if self.age_from is not None:
            rows = rows.filter(birth_year__lte=today.year - self.age_from)
        if self.age_to is not None:
            rows = rows.filter(birth_year__gte=today.year - self.age_to - 1)
        if self.mark or self.mark_place:
            asked = {"kind": self.mark, "place": self.mark_place}
            rows = rows.filter(_some(Mark, **{key: one for key, one in asked.items() if one}))
        if self.method:
            rows = rows.filter(_some(MethodUsed, method=self.method))
        return rows


_NONE = Filters()


@dataclass(frozen=True, slots=True)
class Found:
    """The records that were found, the best first."""

    records: list[ConvictRecord] = field(default_factory=list)
    is_cut: bool = False


def search(text: str, filters: Filters, *, visible: Any, today: date) -> Found:
    """Whoever of the ``visible`` records fits what was typed and what else is known."""
    rows = filters.on(visible, today)
    asked = fold_digits(text).strip()
    if not asked:
        return _shown(rows.order_by("-pk"))
    if (by_number := _by_number(asked)) is not None:
        return _shown(rows.filter(by_number).order_by("name", "pk"))
    return _by_name(asked, rows)


def _by_number(text: str) -> Q | None:
    """The condition where a number was typed; None where it can only be a name."""
    if fir := _FIR.fullmatch(text):
        number, year = int(fir[1]), int(fir[2])
        year = year if year > 99 else 2000 + year
        cited = Conviction.objects.standing().filter(fir_number=number, fir_year=year)
        if place := fir[3]:
            names = ("station__name", "station__name_ur", "station_as_given")
            cited = cited.filter(
                reduce(or_, (Q(**{f"{name}__icontains": place.strip()}) for name in names))
            )
        # By number: joined by OR to the rest of the question, every record was asked.
        keys = list(cited.order_by().values_list("record_id", flat=True)[:MOST_RANKED])
        return Q(external_ref=text) | Q(pk__in=keys)
    if not any(letter.isdigit() for letter in text):
        return None
    found = Q(external_ref=text)
    try:
        return found | Q(cnic=CNIC.parse(text))
    except InvalidCNIC:
        pass
    try:
        found |= Q(phone=Phone.parse(text))
    except InvalidPhone:
        pass
    if _DIGITS.fullmatch(text):
        digits = re.sub(r"\D", "", text)
        if len(digits) >= LEAST_DIGITS:
            found |= Q(cnic__contains=digits)
    return found


def _by_name(text: str, rows: Any) -> Found:
    """Who sounds so, in the order in which the engine would believe it; else whose name has it."""
    row = fold(Identity(name=text)).record
    sounds = sounds_asked(row)
    found = _ranked(row, _sounding(sounds, rows)) if sounds else []
    if found:
        return Found(_with_photographs(found[:MOST_SHOWN]), len(found) > MOST_SHOWN)
    return _shown(rows.with_name_part(text).order_by("name", "pk"))


def _sounding(sounds: list[int], rows: Any) -> list[ConvictRecord]:
    """Some who have all of these sounds, and some who have all but one, by one question."""
    keys = rows.order_by().values_list("pk", flat=True)
    alike = keys.filter(sounds__contains=sounds)[:MOST_RANKED]
    if len(sounds) > 1:
        most = Q()
        for left_out in sounds:
            most |= Q(sounds__contains=[sound for sound in sounds if sound != left_out])
        alike = alike.union(keys.filter(most)[:MOST_RANKED], all=True)
    return list(rows.filter(pk__in=set(alike)).select_related("category"))


def _ranked(row: bytes, some: list[ConvictRecord]) -> list[ConvictRecord]:
    """These in the order in which they fit the name; none who does not fit at all."""
    if not some:
        return []
    fits = rank(row, records([fold(one).record for one in looked_for.known_as(some)])).tolist()
    order = sorted(range(len(some)), key=lambda place: (-fits[place], some[place].pk))
    return [some[place] for place in order if fits[place] > 0]


def _shown(rows: Any) -> Found:
    found = list(rows.select_related("category")[: MOST_SHOWN + 1])
    return Found(_with_photographs(found[:MOST_SHOWN]), len(found) > MOST_SHOWN)


def _with_photographs(found: Sequence[ConvictRecord]) -> list[ConvictRecord]:
    """Each with his newest photograph from the front, where there is one."""
    fronts = Photograph.objects.standing().filter(view=Photograph.View.FRONT)
    newest = fronts.order_by("record", "-pk").distinct("record")
    by_record = {one.record_id: one for one in newest.filter(record__in=[r.pk for r in found])}
    for record in found:
        record.front = by_record.get(record.pk)
    return list(found)


def _some(model: Any, **asked: Any) -> Any:
    rows = model.objects.standing().filter(record=OuterRef("pk"), **asked)
    return Exists(rows)
