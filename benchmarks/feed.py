"""The street every camera of a benchmark shows: 25 frames a second, a key frame every 2 s.

As a main stream, 1080p at 4 Mbit/s, or as a sub-stream, 640 × 360 at 512 kbit/s. Real footage where
the development data lies beside the checkout, rendered footage elsewhere. Encoded once with PyAV and kept
under `build/bench/`.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import cycle, islice
from pathlib import Path

import av
from av.filter import Graph

from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "build" / "bench"
FOOTAGE = ROOT.parent / "shared" / "data" / "video" / "neg_cars_overhead_intel.mp4"
RATE, KEY_EVERY = 25, 50
SECONDS = 46
"""A prime number of key frames, and far from a minute and from three and a half: each look meets another
picture than the last, as on a street, whether it comes after 5 s, 60 or 210, on time or late. The same
picture twice would be frozen.
"""


@dataclass(frozen=True, slots=True)
class Stream:
    """One of the streams a camera offers."""

    name: str
    width: int
    height: int
    kbit_s: int

    @property
    def encoder(self) -> dict[str, str]:
        """Options of the encoder."""
        most, buffer = self.kbit_s * 5 // 4, self.kbit_s * 2
        return {**_ENCODER, "b": f"{self.kbit_s}k", "maxrate": f"{most}k", "bufsize": f"{buffer}k"}

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """What each picture goes through before it is encoded."""
        return (("scale", f"{self.width}:{self.height}"), *_FILTERS)


MAIN = Stream("street", 1920, 1080, 4000)
SUB = Stream("street-sub", 640, 360, 512)

_ENCODER = {
    "preset": "veryfast",
    "g": str(KEY_EVERY),
    "keyint_min": str(KEY_EVERY),
    "sc_threshold": "0",
    "bf": "0",
}
_FILTERS = (
    ("noise", "alls=3:allf=t"),
    ("format", "yuv420p"),
)


def prepare(stream: Stream = MAIN, folder: Path = FOLDER) -> Path:
    """Return the file of a stream, encoding it first if it is not there."""
    real = FOOTAGE.exists()
    source = FOOTAGE.name if real else "rendered"
    recipe = f"{source} {stream.encoder} {stream.filters} {RATE} {SECONDS}"
    path = folder / f"{stream.name}-{hashlib.sha256(recipe.encode()).hexdigest()[:12]}.mp4"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial.mp4")
        encode(footage() if real else rendered(), SECONDS, partial, stream)
        partial.rename(path)
    return path


def encode(
    pictures: Iterator[av.VideoFrame], seconds: int, path: Path, wanted: Stream = MAIN
) -> None:
    """Scale pictures, give them a sensor's noise, and encode so many seconds of them."""
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options=wanted.encoder)
        stream.width, stream.height, stream.pix_fmt = wanted.width, wanted.height, "yuv420p"
        for number, picture in enumerate(islice(_prepared(pictures, wanted), RATE * seconds)):
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


def _prepared(pictures: Iterator[av.VideoFrame], wanted: Stream) -> Iterator[av.VideoFrame]:
    graph: Graph | None = None
    for picture in pictures:
        graph = graph or _graph(picture, wanted)
        picture.pts = None
        graph.vpush(picture)
        yield graph.vpull()


def _graph(first: av.VideoFrame, wanted: Stream) -> Graph:
    graph = Graph()
    nodes = [
        graph.add_buffer(
            width=first.width,
            height=first.height,
            format=first.format,
            time_base=Fraction(1, RATE),
        ),
        *(graph.add(name, arguments) for name, arguments in wanted.filters),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph
