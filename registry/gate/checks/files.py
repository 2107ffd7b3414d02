"""Are the samples what they should be: pictures that open, and lists of what is seen in them?"""

import cv2
import numpy as np
from numpy.typing import NDArray

from core.text import Text
from registry.gate import samples
from registry.gate.checks.subject import Bytes, Subject
from registry.gate.findings import Finding, Findings

_LARGEST_PX = 36_000_000


def sample_files(subject: Subject) -> Findings:
    """Refuse samples that do not open; without any, nothing shows that the model does what it says."""
    if not subject.manifest.samples:
        yield Finding(
            Text("没有任何样例。", "There are no samples."),
            Text(
                "请在 samples 中至少提供一张图片和期望结果。",
                "Give at least one picture with its expected result under `samples`.",
            ),
        )
    for sample in subject.manifest.samples:
        if pixels(subject.files[sample.picture]) is None:
            yield _unreadable(sample.picture)
        if samples.read(bytes(subject.files[sample.expected])) is None:
            yield Finding(
                Text(
                    f"{sample.expected} 不是检测结果列表。",
                    f"{sample.expected} is no list of detections.",
                ),
                Text(
                    '应为 {{"detections": [{{"label", "score", "box"}}, …]}}，坐标取 0 到 1。',
                    'It should be {{"detections": [{{"label", "score", "box"}}, …]}} in fractions of 0 to 1.',
                ).filled(),
            )


def pixels(data: Bytes) -> NDArray[np.uint8] | None:
    """Return a picture, height × width × 3 in OpenCV's order; None where it is none, or too large."""
    if len(data) == 0:
        return None
    try:
        found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    except cv2.error:
        return None
    if found is None or found.shape[0] * found.shape[1] > _LARGEST_PX:
        return None
    return np.asarray(found, np.uint8)


def _unreadable(name: str) -> Finding:
    return Finding(
        Text(f"{name} 不是可读取的图片，或过大。", f"{name} is no readable picture, or too large."),
        Text(
            "请使用不超过 3600 万像素的 JPEG 或 PNG。",
            "Use a JPEG or PNG of up to 36 million pixels.",
        ),
    )
