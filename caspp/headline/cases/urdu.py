"""The program's texts in Urdu, in which the books of the stations are kept."""

from functools import cache, lru_cache

from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext


@cache
def urdu(text: str) -> str:
    """A text that an act writes down, whatever language is active."""
    with translation.override("ur"):
        return gettext(text)


# By type as well: an interim report and an interim state are the same text.
@lru_cache(maxsize=None, typed=True)
def label(choice: Choices) -> str:
    """What a choice is called."""
    with translation.override("ur"):
        return str(choice.label)
