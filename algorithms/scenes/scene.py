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
class Pool:
    """Water standing on the street, in metres and seconds."""

    starts_s: float
    ends_s: float
    across_m: float = 0.0
    away_m: float = 26.0
    wide_m: float = 9.0
    long_m: float = 14.0
    murk: float = 0.5
    """0 is a clear mirror, 1 is brown water that mirrors little."""


@dataclass(frozen=True, slots=True)
class Pile:
    """Garbage beside the road, or cargo spilt on it, lying there from `starts_s` to `ends_s`."""

    starts_s: float
    ends_s: float
    across_m: float = 6.0
    away_m: float = 22.0
    size_m: float = 2.6
    spilt: bool = False
    """Cartons and planks scattered flat over the lane instead of a heap of bags."""


@dataclass(frozen=True, slots=True)
class Muck:
    """A muck truck that drives through once, towards the camera unless `leaving`."""

    starts_s: float
    ends_s: float
    across_m: float = -1.9
    covered: bool = False
    leaving: bool = False


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
    pools: tuple[Pool, ...] = ()
    piles: tuple[Pile, ...] = ()
    mucks: tuple[Muck, ...] = ()
    wet: bool = False
    """The whole street shines, without water standing on it."""
    rain: bool = False

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
