"""Portraits of people who do not exist, drawn with a few shapes from their description.

A portrait shows what the description says (skin, hair, beard, build), and what it does not say (the
shape of the head, the brows, the clothes) follows from a seed: the same face gives the same picture
on every machine, and two faces of one description are still two people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor
from random import Random
from typing import Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

View = Literal["front", "left", "right"]
Colour = tuple[int, int, int]
Point = tuple[float, float]

SIZE = (480, 600)
QUALITY = 82
#: Drawn so much larger and then made small: edges come out smooth.
_LARGER = 2
#: As many steps between two points of a curve.
_STEPS = 6
_MIDDLE = 240.0

_SKINS: dict[str, Colour] = {
    "fair": (236, 200, 172),
    "wheatish": (206, 160, 122),
    "dark": (152, 108, 78),
}
_HAIRS: dict[str, Colour] = {
    "black": (32, 28, 28),
    "brown": (78, 52, 36),
    "grey": (132, 130, 128),
    "white": (214, 212, 206),
    "henna": (158, 74, 32),
    # Of a bald head only the brows and the beard have hair.
    "bald": (44, 38, 36),
}
_EYES: dict[str, Colour] = {"black": (30, 24, 22), "brown": (92, 58, 34), "light": (104, 132, 122)}
_SHOULDERS = {"slim": 128.0, "medium": 146.0, "muscular": 166.0, "heavy": 176.0}
_CHEEKS = {"slim": 0.93, "medium": 1.0, "muscular": 1.03, "heavy": 1.12}
_BACKDROPS: tuple[Colour, ...] = (
    (206, 214, 220),
    (214, 210, 200),
    (198, 210, 206),
    (216, 216, 222),
)
_CLOTHES: tuple[Colour, ...] = (
    (226, 222, 212), (120, 134, 150), (92, 104, 96), (148, 130, 108), (70, 82, 108),
    (172, 180, 186), (110, 90, 84), (190, 176, 150),
)  # fmt: skip
_VEILS: tuple[Colour, ...] = ((120, 62, 78), (58, 92, 98), (186, 160, 120), (84, 74, 112))
_WHITE: Colour = (240, 236, 230)
_INK: Colour = (24, 20, 20)


@dataclass(frozen=True, slots=True)
class Face:
    """Whom to draw, in the words of a description; `seed` says who it is among those alike."""

    seed: str
    is_woman: bool = False
    build: str = "medium"
    complexion: str = "wheatish"
    hair: str = "black"
    eyes: str = "brown"
    facial_hair: str = "shaven"


def portrait(face: Face, view: View = "front") -> bytes:
    """The picture as a JPEG of 480 by 600 pixels."""
    traits = _Traits(face)
    sketch = _Sketch(traits.backdrop, Random(f"strokes {face.seed} {view}"))
    draw = _front if view == "front" else _profile
    draw(sketch, face, traits)
    picture = sketch.finished()
    if view == "right":
        picture = ImageOps.mirror(picture)
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()


class _Traits:
    """What the description leaves open, drawn by lot."""

    def __init__(self, face: Face) -> None:
        lot = Random(f"face {face.seed}")
        self.backdrop = lot.choice(_BACKDROPS)
        self.skin = _toned(_SKINS[face.complexion], lot.uniform(-0.05, 0.05))
        self.hair = _toned(_HAIRS[face.hair], lot.uniform(0.0, 0.06))
        self.eyes = _EYES[face.eyes]
        self.half = lot.uniform(84, 95) * _CHEEKS[face.build]
        self.jaw = lot.uniform(0.76, 0.92) * (0.94 if face.is_woman else 1.0)
        self.chin = lot.uniform(394, 412) - (8 if face.is_woman else 0)
        self.crown = lot.uniform(124, 138)
        self.apart = lot.uniform(37, 43)
        self.brow = lot.uniform(4, 6) if face.is_woman else lot.uniform(7, 12)
        self.slant = lot.uniform(-3, 6)
        self.lid = lot.uniform(7.5, 10.5)
        self.nose = lot.uniform(14, 22) * (0.85 if face.is_woman else 1.0)
        self.tip = lot.uniform(312, 326)
        self.mouth = lot.uniform(25, 35)
        self.ear = lot.uniform(0.85, 1.15)
        self.hairline = lot.uniform(-8, 10)
        self.style = lot.choice(("short", "parted", "curly", "receding"))
        self.side = lot.choice((-1, 1))
        self.cloth = lot.choice(_CLOTHES)
        self.veil = lot.choice(_VEILS)
        self.has_waistcoat = lot.random() < 0.35
        self.shoulder = _SHOULDERS[face.build] - (22 if face.is_woman else 0)


class _Sketch:
    """A sheet on which shapes are laid over each other, in units of the finished picture."""

    def __init__(self, backdrop: Colour, lot: Random) -> None:
        self._lot = lot
        light = Image.linear_gradient("L")
        wall = ImageOps.colorize(light, _toned(backdrop, 0.06), _toned(backdrop, -0.14))
        large = (SIZE[0] * _LARGER, SIZE[1] * _LARGER)
        self._image = wall.resize(large, Image.Resampling.BILINEAR)
        self._pen = ImageDraw.Draw(self._image)

    def shape(self, points: Sequence[Point], colour: Colour, *, is_round: bool = True) -> None:
        """A closed shape through these points."""
        self._pen.polygon(_large(_curve(points) if is_round else points), colour)

    def oval(self, x: float, y: float, wide: float, high: float, colour: Colour) -> None:
        """An oval around this point."""
        self._pen.ellipse(_large([(x - wide, y - high), (x + wide, y + high)]), colour)

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """An open line through these points."""
        curve = _large(_curve(points, is_closed=False))
        self._pen.line(curve, colour, round(width * _LARGER), joint="curve")

    def hairs(self, points: Sequence[Point], colour: Colour, *, lean: float = 0.0) -> None:
        """A shape of hair: filled, and stroked with single hairs that lean so much."""
        corner, size = _box(points)
        mask = _cut(points, corner, size)
        strokes = Image.new("L", size)
        pen = ImageDraw.Draw(strokes)
        for _ in range(size[0] * size[1] // 900):
            x, y = self._lot.uniform(0, size[0]), self._lot.uniform(-20, size[1])
            out = lean * ((corner[0] + x) / _LARGER - _MIDDLE) / 5
            end = (x + out + self._lot.uniform(-5, 5), y + self._lot.uniform(14, 34))
            pen.line([(x, y), end], 255, 2)
        self._image.paste(colour, corner, mask)
        self._image.paste(_toned(colour, 0.13), corner, ImageChops.multiply(strokes, mask))

    def shade(self, points: Sequence[Point], dark: Sequence[Point], colour: Colour) -> None:
        """A soft shadow of this form that falls nowhere but on the shape."""
        corner, size = _box(points)
        # A shadow has no edges: blurred while it is small it is the same, and quicker.
        small = _cut(dark, corner, size).reduce(4).filter(ImageFilter.GaussianBlur(7))
        soft = ImageChops.multiply(small.resize(size), _cut(points, corner, size))
        self._image.paste(colour, corner, soft)

    def finished(self) -> Image.Image:
        """The picture in its size."""
        return self._image.reduce(_LARGER)


# --- From the front ---


def _front(sketch: _Sketch, face: Face, traits: _Traits) -> None:
    head = _head(traits)
    if face.is_woman:
        _veil_behind(sketch, traits)
    _clothes(sketch, traits)
    _neck(sketch, traits)
    if not face.is_woman:
        _ears(sketch, traits)
    sketch.shape(head, traits.skin)
    _shadows(sketch, traits, head)
    _nose(sketch, traits)
    if face.facial_hair in ("short_beard", "long_beard"):
        _beard(sketch, traits, is_long=face.facial_hair == "long_beard")
    _mouth(sketch, traits, is_woman=face.is_woman)
    if face.facial_hair != "shaven":
        _moustache(sketch, traits)
    for side in (-1, 1):
        _eye(sketch, traits, side)
    if face.is_woman:
        _hair_under_veil(sketch, traits)
        _veil(sketch, traits)
    elif face.hair == "bald":
        _shine(sketch, traits)
    else:
        _hair(sketch, traits)


def _head(traits: _Traits) -> list[Point]:
    half, jaw = traits.half, traits.half * traits.jaw
    chin, crown = traits.chin, traits.crown
    return _mirrored(
        [(0, crown), (0.55 * half, crown + 12), (0.9 * half, crown + 52), (half, 240),
         (0.97 * half, 290), (jaw, chin - 64), (0.72 * jaw, chin - 26), (0.32 * jaw, chin - 3),
         (0, chin)]
    )  # fmt: skip


def _clothes(sketch: _Sketch, traits: _Traits) -> None:
    """A kameez with its collar, and over it for some a waistcoat."""
    wide, cloth = traits.shoulder, traits.cloth
    body = _mirrored(
        [(0, 420), (46, 430), (0.62 * wide, 462), (wide, 492), (wide + 18, 550), (wide + 24, 640),
         (0, 640)]
    )  # fmt: skip
    sketch.shape(body, cloth)
    if traits.has_waistcoat:
        over = _toned(cloth, -0.45)
        half = [(44, 440), (0.66 * wide, 466), (0.84 * wide, 640), (10, 640), (14, 560)]
        for side in (-1, 1):
            sketch.shape(_on(side, half), over, is_round=False)
    sketch.line([(_MIDDLE, 470), (_MIDDLE, 600)], _toned(cloth, -0.2), 2)
    for y in (505, 545, 585):
        sketch.oval(_MIDDLE, y, 3.5, 3.5, _toned(cloth, -0.35))


def _neck(sketch: _Sketch, traits: _Traits) -> None:
    wide = 0.56 * traits.half
    neck = _mirrored([(0, 330), (wide, 340), (wide, 420), (wide + 6, 446), (0, 476)])
    sketch.shape(neck, _toned(traits.skin, -0.1))
    low = _mirrored([(0, 350), (1.3 * wide, 350), (1.1 * wide, 410), (0, traits.chin + 34)])
    sketch.shade(neck, low, _toned(traits.skin, -0.34))
    for side in (-1, 1):
        collar = [(wide + 10, 424), (wide + 18, 446), (4, 492), (2, 474), (wide - 4, 446)]
        sketch.shape(_on(side, collar), _toned(traits.cloth, -0.08), is_round=False)


def _ears(sketch: _Sketch, traits: _Traits) -> None:
    for side in (-1, 1):
        x = _MIDDLE + side * (traits.half + 3)
        sketch.oval(x, 272, 13 * traits.ear, 27 * traits.ear, _toned(traits.skin, -0.08))
        sketch.oval(x + side, 272, 7 * traits.ear, 17 * traits.ear, _toned(traits.skin, -0.22))


def _shadows(sketch: _Sketch, traits: _Traits, head: list[Point]) -> None:
    """The light comes from one side; the other, and what lies under the brows, is darker."""
    half = traits.half
    away = _on(traits.side, [(0.62 * half, 130), (1.5 * half, 140), (1.5 * half, 420),
                             (0.05 * half, 430), (0.55 * half, 350)])  # fmt: skip
    sketch.shade(head, away, _toned(traits.skin, -0.2))
    for side in (-1, 1):
        under = _on(side, [(12, 246), (62, 244), (66, 272), (40, 286), (14, 276)])
        sketch.shade(head, under, _toned(traits.skin, -0.16))


def _nose(sketch: _Sketch, traits: _Traits) -> None:
    dark, tip, wide = _toned(traits.skin, -0.22), traits.tip, traits.nose
    bridge = _on(traits.side, [(8, 258), (9, 285), (wide - 1, tip - 8), (wide, tip), (5, tip + 3),
                               (4, 290)])  # fmt: skip
    sketch.shape(bridge, _toned(traits.skin, -0.12))
    sketch.line(_mirrored_line([(wide, tip - 6), (wide - 3, tip + 3), (5, tip + 6)]), dark, 2)
    for side in (-1, 1):
        sketch.oval(_MIDDLE + side * wide * 0.5, tip + 2, 4, 2.2, _toned(traits.skin, -0.45))


def _mouth(sketch: _Sketch, traits: _Traits, *, is_woman: bool) -> None:
    y, wide = traits.tip + 34, traits.mouth
    red = _mixed(traits.skin, (150, 60, 62), 0.55 if is_woman else 0.38)
    upper = _mirrored([(0, y - 5), (8, y - 8), (wide, y - 2), (0, y + 3)])
    lower = _mirrored([(0, y + 1), (wide - 2, y - 2), (0.55 * wide, y + 10), (0, y + 13)])
    sketch.shape(lower, _toned(red, 0.1))
    sketch.shape(upper, _toned(red, -0.08))
    sketch.line(_mirrored_line([(wide, y - 2), (8, y + 1), (0, y + 2)]), _toned(red, -0.45), 2)


def _moustache(sketch: _Sketch, traits: _Traits) -> None:
    y, wide = traits.tip + 14, traits.mouth + 8
    sketch.hairs(
        _mirrored([(0, y), (12, y - 3), (0.7 * wide, y + 7), (wide, y + 22), (0.6 * wide, y + 17),
                   (0, y + 13)]),
        traits.hair,
        lean=0.4,
    )  # fmt: skip


def _beard(sketch: _Sketch, traits: _Traits, *, is_long: bool) -> None:
    """From ear to ear round the chin; the lips are drawn over it."""
    half, jaw, chin = traits.half, traits.half * traits.jaw, traits.chin
    y = traits.tip + 34
    low = chin + (78 if is_long else 12)
    full = 1.08 if is_long else 1.02
    sketch.hairs(
        _mirrored(
            [(0, y - 14), (traits.mouth + 8, y - 12), (0.62 * half, y - 34), (0.86 * half, 286),
             (0.92 * half, 244), (1.02 * half, 246), (1.02 * half, 292), (full * jaw, chin - 60),
             (full * 0.82 * jaw, chin - 16), (0.52 * jaw, (chin + 2 * low) / 3), (0, low)]
        ),
        traits.hair,
        lean=0.3,
    )  # fmt: skip


def _eye(sketch: _Sketch, traits: _Traits, side: int) -> None:
    x, y, lid = traits.apart, 264.0, traits.lid
    corners = [(x - 18, y + 2), (x - 8, y - lid), (x + 8, y - lid), (x + 19, y), (x + 6, y + 7),
               (x - 8, y + 7)]  # fmt: skip
    middle = _MIDDLE + side * x
    sketch.shape(_on(side, corners), _WHITE)
    sketch.oval(middle, y - 1, 7.5, 7.5, traits.eyes)
    sketch.oval(middle, y - 1, 3.6, 3.6, _INK)
    sketch.oval(middle - 2, y - 3.5, 1.5, 1.5, _WHITE)
    lid_line = [(x - 18, y + 2), (x - 8, y - lid), (x + 8, y - lid), (x + 20, y)]
    sketch.line(_on(side, lid_line), _toned(traits.skin, -0.62), 3)
    thick, top = traits.brow, 238 - lid / 2
    brow = [(x - 24, top + 2 + traits.slant), (x, top - 5), (x + 26, top + 6),
            (x, top - 5 + thick), (x - 23, top + thick + traits.slant)]  # fmt: skip
    sketch.hairs(_on(side, brow), traits.hair)


def _hair(sketch: _Sketch, traits: _Traits) -> None:
    half, crown, line = traits.half, traits.crown, 186 + traits.hairline
    side = [(1.03 * half, 254), (0.93 * half, 250), (0.9 * half, line + 22)]
    rise = 20 if traits.style == "curly" else 13
    outer = [(1.07 * half, 214), (0.93 * half, crown + 30), (0.5 * half, crown - rise + 9),
             (0, crown - rise)]  # fmt: skip
    if traits.style == "receding":
        front = [(0.74 * half, line - 16), (0.42 * half, line - 34), (0, line - 8)]
    elif traits.style == "parted":
        front = [(0.7 * half, line), (0.3 * half, line - 6), (0, line - 10)]
    else:
        front = [(0.7 * half, line), (0.35 * half, line - 4), (0, line - 5)]
    sketch.hairs(_mirrored([*reversed(outer), *side, *front]), traits.hair, lean=0.7)
    if traits.style == "parted":
        swept = [(-0.2 * half, crown + 8), (0.9 * half, line + 16), (0.5 * half, line + 14),
                 (-0.3 * half, line - 8)]  # fmt: skip
        sketch.hairs(_on(traits.side, swept), traits.hair, lean=1.2)
        path = [(-0.32 * half, line - 10), (-0.24 * half, crown + 2)]
        sketch.line(_on(traits.side, path), _mixed(traits.hair, traits.skin, 0.45), 2)
    if traits.style == "curly":
        for place, (x, y) in enumerate(_curve(_mirrored_line(outer), is_closed=False)):
            size = 9 + place % 3 * 2
            sketch.oval(x, min(y + 2, 250), size, size, _toned(traits.hair, 0.03 * (place % 2)))


def _shine(sketch: _Sketch, traits: _Traits) -> None:
    """A bald head: light on the crown, and stubble over the ears."""
    half, crown = traits.half, traits.crown
    head = _head(traits)
    light = _on(-traits.side, [(0.1 * half, crown + 16), (0.5 * half, crown + 24),
                               (0.5 * half, crown + 46), (0.1 * half, crown + 40)])  # fmt: skip
    sketch.shade(head, light, _toned(traits.skin, 0.3))
    for side in (-1, 1):
        over_ear = [(0.94 * half, 206), (1.1 * half, 214), (1.1 * half, 258), (0.93 * half, 256)]
        sketch.shade(head, _on(side, over_ear), _mixed(traits.skin, traits.hair, 0.7))


def _veil_behind(sketch: _Sketch, traits: _Traits) -> None:
    half, crown = traits.half, traits.crown
    cloth = [(0, crown - 34), (0.8 * half, crown - 12), (1.34 * half, 220), (1.42 * half, 340),
             (1.5 * half, 470), (0, 500)]  # fmt: skip
    sketch.shape(_mirrored(cloth), _toned(traits.veil, -0.3))


def _hair_under_veil(sketch: _Sketch, traits: _Traits) -> None:
    half, crown = traits.half, traits.crown
    for side in (-1, 1):
        strand = [(0, crown + 2), (0.7 * half, crown + 14), (1.04 * half, 232), (0.98 * half, 268),
                  (0.84 * half, 222), (0.46 * half, 186), (0, crown + 34)]  # fmt: skip
        sketch.hairs(_on(side, strand), traits.hair, lean=0.9)


def _veil(sketch: _Sketch, traits: _Traits) -> None:
    """A dupatta over the head, whose end lies over one shoulder."""
    half, crown = traits.half, traits.crown
    for side in (-1, 1):
        fall = [(0, crown - 36), (0.84 * half, crown - 10), (1.36 * half, 226), (1.44 * half, 350),
                (1.62 * half, 480), (1.72 * half, 650), (0.7 * half, 650), (0.78 * half, 470),
                (1.04 * half, 390), (1.06 * half, 300), (1.02 * half, 236),
                (0.72 * half, crown + 32), (0, crown + 8)]  # fmt: skip
        sketch.shape(_on(side, fall), _toned(traits.veil, 0.04 * side))
        fold = [(1.08 * half, 200), (1.22 * half, 320), (1.12 * half, 430), (1.2 * half, 600)]
        sketch.line(_on(side, fold), _toned(traits.veil, -0.22), 3)
    across = [(0.92 * half, 424), (1.5 * half, 470), (1.76 * half, 660), (-1.76 * half, 660),
              (-1.6 * half, 500), (-1.0 * half, 452), (-0.3 * half, 506),
              (0.4 * half, 490)]  # fmt: skip
    sketch.shape(_on(traits.side, across), _toned(traits.veil, 0.07))
    for low in (0, 48):
        crease = [(1.1 * half, 478 + low), (0.2 * half, 532 + low), (-1.3 * half, 520 + low)]
        sketch.line(_on(traits.side, crease), _toned(traits.veil, -0.16), 3)


# --- From the side: the face looks to the left ---


def _profile(sketch: _Sketch, face: Face, traits: _Traits) -> None:
    head = _silhouette(traits)
    wide = traits.shoulder
    body = [(238, 424), (320, 420), (344, 462), (300 + 0.5 * wide, 510), (304 + 0.52 * wide, 650),
            (240 - 0.5 * wide, 650), (236 - 0.42 * wide, 520), (210, 462)]  # fmt: skip
    sketch.shape(body, traits.cloth)
    neck = [(226, 350), (330, 320), (332, 420), (330, 440), (226, 462), (232, 410)]
    sketch.shape(neck, _toned(traits.skin, -0.14))
    collar = [(220, 446), (338, 428), (342, 456), (222, 482)]
    sketch.shape(collar, _toned(traits.cloth, -0.1), is_round=False)
    sketch.shape(head, traits.skin)
    behind = [(250, 340), (330, 260), (380, 300), (330, 400), (230, 420)]
    sketch.shade(head, behind, _toned(traits.skin, -0.24))
    _profile_features(sketch, face, traits)
    if face.facial_hair in ("short_beard", "long_beard"):
        _profile_beard(sketch, traits, is_long=face.facial_hair == "long_beard")
    if face.facial_hair != "shaven":
        y = traits.tip + 14
        sketch.hairs([(146, y - 2), (172, y - 2), (186, y + 16), (152, y + 13)], traits.hair)
    if face.hair != "bald":
        _profile_hair(sketch, traits, is_long=face.is_woman)
    _profile_ear(sketch, traits)
    if face.is_woman:
        _profile_veil(sketch, traits)


def _silhouette(traits: _Traits) -> list[Point]:
    """Forehead, nose, lips, chin, jaw, and the back of the head."""
    tip, chin, crown = traits.tip, traits.chin, traits.crown
    point = 118 + (22 - traits.nose)
    return [
        (178, crown + 34), (158, 200), (154, 236), (160, 254), (148, 276), (point, tip - 10),
        (point + 4, tip + 1), (148, tip + 7), (150, tip + 20), (143, tip + 29), (152, tip + 35),
        (146, tip + 43), (156, tip + 54), (150, chin - 16), (164, chin), (200, chin - 4),
        (262, chin - 48), (318, 344), (352, 280), (358, 220), (334, crown + 36), (270, crown),
        (214, crown + 6),
    ]  # fmt: skip


def _profile_features(sketch: _Sketch, face: Face, traits: _Traits) -> None:
    sketch.shape([(166, 262), (176, 256), (192, 266), (176, 270)], _WHITE)
    sketch.oval(173, 263, 4.5, 6.5, traits.eyes)
    sketch.line([(164, 262), (175, 254), (196, 266)], _toned(traits.skin, -0.62), 3)
    thick = traits.brow
    brow = [(158, 240), (178, 230), (206, 242), (178, 231 + thick), (160, 241 + thick)]
    sketch.hairs(brow, traits.hair)
    sketch.oval(146, traits.tip + 1, 5, 2.4, _toned(traits.skin, -0.42))
    wing = [(160, traits.tip - 12), (166, traits.tip - 2), (158, traits.tip + 5)]
    sketch.line(wing, _toned(traits.skin, -0.25), 2)
    red = _mixed(traits.skin, (150, 60, 62), 0.55 if face.is_woman else 0.38)
    y = traits.tip + 35
    sketch.shape([(144, y - 7), (154, y - 8), (178, y), (152, y + 1)], red)
    sketch.shape([(152, y), (178, y), (160, y + 11), (147, y + 8)], _toned(red, 0.1))


def _profile_beard(sketch: _Sketch, traits: _Traits, *, is_long: bool) -> None:
    y, chin = traits.tip + 35, traits.chin
    low = chin + (76 if is_long else 12)
    lip = [(156, y + 14), (182, y + 4), (190, y - 18), (236, y - 22), (266, 290), (272, 244)]
    jaw = [(292, 246), (290, 320), (268, chin - 42), (228, (chin + low) / 2 - 4), (182, low)]
    sketch.hairs([*lip, *jaw, (150, (chin + low) / 2), (144, chin - 14)], traits.hair)


def _profile_hair(sketch: _Sketch, traits: _Traits, *, is_long: bool) -> None:
    crown, line = traits.crown, 188 + traits.hairline
    back = traits.style == "receding" and not is_long
    front = [(216, line), (190, line - 22)] if back else [(196, line), (168, line - 4)]
    rise = 18 if traits.style == "curly" else 11
    over = [(178, crown + 26), (218, crown - rise + 6), (276, crown - rise), (342, crown + 26),
            (370, 214), (364, 290)]  # fmt: skip
    nape = [(334, 400), (306, 330)] if is_long else [(336, 340), (318, 330), (312, 296)]
    sketch.hairs([*over, *nape, (296, 250), (268, 250), (262, 214), *front], traits.hair, lean=0.2)


def _profile_ear(sketch: _Sketch, traits: _Traits) -> None:
    size = traits.ear
    sketch.oval(284, 274, 15 * size, 28 * size, _toned(traits.skin, -0.06))
    sketch.oval(286, 272, 8 * size, 18 * size, _toned(traits.skin, -0.24))


def _profile_veil(sketch: _Sketch, traits: _Traits) -> None:
    crown = traits.crown
    fall = [(206, crown - 12), (276, crown - 30), (352, crown + 8), (392, 220), (398, 350),
            (420, 500), (430, 650), (250, 650), (238, 500), (262, 420), (252, 300),
            (236, 210)]  # fmt: skip
    sketch.shape(fall, traits.veil)
    for x in (290, 336):
        fold = [(x - 6, crown + 50), (x + 14, 320), (x + 4, 440), (x + 20, 600)]
        sketch.line(fold, _toned(traits.veil, -0.22), 3)


# --- Curves and colours ---


def _mirrored(right: Sequence[Point]) -> list[Point]:
    """A closed outline from its right half, given from top to bottom by distance of the middle."""
    left = [(_MIDDLE - x, y) for x, y in reversed(right) if x]
    return [*((_MIDDLE + x, y) for x, y in right), *left]


def _mirrored_line(right: Sequence[Point]) -> list[Point]:
    """A line from its right half, given towards the middle."""
    left = [(_MIDDLE - x, y) for x, y in right if x]
    return [*left, *((_MIDDLE + x, y) for x, y in reversed(right))]


def _on(side: int, points: Sequence[Point]) -> list[Point]:
    """Points by their distance of the middle, on the right (1) or the left (-1)."""
    return [(_MIDDLE + side * x, y) for x, y in points]


def _curve(points: Sequence[Point], *, is_closed: bool = True) -> list[Point]:
    """A round line through the points (Catmull and Rom)."""
    count = len(points)
    round_it = points if is_closed else [points[0], *points, points[-1]]
    first = 0 if is_closed else 1
    curve = []
    for place in range(first, first + (count if is_closed else count - 1)):
        around = [round_it[(place + step) % len(round_it)] for step in (-1, 0, 1, 2)]
        curve += [_between(around, step / _STEPS) for step in range(_STEPS)]
    return curve if is_closed else [*curve, points[-1]]


def _between(around: Sequence[Point], share: float) -> Point:
    """The point so far between the second and the third of four."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = around
    return _pulled(x0, x1, x2, x3, share), _pulled(y0, y1, y2, y3, share)


