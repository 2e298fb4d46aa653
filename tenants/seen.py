"""Registrations as the auditor asks for them."""

from collections.abc import Iterator
from typing import Any

from audit.people_seen import Described, Record
from people.cnic import CNIC, InvalidCNIC
from tenants.models import Named, Tenancy

LABEL = Tenancy._meta.label_lower


def records_of(text: str, by: Any) -> Iterator[Record]:
    """Registrations that name somebody with this CNIC."""
    try:
        cnic = CNIC.parse(text)
    except InvalidCNIC:
        return
    named = Named.objects.filter(cnic=cnic).values("tenancy")
    for tenancy in Tenancy.objects.filed().filter(pk__in=named).order_by("pk"):
        yield Record(LABEL, tenancy.pk, str(tenancy))


def described(ids: list[int]) -> Iterator[Described]:
    """Whose these registrations are: the tenant or employee."""
    residents = Named.objects.filter(
        tenancy__in=ids, role__in=(Named.Role.TENANT, Named.Role.EMPLOYEE), removed_at=None
    )
    for pk, *words in residents.values_list("tenancy_id", "name", "relative_name", "phone"):
        yield Described(pk, *words)
