"""Puts a scene together, frame by frame, with the truth about every frame."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from algorithms.contract.values import Box, Pixels
from algorithms.scenes.flame import Blaze, PixelBox
from algorithms.scenes.litter import Heap
from algorithms.scenes.scene import Light, Scene
from algorithms.scenes.street import paint
from algorithms.scenes.tipper import Tipper
from algorithms.scenes.traffic import Car, cars_of, draw_car
from algorithms.scenes.view import View
from algorithms.scenes.water import Outline, Puddle, gloss, streaks

_BRIGHTNESS: dict[Light, float] = {"day": 1.0, "overcast": 0.85, "dusk": 0.55, "night": 0.28}
_GRAINS = 8


_Thing = Car | Blaze | Heap | Tipper


@dataclass(frozen=True, slots=True)
class Truth:
    """One thing that is in a frame for certain; the box is in fractions of the frame."""

    label: str
    box: Box
    outline: Outline | None = None
    """Its polygon where it has a better one than the box."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One frame of a film."""

    second: float
    pixels: Pixels
    truths: tuple[Truth, ...]


class Film:
    """A scene made ready: still things painted, moving ones placed."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.view = scene, View.of(scene)
        rng = np.random.default_rng(scene.seed)
        self._street = paint(scene, self.view, rng)
        self._cars = cars_of(scene, rng)
        self._blazes = [Blaze(fire, self.view, rng) for fire in scene.fires]
        dice = np.random.default_rng((scene.seed, 1))
        self._puddles = [Puddle(pool, self.view, dice) for pool in scene.pools]
        self._heaps = [Heap(pile, self.view, dice) for pile in scene.piles]
        self._tippers = [Tipper(muck, self.view, dice) for muck in scene.mucks]
        if scene.wet:
            gloss(self._street, self.view)
        self._brightness = _BRIGHTNESS[scene.light]
        strength = 5.0 if scene.light == "night" else 3.0
        shape = (_GRAINS, scene.height, scene.width)
        self._grains = rng.normal(0, strength, shape).astype(np.int8)

    def shots(self, every: int = 1) -> Iterator[Shot]:
        """Yield every frame, or every n-th."""
        for index in range(0, self.scene.frame_count, every):
            yield self.shot(index)

    def shot(self, index: int) -> Shot:
        """Return one frame; the order of asking does not matter."""
        second = index / self.scene.fps
        picture = self._street.copy()
        truths = [
            truth
            for puddle in self._puddles
            for truth in self._flat(puddle.draw(picture, second, self._brightness))
        ]
        for thing in self._far_to_near(second):
            truths += self._draw(thing, picture, second)
        if self.scene.rain:
            streaks(picture, np.random.default_rng((self.scene.seed, 2, index)))
        self._sensor(picture, index)
        return Shot(second, picture, tuple(truths))

    def _far_to_near(self, second: float) -> list[_Thing]:
        placed: list[tuple[float, _Thing]] = [
            (car.away_at(second, self.view.near_m), car) for car in self._cars
        ]
        placed += [(blaze.fire.away_m, blaze) for blaze in self._blazes]
        placed += [(heap.pile.away_m, heap) for heap in self._heaps]
        placed += [(tipper.away_at(second) or 0.0, tipper) for tipper in self._tippers]
        return [thing for _, thing in sorted(placed, key=lambda pair: -pair[0])]

    def _draw(self, thing: _Thing, picture: Pixels, second: float) -> list[Truth]:
        light = self._brightness
        if isinstance(thing, Car):
            draw_car(picture, self.view, thing, second, light)
            return []
        if isinstance(thing, Blaze):
            burning = thing.draw(picture, second, light)
            return self._truths("fire", burning.flames) + self._truths("smoke", burning.smoke)
        label = "garbage" if isinstance(thing, Heap) else "muck_truck"
        return self._truths(label, thing.draw(picture, second, light))

    def _flat(self, outline: Outline | None) -> list[Truth]:
        if outline is None:
            return []
        points = np.array(outline) / (self.scene.width, self.scene.height)
        (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
        return [Truth("waterlogging", (x0, y0, x1, y1), tuple(map(tuple, points.tolist())))]

    def _truths(self, label: str, box: PixelBox | None) -> list[Truth]:
        if box is None:
            return []
        width, height = self.scene.width, self.scene.height
        x0, y0, x1, y1 = box
        return [Truth(label, (x0 / width, y0 / height, x1 / width, y1 / height))]

    def _sensor(self, picture: Pixels, index: int) -> None:
        grain = self._grains[(index * 5) % _GRAINS]
        noisy = cv2.add(picture, cv2.merge([grain, grain, grain]), dtype=cv2.CV_8U)
        picture[:] = noisy
        second = index // self.scene.fps
        text = f"{self.scene.name}  00:{second // 60:02d}:{second % 60:02d}"
        for color, shift in (((0, 0, 0), 1), ((255, 255, 255), 0)):
            place = (16 + shift, 28 + shift)
            cv2.putText(picture, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.55, color, 1, cv2.LINE_AA)
