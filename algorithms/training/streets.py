"""Random rendered streets that teach: every subject in every light, and streets without any."""

from collections.abc import Sequence
from random import Random

from algorithms.scenes.scene import Fire, Light, Muck, Pile, Pool, Scene

_LIGHTS: tuple[Light, ...] = ("day", "overcast", "dusk", "night", "night")
SUBJECTS = ("fire", "pool", "pile", "muck", "none")
"""So many streets in a row show each subject once."""
TRAFFIC = ("muck", "none")
_SECONDS = 12


def random_scene(seed: int, seconds: float = _SECONDS, subjects: Sequence[str] = SUBJECTS) -> Scene:
    """Return the street of this seed; its subject goes round with the seed."""
    random = Random(seed)  # noqa: S311 - a scene, not a secret
    subject = subjects[seed % len(subjects)]
    return Scene(
        name=random.choice(("CAM", "K12+300", "路口", "Kamera 4", "")),
        seed=seed,
        light=random.choice(_LIGHTS),
        fires=tuple(_fire(random) for _ in range(random.choice((1, 1, 2))))
        if subject == "fire"
        else (),
        seconds=seconds,
        cars=random.randint(0, 16),
        decoys=random.random() < 0.6,
        camera_height_m=random.uniform(4.5, 11),
        horizon=random.uniform(-1.0, 0.05) if seed % 7 == 3 else random.uniform(0.08, 0.42),
        zoom=random.uniform(0.65, 1.4),
        pools=tuple(_pool(random) for _ in range(random.choice((1, 1, 2))))
        if subject == "pool"
        else (),
        piles=tuple(_pile(random) for _ in range(random.choice((1, 1, 2))))
        if subject == "pile"
        else (),
        mucks=(_muck(random, seconds),) if subject == "muck" else (),
        wet=random.random() < (0.5 if subject in ("pool", "none") else 0.15),
        rain=random.random() < (0.4 if subject in ("pool", "none") else 0.1),
    )


def _fire(random: Random) -> Fire:
    smoke_only = random.random() < 0.15
    return Fire(
        starts_s=random.uniform(-8, 3),
        ends_s=random.uniform(9, 20),
        across_m=random.uniform(-10, 10),
        away_m=random.uniform(20, 65),
        size_m=random.uniform(1.2, 5.0),
        flames=not smoke_only,
        smoke=random.choice((0, 0.5, 0.9, 1.2)) if not smoke_only else 1.2,
        wind=random.uniform(-0.9, 0.9),
    )


def _pool(random: Random) -> Pool:
    return Pool(
        starts_s=-10,
        ends_s=100,
        across_m=random.uniform(-6, 6),
        away_m=random.uniform(14, 45),
        wide_m=random.uniform(4, 16),
        long_m=random.uniform(6, 30),
        murk=random.random(),
    )


def _pile(random: Random) -> Pile:
    spilt = random.random() < 0.4
    side = random.choice((-1, 1))
    return Pile(
        starts_s=-1,
        ends_s=100,
        across_m=random.uniform(-6, 6) if spilt else side * random.uniform(5.5, 11),
        away_m=random.uniform(12, 42),
        size_m=random.uniform(1.4, 4.5),
        spilt=spilt,
    )


def _muck(random: Random, seconds: float) -> Muck:
    leaving = random.random() < 0.4
    lane = random.choice((1.8, 5.2)) if leaving else random.choice((-1.9, -5.4))
    return Muck(-2.0, seconds + 1.0, lane, covered=random.random() < 0.4, leaving=leaving)
