"""Cases as the auditor asks for them: of whoever stands in one, in whatever part."""

from collections.abc import Iterator
from typing import Any

from audit.people_seen import Described, Record
from complaints import seen as complaints_seen
from firs.models import FIR

LABEL = FIR._meta.label_lower


def records_of(text: str, by: Any) -> Iterator[Record]:
    """Cases and drafts in which the person is found, as far as they are open to the asker."""
    found = [one.target_id for one in complaints_seen.records_of(text, by)]
    keys = {pk for _at, pk in FIR.objects.open_to(by).keys_matching(text)}
    # Whoever finds the complaint finds what became of it.
    keys.update(FIR.objects.open_to(by).filter(complaint__in=found).values_list("pk", flat=True))
    for fir in FIR.objects.open_to(by).filter(pk__in=keys).order_by("pk"):
        yield Record(LABEL, fir.pk, str(fir))


def described(ids: list[int]) -> Iterator[Described]:
    """Names of informants, where neither a seal nor their own wish hides them."""
    rows = FIR.objects.filter(pk__in=ids, sealed_as="", is_identity_hidden=False)
    for pk, *words in rows.values_list("pk", "name", "relative_name", "phone").iterator():
        yield Described(pk, *words)
