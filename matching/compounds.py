"""Names of two words that are one name, whatever the spacing.

Abdul Rehman, Abd-ur-Rahman, عبدالرحمٰن; Rehmat Ullah, Rehmatullah; Noor ud Din, Nooruddin;
Ghulam Rasool, Ghulamrasool. Written words go in, `Word`s come out.
"""

import re
from functools import lru_cache

from matching.skeleton import fine_key, is_urdu
from matching.spellings import canonical, is_weak
from matching.words import Word, compound, plain

_ABDUL, _GHULAM, _ULLAH, _UDDIN = "abdul", "ghulam", "ullah", "uddin"
_HEADS = frozenset((_ABDUL, _GHULAM, _ULLAH, _UDDIN))
_PARTICLES = frozenset(
    [
        "ul",
        "ur",
        "al",
        "el",
        "e",
        "us",
        "un",
        "ud",
        "udd",
        "uz",
        "ush",
        "bin",
        "ibn",
        "ال",
        "بن",
        "ابن",
    ]
)
_BEFORE_DIN = frozenset(["ud", "udd", "u", "ul", "al"])
_TAKES_UL = frozenset(("rahman", "haq"))
_BEHIND_ALLAH = frozenset(["ditta", "bakhsh", "rakha", "yar", "wasaya"])

_ALONE = {
    **dict.fromkeys(["abd", "abdul", "abdur", "abdus", "abdun", "abduz", "abdal", "abdel"], _ABDUL),
    **dict.fromkeys(["عبد", "عبدل", "عبدال"], _ABDUL),
    **dict.fromkeys(["ghulam", "gulam", "غلام"], _GHULAM),
    **dict.fromkeys(["ullah", "ulla", "ullaha", "allah", "اللہ"], _ULLAH),
    **dict.fromkeys(["uddin", "uddeen", "udin", "الدین"], _UDDIN),
}
_GLUED = (
    (re.compile(r"abd[uae](?:l(?!ah?$)|r(?=r)|s(?=s)|n(?=n)|z(?=z))?(.{3,})"), _ABDUL, True),
    (re.compile(r"عبدال(.{2,})"), _ABDUL, True),
    (re.compile(r"gh?ulaa?m(.{3,})"), _GHULAM, True),
    (re.compile(r"غلام(.{2,})"), _GHULAM, True),
    (re.compile(r"(.{3,}?)(?:[ua]ll?ah|ulla)"), _ULLAH, False),
    (re.compile(r"(.{2,})اللہ"), _ULLAH, False),
    (re.compile(r"(.{2,}?)(?:u|oo)dd?(?:i|ee|ie)n"), _UDDIN, False),
    (re.compile(r"(.{2,})الدین"), _UDDIN, False),
)


def joined(written: list[str]) -> list[Word]:
    """The words of a name with compounds made one; particles are left out."""
    parts = [part for word in _spaced(written) for part in unglued(word)]
    if _HEADS.isdisjoint(parts):
        return [plain(part) for part in parts]
    return _with_ghulam(_with_suffixes(_with_abdul(parts)))


def _spaced(written: list[str]) -> list[str]:
    """The words without particles, after "ud Din" and "Habibur Rehman" are read as meant."""
    spaced: list[str] = []
    for before, word in zip(["", *written], written, strict=False):
        if before in _BEFORE_DIN and canonical(word) == "din":
            word = _UDDIN
        elif before.endswith(("ur", "ul")) and _ends_in_particle(before, word) and spaced:
            spaced[-1] = before[:-2]
        spaced.append(word)
    if _PARTICLES.isdisjoint(spaced):
        return spaced
    return [word for word in spaced if word not in _PARTICLES] or spaced


def _ends_in_particle(before: str, word: str) -> bool:
    return (
        len(before) > 4
        and canonical(word) in _TAKES_UL
        and not (before in _ALONE or canonical(before))
    )


@lru_cache(maxsize=65_536)
def unglued(word: str) -> tuple[str, ...]:
    """The parts of one written word; heads are spelled one way."""
    if alone := _ALONE.get(word) or _ALONE.get(fine_key(word)):
        return (alone,)
    if canonical(word):
        return (word,)  # Abdullah, Altaf and Ilyas only look like compounds
    for pattern, head, head_first in _GLUED:
        if found := pattern.fullmatch(word):
            return (head, found[1]) if head_first else (found[1], head)
    return _two_names(word) or (_without_article(word),)


def _two_names(word: str) -> tuple[str, ...]:
    """Yasirali is Yasir Ali and Gulabkhan Gulab Khan: two names that lost the space between them.

    Both are reviewed names, or one is, and enough is left of the other to be a name.
    """
    shortest, telling = (2, 3) if is_urdu(word) else (3, 3)
    word = word if is_urdu(word) else fine_key(word)  # a doubled letter is no room for a name
    cuts = range(shortest, len(word) - shortest + 1)
    parts = [(word[:cut], word[cut:]) for cut in cuts]
    for one, other in parts:
        if _is_known(one) and _is_known(other):
            return one, other
    known = [
        (max(len(part) for part in pair if _is_known(part)), pair)
        for pair in parts
        if any(len(part) > telling and _is_known(part) for part in pair)
        and min(map(len, pair)) > shortest
    ]
    return max(known)[1] if known else ()


def _is_known(word: str) -> bool:
    return bool(canonical(word)) or is_weak(word)


def _without_article(word: str) -> str:
    """الرحمن in حبیب الرحمن is رحمن; only where the rest is a reviewed name."""
    return word[2:] if word.startswith("ال") and canonical(word[2:]) else word


def _with_abdul(parts: list[str]) -> list[Word | str]:
    """Abdul joined to the word behind it."""
    joined_parts: list[Word | str] = []
    waiting = iter(parts)
    for part in waiting:
        following = next(waiting, None) if part == _ABDUL else None
        if following is None:
            joined_parts.append(plain("abd") if part == _ABDUL else part)
        else:
            joined_parts.append(_servant_of(following))
    return joined_parts


def _servant_of(word: str) -> Word:
    if word.startswith("ال") and len(word) > 3:
        word = word[2:]  # عبد الباسط is عبدالباسط
    return plain("abdullah") if word == _ULLAH else compound(_ABDUL, plain(word))


def _with_suffixes(parts: list[Word | str]) -> list[Word | str]:
    """Ullah and ud-Din joined to the word before them, Allah in Allah Ditta to the one behind."""
    done: list[Word | str] = []
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if done and done[-1] == _ULLAH:
            done[-1] = compound("allah", _word(part))
        elif isinstance(part, str) and _is_suffix(part, following) and _takes_suffix(done):
            done[-1] = compound(part, _word(done[-1]))
        else:
            done.append(part)
    return done


def _is_suffix(part: str, following: Word | str) -> bool:
    if part == _ULLAH:
        return not (isinstance(following, str) and canonical(following) in _BEHIND_ALLAH)
    return part == _UDDIN


def _takes_suffix(done: list[Word | str]) -> bool:
    return bool(done) and done[-1] not in _HEADS


def _with_ghulam(parts: list[Word | str]) -> list[Word]:
    """Ghulam joined to the name behind it, which may be a compound itself."""
    words: list[Word] = []
    serving = False
    for part in parts:
        word = _word(part)
        if serving:
            words[-1] = compound(_GHULAM, word)
        else:
            words.append(word)
        serving = part == _GHULAM and not serving
    return words


def _word(part: Word | str) -> Word:
    return part if isinstance(part, Word) else plain(part)
