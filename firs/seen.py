"""FIR drafts as the auditor asks for them: a draft is its complaint's person once more."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q

from audit.people_seen import Described, Record
from complaints import seen as complaints_seen
from firs.models import Draft

LABEL = Draft._meta.label_lower


def records_of(text: str, by: Any) -> Iterator[Record]:
    """The drafts of those complaints in which the person is found, as far as they are open."""
    found = [one.target_id for one in complaints_seen.records_of(text, by)]
    # Whoever finds the complaint finds what became of it.
    for draft in Draft.objects.filter(complaint__in=found).order_by("pk"):
        yield Record(LABEL, draft.pk, str(draft))


def described(ids: list[int]) -> Iterator[Described]:
    """Names of informants, where neither a seal nor their own wish hides them."""
    told = Q(complaint__sealed_as="", complaint__is_identity_hidden=False)
    rows = Draft.objects.filter(Q(complaint=None) | told, pk__in=ids, sealed_as="")
    for pk, *words in rows.values_list("pk", "name", "relative_name", "phone").iterator():
        yield Described(pk, *words)
