"""What was seen, drawn on the frame: 2-pixel boxes, one colour per event type, label and confidence."""

import zlib
from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from algorithms.contract.values import Detection, Pixels
from cases.evidence.lettering import face
from core.text import Language, Text

Colour = tuple[int, int, int]

LINE_PX = 2
PADDING_PX = 4

COLOURS: Mapping[str, Colour] = {
    "fire": (245, 34, 45),
    "waterlogging": (22, 104, 220),
    "litter": (250, 140, 22),
    "muck_truck": (114, 46, 209),
}
"""Colour (RGB) by the first word of an event type; others take one of `_SPARE`, always the same."""

_SPARE: tuple[Colour, ...] = (
    (19, 194, 194),
    (235, 47, 150),
    (82, 196, 26),
    (250, 219, 20),
)

LABELS: Mapping[str, Text] = {
    "fire": Text("明火", "fire"),
    "smoke": Text("烟雾", "smoke"),
}
"""Words for labels of the built-ins; any other label is drawn as the title of its event."""


def colour_of(event_type: str) -> Colour:
    """Return the colour (RGB) of an event type, the same in every picture."""
    family = event_type.split(".")[0]
    return COLOURS.get(family) or _SPARE[zlib.crc32(family.encode()) % len(_SPARE)]


def annotate(
    pixels: Pixels,
    hits: Sequence[Detection],
    *,
    event_type: str,
    title: Text,
    language: Language,
) -> Pixels:
    """Return a copy of the frame (BGR) with its detections drawn, the surest on top."""
    picture = Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
    draw = ImageDraw.Draw(picture)
    font = face(max(14, round(picture.height / 40)))
    colour = colour_of(event_type)
    for one in reversed(hits):
        _outline(draw, one, picture.size, colour)
    for one in reversed(hits):
        _caption(draw, one, picture.size, colour, font, _words(one, title, language))
    return np.ascontiguousarray(np.asarray(picture)[:, :, ::-1])


def _words(one: Detection, title: Text, language: Language) -> str:
    known = LABELS.get(one.label, title)
    return f"{known.zh if language == 'zh' else known.en} {one.score:.0%}"


def _outline(
    draw: ImageDraw.ImageDraw, one: Detection, size: tuple[int, int], colour: Colour
) -> None:
    if one.polygon is not None and len(one.polygon) > 1:
        points = [_at(x, y, size) for x, y in one.polygon]
        draw.line([*points, points[0]], fill=colour, width=LINE_PX, joint="curve")
    elif one.box is not None:
        draw.rectangle(_corners(one.box, size), outline=colour, width=LINE_PX)


def _caption(
    draw: ImageDraw.ImageDraw,
    one: Detection,
    size: tuple[int, int],
    colour: Colour,
    font: ImageFont.FreeTypeFont,
    words: str,
) -> None:
    left, top, _, bottom = _corners(one.box or (0.0, 0.0, 1.0, 1.0), size)
    text_width = draw.textlength(words, font=font)
    height = font.size + 2 * PADDING_PX
    x = min(left, max(0, size[0] - text_width - 2 * PADDING_PX))
    y = top - height if top >= height else min(bottom, size[1] - height)
    y = max(0, top) if one.box is None else y
    draw.rectangle((x, y, x + text_width + 2 * PADDING_PX, y + height), fill=colour)
    ink = (0, 0, 0) if _is_light(colour) else (255, 255, 255)
    draw.text((x + PADDING_PX, y + height / 2), words, font=font, fill=ink, anchor="lm")


def _corners(
    box: tuple[float, float, float, float], size: tuple[int, int]
) -> tuple[int, int, int, int]:
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    return (*_at(left, top, size), *_at(right, bottom, size))


def _at(x: float, y: float, size: tuple[int, int]) -> tuple[int, int]:
    width, height = size
    return (
        min(width - 1, max(0, round(x * width))),
        min(height - 1, max(0, round(y * height))),
    )


def _is_light(colour: Colour) -> bool:
    red, green, blue = colour
    return red * 0.299 + green * 0.587 + blue * 0.114 > 150
