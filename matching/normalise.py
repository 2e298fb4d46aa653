"""A name as written, in Roman or Urdu, folded into the words it is compared by."""

import re
from dataclasses import dataclass
from functools import lru_cache

from matching import token
from matching.compounds import joined
from matching.text import fold_letters
from matching.words import Word

_APOSTROPHES = str.maketrans("", "", "'’‘`´ʼ")
_LETTERS = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Name:
    """One spelling of a name. Order does not count: `core` is sorted."""

    written: str
    words: tuple[Word, ...]
    core: tuple[Word, ...]  # what tells people apart; every word where all are weak
    fine: tuple[str, ...]  # fine keys of the core
    tokens: tuple[int, ...]  # the core as numbers, at most `COMPARED` of them
    skeletons: tuple[str, ...]  # consonants of these
    urdu: bool  # one of these is known by its consonants only


COMPARED = 4
"""So many telling words of a name are compared; further ones are left out."""


@lru_cache(maxsize=65_536)
def normalise(text: str) -> Name | None:
    """Fold a name, or None where the text holds no letter."""
    letters = fold_letters(text.translate(_APOSTROPHES))
    words = tuple(joined(_LETTERS.findall(letters)))
    if not words:
        return None
    core = tuple([word for word in words if not word.weak]) or words
    tokens = tuple(sorted({token.token(word) for word in core[:COMPARED]}))
    return Name(
        written=" ".join(text.split()),
        words=words,
        core=core,
        fine=tuple(sorted([word.fine for word in core])),
        tokens=tokens,
        skeletons=tuple(sorted(map(token.skeleton_of, tokens))),
        urdu=any(map(token.is_urdu, tokens)),
    )
