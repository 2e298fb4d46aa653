"""A word of a name as one 64-bit number that spells itself.

Twelve letters of five bits, the script, and the head of a compound. Equal numbers are equal words,
in every process and in every table; the word can be read back from its number, so a stored person
needs no dictionary.

    bits 0-59  the letters of the fine key, first letter highest; what is longer is cut
    bit  60    the word is written in Urdu and is no reviewed name
    bits 61-63 the head of the compound it is the base of (1-5), or 7: letters of another alphabet
"""

import string
from functools import lru_cache

from matching.skeleton import skeleton, skeleton_of_sounds
from matching.spellings import canonical, is_weak
from matching.words import HEADS, Word

LETTERS = 12
_SYMBOLS = string.ascii_lowercase + "AC"
_NUMBER = {letter: number for number, letter in enumerate(_SYMBOLS, start=1)}
_URDU = 1 << 60
_HEAD = 61
_FOREIGN = 7
_HEAD_NUMBERS = {head: number for number, head in enumerate(HEADS, start=1)}
_HEAD_NAMES = dict(enumerate(HEADS, start=1))


@lru_cache(maxsize=65_536)
def token(word: Word) -> int:
    """The number of a word; never zero, which stands for no word."""
    base = word
    while base.base is not None:
        base = base.base
    letters = base.sounds if base.urdu else base.fine
    foreign = not all(letter in _NUMBER for letter in letters)
    number = 0
    for place in range(LETTERS):
        letter = letters[place : place + 1]
        number = number << 5 | (_symbol(letter) if letter else 0)
    head = _FOREIGN if foreign else _HEAD_NUMBERS.get(word.head, 0)
    return number | (_URDU if base.urdu else 0) | head << _HEAD


def _symbol(letter: str) -> int:
    return _NUMBER.get(letter) or ord(letter) % len(_SYMBOLS) + 1


@lru_cache(maxsize=262_144)
def letters(number: int) -> str:
    """The letters of a token."""
    spelled = (number >> 5 * place & 31 for place in reversed(range(LETTERS)))
    return "".join(_SYMBOLS[symbol - 1] for symbol in spelled if symbol)


def is_urdu(number: int) -> bool:
    """Whether the word is known by its Urdu consonants only."""
    return bool(number & _URDU)


def is_foreign(number: int) -> bool:
    """Whether the word is of an alphabet that is neither Latin nor Urdu."""
    return number >> _HEAD == _FOREIGN


def head(number: int) -> str:
    """The head of a compound, or ""."""
    return _HEAD_NAMES.get(number >> _HEAD, "")


def base(number: int) -> int:
    """The word that the head of a compound is joined to; a plain word itself."""
    return number if is_foreign(number) else number & ((1 << _HEAD) - 1)


@lru_cache(maxsize=262_144)
def skeleton_of(number: int) -> str:
    """The consonants that both scripts share; of a compound those of its base."""
    spelled = letters(number)
    if is_foreign(number):
        return "?" + spelled
    return skeleton_of_sounds(spelled) if is_urdu(number) else skeleton(spelled)


@lru_cache(maxsize=262_144)
def known(number: int) -> str:
    """The reviewed name that the word is, or ""."""
    if is_urdu(number) or is_foreign(number):
        return ""
    return canonical(letters(number)) or ""


@lru_cache(maxsize=262_144)
def weak(number: int) -> bool:
    """Too common to tell people apart."""
    return not head(number) and not is_urdu(number) and is_weak(letters(number))
