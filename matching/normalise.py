"""A name as written, in Roman or Urdu, folded into the words it is compared by."""

import re
from dataclasses import dataclass

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
    skeleton: str  # skeletons of the core, for keys


def normalise(text: str) -> Name | None:
    """Fold a name, or None where the text holds no letter."""
    letters = fold_letters(text.translate(_APOSTROPHES))
    words = tuple(joined(_LETTERS.findall(letters)))
    if not words:
        return None
    core = tuple([word for word in words if not word.weak]) or words
    return Name(
        written=" ".join(text.split()),
        words=words,
        core=core,
        fine=tuple(sorted([word.fine for word in core])),
        skeleton=" ".join(sorted([word.skeleton for word in core])),
    )