def _pulled(before: float, start: float, end: float, after: float, share: float) -> float:
    bend = 2 * before - 5 * start + 4 * end - after
    turn = 3 * start - before - 3 * end + after
    return start + 0.5 * share * (end - before + share * (bend + share * turn))


def _box(points: Sequence[Point]) -> tuple[tuple[int, int], tuple[int, int]]:
    """The corner and the size of what holds the round shape, as large as it is drawn."""
    across, down = zip(*_large(_curve(points)), strict=True)
    corner = floor(min(across)), floor(min(down))
    return corner, (ceil(max(across)) - corner[0] + 1, ceil(max(down)) - corner[1] + 1)


def _cut(points: Sequence[Point], corner: tuple[int, int], size: tuple[int, int]) -> Image.Image:
    """A mask of the round shape, for what lies within this box."""
    mask = Image.new("L", size)
    moved = [(x - corner[0], y - corner[1]) for x, y in _large(_curve(points))]
    ImageDraw.Draw(mask).polygon(moved, 255)
    return mask


def _large(points: Sequence[Point]) -> list[Point]:
    return [(x * _LARGER, y * _LARGER) for x, y in points]


def _toned(colour: Colour, share: float) -> Colour:
    """The colour so much nearer to white, or to black where it is less than nothing."""
    return _mixed(colour, (255, 255, 255) if share > 0 else (0, 0, 0), abs(share))


def _mixed(colour: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (
        round(one + (two - one) * share) for one, two in zip(colour, other, strict=True)
    )
    return red, green, blue
