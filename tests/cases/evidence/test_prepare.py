"""A frame becomes two stored pictures."""

import hashlib
from pathlib import Path

import cv2
import numpy as np

from core.blobs import FolderBlobs
from tests.cases.samples import evidence


def test_the_plain_and_the_annotated_picture_are_stored_before_anything_refers_to_them(
    tmp_path: Path,
) -> None:
    blobs = FolderBlobs(tmp_path)
    prepared = evidence(blobs)
    assert [one.kind for one in prepared.pictures] == ["snapshot", "annotated"]
    for one in prepared.pictures:
        assert one.digest == hashlib.sha256(one.data).hexdigest()
        decoded = cv2.imdecode(np.frombuffer(blobs.get(one.digest), np.uint8), cv2.IMREAD_COLOR)
        assert decoded is not None
        assert decoded.shape == (one.height, one.width, 3) == (72, 128, 3)
    assert prepared.pictures[0].digest != prepared.pictures[1].digest
