"""What was worked out word by word is kept, and is never another word's."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from matching import remembered
from matching.remembered import Remembered


def doubled(word: int) -> int:
    return 2 * word


def test_what_is_remembered_is_what_is_worked_out(monkeypatch) -> None:
    """Also where a thousand words share four slots, and come in blocks."""
    monkeypatch.setattr(remembered, "_SLOT_BITS", 2)
    monkeypatch.setattr(remembered, "_AT_ONCE", 70)
    memory = Remembered(doubled, 1, "<u8")
    words = np.random.default_rng(1).integers(1, 1_000, 500).astype("<u8")
    for _ in range(3):
        assert np.array_equal(memory.of(words), 2 * words)
    assert len(memory.of(words[:0])) == 0


def test_nothing_is_worked_out_twice_while_there_is_room() -> None:
    """The second time it is one look."""
    asked: list[tuple[int, int]] = []

    def likeness(ours: int, theirs: int) -> int:
        asked.append((ours, theirs))
        return (ours + theirs) % 5

    memory = Remembered(likeness, 2, "u1")
    ours, theirs = np.array([3, 4], "<u8"), np.array([9, 3], "<u8")
    for _ in range(3):
        assert memory.of(ours, theirs).tolist() == [2, 2]
    assert asked == [(3, 9), (4, 3)]
    assert memory.of(theirs, ours).tolist() == [2, 2]
    assert len(asked) == 4


def test_threads_do_not_mix_up_what_they_remember(monkeypatch) -> None:
    """Four threads over few slots, each with words of its own."""
    monkeypatch.setattr(remembered, "_SLOT_BITS", 3)
    memory = Remembered(lambda word: (word, 2 * word), 1, [("same", "<u8"), ("twice", "<u8")])

    def remembers(seed: int) -> bool:
        rng = np.random.default_rng(seed)
        for _ in range(200):
            words = rng.integers(1, 10_000, 50).astype("<u8")
            found = memory.of(words)
            if not (found["same"] == words).all() or not (found["twice"] == 2 * words).all():
                return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(remembers, range(4)))
