"""The public check of a paper: its address, how often anybody may ask, and what is answered."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.limits import Limits
from documents.frames import Check
from documents.models import Paper

#: Nobody guesses a code of 60 bits; these keep machines from trying.
LIMITS = {"check": "60/m/ip"}
limits = Limits("documents", LIMITS)


def check_of(paper: Paper, request: HttpRequest) -> Check:
    """What is printed on this paper so that anybody can check it.

    The address is the one under which citizens find CASPP (PUBLIC_URL), or else the one of this
    request.
    """
    path = reverse("documents:paper", args=[paper.shown_code])
    address = f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""
    return Check(paper.shown_code, address or request.build_absolute_uri(path), paper.issued_at)
