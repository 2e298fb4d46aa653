"""A district, by whatever name the clerk knows it."""

import re
from functools import lru_cache

from matching.skeleton import skeleton
from matching.spellings import known_district
from matching.text import fold_letters, letters_and_digits

_SAYS_DISTRICT = re.compile(r"\b(?:district|distt|dist|zila|ضلع)\b")


@lru_cache(maxsize=16_384)
def fold_district(text: str) -> str:
    """One code per district, equal for Roman and Urdu writing; "" where nothing is given."""
    place = letters_and_digits(_SAYS_DISTRICT.sub("", fold_letters(text)))
    return (known_district(place) or skeleton(place)) if place else ""
