"""The words of a list: how each sounds, and how rare it is among the people listed."""

from functools import lru_cache
from typing import Any, NamedTuple, Self

import numpy as np

from matching import token
from matching.record import Records, number_of
from matching.remembered import Remembered
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
        said = _sounds.of(number)
        rarity = _rarity(counts, said["prior"], len(people))
        sounds, group = np.unique(said["skeleton"], return_inverse=True)
        frequency = np.bincount(group, np.exp2(-rarity.astype(float)))
        sound_bits = np.maximum(-np.log2(frequency), 0).astype("<f4")
        words = _words(number, said, rarity, np.minimum(rarity, sound_bits[group]))
        return cls(len(people), {**words._asdict(), "sounds": sounds, "sound_bits": sound_bits})

    def arrays(self) -> dict[str, Array]:
        """What has to be kept of it."""
        return {**self.every._asdict(), "sounds": self.sounds, "sound_bits": self.sound_bits}

    def common_sounds(self, people: int) -> Array:
        """The skeletons that more than so many people of the list are likely to share."""
        return self.sounds[2.0 * self.people * np.exp2(-self.sound_bits) > people]

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
            said = _sounds.of(flat[new])
            rarity = _rarity(np.zeros(len(new)), said["prior"], self.people)
            at = np.minimum(np.searchsorted(self.sounds, said["skeleton"]), len(self.sounds) - 1)
            heard = self.sounds[at] == said["skeleton"]
            bits = np.where(heard, self.sound_bits[at], _RAREST)
            news = _words(flat[new], said, rarity, np.minimum(rarity, bits))
            for array, values in zip(found, news, strict=True):
                array[new] = values
        return Words(*(array.reshape(numbers.shape) for array in found))


_sounds = Remembered(
    sound, 1, [("skeleton", "<u4"), ("mask", "<u4"), ("length", "u1"), ("prior", "<f4")]
)


def skeletons_of(numbers: Array) -> Array:
    """The skeletons of these words, as numbers."""
    return _sounds.of(numbers)["skeleton"]


def _words(number: Array, said: Array, rarity: Array, sound_rarity: Array) -> Words:
    skeleton, mask, length = (said[name].copy() for name in ("skeleton", "mask", "length"))
    words = Words(
        number,
        skeleton,
        mask,
        length,
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
