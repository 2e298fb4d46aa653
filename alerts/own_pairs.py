"""Pairs whose truth is known for nothing: our own entries whose CNIC is on the list."""

from typing import Any

import numpy as np
from django.db import connection

from alerts import stored
from alerts.models import Listing, Sighting
from matching import Shelf

LEAST = 500
_CLEAN_FOR_EACH = 9
_PAIRS = """
SELECT sighting.id, listing.id FROM alerts_sighting sighting
JOIN alerts_listing listing ON listing.cnic = sighting.cnic AND listing.cnic <> ''
WHERE listing.withdrawn_at IS NULL
"""


class TooFew(Exception):
    """There is not enough to learn from; the message says how much there is."""


def read() -> tuple[Any, Any, Shelf]:
    """People seen, the place on the list of each (or -1), and the list.

    The number that told the truth is taken out of half of them: otherwise only numbers would be
    learned. Raises TooFew.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        pairs: dict[int, int] = dict(cursor.fetchall())
    if len(pairs) < LEAST:
        raise TooFew(
            f"Only {len(pairs)} of our entries have a CNIC that is on the list; "
            f"learning needs {LEAST} at least."
        )
    ids, people = stored.read(Listing, "withdrawn_at IS NULL", {})
    place = {pk: number for number, pk in enumerate(ids.tolist())}
    wanted = {"known": list(pairs)}
    seen, asked = stored.read(Sighting, "id = ANY(%(known)s)", wanted)
    _, clean = stored.read(
        Sighting,
        "NOT id = ANY(%(known)s)",
        wanted,
        most=len(pairs) * _CLEAN_FOR_EACH,
    )
    truth = [place.get(pairs[pk], -1) for pk in seen.tolist()]
    asked = asked.copy()
    asked["cnic"][::2] = 0
    return (
        np.concatenate([asked, clean]),
        np.array(truth + [-1] * len(clean)),
        Shelf.of(people, ids),
    )
