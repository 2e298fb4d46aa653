"""How many bits each thing found is worth, from the reviewed file `weights.json`.

The file is made by `manage.py train_matching`; the report of the training lies beside it.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files

_FILE = "weights.json"
_WORD_LISTS = ("data/aliases.csv", "data/weak_words.csv", "data/districts.csv")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights, grouped as in the file. Positive bits speak for one person, negative against."""

    version: str
    hit_rate: float
    """Of so many people asked about one is on the list."""
    base: float
    """Bits of belief that training found beside the hit rate and the length of the list."""
    features: dict[str, float]
    unlisted_word: float
    listed_word: float
    weak_word: float
    compound: float
    common_words: dict[str, float]


def _load() -> Weights:
    read = json.loads(files("matching").joinpath(_FILE).read_text("utf-8"))
    words = read["words"]
    return Weights(
        version=read["version"],
        hit_rate=read["hit_rate"],
        base=read["base"],
        features=read["features"],
        unlisted_word=words["unlisted"],
        listed_word=words["listed"],
        weak_word=words["weak"],
        compound=words["compound"],
        common_words=words["common"],
    )


def _digest(*named: str) -> str:
    digest = hashlib.blake2b(digest_size=4)
    for name in named:
        digest.update(files("matching").joinpath(name).read_bytes())
    return digest.hexdigest()


WORD_LISTS_DIGEST = _digest(*_WORD_LISTS)
"""Changes with every word list: they shape what a name is folded into."""
WEIGHTS = _load()
MODEL_VERSION = f"{WEIGHTS.version}.{_digest(_FILE, *_WORD_LISTS)}"
"""Stored with every match; a new one means that everybody has to be screened again."""
