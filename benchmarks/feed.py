"""The street every camera of a benchmark shows: 1080p, 25 frames a second, 4 Mbit/s, a key frame every 2 s.

Real footage where the development data lies beside the checkout, rendered footage elsewhere. Encoded once
with PyAV and kept under `build/bench/`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

import av
from av.filter import Graph

from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO

ROOT = Path(__file__).resolve().parents[1]
FOOTAGE = ROOT.parent / "shared" / "data" / "video" / "neg_cars_overhead_intel.mp4"
WIDTH, HEIGHT, RATE, KEY_EVERY, SECONDS = 1920, 1080, 25, 50, 60

_ENCODER = {
    "preset": "veryfast",
    "g": str(KEY_EVERY),
    "keyint_min": str(KEY_EVERY),
    "sc_threshold": "0",
    "bf": "0",
    "b": "4M",
    "maxrate": "5M",
    "bufsize": "8M",
}
_FILTERS = (
    ("scale", f"{WIDTH}:{HEIGHT}"),
    ("noise", "alls=3:allf=t"),
    ("format", "yuv420p"),
)


def prepare(folder: Path = ROOT / "build" / "bench") -> Path:
    """Return the feed's file, encoding it first if it is not there."""
    real = FOOTAGE.exists()
    recipe = f"{FOOTAGE.name if real else 'rendered'} {_ENCODER} {_FILTERS} {RATE} {SECONDS}"
    path = folder / f"street-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}.mp4"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial.mp4")
        encode(footage() if real else rendered(), SECONDS, partial)
        partial.rename(path)
    return path


def encode(pictures: Iterator[av.VideoFrame], seconds: int, path: Path) -> None:
    """Scale pictures to 1080p, give them a sensor's noise, and encode so many seconds of them."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options=_ENCODER)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for number, picture in enumerate(islice(_prepared(pictures), RATE * seconds)):
            picture.pts, picture.time_base = number, Fraction(1, RATE)
            picture.pict_type = av.video.frame.PictureType.NONE
            out.mux(stream.encode(picture))
        out.mux(stream.encode(None))


def footage() -> Iterator[av.VideoFrame]:
    """Play the clip over and over, each picture as often as 25 frames a second ask for."""
    for path in cycle([FOOTAGE]):
        with av.open(str(path)) as container:
            rate = container.streams.video[0].average_rate or Fraction(RATE)
            for number, picture in enumerate(container.decode(video=0)):
                times = int((number + 1) * RATE / rate) - int(number * RATE / rate)
                yield from [picture] * times


def rendered() -> Iterator[av.VideoFrame]:
    """Draw a street without a fire."""
    scene = replace(DEMO["quiet_day"], seconds=SECONDS, fps=RATE)
    for shot in Film(scene).shots():
        yield av.VideoFrame.from_ndarray(shot.pixels, format="bgr24")


def _prepared(pictures: Iterator[av.VideoFrame]) -> Iterator[av.VideoFrame]:
    graph: Graph | None = None
    for picture in pictures:
        graph = graph or _graph(picture)
        picture.pts = None
        graph.vpush(picture)
        yield graph.vpull()


def _graph(first: av.VideoFrame) -> Graph:
    graph = Graph()
    nodes = [
        graph.add_buffer(
            width=first.width,
            height=first.height,
            format=first.format,
            time_base=Fraction(1, RATE),
        ),
        *(graph.add(name, arguments) for name, arguments in _FILTERS),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph
