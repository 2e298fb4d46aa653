"""What was worked out word by word, kept as arrays: a thousand words met before are one look."""

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

_SLOT_BITS = 18
_AT_ONCE = 1 << 16
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class Remembered:
    """The values of a function of one token, or of two, each kept in a slot until another's."""

    def __init__(self, work_out: Callable[..., Any], tokens: int, dtype: Any) -> None:
        self._work_out = work_out
        self._of = np.zeros((tokens, 1 << _SLOT_BITS), "<u8")
        self._values = np.zeros(1 << _SLOT_BITS, np.dtype(dtype, align=True))
        # A slot is several numbers, and threads of one process look and write.
        self._lock = Lock()

    def of(self, *tokens: Array) -> Array:
        """The value for each token, or for each pair of tokens; none of them is 0."""
        if len(tokens[0]) <= _AT_ONCE:
            return self._some(*tokens)
        blocks = range(0, len(tokens[0]), _AT_ONCE)
        return np.concatenate(
            [self._some(*(t[at : at + _AT_ONCE] for t in tokens)) for at in blocks]
        )

    def _some(self, *tokens: Array) -> Array:
        mixed: Any = np.zeros(1, "<u8")
        for token in tokens:
            mixed = (mixed ^ token) * _GOLDEN
        slot = (mixed >> np.uint64(64 - _SLOT_BITS)).astype("i8")
        with self._lock:
            values = self._values[slot]
            other = self._of[0][slot] != tokens[0]
            for kept, token in zip(self._of[1:], tokens[1:], strict=True):
                other |= kept[slot] != token
            new = np.flatnonzero(other)
            if len(new):
                asked = [token[new] for token in tokens]
                worked_out = list(map(self._work_out, *(token.tolist() for token in asked)))
                values[new] = np.array(worked_out, values.dtype)
                # Of several in one slot numpy leaves the last, here as there.
                self._of[:, slot[new]] = asked
                self._values[slot[new]] = values[new]
        return values
