"""What exactly a hotel files of a stay: the words of its receipt's hash, and of its corrections."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from hotel_eye.models import Guest, Stay

#: Of the stay.
STAY_FIELDS = (
    *("room", "arrived_at", "expected_until", "purpose", "channel", "coming_from", "going_to"),
    *("children_male", "children_female", "vehicle_no", "vehicle_make", "weapon"),
    *("weapon_licence", "reference_name", "reference_father", "reference_business"),
    *("reference_address", "reference_phone", "reference_verified"),
)
#: Of everybody in the party.
GUEST_FIELDS = (
    *Guest.IDENTITY_FIELDS,
    *("document", "kinship", "address", "visa_no", "visa_type", "visa_until"),
    *("entered_on", "entered_at"),
)


def content(stay: Stay, guests: Iterable[Guest]) -> dict[str, Any]:
    """The stay as plain JSON values."""
    return {
        "hotel": stay.hotel_id,
        "entry": stay.pk,
        "state": str(stay.state),
        "stay": _plain(stay, STAY_FIELDS),
        "guests": [_plain(guest, GUEST_FIELDS) for guest in guests],
    }


def changes(
    before: tuple[Stay, Sequence[Guest]], after: tuple[Stay, Sequence[Guest]]
) -> dict[str, list[Any]]:
    """Field → what it said and what it says now; of a guest by his place, as in 'guest 2: name'."""
    found = _differences("", before[0], after[0], STAY_FIELDS)
    known = {guest.pk: guest for guest in before[1]}
    for number, guest in enumerate(after[1], 1):
        earlier = known.pop(guest.pk, None)
        if earlier is None:
            found[f"guest {number}"] = ["", guest.name]
        else:
            found |= _differences(f"guest {number}: ", earlier, guest, GUEST_FIELDS)
            for side in ("card_front", "card_back"):
                if getattr(guest, side).name != getattr(earlier, side).name:
                    found[f"guest {number}: {side}"] = ["", "new photograph"]
    for gone in known.values():
        found[f"taken out {gone.pk}"] = [gone.name, ""]
    return found


def _differences(
    prefix: str, before: Any, after: Any, fields: Iterable[str]
) -> dict[str, list[Any]]:
    old, new = _plain(before, fields), _plain(after, fields)
    return {f"{prefix}{name}": [old[name], new[name]] for name in old if old[name] != new[name]}


def _plain(record: Any, fields: Iterable[str]) -> dict[str, Any]:
    return {name: _value(getattr(record, name)) for name in fields}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return value
