"""What exactly is filed of a registration: the words of its hash and of its corrections."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from tenants.models import Named, Property, Tenancy

PLACE_FIELDS = ("kind", "house_no", "street", "area", "city", "station_id")
TENANCY_FIELDS = (
    *("kind", "possession_on", "agreed_from", "agreed_until", "rent", "occupation"),
    *("workplace", "previous_address", "vehicle_no", "weapon_licence"),
)
#: A correction of these alone sends no officer there again: he saw the house and who lives in it.
ON_PAPER_ONLY = {
    *("agreed_from", "agreed_until", "rent", "agreement", "occupation", "workplace"),
    *("previous_address", "vehicle_no", "weapon_licence"),
}
NAMED_FIELDS = (*Named.IDENTITY_FIELDS, "role", "kinship", "address")


def content(tenancy: Tenancy, people: Iterable[Named]) -> dict[str, Any]:
    """The registration as plain JSON values."""
    place = tenancy.place
    assert place is not None
    return {
        "registration": tenancy.pk,
        "state": str(tenancy.state),
        "place": plain(place, PLACE_FIELDS),
        "tenancy": plain(tenancy, TENANCY_FIELDS),
        "people": [plain(one, NAMED_FIELDS) for one in people],
    }


def changes(
    before: tuple[Property, Tenancy, Sequence[Named]],
    after: tuple[Property, Tenancy, Sequence[Named]],
) -> dict[str, list[Any]]:
    """Field → what it said and what it says; of a person by role: 'tenant 1: name'."""
    found = differences("place: ", before[0], after[0], PLACE_FIELDS)
    found |= differences("", before[1], after[1], TENANCY_FIELDS)
    known = {one.pk: one for one in before[2]}
    for number, one in enumerate(after[2], 1):
        earlier = known.pop(one.pk, None)
        if earlier is None:
            found[f"{one.role} {number}"] = ["", one.name]
        else:
            found |= differences(f"{one.role} {number}: ", earlier, one, NAMED_FIELDS)
    for gone in known.values():
        found[f"taken out {gone.pk}"] = [gone.name, ""]
    return found


def differences(prefix: str, before: Any, after: Any, fields: Iterable[str]) -> dict[str, Any]:
    """Fields of two records that differ, with both values."""
    old, new = plain(before, fields), plain(after, fields)
    return {f"{prefix}{name}": [old[name], new[name]] for name in old if old[name] != new[name]}


def plain(record: Any, fields: Iterable[str]) -> dict[str, Any]:
    """The fields as JSON has them."""
    return {name: _value(getattr(record, name)) for name in fields}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value
