"""How many bits each piece of evidence is worth, from the reviewed file `weights.json`."""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files

_FILE = files("matching").joinpath("weights.json")
_WORD_LISTS = ("aliases.csv", "weak_words.csv", "districts.csv")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights, grouped as in the file. Positive bits speak for one person, negative against."""

    version: str
    prior: float
    """Bits of belief before anything is compared: very few pairs are one person."""
    terms: dict[str, float]
    names: dict[str, float]
    unlisted_word: float
    listed_word: float
    weak_word: float
    compound: float
    common_words: dict[str, float]


def _load() -> Weights:
    read = json.loads(_FILE.read_text("utf-8"))
    words = read["words"]
    return Weights(
        version=read["version"],
        prior=read["prior"],
        terms=read["terms"],
        names=read["names"],
        unlisted_word=words["unlisted"],
        listed_word=words["listed"],
        weak_word=words["weak"],
        compound=words["compound"],
        common_words=words["common"],
    )


def _fingerprint() -> str:
    """Changes with every weight and, since they shape names and keys, with every word list."""
    lists = [files("matching").joinpath("data", name) for name in _WORD_LISTS]
    digest = hashlib.blake2b(digest_size=4)
    for file in (_FILE, *lists):
        digest.update(file.read_bytes())
    return digest.hexdigest()


WEIGHTS = _load()
MODEL_VERSION = f"{WEIGHTS.version}.{_fingerprint()}"
"""Stored with every match; a new one means that keys and scores have to be made again."""
