"""The usual views of a camera by day and by night, and how they are stored."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

import numpy as np

from video.quality.measures import Measures
from video.quality.view import HEIGHT, WIDTH, View

Light = Literal["day", "night"]
_NIGHT_BELOW, _DAY_ABOVE, _INFRARED_CHROMA = 64.0, 84.0, 1.5
"""Infra-red pictures are bright, but have no colour."""
_BYTES = 2 * HEIGHT * WIDTH * 2
_STORED_MAX = 65_536


@dataclass(slots=True)
class Views:
    """One view for each light, of frames of one size."""

    size: tuple[int, int] | None = None
    by_light: dict[Light, View] = field(default_factory=lambda: {"day": View(), "night": View()})
    light: Light = "day"

    def light_of(self, measures: Measures) -> Light:
        """Say which view a frame belongs to; at dusk it stays what it was."""
        limit = _NIGHT_BELOW if self.light == "day" else _DAY_ABOVE
        dark = measures.brightness < limit or measures.chroma < _INFRARED_CHROMA
        self.light = "night" if dark else "day"
        return self.light

    def reference(self, light: Light) -> View:
        """Return the view to compare with: of this light if it is known, else of the other."""
        own, other = self.by_light[light], self.by_light["night" if light == "day" else "day"]
        return own if own.known or not other.known else other

    def stored(self) -> bytes:
        """Return them as bytes, some 20 KiB."""
        views = {light: _told(view) for light, view in self.by_light.items()}
        head = json.dumps({"release": 1, "size": self.size, "views": views}).encode()
        body = b"".join(view.kept.tobytes() for view in self.by_light.values())
        return zlib.compress(head + b"\n" + body, 1)

    @classmethod
    def resumed(cls, stored: bytes) -> "Views":
        """Return what was stored; ValueError when it is damaged or of another release."""
        try:
            whole = zlib.decompressobj().decompress(stored, _STORED_MAX)
            head, _, body = whole.partition(b"\n")
            told = json.loads(head)
            size = (int(told["size"][0]), int(told["size"][1])) if told["size"] else None
            parts = [body[:_BYTES], body[_BYTES:]]
            views = told["views"]
            return cls(
                size,
                {"day": _view(views["day"], parts[0]), "night": _view(views["night"], parts[1])},
            )
        except (zlib.error, KeyError, TypeError, IndexError) as broken:
            raise ValueError("not the views of a camera") from broken


def _told(view: View) -> dict[str, Any]:
    learned_at = view.learned_at.isoformat() if view.learned_at else None
    return {
        "looks": view.looks,
        "learned_at": learned_at,
        "sharpness": view.sharpness,
        "relief": view.relief,
    }


def _view(told: Mapping[str, Any], body: bytes) -> View:
    kept = np.frombuffer(body, dtype=np.float16).reshape(2, HEIGHT, WIDTH).copy()
    if not np.isfinite(kept).all():
        raise ValueError("edges that are no numbers")
    learned_at = datetime.fromisoformat(told["learned_at"]) if told["learned_at"] else None
    sharpness, relief = float(told["sharpness"]), float(told.get("relief", 0.0))
    return View(int(told["looks"]), learned_at, sharpness, relief, kept)
