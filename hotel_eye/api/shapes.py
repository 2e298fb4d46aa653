"""What is wrong with the shape of a body, in words and in both languages.

The library that reads JSON says it in English and for programmers.
"""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hotel_eye.api.problems import Fault

#: Where a value is looked for that is no part of the body: it is called by its name.
_APART = ("query", "path")
_WORDS = {
    "missing": gettext_lazy("This is missing."),
    "extra_forbidden": gettext_lazy("Nothing of this name is known here. Check its spelling."),
    "string_type": gettext_lazy("Send a text in quotation marks."),
    "string_unicode": gettext_lazy("There are characters in this text that nobody can read."),
    "int_type": gettext_lazy("Send a whole number."),
    "int_parsing": gettext_lazy("Send a whole number."),
    "int_parsing_size": gettext_lazy("Send a smaller number."),
    "int_from_float": gettext_lazy("Send a whole number."),
    "bool_type": gettext_lazy("Send true or false."),
    "list_type": gettext_lazy("Send a list in square brackets."),
    "model_type": gettext_lazy("Send an object in braces."),
    "model_attributes_type": gettext_lazy("Send an object in braces."),
}


def faults(errors: Iterable[dict[str, Any]]) -> list[Fault]:
    """Each error of the library as a place and what to do."""
    return [Fault(_place(error["loc"]), _words(error)) for error in errors]


def strange(given: Iterable[str], known: Iterable[str]) -> list[Fault]:
    """Parameters that nobody reads: a slip in `before` would give the first page for ever."""
    words = str(_WORDS["extra_forbidden"])
    return [Fault(name, words) for name in given if name not in known]


def _place(where: tuple[Any, ...]) -> str:
    if where[0] in _APART:
        return str(where[-1])
    # ('body', 'said', 'guests', 0, 'name'): the first two are ours.
    return "".join(f"/{_escaped(str(part))}" for part in where[2:])


def _escaped(part: str) -> str:
    """As a JSON pointer writes it (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def _words(error: dict[str, Any]) -> str:
    limits = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return _("Send at most %(most)d characters.") % {"most": limits["max_length"]}
        case "too_long":
            return _("Send at most %(most)d of them.") % {"most": limits["max_length"]}
        case "too_short":
            return _("Send at least %(least)d of them.") % {"least": limits["min_length"]}
        case "greater_than_equal":
            return _("Send a number that is not below %(least)d.") % {"least": limits["ge"]}
        case "less_than_equal":
            return _("Send a number that is not above %(most)d.") % {"most": limits["le"]}
        case known:
            return str(_WORDS.get(known) or _("This cannot be read. Compare it with /api/v1/."))
