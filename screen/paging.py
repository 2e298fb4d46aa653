"""Long lists page by page, where the thousandth page costs as much as the first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, in its order: ``older_url`` is the next one, ``newer_url`` the first."""

    rows: list[Any]
    newer_url: str
    older_url: str

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was searched for by POST, newest first.

    What was searched for stands in no address: a form sends ``older_key`` back beside its words.
    """

    rows: list[Any]
    older_key: str
    is_first: bool


@dataclass(frozen=True, slots=True)
class _Order:
    """Which way a list is read, and what its address calls the last key of the page before."""

    parameter: str
    beyond: str
    sign: str


_NUMBER = "page"
_NEWEST = _Order("before", beyond="lt", sign="-")
_SOONEST = _Order("after", beyond="gt", sign="")


def newest_first(
    rows: "models.QuerySet[Any]", request: HttpRequest, *, by: str, size: int = SIZE
) -> Page:
    """The page the request asks for, by the key (``by``, pk) instead of counting rows.

    The address carries the last key of the page before; a key that cannot be read means page one.
    """
    return _page(rows, request, by, size, _NEWEST)


def soonest_first(
    rows: "models.QuerySet[Any]", request: HttpRequest, *, by: str = "due_at", size: int = SIZE
) -> Page:
    """The same from the other end: what is due first stands first."""
    return _page(rows, request, by, size, _SOONEST)


def newest_found(
    keys: list[tuple[datetime, int]],
    rows: "models.QuerySet[Any]",
    request: HttpRequest,
    *,
    size: int,
) -> Found:
    """The page the sent form asks for of ``keys`` (moment, pk); its ``rows`` alone are read."""
    last = _key(request.POST.get(_NEWEST.parameter, ""))
    following = sorted((key for key in keys if last is None or key < last), reverse=True)
    shown = following[:size]
    read = {row.pk: row for row in rows.filter(pk__in=[pk for _at, pk in shown])}
    return Found(
        [read[pk] for _at, pk in shown if pk in read],
        older_key=_words(*shown[-1]) if len(following) > size else "",
        is_first=last is None,
    )


def numbered(rows: Sequence[Any], request: HttpRequest, *, size: int = SIZE) -> Page:
    """The page the request asks for of a list that was worked out whole; page one otherwise."""
    page = Paginator(rows, size).get_page(request.GET.get(_NUMBER))
    query = {name: value for name, value in request.GET.items() if name != _NUMBER}

    def url(number: int) -> str:
        return f"{request.path}?{urlencode({**query, _NUMBER: number})}"

    return Page(
        list(page),
        newer_url=url(1) if page.has_previous() else "",
        older_url=url(page.next_page_number()) if page.has_next() else "",
    )


def _page(
    rows: "models.QuerySet[Any]", request: HttpRequest, by: str, size: int, order: _Order
) -> Page:
    last = _key(request.GET.get(order.parameter, ""))
    if last:
        at, pk = last
        rows = rows.filter(
            models.Q(**{f"{by}__{order.beyond}": at})
            | models.Q(**{by: at, f"pk__{order.beyond}": pk}),
            **{f"{by}__{order.beyond}e": at},
        )
    found = list(rows.order_by(f"{order.sign}{by}", f"{order.sign}pk")[: size + 1])
    following = _url(request, found[size - 1], by, order) if len(found) > size else ""
    first = _url(request, None, by, order) if last else ""
    return Page(found[:size], newer_url=first, older_url=following)


def _words(at: date, pk: int) -> str:
    if not isinstance(at, datetime):
        # A day is kept as its beginning, and read as a day again by the field it is asked of.
        at = datetime.combine(at, time.min, UTC)
    return f"{at.isoformat()}~{pk}"


def _key(text: str) -> tuple[datetime, int] | None:
    try:
        at, pk = text.rsplit("~", 1)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not 0 <= int(pk) < 2**63:
            return None
        return moment.astimezone(UTC), int(pk)
    except (ValueError, OverflowError):
        return None


def _url(request: HttpRequest, row: Any, by: str, order: _Order) -> str:
    query = {name: value for name, value in request.GET.items() if name != order.parameter}
    if row is not None:
        query[order.parameter] = _words(getattr(row, by), row.pk)
    return f"{request.path}?{urlencode(query)}" if query else request.path
