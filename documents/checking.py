"""The public check of a paper: its address, how often anybody may ask, and what is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.limits import Limits
from documents import codes
from documents.frames import Check
from documents.models import Paper
from stations.models import Station

#: Nobody guesses a code of 60 bits; these keep machines from trying.
LIMITS = {"check": "60/m/ip"}
limits = Limits("documents", LIMITS)


@dataclass(frozen=True, slots=True)
class Checked:
    """What the public page says of something with a code; it names no person."""

    code: str
    kind: str
    number: str
    #: With its district loaded.
    station: Station
    issued_at: datetime
    #: The page says that it was issued, and no more.
    is_withheld: bool = False
    revoked_at: datetime | None = None
    #: A later paper about the same took its place.
    replaced_at: datetime | None = None

    @property
    def shown_code(self) -> str:
        return codes.shown(self.code)

    @property
    def issued_on(self) -> date:
        return timezone.localdate(self.issued_at)

    @property
    def revoked_on(self) -> date | None:
        return timezone.localdate(self.revoked_at) if self.revoked_at else None

    @property
    def replaced_on(self) -> date | None:
        return timezone.localdate(self.replaced_at) if self.replaced_at else None


def _paper(code: str) -> Checked | None:
    papers = Paper.objects.filter(code=code).select_related("station__circle__district")
    paper = papers.first()
    if paper is None:
        return None
    return Checked(
        code=paper.code,
        kind=paper.get_kind_display(),
        number=paper.number,
        station=paper.station,
        issued_at=paper.issued_at,
        is_withheld=paper.is_withheld,
        revoked_at=paper.revoked_at,
    )


_finders: list[Callable[[str], Checked | None]] = [_paper]


def offer(finder: Callable[[str], Checked | None]) -> None:
    """Have codes of another table checked on the same page."""
    _finders.append(finder)


def checked(text: str) -> Checked | None:
    """What is known of the code in what somebody typed; None where nothing of ours has it."""
    code = codes.read(text)
    found = (finder(code) for finder in _finders if code)
    return next((one for one in found if one is not None), None)


def check_of(paper: Paper, request: HttpRequest) -> Check:
    """What is printed on this paper so that anybody can check it.

    The address is the one under which citizens find CASPP (PUBLIC_URL), or else the one of this
    request.
    """
    return check_at(paper.shown_code, paper.issued_at, request)


def check_at(shown_code: str, issued_at: datetime, request: HttpRequest) -> Check:
    """The same of anything else that has a code."""
    path = reverse("documents:paper", args=[shown_code])
    address = f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""
    return Check(shown_code, address or request.build_absolute_uri(path), issued_at)
