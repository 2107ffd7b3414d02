"""A clip is encoded anew in a process that may fail without anybody else failing."""

import io
from pathlib import Path

import av
import numpy as np
import pytest

from cases.evidence import transcode as module
from cases.evidence.errors import NotTranscoded
from cases.evidence.transcode import transcode
from tests.video import clips


def frames(data: bytes) -> list[np.ndarray]:
    with av.open(io.BytesIO(data), "r") as file:
        assert file.streams.video[0].codec_context.name == "h264"
        return [frame.to_ndarray(format="bgr24") for frame in file.decode(video=0)]


def test_h265_becomes_h264_picture_by_picture(tmp_path: Path) -> None:
    data = clips.render(tmp_path / "clip.mp4", h265=True).read_bytes()
    made = transcode(data)
    assert [clips.number_in(one) for one in frames(made)] == [*range(clips.FRAMES)]
    assert 0 < made.find(b"moov") < made.find(b"mdat")


def test_who_takes_it_away_stands_on_every_picture(tmp_path: Path) -> None:
    data = clips.render(tmp_path / "clip.mp4").read_bytes()
    plain, marked = frames(transcode(data)), frames(transcode(data, ("李雷 · 城管局", "2026")))
    changed = [np.abs(a.astype(int) - b).max() for a, b in zip(plain, marked, strict=True)]
    assert len(changed) == clips.FRAMES
    assert min(changed) > 30


def test_a_wide_clip_is_scaled_to_even_sides(tmp_path: Path) -> None:
    data = clips.render(tmp_path / "clip.mp4", 1930, 502, frames=3).read_bytes()
    assert {one.shape for one in frames(transcode(data))} == {(332, 1280, 3)}


@pytest.mark.parametrize("data", [b"", b"no film", b"\0" * 5000])
def test_what_is_no_film_is_refused(data: bytes) -> None:
    with pytest.raises(NotTranscoded) as raised:
        transcode(data)
    assert raised.value.why == "transcode_failed"


def test_one_that_takes_too_long_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TIMEOUT_S", 0.01)
    data = clips.render(tmp_path / "clip.mp4").read_bytes()
    with pytest.raises(NotTranscoded) as raised:
        transcode(data)
    assert raised.value.why == "transcode_slow"


def test_one_that_needs_too_much_memory_fails_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound is told to the child as its own: it is what the module says when the child starts."""
    source = Path(module.__file__).read_text().replace("MEMORY_MB = 2048", "MEMORY_MB = 64")
    (tmp_path / "bounded.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(module, "MODULE", "bounded")
    with pytest.raises(NotTranscoded):
        transcode(clips.render(tmp_path / "clip.mp4").read_bytes())
