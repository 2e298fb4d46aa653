"""The code on a paper, by which anybody checks it: twelve letters and figures, never guessed.

The alphabet is Crockford's: 32 letters and figures, of which none is mistaken for another once O
is read as 0 and I and L as 1. Twelve of them are 60 bits.
"""

import secrets

from matching.text import fold_digits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_LOOK_ALIKE = str.maketrans("OIL", "011")


def new() -> str:
    """A code as it is kept: twelve signs in one piece."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def shown(code: str) -> str:
    """As it is printed and read out: 'K7QF-2M9D-XR4T'."""
    return "-".join(code[start : start + 4] for start in range(0, LENGTH, 4))


def read(text: str) -> str:
    """The code in what somebody typed or a phone read, as it is kept; '' where it is none."""
    signs = "".join(sign for sign in fold_digits(text) if sign not in " -–_/.")
    code = signs.upper().translate(_LOOK_ALIKE) if signs.isascii() else ""
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
