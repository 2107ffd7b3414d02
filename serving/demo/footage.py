"""The demo's films: rendered at the first start, played as RTSP cameras ever after."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from algorithms.scenes.render import render, truth_path
from algorithms.scenes.scene import DEMO
from video.simulator import Channel, SimulatorProcess

RENDERERS = 2


@dataclass(frozen=True, slots=True)
class DemoCamera:
    """One camera of the demo city."""

    path: str
    film: str | None
    """None: nothing answers there, as happens in every city."""
    name_zh: str
    name_en: str
    place: str
    longitude: float
    latitude: float
    phase_s: float = 0.0


CAMERAS = (
    DemoCamera(
        "/renmin-east",
        "fire_day",
        "人民路东口",
        "Renmin Road east",
        "人民路与香港路交叉口东侧",
        120.3826,
        36.0671,
    ),
    DemoCamera(
        "/harbour",
        "fire_night",
        "港湾路 2 号杆",
        "Harbour Road pole 2",
        "港湾路 18 号门前",
        120.3311,
        36.0889,
        20.0,
    ),
    DemoCamera(
        "/school",
        "quiet_day",
        "育才小学门前",
        "Yucai school gate",
        "育才路 5 号",
        120.3904,
        36.0712,
    ),
    DemoCamera(
        "/market",
        "quiet_night",
        "夜市西入口",
        "Night market west",
        "台东三路西口",
        120.3561,
        36.0842,
    ),
    DemoCamera(
        "/bridge", None, "海湾大桥引桥", "Bay Bridge ramp", "海湾大桥南引桥", 120.3012, 36.1203
    ),
)


def films(folder: Path, say: Callable[[str], None]) -> dict[str, Path]:
    """Return the film of each scene, rendering those that are not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.mp4" for name in DEMO}
    missing = [
        name for name, path in paths.items() if not (path.exists() and truth_path(path).exists())
    ]
    if missing:
        say(f"正在绘制演示画面（仅首次）· drawing {len(missing)} demo films, first start only")
        with ProcessPoolExecutor(RENDERERS, mp_context=get_context("spawn")) as pool:
            list(
                pool.map(
                    render, [DEMO[name] for name in missing], [paths[name] for name in missing]
                )
            )
    return paths


@contextmanager
def cameras(paths: dict[str, Path], password: str) -> Iterator[SimulatorProcess]:
    """Play the demo's cameras for as long as the block lasts."""
    channels = {
        camera.path: Channel(paths[camera.film], camera.phase_s)
        for camera in CAMERAS
        if camera.film is not None
    }
    with SimulatorProcess(channels, "demo", password) as simulator:
        yield simulator
