"""A frame becomes stored evidence, as much of it as there is room for."""

import hashlib
import json
import subprocess
from pathlib import Path

import cv2
import numpy as np
import pytest

from cases.evidence import jpeg, prepare
from cases.evidence.detections import detections_json
from cases.evidence.errors import PictureNotEncoded
from core.blobs import FolderBlobs
from tests.cases.samples import FIRE, START, TITLE, evidence
from tests.core.conftest import no_file_above


def test_the_plain_and_the_annotated_picture_are_stored_before_anything_refers_to_them(
    tmp_path: Path,
) -> None:
    blobs = FolderBlobs(tmp_path)
    prepared = evidence(blobs)
    kinds = [one.kind for one in prepared.pieces]
    assert kinds == ["snapshot", "annotated", "crop-1", "detections"]
    for one in prepared.pieces[:2]:
        assert one.digest == hashlib.sha256(one.data).hexdigest()
        decoded = cv2.imdecode(np.frombuffer(blobs.get(one.digest), np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
        assert decoded.shape == (one.height, one.width, 3) == (72, 128, 3)
    assert prepared.pieces[0].digest != prepared.pieces[1].digest


def test_a_crop_is_what_was_seen_and_the_detections_are_as_they_were_judged(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    crop, detections = evidence(blobs).pieces[2:]
    assert crop.about is not None
    left, top, right, bottom = crop.about["place"]
    assert (right - left, bottom - top) == (crop.width, crop.height)
    told = json.loads(blobs.get(detections.digest))
    assert told["detections"] == detections_json([FIRE])
    assert (told["taken_at"], told["width"], told["height"]) == (START.isoformat(), 128, 72)


def test_what_finds_no_room_is_missing_and_the_rest_is_there(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    whole = evidence(FolderBlobs(tmp_path / "elsewhere"))
    largest = max(len(one.data) for one in whole.pieces)
    with no_file_above(largest - 1):
        prepared = evidence(blobs)
    lost = {one.kind for one in whole.pieces if len(one.data) == largest}
    assert lost < {one.kind for one in whole.pieces}
    assert {(one.kind, one.state, one.reason) for one in prepared.absent} == {
        (kind, "missing", "disk_full") for kind in lost
    }
    assert {one.kind for one in prepared.pieces} == {one.kind for one in whole.pieces} - lost
    assert all(blobs.has(one.digest) for one in prepared.pieces)


def test_a_full_file_system_costs_the_pictures_alone(tmp_path: Path) -> None:
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=8k", "none", str(tmp_path)], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no file system can be mounted here")
    try:
        prepared = evidence(FolderBlobs(tmp_path))
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)
    assert prepared.absent
    assert len(prepared.pieces) + len(prepared.absent) == 4
    assert {one.reason for one in prepared.absent} == {"disk_full"}


def test_a_frame_that_cannot_be_encoded_still_has_its_detections(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> bytes:
        raise PictureNotEncoded(kind="snapshot")

    monkeypatch.setattr(jpeg, "encode", refuse)
    made = prepare.encode(
        np.zeros((72, 128, 3), np.uint8),
        [FIRE],
        event_type="fire.smoke",
        title=TITLE,
        language="zh",
        taken_at=START,
    )
    assert [one.kind for one in made.pieces] == ["detections"]
    assert {(one.kind, one.reason) for one in made.absent} == {
        (kind, "not_encoded") for kind in ("snapshot", "annotated", "crop-1")
    }
