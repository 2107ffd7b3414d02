"""Files are taken apart once, or refused with a reason."""

from pathlib import Path

import pytest

from tests.video import clips
from video.simulator import Footage
from video.simulator.errors import UnsuitableFootage


def test_a_clip_keeps_its_length_its_size_and_its_key_frames(clip: Path) -> None:
    footage = Footage.open(clip)
    assert footage.duration_s == pytest.approx(clips.FRAMES / clips.RATE)
    assert (footage.width, footage.height, footage.frame_rate) == (320, 240, 25)
    assert footage.keys == tuple(range(0, clips.FRAMES, clips.GOP))
    assert sorted(unit.sent_at for unit in footage.units) == [
        unit.sent_at for unit in footage.units
    ]


def test_the_next_key_frame_after_the_last_one_is_in_the_next_loop(clip: Path) -> None:
    footage = Footage.open(clip)
    assert footage.next_key(0) == (0, 0)
    assert footage.next_key(1) == (0, clips.GOP)
    assert footage.next_key(footage.length * 4 - 1) == (4, 0)


def test_the_last_key_frame_is_never_in_the_future(clip: Path) -> None:
    footage = Footage.open(clip)
    assert footage.last_key(0) == (0, 0)
    assert footage.last_key(footage.units[clips.GOP].sent_at) == (0, clips.GOP)
    assert footage.last_key(footage.length * 4 - 1) == (3, footage.keys[-1])


@pytest.mark.parametrize("content", [b"", b"not a film", bytes(4096)])
def test_a_file_that_is_no_film_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.mp4"
    file.write_bytes(content)
    with pytest.raises(UnsuitableFootage, match=r"broken\.mp4"):
        Footage.open(file)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnsuitableFootage, match=r"absent\.mp4"):
        Footage.open(tmp_path / "absent.mp4")
