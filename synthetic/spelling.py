"""Other people's spellings of a Roman name: known variants first, then habits of the hand."""

import re
from functools import cache
from random import Random

from synthetic.stock import shelf

_HABITS: tuple[tuple[str, str], ...] = (
    (r"ee", "i"),
    (r"oo", "u"),
    (r"aa", "a"),
    (r"(?<=[bcdfghjklmnpqrstvwz])i(?=[bcdfghjklmnpqrstvwz])", "ee"),
    (r"(?<=[bcdfghjklmnpqrstvwz])u(?=[bcdfghjklmnpqrstvwz])", "oo"),
    (r"([bdfgjklmnprstz])\1", r"\1"),
    (r"(?<!o)o(?!o)", "u"),
    (r"q", "k"),
    (r"w", "v"),
    (r"v", "w"),
    (r"ai", "ay"),
    (r"au", "ao"),
    (r"ia", "iya"),
    (r"(?<=[aeiou])y(?=[aeiou])", "i"),
    (r"(?<=[bdfklmnrstz])y$", "i"),
    (r"(?<=[bdfghjklmnrstvz])i$", "y"),
    (r"(?<=a)h$", ""),
    (r"(?<=[^aeiou])a$", "ah"),
    (r"(?<=[^aeiou])a(?=[bdfklmnqrstz]$)", "aa"),
    (r"e(?=[bdfklmnrst]$)", "a"),
)
HABITS = tuple((re.compile(pattern), written) for pattern, written in _HABITS)


@cache
def variants() -> dict[str, tuple[str, ...]]:
    """Known spellings by the word in lower case."""
    return {row["word"].lower(): tuple(row["spellings"].split(";")) for row in shelf("spellings")}


def by_habit(word: str, rng: Random) -> str:
    """The word with one habit applied, or a doubled consonant if none fits."""
    plain = word.lower()
    for pattern, written in rng.sample(HABITS, len(HABITS)):
        changed = pattern.sub(written, plain, count=1)
        if changed != plain:
            return changed.capitalize()
    doubled = re.sub(r"([bdfgklmnprstz])(?!.*[bdfgklmnprstz])", r"\1\1", plain, count=1)
    return doubled.capitalize() if doubled != plain else word


def another_spelling(word: str, rng: Random) -> str:
    """A different spelling of one word; the same word if it is not in Roman letters."""
    if not word.isascii():
        return word
    known = variants().get(word.lower())
    return rng.choice(known) if known else by_habit(word, rng)


def respelled(name: str, rng: Random) -> str:
    """The name with one word, sometimes two, spelled in another way."""
    words = name.split()
    wanted = 2 if len(words) > 1 and rng.random() < 0.35 else 1
    for place in rng.sample(range(len(words)), len(words)):
        changed = another_spelling(words[place], rng)
        if changed != words[place]:
            words[place] = changed
            wanted -= 1
            if not wanted:
                break
    return " ".join(words)
