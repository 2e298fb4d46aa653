"""What follows from the sections of a case: how they are cited today, and under which head it is
counted: that of the gravest one, and of what was taken.
"""

from collections.abc import Iterable
from typing import Any

from firs.sections import CrimeHead, OffenceSection

_GRAVITY = list(CrimeHead)
#: With a vehicle among what was taken, such a case is one of these.
_OF_VEHICLES = {
    CrimeHead.ROBBERY: CrimeHead.VEHICLE_SNATCHING,
    CrimeHead.THEFT: CrimeHead.VEHICLE_THEFT,
}


def head_of(sections: Iterable[OffenceSection], *, has_vehicle: bool) -> CrimeHead:
    """The crime head of a case under these sections, of which there is one at least."""
    head = min((CrimeHead(one.crime_head) for one in sections), key=_GRAVITY.index)
    return _OF_VEHICLES.get(head, head) if has_vehicle else head


def sections_of(fir: Any) -> str:
    """The sections of today, as a report or a listing cites them."""
    rows = OffenceSection.objects.filter(pk__in=fir.section_codes).order_by("act", "pk")
    return ", ".join(one.text for one in rows)[:240]
