"""Long lists page by page, where the thousandth page costs as much as the first."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.http import HttpRequest

SIZE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list that is read from the newest to the oldest."""

    rows: list[Any]
    newer_url: str
    older_url: str

    def __iter__(self) -> Any:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def newest_first(
    rows: "models.QuerySet[Any]", request: HttpRequest, *, by: str, size: int = SIZE
) -> Page:
    """The page the request asks for, by the key (``by``, pk) instead of counting rows.

    The address carries the last key of the page before; a key that cannot be read means page one.
    """
    before = _key(request.GET.get("before", ""))
    if before:
        at, pk = before
        rows = rows.filter(
            models.Q(**{f"{by}__lt": at}) | models.Q(**{by: at, "pk__lt": pk}),
            **{f"{by}__lte": at},
        )
    found = list(rows.order_by(f"-{by}", "-pk")[: size + 1])
    older = _url(request, found[size - 1], by) if len(found) > size else ""
    first = _url(request, None, by) if before else ""
    return Page(found[:size], newer_url=first, older_url=older)


def _key(text: str) -> tuple[datetime, int] | None:
    try:
        at, pk = text.rsplit("~", 1)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or not 0 <= int(pk) < 2**63:
            return None
        return moment.astimezone(UTC), int(pk)
    except (ValueError, OverflowError):
        return None


def _url(request: HttpRequest, row: Any, by: str) -> str:
    query = {name: value for name, value in request.GET.items() if name != "before"}
    if row is not None:
        query["before"] = f"{getattr(row, by).isoformat()}~{row.pk}"
    return f"{request.path}?{urlencode(query)}" if query else request.path
