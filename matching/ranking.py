"""A name typed into a search box: by which sounds people are found, and in which order they come.

Whoever searches often has nothing but a name, in either script, perhaps with the father's behind
it. That is no link between people; it is a list for an officer, the likeliest first.
"""

from collections.abc import Sequence

import numpy as np

from matching import token
from matching.keys import heard
from matching.likeness import Grade, grade
from matching.record import Records, records
from matching.vocabulary import Array, Vocabulary, skeletons_of

#: What the rarity of a word that agrees is multiplied by.
_WORTH = np.array([0.0, 0.2, 0.5, 0.9, 1.0])
assert [*Grade] == [0, 1, 2, 3, 4]
#: A word that only the father's name has says less; one that nobody has speaks against.
_FATHERS = 0.8
_MISSING = -3.0
#: Of two who have all words he comes first who is called so and no more.
_MORE = -0.25


def sounds_of(people: Records) -> list[list[int]]:
    """Of each of these people the sounds of his names and his father's, to be kept beside him."""
    found: list[list[int]] = [[] for _ in people]
    for field in ("own", "relative"):
        named = heard(people, field)
        for person, sound in zip(named.person.tolist(), named.value.tolist(), strict=True):
            found[person].append(sound)
    return [sorted(set(sounds)) for sounds in found]


def sounds_asked(row: bytes) -> list[int]:
    """The sounds by which to look for the name of this folded person, the rarest first.

    Titles and castes are left out where there is anything else.
    """
    words = _words(records([row]))
    telling = [word for word in words if not token.weak(word)] or words
    by_rarity = Vocabulary.of(records([row])).words(np.array(telling, "<u8"))
    order = np.argsort(-by_rarity.rarity, kind="stable")
    sounds = skeletons_of(np.array(telling, "<u8"))[order].tolist()
    return list(dict.fromkeys(sounds))


def rank(row: bytes, people: Records) -> Array:
    """How well each of these people fits the name of this folded person, in bits."""
    asked = _words(records([row]))
    if not asked or not len(people):
        return np.zeros(len(people))
    vocabulary = Vocabulary.of(people).every
    worth = _worth(asked, vocabulary.number.tolist()) * vocabulary.rarity
    own = worth[:, np.searchsorted(vocabulary.number, people["own"])].max(axis=2)
    fathers = worth[:, np.searchsorted(vocabulary.number, people["relative"])].max(axis=2)
    best = np.maximum(own, _FATHERS * fathers)
    telling = np.array([not token.weak(word) for word in asked])[:, None]
    missing = ((best <= 0) & telling).sum(axis=0) * _MISSING
    more = np.maximum((people["own"] != 0).sum(axis=1) - (own > 0).sum(axis=0), 0) * _MORE
    fits: Array = best.sum(axis=0) + missing + more
    return fits


def _words(people: Records) -> list[int]:
    """The words of one person's names, each once."""
    return list(dict.fromkeys(word for word in people["own"][0].tolist() if word))


def _worth(asked: Sequence[int], words: Sequence[int]) -> Array:
    """How alike each word that is asked for is to each word there, as [asked, word]."""
    grades = [[int(grade(ours, theirs)) if theirs else 0 for theirs in words] for ours in asked]
    return _WORTH[np.array(grades)]
