"""Clips for cameras: real ones where `../shared` is, rendered ones elsewhere."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import av

from algorithms.scenes.render import render
from algorithms.scenes.scene import DEMO, Fire
from tests.e2e.product import free_port

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "video"
SYSTEM_PYTHON = "/usr/bin/python3"


@dataclass(frozen=True, slots=True)
class Clips:
    """A clip with a fire that burns from beginning to end, and one without any."""

    fire: Path
    quiet: Path


def footage(folder: Path) -> Clips:
    """Return real clips, rendered ones where there are none, made long enough to be watched."""
    real = Clips(SHARED / "fire_car_on_road.mp4", SHARED / "neg_cars_overhead_intel.mp4")
    once = real if SHARED.is_dir() else rendered(folder)
    return Clips(
        looped(once.fire, folder / "fire-long.mp4"), looped(once.quiet, folder / "quiet-long.mp4")
    )


def rendered(folder: Path) -> Clips:
    """Return rendered clips; they are short and looped by whoever plays them."""
    fire, quiet = folder / "fire.mp4", folder / "quiet.mp4"
    if not fire.exists():
        render(replace(DEMO["fire_day"], fires=(Fire(0, 12),), seconds=12), fire)
        render(replace(DEMO["quiet_day"], seconds=12), quiet)
    return Clips(fire, quiet)


def looped(source: Path, target: Path, seconds: float = 600) -> Path:
    """Write a clip as often as fills the time, packets untouched."""
    with av.open(str(target), "w") as out:
        stream, offset, length = None, 0, 0.0
        while length < seconds:
            with av.open(str(source)) as clip:
                video = clip.streams.video[0]
                stream = stream or out.add_stream_from_template(video)
                last = offset
                for packet in clip.demux(video):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.dts, packet.pts = packet.dts + offset, packet.pts + offset
                    last = max(last, packet.pts + (packet.duration or 0))
                    packet.stream = stream
                    out.mux(packet)
                assert video.time_base is not None
                offset, length = last, float(last * video.time_base)
    return target


@contextmanager
def gstreamer(cameras: Mapping[str, Path]) -> Iterator[str]:
    """Serve clips with GStreamer's RTSP server and yield the address they are below."""
    port = free_port()
    script = str(Path(__file__).with_name("gst_rtsp.py"))
    named = [f"{path}={file}" for path, file in cameras.items()]
    with subprocess.Popen(
        [SYSTEM_PYTHON, script, str(port), *named], stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert server.stdout.readline().strip() == "ready"
            yield f"rtsp://127.0.0.1:{port}"
        finally:
            server.kill()


def has_gstreamer() -> bool:
    """Tell whether the system's Python has GStreamer's RTSP server."""
    probe = "import gi; gi.require_version('GstRtspServer', '1.0')"
    found = subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, check=False)
    return found.returncode == 0
