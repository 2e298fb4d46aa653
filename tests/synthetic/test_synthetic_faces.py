"""Drawn portraits: the same face the same picture, others other pictures, and what a word shows."""

from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageChops, ImageStat

from synthetic.faces import SIZE, Face, portrait

ONE = Face("one")


def opened(face: Face, view: str = "front") -> Image.Image:
    return Image.open(BytesIO(portrait(face, view)))


def apart(one: Image.Image, other: Image.Image) -> float:
    """By how much the two differ in a pixel, over all of them."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("view", ["front", "left", "right"])
def test_the_same_face_is_the_same_picture(view: str) -> None:
    assert portrait(ONE, view) == portrait(Face("one"), view)
    picture = opened(ONE, view)
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", SIZE)
    assert len(portrait(ONE, view)) < 40_000


def test_those_of_one_description_are_still_two_people() -> None:
    faces = [opened(Face(f"somebody {number}")) for number in range(12)]
    assert min(apart(one, other) for one, other in combinations(faces, 2)) > 1


@pytest.mark.parametrize(
    "other",
    [
        Face("one", complexion="dark"),
        Face("one", hair="bald"),
        Face("one", hair="henna"),
        Face("one", facial_hair="moustache"),
        Face("one", facial_hair="short_beard"),
        Face("one", facial_hair="long_beard"),
        Face("one", build="heavy"),
        Face("one", is_woman=True),
    ],
    ids=repr,
)
def test_a_description_is_seen(other: Face) -> None:
    assert apart(opened(ONE), opened(other)) > 0.15


def test_a_beard_and_a_moustache_are_told_apart() -> None:
    kinds = ("shaven", "moustache", "short_beard", "long_beard")
    faces = [opened(Face("one", facial_hair=kind)) for kind in kinds]
    assert min(apart(one, other) for one, other in combinations(faces, 2)) > 0.15


def test_right_is_left_the_other_way_round() -> None:
    left, right = opened(ONE, "left"), opened(ONE, "right")
    assert apart(left, right) > 5
    assert left.getpixel((20, 20)) == pytest.approx(right.getpixel((459, 20)), abs=8)
