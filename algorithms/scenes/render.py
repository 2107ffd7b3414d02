"""Writes a scene as H.264 with the truth beside it; `python -m algorithms.scenes.render <folder>`."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import av

from algorithms.scenes.film import Film, Shot
from algorithms.scenes.scene import DEMO, Scene

_KEY_FRAME_S = 2
_X264 = {
    "preset": "veryfast",
    "crf": "26",
    "bf": "0",
    "profile": "main",
    "x264-params": "scenecut=0:repeat-headers=1",
    "threads": "1",
}


def truth_path(film: Path) -> Path:
    """Return where the truth about a film lies."""
    return film.with_suffix(".json")


def render(scene: Scene, path: Path) -> None:
    """Write the film and its truth; both appear at once when they are whole."""
    partial = path.with_name(f".{path.name}.part")
    truths = [_truth(shot) for shot in _encode(scene, partial)]
    document = {"scene": asdict(scene), "fps": scene.fps, "frames": truths}
    truth_path(path).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    partial.replace(path)


def _encode(scene: Scene, path: Path) -> Iterable[Shot]:
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=scene.fps, options=_X264)
        stream.width, stream.height, stream.pix_fmt = scene.width, scene.height, "yuv420p"
        stream.codec_context.gop_size = _KEY_FRAME_S * scene.fps
        stream.time_base = Fraction(1, scene.fps)
        for index, shot in enumerate(Film(scene).shots()):
            frame = av.VideoFrame.from_ndarray(shot.pixels, format="bgr24")
            frame.pts = index
            container.mux(stream.encode(frame))
            yield shot
        container.mux(stream.encode())


def _truth(shot: Shot) -> dict[str, object]:
    things = [{"label": truth.label, "box": truth.box} for truth in shot.truths]
    return {"second": shot.second, "things": things}


def main(folder: str) -> None:
    """Write the demo's films into a folder."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for scene in DEMO.values():
        render(scene, Path(folder) / f"{scene.name}.mp4")


if __name__ == "__main__":
    main(*sys.argv[1:2])
