"""The words of a list: how each sounds, and how rare it is among the people listed."""

from functools import lru_cache
from typing import Any, NamedTuple, Self

import numpy as np

from matching import token
from matching.record import Records, number_of
from matching.weights import WEIGHTS

Array = np.ndarray[Any, Any]

_PRIOR_NAMES = 5_000.0
"""The reviewed frequencies count as much as so many names of the list itself."""
_RAREST = 14.0


class Sound(NamedTuple):
    """What a word says of itself, without any list."""

    skeleton: int
    mask: int
    """The set of its letters."""
    length: int
    prior: float
    """Bits that agreement on it is worth by the reviewed frequencies."""


@lru_cache(maxsize=262_144)
def sound(number: int) -> Sound:
    """How the word of this token sounds."""
    spelled = token.letters(number)
    mask = 0
    for letter in spelled.lower():
        mask |= 1 << (ord(letter) - 97)
    skeleton = number_of(token.skeleton_of(number)) & 0xFFFFFFFF
    return Sound(skeleton or 1, mask, len(spelled), _prior(number))


def _prior(number: int) -> float:
    if token.weak(number):
        return WEIGHTS.weak_word
    known = token.known(number)
    usual = WEIGHTS.listed_word if known else WEIGHTS.unlisted_word
    bits = WEIGHTS.common_words.get(known, usual)
    return bits + WEIGHTS.compound if token.head(number) else bits


class Words(NamedTuple):
    """Words side by side, one array of the same shape for each property; number 0 is no word."""

    number: Array
    skeleton: Array
    mask: Array
    length: Array
    rarity: Array
    """Bits that agreement on exactly this word is worth: −log2 of its frequency."""
    sound_rarity: Array
    """Bits that agreement on any word of this skeleton is worth."""

    def at(self, rows: Array) -> "Words":
        """These rows of every array."""
        return Words(*(array[rows] for array in self))


class Vocabulary:
    """Every word of a list, sorted by its number; the first, number 0, is no word."""

    FIELDS = (
        *("number", "skeleton", "mask", "length", "rarity", "sound_rarity"),
        *("sounds", "sound_bits"),
    )

    def __init__(self, people: int, arrays: dict[str, Array]) -> None:
        self.people = people
        self.every = Words(*(arrays[name] for name in Words._fields))
        self.sounds: Array = arrays["sounds"]
        self.sound_bits: Array = arrays["sound_bits"]

    @classmethod
    def of(cls, people: Records, census: "Vocabulary | None" = None) -> Self:
        """The words of these people; how rare they are says ``census``, or their own number."""
        every = np.concatenate([people["own"].ravel(), people["relative"].ravel()])
        number, counts = np.unique(np.concatenate([np.zeros(1, "<u8"), every]), return_counts=True)
        if census is not None:
            words = census.words(number)
            return cls(
                census.people,
                {**words._asdict(), "sounds": census.sounds, "sound_bits": census.sound_bits},
            )
        counts[0] = 0
        said = _said(number)
        rarity = _rarity(counts, said["prior"], len(people))
        sounds, group = np.unique(said["skeleton"], return_inverse=True)
        frequency = np.bincount(group, np.exp2(-rarity.astype(float)))
        sound_bits = np.maximum(-np.log2(frequency), 0).astype("<f4")
        words = _words(number, said, rarity, np.minimum(rarity, sound_bits[group]))
        return cls(len(people), {**words._asdict(), "sounds": sounds, "sound_bits": sound_bits})

    def arrays(self) -> dict[str, Array]:
        """What has to be kept of it."""
        return {**self.every._asdict(), "sounds": self.sounds, "sound_bits": self.sound_bits}

    def places(self, numbers: Array) -> Array:
        """Where words of the list stand in it."""
        return np.searchsorted(self.every.number, numbers).astype("<u4")

    def words(self, numbers: Array) -> Words:
        """The properties of these words, whether the list has them or not."""
        flat = numbers.ravel()
        places = np.minimum(np.searchsorted(self.every.number, flat), len(self.every.number) - 1)
        found = self.every.at(places)
        new = np.flatnonzero(found.number != flat)
        if len(new):
            said = _said(flat[new])
            rarity = _rarity(np.zeros(len(new)), said["prior"], self.people)
            at = np.minimum(np.searchsorted(self.sounds, said["skeleton"]), len(self.sounds) - 1)
            heard = self.sounds[at] == said["skeleton"]
            bits = np.where(heard, self.sound_bits[at], _RAREST)
            news = _words(flat[new], said, rarity, np.minimum(rarity, bits))
            for array, values in zip(found, news, strict=True):
                array[new] = values
        return Words(*(array.reshape(numbers.shape) for array in found))


class _Lexicon:
    """How words sound, as arrays: a word met before is one look away, whatever list it is on."""

    SLOTS = 1 << 18

    def __init__(self) -> None:
        self.number = np.zeros(self.SLOTS, "<u8")
        self.said = {
            "skeleton": np.zeros(self.SLOTS, "<u4"),
            "mask": np.zeros(self.SLOTS, "<u4"),
            "length": np.zeros(self.SLOTS, "u1"),
            "prior": np.zeros(self.SLOTS, "<f4"),
        }

    def say(self, numbers: Array, *names: str) -> list[Array]:
        """These properties of the words; a word whose slot another has taken is told anew."""
        slot = (numbers * _GOLDEN >> np.uint64(46)).astype("i8")
        told = [self.said[name][slot] for name in names]
        new = np.flatnonzero(self.number[slot] != numbers)
        if len(new):
            words, back = np.unique(numbers[new], return_inverse=True)
            heard = np.array([sound(word) for word in words.tolist()], float)
            # Of two words in one slot the last is kept, with its number and all its properties.
            at, last = np.unique((words * _GOLDEN >> np.uint64(46))[::-1], return_index=True)
            kept = len(words) - 1 - last
            self.number[at.astype("i8")] = words[kept]
            for column, name in enumerate(Sound._fields):
                values = heard[:, column].astype(self.said[name].dtype)
                self.said[name][at.astype("i8")] = values[kept]
                if name in names:
                    told[names.index(name)][new] = values[back]
        return told


_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_lexicon = _Lexicon()


def skeletons_of(numbers: Array) -> Array:
    """The skeletons of these words, as numbers."""
    return _lexicon.say(numbers, "skeleton")[0]


def _said(numbers: Array) -> dict[str, Array]:
    return dict(zip(Sound._fields, _lexicon.say(numbers, *Sound._fields), strict=True))


def _words(number: Array, said: dict[str, Array], rarity: Array, sound_rarity: Array) -> Words:
    words = Words(
        number,
        said["skeleton"],
        said["mask"],
        said["length"],
        rarity.astype("<f4"),
        sound_rarity.astype("<f4"),
    )
    none = number == 0
    for array in words:
        array[none] = 0
    return words


def _rarity(count: Array, prior: Array, people: int) -> Array:
    """−log2 of the frequency in the list and in the reviewed prior together.

    A person has two names, his own and his father's, in which a word may stand. Weak words keep
    their reviewed worth: among the telling words they are seldom, and yet they tell nothing.
    """
    names = 2.0 * people
    frequency = (count + _PRIOR_NAMES * np.exp2(-prior)) / (names + _PRIOR_NAMES)
    bits = np.minimum(-np.log2(frequency), _RAREST)
    return np.where(prior <= WEIGHTS.weak_word, prior, bits).astype("<f4")
