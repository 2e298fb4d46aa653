"""What came of a list, as one person may see it now."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, Func

from alerts.models import Listing
from convicts.list_parts import Kept, bad_from_text, findings_from_text
from convicts.list_rows import Bad
from convicts.list_screening import WEAK
from convicts.lists import ScreeningPart, ScreeningRun

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Some of a list, and whether there is more on either side."""

    rows: list[Any]
    number: int
    pages: int

    @property
    def before(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def after(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


class Results:
    """The findings of a list, less those whose record was sealed since, but for who is named."""

    def __init__(self, run: ScreeningRun, user: Any) -> None:
        self._run = run
        self._hidden = _hidden_from(user, run)
        parts = run.parts.order_by("number").values_list("pk", "listings", "bands")
        #: For each part which of its findings can be seen, with their grades.
        self._parts = [
            (
                pk,
                {
                    place: band or WEAK
                    for place, (listing, band) in enumerate(zip(listings, bands, strict=True))
                    if listing not in self._hidden
                },
            )
            for pk, listings, bands in parts
            if listings
        ]

    def counts(self) -> Counter[str]:
        """How many candidates there are of each grade."""
        return Counter(band for _, seen in self._parts for band in seen.values())

    def page(self, number: int, *, band: str = "", size: int = SIZE) -> Page:
        """One page of the findings, or of those of one grade, in the order of the list."""
        places = [
            (pk, [place for place, its_own in seen.items() if band in ("", its_own)])
            for pk, seen in self._parts
        ]
        pages = -(-sum(len(some) for _, some in places) // size) or 1
        number = min(max(number, 1), pages)
        rows: list[Kept] = []
        skipped, wanted = (number - 1) * size, size
        for pk, some in places:
            chosen = some[skipped : skipped + wanted]
            skipped = max(skipped - len(some), 0)
            wanted -= len(chosen)
            rows += _opened(pk, chosen)
            if not wanted:
                break
        return Page(rows, number, pages)

    def every(self) -> Iterator[Kept]:
        """All findings, a part at a time."""
        for pk, seen in self._parts:
            yield from _opened(pk, list(seen))


def bad_rows_of(run: ScreeningRun) -> Iterator[Bad]:
    """All refused rows, a part at a time."""
    with_some = run.parts.filter(bad_rows__gt=0).order_by("number")
    for pk in with_some.values_list("pk", flat=True):
        yield from bad_from_text(ScreeningPart.objects.values_list("bad", flat=True).get(pk=pk))


def bad_page(run: ScreeningRun, number: int, *, size: int = SIZE) -> Page:
    """One page of the refused rows."""
    pages = -(-run.bad_rows // size) or 1
    number = min(max(number, 1), pages)
    rows: list[Bad] = []
    skipped = (number - 1) * size
    parts = run.parts.filter(bad_rows__gt=0).order_by("number")
    for pk, count in parts.values_list("pk", "bad_rows"):
        if skipped < count:
            text = ScreeningPart.objects.values_list("bad", flat=True).get(pk=pk)
            rows += bad_from_text(text)[skipped : skipped + size - len(rows)]
        skipped = max(skipped - count, 0)
        if len(rows) == size:
            break
    return Page(rows, number, pages)


def _opened(pk: int, places: list[int]) -> list[Kept]:
    """These findings of one part; it is opened only where there are any."""
    if not places:
        return []
    text = ScreeningPart.objects.values_list("results", flat=True).get(pk=pk)
    kept = findings_from_text(text)
    return [kept[place] for place in places]


class _Unnest(Func):
    function = "unnest"
    set_returning = True
    output_field = BigIntegerField()


def _hidden_from(user: Any, run: ScreeningRun) -> set[int]:
    """Listings among the findings that are sealed now, and not for this person."""
    found = run.parts.values(one=_Unnest(F("listings")))
    sealed = Listing.objects.filter(is_sealed=True, pk__in=found)
    named = Listing.objects.named_to(user)
    return set(sealed.exclude(pk__in=named.values("pk")).values_list("pk", flat=True))
