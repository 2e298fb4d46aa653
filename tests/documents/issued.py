"""Papers that were issued, for tests."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from documents.actions import issue
from documents.models import Paper
from tests.cast import Cast

SAID = {"number": "412/26", "informant": "Muhammad Aslam", "value": 285_000}


def make_paper(cast: Cast, *, at: datetime | None = None, **given: Any) -> Paper:
    """A paper of Kohsar, issued by its moharrar; the station itself is the record it is of."""
    order = {
        "by": cast.bilal,
        "kind": Paper.Kind.FIR,
        "number": "412/26",
        "station": cast.kohsar,
        "source": cast.kohsar,
        "content": SAID,
        "is_withheld": False,
        "at": at or timezone.now(),
    }
    return issue(**{**order, **given})
