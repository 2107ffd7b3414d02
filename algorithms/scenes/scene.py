"""What a rendered scene contains, and the four that the demo shows."""

from dataclasses import dataclass
from typing import Literal

Light = Literal["day", "overcast", "dusk", "night"]


@dataclass(frozen=True, slots=True)
class Fire:
    """One fire beside or on the road, in metres and seconds."""

    starts_s: float
    ends_s: float
    across_m: float = 5.4
    """Right of the camera's axis; negative is left."""
    away_m: float = 27.0
    size_m: float = 3.0
    flames: bool = True
    smoke: float = 1.0
    """Amount; 0 draws none."""
    wind: float = 0.5
    """Metres the smoke drifts to the right for each metre it rises."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One camera's view of a street; the same scene always gives the same pixels."""

    name: str
    seed: int
    light: Light = "day"
    fires: tuple[Fire, ...] = ()
    seconds: float = 40.0
    width: int = 960
    height: int = 540
    fps: int = 25
    cars: int = 9
    decoys: bool = False
    """Adds what is mistaken for fire: red and orange boards, warning lamps, a low sun."""
    camera_height_m: float = 6.5
    horizon: float = 0.30
    """Where the horizon lies, as a share of the picture's height."""
    zoom: float = 0.9
    """Focal length over picture width."""

    @property
    def frame_count(self) -> int:
        """How many frames the film has."""
        return round(self.seconds * self.fps)


DEMO: dict[str, Scene] = {
    scene.name: scene
    for scene in (
        Scene("fire_day", seed=11, light="day", fires=(Fire(8, 30),)),
        Scene(
            "fire_night",
            seed=12,
            light="night",
            fires=(Fire(8, 30, across_m=-6.0, away_m=30, size_m=3.2, wind=0.35),),
        ),
        Scene("quiet_day", seed=13, light="overcast", decoys=True),
        Scene("quiet_night", seed=14, light="night", decoys=True),
    )
}
"""Loops of 40 s; the fires burn from second 8 to second 30, so that incidents begin and end."""
