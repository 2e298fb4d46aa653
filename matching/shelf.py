"""A list of people, ready to be searched: arrays that lie in files and are shared by processes."""

import json
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np

from matching import keys
from matching.alignment import Names, names_of
from matching.record import PERSON, Records
from matching.vocabulary import Array, Vocabulary

_COLUMNS = (
    *("cnic", "passport", "phone", "district", "born", "year", "nationality", "gender"),
    *("relation",),
)
#: Raise it when the files of a list made by the code of yesterday are not those of today.
LAYOUT = 2
_LEAST_BUCKETS = 1 << 16
_PRIOR_PEOPLE = 5_000.0
_USUAL_DISTRICT = 5.0


class Pairs(NamedTuple):
    """People asked about (`ours`) and people of the list (`theirs`), by their places."""

    ours: Array
    theirs: Array


class Shelf:
    """People of a list by their places 0, 1, 2 …; `ids` are the numbers the owner gave them."""

    def __init__(self, vocabulary: Vocabulary, arrays: dict[str, Array]) -> None:
        self.vocabulary = vocabulary
        self.arrays = arrays
        self.ids: Array = arrays["ids"]
        self.names = {
            field: Names(arrays[f"{field}_words"], arrays[f"{field}_first"])
            for field in ("own", "relative")
        }
        self._shift = np.uint64(64 - (len(arrays["begins"]) - 1).bit_length() + 1)
        #: How many people the shares are shares of; of an overlay, those of the list it lies over.
        self.people = vocabulary.people
        #: Places that are on the list no more, or in other words elsewhere.
        self.gone = np.zeros(len(self.ids), bool)

    def __len__(self) -> int:
        return len(self.ids)

    @classmethod
    def of(cls, people: Records, ids: Array, census: "Shelf | None" = None) -> Self:
        """The list of these people. Words are as rare as ``census`` says, or as they are here."""
        if census is None:
            vocabulary, kept = Vocabulary.of(people), keys.to_keep(people)
        else:
            vocabulary = Vocabulary.of(people, census.vocabulary)
            kept = keys.to_keep(people, common=census.vocabulary.common_sounds(keys.CAP))
        arrays = {name: np.ascontiguousarray(people[name]) for name in _COLUMNS}
        arrays["ids"] = np.asarray(ids, "<i8")
        for name in ("own", "relative"):
            names = names_of(people, name)
            arrays[f"{name}_words"] = vocabulary.places(names.numbers)
            arrays[f"{name}_first"] = names.first
            named = keys.heard(people, name)
            without = ~keys.has_cnic(people)[named.person]
            arrays[f"{name}_sounds"] = np.unique(named.value.astype("<u4"))
            arrays[f"{name}_sounds_without"] = np.unique(named.value[without].astype("<u4"))
        arrays |= _postings(kept)
        if census is None:
            districts, counts = np.unique(people["district"], return_counts=True)
            arrays |= {"districts": districts, "district_counts": counts.astype("<u4")}
        else:
            arrays |= {name: census.arrays[name] for name in ("districts", "district_counts")}
        return cls(vocabulary, arrays)

    # --- In files ---

    def save(self, folder: Path) -> None:
        """Write every array into a file of the folder."""
        for name, array in {**self.arrays, **_of_words(self.vocabulary)}.items():
            np.save(folder / f"{name}.npy", array)
        (folder / "shelf.json").write_text(json.dumps({"people": self.vocabulary.people}))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The list in a folder; its arrays are read from the files as they are needed."""
        # As plain arrays: each slice of a memmap costs a look at what it is.
        arrays = {
            path.stem: np.asarray(np.load(path, mmap_mode="r")) for path in folder.glob("*.npy")
        }
        words = {name.removeprefix("words_"): arrays.pop(name)
                 for name in list(arrays) if name.startswith("words_")}  # fmt: skip
        said = json.loads((folder / "shelf.json").read_text())
        return cls(Vocabulary(said["people"], words), arrays)

    @property
    def size(self) -> int:
        """Bytes of all arrays."""
        every = {**self.arrays, **_of_words(self.vocabulary)}
        return sum(array.nbytes for array in every.values())

    # --- Asking ---

    def words_of(self, field: str) -> Any:
        """A function that gives the words of some of `names`, by their rows, as [word, name]."""
        numbers = self.names[field].numbers
        return lambda rows: self.vocabulary.every.at(np.ascontiguousarray(numbers[rows].T))

    def district_bits(self, districts: Array) -> Array:
        """Bits that being of one of these districts is worth: −log2 of its share of the list."""
        known = self.arrays["districts"]
        if not len(known):
            return np.full(len(districts), _USUAL_DISTRICT)
        at = np.minimum(np.searchsorted(known, districts), len(known) - 1)
        count = np.where(known[at] == districts, self.arrays["district_counts"][at], 0)
        share = (count + _PRIOR_PEOPLE * 2**-_USUAL_DISTRICT) / (self.people + _PRIOR_PEOPLE)
        return -np.log2(share)

    def pairs(self, people: Records) -> Pairs:
        """Each of these people with everybody on the list who shares a key."""
        words, words_by_name = self._heard_here(people, "own")
        fathers, fathers_by_name = self._heard_here(people, "relative")
        wanted = keys.to_look_up(people, words, fathers, (words_by_name, fathers_by_name))
        bucket = (wanted.key >> self._shift).astype("i8")
        begins = self.arrays["begins"]
        begin = begins[bucket].astype("i8")
        count = begins[bucket + 1] - begin
        kept = np.flatnonzero(count)  # of a short list most buckets are empty
        begin, count = begin[kept], count[kept]
        at = np.repeat(kept, count)
        place = np.arange(len(at)) + np.repeat(begin - (np.cumsum(count) - count), count)
        alike = self.arrays["prints"][place] == _print(wanted.key)[at]
        theirs = self.arrays["postings"][place[alike]]
        ours = wanted.person[at[alike]]
        both = keys.sorted_once(ours.astype("<u8") << np.uint64(32) | theirs)
        ours, theirs = (both >> np.uint64(32)).astype("i8"), (both & _LOW).astype("i8")
        here = ~self.gone[theirs]
        return Pairs(ours[here], theirs[here])

    def _heard_here(self, people: Records, field: str) -> tuple[keys.Named, keys.Named]:
        """Their words, less those that sound like nobody's on the list: no key is made of these.

        And less those that may find nobody by name: who has a CNIC meets by names only those who
        have none.
        """
        named = keys.heard(people, field)
        here = np.flatnonzero(_among(named.value, self.arrays[f"{field}_sounds"]))
        named = keys.Named(named.person[here], named.value[here])
        may_meet = ~keys.has_cnic(people)[named.person]
        may_meet |= _among(named.value, self.arrays[f"{field}_sounds_without"])
        by_name = np.flatnonzero(may_meet)
        return named, keys.Named(named.person[by_name], named.value[by_name])


def _among(values: Array, ordered: Array) -> Array:
    """Which of the values are among these."""
    if not len(ordered):
        return np.zeros(len(values), bool)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    found: Array = ordered[at] == values
    return found


_LOW = np.uint64(0xFFFFFFFF)


def _postings(kept: keys.Keys) -> dict[str, Array]:
    """People in the order of their keys, and where each bucket of keys begins."""
    buckets = max(_LEAST_BUCKETS, 1 << (max(len(kept.key), 1) // 2).bit_length())
    shift = np.uint64(64 - buckets.bit_length() + 1)
    bucket = (kept.key >> shift).astype("i8")
    begins = np.zeros(buckets + 1, "<u4")
    np.cumsum(np.bincount(bucket, minlength=buckets), out=begins[1:])
    return {"begins": begins, "postings": kept.person, "prints": _print(kept.key)}


def _print(key: Array) -> Array:
    """Eight bits of a key that tell it from the others of its bucket."""
    return (key & np.uint64(0xFF)).astype("u1")


def _of_words(vocabulary: Vocabulary) -> dict[str, Array]:
    return {f"words_{name}": array for name, array in vocabulary.arrays().items()}


EMPTY = np.zeros(0, PERSON)
