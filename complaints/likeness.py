"""Complaints that may be about the same thing: suggested to the officer, who decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from complaints.models import Complaint
from matching.text import fold_digits

#: So many are suggested at most.
MOST = 5
#: So many are compared at most, the newest first.
_CANDIDATES = 200
#: Words are compared with so many of them, and so far: anybody may send in long ones.
_COMPARED = 60
_LETTERS = 2000
#: The same person complains of the same thing within so long.
_SAME_PERSON = timedelta(days=90)
#: From here on, of 100, the words of two complaints agree. Two accounts of one theft come to 70
#: and more; accounts of two thefts in one street stay below 66.
WORDS_AGREE = 68
#: From here on the places agree: 'Street 12, F-7/2' and 'F-7/2, street no. 12'.
PLACES_AGREE = 85
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One complaint that may be about the same thing, and why."""

    complaint: Complaint
    reasons: tuple[Any, ...]


def like(complaint: Complaint, user: Any) -> list[Suggestion]:
    """The complaints most like this one, of those this person may see; the surest first."""
    found: dict[int, Suggestion] = {}
    for suggestion in (*_of_same_person(complaint, user), *_of_same_event(complaint, user)):
        known = found.get(suggestion.complaint.pk)
        reasons = (*known.reasons, *suggestion.reasons) if known else suggestion.reasons
        found[suggestion.complaint.pk] = Suggestion(suggestion.complaint, reasons)
    surest = sorted(found.values(), key=lambda one: -len(one.reasons))
    return surest[:MOST]


def _of_same_person(complaint: Complaint, user: Any) -> Iterator[Suggestion]:
    since = complaint.lodged_at - _SAME_PERSON
    rows = Complaint.objects.visible_to(user).by_same_person(complaint)
    rows = rows.filter(lodged_at__gte=since, lodged_at__lte=complaint.lodged_at + _SAME_PERSON)
    # Whoever keeps his identity hidden is not found out by what else he complained of.
    rows = rows.filter(is_identity_hidden=False)
    if complaint.is_identity_hidden:
        return
    for other in rows.select_related("category").order_by("-lodged_at", "-pk")[:_CANDIDATES]:
        same = [
            reason
            for is_same, reason in (
                (bool(complaint.phone) and other.phone == complaint.phone, _("same phone")),
                (bool(complaint.cnic) and other.cnic == complaint.cnic, _("same CNIC")),
            )
            if is_same
        ]
        yield Suggestion(other, tuple(same))


def _of_same_event(complaint: Complaint, user: Any) -> Iterator[Suggestion]:
    rows = Complaint.objects.visible_to(user).nearby_in_time(complaint)
    rows = rows.filter(category__group=complaint.category.group)
    newest = rows.select_related("category").order_by("-occurred_from", "-pk")
    for number, other in enumerate(newest[:_CANDIDATES]):
        reasons = []
        if is_same_place(complaint.place, other.place):
            reasons.append(_("same place and time"))
        if number < _COMPARED and are_same_words(complaint.details, other.details):
            reasons.append(_("same words"))
        if reasons:
            yield Suggestion(other, tuple(reasons))


def are_same_words(one: str, other: str) -> bool:
    """Whether two accounts begin with the same words, in whatever order."""
    return _agree(_words(one[:_LETTERS]), _words(other[:_LETTERS])) >= WORDS_AGREE


def is_same_place(one: str, other: str) -> bool:
    """Whether two places are one. Street 12 is not street 40, however alike they are written."""
    words, others = _words(one), _words(other)
    numbers, other_numbers = _numbers(words), _numbers(others)
    if numbers and other_numbers and numbers != other_numbers:
        return False
    return _agree(words, others) >= PLACES_AGREE


def _words(text: str) -> list[str]:
    return _WORD.findall(fold_digits(text).casefold())


def _numbers(words: list[str]) -> set[str]:
    return {word for word in words if any(letter.isdigit() for letter in word)}


def _agree(words: list[str], others: list[str]) -> float:
    """How far the words agree, of 100; nothing agrees with nothing."""
    return float(fuzz.token_set_ratio(" ".join(words), " ".join(others)))
