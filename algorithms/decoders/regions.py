"""Masks become regions: polygons around where a label's chance is high enough."""

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import DecoderSpec
from algorithms.contract.values import Detection, Letterbox
from algorithms.decoders.errors import DecoderError

Output = NDArray[np.float32]

_FINE_PX = 2
"""Outlines are drawn on a map with one value for so many pixels of the input."""
_SMALLEST = 0.0003
"""Regions smaller than this share of the input are specks."""
_REGIONS = 16
"""At most so many of one label, however many specks a hostile mask has."""
_PRECISION = 0.004
"""How far, as a share of the input, a polygon may leave the outline."""


def mask(spec: DecoderSpec, output: Output, fitted: Letterbox) -> list[Detection]:
    """Decode chances of every label on a coarse grid (labels × rows × columns), the surest first.

    A region reaches as far as the chance is at least `region_share` of its highest; its score is
    that highest chance.
    """
    if output.ndim != 3 or len(output) != len(spec.labels) or 0 in output.shape:
        wanted = f"[batch, {len(spec.labels)}, rows, columns]"
        raise DecoderError(kind=spec.kind, wanted=wanted, given=str(["batch", *output.shape]))
    size = max(fitted.width // _FINE_PX, 1), max(fitted.height // _FINE_PX, 1)
    found = []
    for label, chances in zip(spec.labels, output, strict=True):
        clean = np.clip(np.nan_to_num(chances, nan=0, posinf=0, neginf=0), 0, 1)
        fine = np.asarray(cv2.resize(clean, size, interpolation=cv2.INTER_LINEAR), np.float32)
        found += [
            _detection(label, score, outline, fitted) for score, outline in _regions(spec, fine)
        ]
    seen = [one for one in found if one is not None]
    return sorted(seen, key=lambda one: -one.score)[: spec.max_detections]


def _regions(spec: DecoderSpec, chances: Output) -> Iterator[tuple[float, NDArray[np.int32]]]:
    """Yield score and outline of the regions, from the highest chance down."""
    areas = _parts(chances >= spec.score_floor)
    wanted = _peaks(areas, chances)[areas] * spec.region_share
    inside = (areas > 0) & (chances >= wanted)
    parts = _parts(inside)
    peaks = _peaks(parts, chances)
    large = 1 + np.flatnonzero(np.bincount(parts.ravel())[1:] >= _SMALLEST * chances.size)
    for part in large[np.argsort(-peaks[large], kind="stable")][:_REGIONS]:
        region = (parts == part).astype(np.uint8)
        outlines, _ = cv2.findContours(region, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        yield float(peaks[part]), np.asarray(outlines[0], np.int32)


def _parts(inside: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Number the parts that hang together; 0 is outside."""
    return np.asarray(cv2.connectedComponents(inside.astype(np.uint8))[1], np.int32)


def _peaks(parts: NDArray[np.int32], chances: Output) -> Output:
    """Return the highest chance of each part; part 0 is what belongs to none."""
    peaks = np.zeros(int(parts.max()) + 1, np.float32)
    np.maximum.at(peaks, parts, chances)
    return peaks


def _detection(
    label: str, score: float, outline: NDArray[np.int32], fitted: Letterbox
) -> Detection | None:
    tolerance = _PRECISION * max(fitted.width, fitted.height) / _FINE_PX
    corners = cv2.approxPolyDP(outline, tolerance, True).reshape(-1, 2)
    pixels = (corners.astype(np.float64) + 0.5) * _FINE_PX
    points = fitted.to_frame(np.concatenate([pixels, pixels], axis=1))[:, :2]
    low, high = points.min(axis=0), points.max(axis=0)
    if len(points) < 3 or not (high > low).all():
        return None
    return Detection(
        label=label,
        score=score,
        box=(float(low[0]), float(low[1]), float(high[0]), float(high[1])),
        polygon=tuple((float(x), float(y)) for x, y in points),
    )
