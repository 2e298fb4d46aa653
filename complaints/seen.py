"""Complaints as the auditor asks for them: of who complained, and of whom they name."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from audit.people_seen import Described, Record
from complaints.models import Complaint, Respondent
from matching.text import fold_digits
from people.cnic import CNIC, InvalidCNIC
from people.phone import InvalidPhone, Phone

LABEL = Complaint._meta.label_lower


def records_of(text: str, by: Any) -> Iterator[Record]:
    """By CNIC, phone or e-tag; a sealed one is found by whoever is named on it only.

    One about the asker himself is not his to find, as everywhere.
    """
    numbers = _numbers(text)
    about_himself = Respondent.objects.filter(user=by.pk).values("complaint")
    # Each by its own index; who keeps his identity hidden is found by the e-tag alone.
    found = [
        Complaint.objects.filter(e_tag=fold_digits(text).strip()).values_list("pk", flat=True),
        Complaint.objects.filter(numbers, is_identity_hidden=False).values_list("pk", flat=True),
        Respondent.objects.filter(numbers).values_list("complaint_id", flat=True),
    ]
    pks = {pk for rows in found for pk in rows}
    rows = Complaint.objects.open_to(by).filter(pk__in=pks).exclude(pk__in=about_himself)
    for complaint in rows.order_by("pk"):
        yield Record(LABEL, complaint.pk, str(complaint))


def described(ids: list[int]) -> Iterator[Described]:
    """Names of complainants, where neither a seal nor their own wish hides them."""
    rows = Complaint.objects.filter(pk__in=ids, sealed_as="", is_identity_hidden=False)
    for pk, *words in rows.values_list("pk", "name", "relative_name", "phone").iterator():
        yield Described(pk, *words)


def _numbers(text: str) -> Q:
    """Rows of this CNIC or phone; none where the text is neither."""
    condition = Q(pk__in=())
    try:
        condition |= Q(cnic=CNIC.parse(text))
    except InvalidCNIC:
        pass
    try:
        condition |= Q(phone=Phone.parse(text))
    except InvalidPhone:
        pass
    return condition
