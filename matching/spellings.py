"""The reviewed word lists: which spellings are one name, and which words say little about a person.

`data/aliases.csv` holds what the sound rules cannot know (Usman is Othman, Hasan is not Hussain);
`data/weak_words.csv` holds the words half the country carries; `data/districts.csv` the places.
"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from matching.skeleton import fine_key, is_urdu
from matching.text import fold_letters, letters_and_digits


def _rows(filename: str) -> Iterator[dict[str, str]]:
    lines = files("matching").joinpath("data", filename).read_text("utf-8").splitlines()
    return csv.DictReader(lines)


def spellings(filename: str) -> Iterator[tuple[str, str]]:
    """Each spelling in a reviewed file with the canonical name it stands for."""
    for row in _rows(filename):
        for written in (row["canonical"], *row["variants"].split()):
            yield fold_letters(written).replace("-", ""), row["canonical"]


def _by_fine_key(written: dict[str, str]) -> dict[str, str]:
    """Roman names by fine key, so that unlisted spellings are known too; unless two names share it.

    Not Urdu: it leaves vowels out, and so would make one name of Akram (اکرم) and Ikram (اکرام).
    """
    meanings: dict[str, set[str]] = defaultdict(set)
    for word, name in written.items():
        if not is_urdu(word):
            meanings[fine_key(word)].add(name)
    return {fine: names.pop() for fine, names in meanings.items() if len(names) == 1}


_WRITTEN = dict(spellings("aliases.csv"))
_BY_FINE_KEY = _by_fine_key(_WRITTEN)
_DISTRICTS = {letters_and_digits(word): name for word, name in spellings("districts.csv")}


@lru_cache(maxsize=65_536)
def canonical(word: str) -> str | None:
    """The reviewed name that `word` is a spelling of, if it is one."""
    if is_urdu(word):
        return _WRITTEN.get(word)
    return _WRITTEN.get(word) or _BY_FINE_KEY.get(fine_key(word))


_WEAK = frozenset(
    canonical(fold_letters(row["word"])) or fine_key(fold_letters(row["word"]))
    for row in _rows("weak_words.csv")
)


def is_weak(word: str) -> bool:
    """Too common to tell people apart: Muhammad, a title, a caste, a female marker, an initial."""
    return (canonical(word) or fine_key(word)) in _WEAK or len(word) == 1


def known_district(place: str) -> str | None:
    """The one name of a district that is abbreviated, renamed or written in Urdu."""
    return _DISTRICTS.get(place)
