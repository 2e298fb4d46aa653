"""A name field as clerks fill it: "Aslam urf Billa s/o Ghulam Rasool" holds three names."""

import re
from dataclasses import dataclass

_RELATION = re.compile(
    r"(?:^|\s)(?:(?P<S>s\s?[/.]\s?o\b\.?|son of\b|ولد\b)"
    r"|(?P<D>d\s?[/.]\s?o\b\.?|daughter of\b|بنت\b|دختر\b)"
    r"|(?P<W>w\s?[/.]\s?o\b\.?|wife of\b|widow of\b|زوجہ\b|زوجه\b|بیوہ\b))[\s:]*",
    re.IGNORECASE,
)
_ALIAS = re.compile(r"\s*(?:@|\b(?:urf|alias|a\.?k\.?a)\b\.?|\bعرف\b)\s*", re.IGNORECASE)
# Cheaper to look for than the whole patterns: most fields hold nothing but a name.
_MAY_HOLD_MORE = re.compile(
    r"[/@.]|\b(?:[Oo][Ff]|[Uu][Rr][Ff]|[Aa][Ll][Ii][Aa][Ss]|[Aa][Kk][Aa]|"
    r"ولد|بنت|دختر|زوجہ|زوجه|بیوہ|عرف)\b"
)
_PLACEHOLDERS = frozenset(
    [
        *("nil", "na", "n/a", "n.a", "n.a.", "none", "null", "x", "xx", "xxx", "-", "--", "."),
        *("unknown", "not known", "not given", "not available", "new cust", "نامعلوم"),
        "data not received from nadra",
    ]
)


@dataclass(frozen=True, slots=True)
class WrittenName:
    """What one name field says: the name, other names, and whose son, daughter or wife."""

    name: str
    aliases: tuple[str, ...] = ()
    relation: str = ""
    relative_name: str = ""


_NOTHING = WrittenName("")


def read(text: str) -> WrittenName:
    """Take a name field apart; "nil", "unknown" and the like are no name."""
    if not _MAY_HOLD_MORE.search(text):
        return WrittenName(given(text)) if text else _NOTHING
    found = _RELATION.search(text)
    own, relative = (text[: found.start()], text[found.end() :]) if found else (text, "")
    name, *aliases = _ALIAS.split(own)
    return WrittenName(
        name=given(name),
        aliases=tuple(filter(None, map(given, aliases))),
        relation=(found.lastgroup or "") if found else "",
        relative_name=given(relative),
    )


def read_relative(text: str) -> str:
    """A relative's name without the "s/o" that some clerks repeat before it."""
    found = _RELATION.match(text) if text else None
    return given(text[found.end() :] if found else text)


def given(text: str) -> str:
    """The text, or "" where it only fills the field."""
    stripped = text.strip()
    return "" if stripped.casefold() in _PLACEHOLDERS else stripped
