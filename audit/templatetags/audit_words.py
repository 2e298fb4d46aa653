"""Events in words, for the auditor's templates."""

from typing import Any

from django import template

from audit import words

register = template.Library()


@register.filter
def sentence(event: Any) -> str:
    """The event as a sentence."""
    return words.sentence(event)
