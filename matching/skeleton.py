"""How a single word sounds, in Roman or Urdu letters: a fine key and a consonant skeleton.

The fine key evens out habits of spelling within one script (Saleem, Salim). The skeleton keeps
only what both scripts write (Aslam and اسلم are both "Aslm"): short vowels are not written in Urdu,
و and ی are vowel or consonant by turns, and h comes and goes (Rehman, Raman; Fatimah, Fatima).
"""

import re

_FINE_SPELLINGS = (
    ("ph", "f"),
    ("ck", "k"),
    ("q", "k"),
    ("w", "v"),
    ("x", "ks"),
    ("ee", "i"),
    ("oo", "u"),
    ("ou", "u"),
)
_DOUBLED = re.compile(r"(.)\1+")
_LATER_Y = re.compile(r"(?<=.)y")
_SILENT_H = re.compile(r"(?<=[aeiou])h$")

_URDU_SOUNDS = {
    letter: sound
    for letters, sound in (
        ("اآعٵ", "A"), ("بٻ", "b"), ("پ", "p"), ("تٹطټٿ", "t"), ("ثسصڅ", "s"), ("جڃ", "j"),
        ("چ", "C"), ("حہ", "h"), ("خ", "k"), ("دڈډڏڌ", "d"), ("ذزژضظځ", "z"), ("رڑړ", "r"),
        ("شښ", "x"), ("غگګڳ", "g"), ("فڦ", "f"), ("قک", "k"), ("ل", "l"), ("م", "m"),
        ("نںڻ", "n"), ("و", "v"), ("یے", "y"), ("ء", ""),
    )
    for letter in letters
}  # fmt: skip
_FINE_URDU = str.maketrans({"A": "a", "C": "c", "x": "s", "v": "u", "y": "i"})
_NOT_HEARD = re.compile(r"(?<=.)[Aaeiouyhvw]")


def is_urdu(word: str) -> bool:
    """Written in the letters of Urdu (or its neighbours in the same script)."""
    return "\u0600" <= word[:1] <= "\u06ff"


def fine_key(word: str) -> str:
    """The word with habits of spelling evened out, vowels kept."""
    if is_urdu(word):
        return sounds(word).translate(_FINE_URDU) or word
    for spelling, plain in _FINE_SPELLINGS:
        word = word.replace(spelling, plain)
    return _SILENT_H.sub("", _DOUBLED.sub(r"\1", _LATER_Y.sub("i", word)))


def skeleton(word: str) -> str:
    """The consonants that Roman and Urdu writing share; a vowel counts only as the first sound."""
    return skeleton_of_sounds(sounds(word) if is_urdu(word) else _roman_sounds(word)) or word


def skeleton_of_sounds(heard: str) -> str:
    """The same for a word that is given by its sounds."""
    return _NOT_HEARD.sub("", heard) or heard


def sounds(word: str) -> str:
    """An Urdu word by the sound of each letter, in Latin letters."""
    return "".join(_URDU_SOUNDS.get(letter, letter) for letter in word)


def _roman_sounds(word: str) -> str:
    heard = fine_key(word).replace("sh", "x").replace("ch", "C").replace("c", "k")
    return "A" + heard[1:] if heard[:1] in tuple("aeiou") else heard
