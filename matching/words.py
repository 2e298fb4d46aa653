"""One word of a name, folded: what it is compared by, and whether it tells people apart."""

from dataclasses import dataclass
from functools import lru_cache

from matching import skeleton, spellings

#: The words that make another name of the word they are joined to.
HEADS = ("abdul", "ghulam", "allah", "ullah", "uddin")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or a compound that counts as one (Abdul Rehman, Rehmat Ullah, Ghulam Rasool)."""

    fine: str
    skeleton: str
    sounds: str = ""  # of an Urdu word that is no reviewed name: its letters as they are heard
    urdu: bool = False
    weak: bool = False
    known: str = ""  # the reviewed name this is a spelling of
    head: str = ""  # of a compound: "abdul", "ghulam", "allah", "ullah" or "uddin"
    base: "Word | None" = None  # of a compound: the word the head is joined to


@lru_cache(maxsize=65_536)
def plain(written: str) -> Word:
    """A word that stands alone."""
    known = spellings.canonical(written) or ""
    spelled = known or written
    return Word(
        fine=skeleton.fine_key(spelled),
        skeleton=skeleton.skeleton(spelled),
        sounds=skeleton.sounds(written) if not known and skeleton.is_urdu(written) else "",
        urdu=not known and skeleton.is_urdu(written),
        weak=spellings.is_weak(written),
        known=known,
    )


@lru_cache(maxsize=65_536)
def compound(head: str, base: Word) -> Word:
    """A word that its head makes into another name: Abdul Rehman is neither Abdul nor Rehman."""
    return Word(
        fine=f"{head}+{base.fine}",
        skeleton=f"{head}+{base.skeleton}",
        urdu=base.urdu,
        head=head,
        base=base,
    )
