"""The YOLO family's outputs: v5 (with objectness), v8/v11 (without), YOLOX (raw, on grids)."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import DecoderSpec
from algorithms.contract.values import Letterbox
from algorithms.decoders.candidates import Candidates
from algorithms.decoders.errors import DecoderError

_STRIDES = (8, 16, 32)
_LARGEST_EXPONENT = 12.0

Output = NDArray[np.float32]


def v5(spec: DecoderSpec, output: Output, _fitted: Letterbox) -> Candidates:
    """Decode rows of x, y, w, h, objectness, class scores."""
    _require(spec, output, columns=5 + len(spec.labels))
    rows = _promising(output, output[:, 4], spec.score_floor)
    return Candidates.of(rows[:, :4], rows[:, 5:] * rows[:, 4:5])


def v8(spec: DecoderSpec, output: Output, _fitted: Letterbox) -> Candidates:
    """Decode columns of x, y, w, h, class scores."""
    rows = output.T
    _require(spec, rows, columns=4 + len(spec.labels))
    rows = _promising(rows, output[4:].max(axis=0), spec.score_floor)
    return Candidates.of(rows[:, :4], rows[:, 4:])


def yolox(spec: DecoderSpec, output: Output, fitted: Letterbox) -> Candidates:
    """Decode rows like v5's whose boxes are offsets on three grids and logarithms of sizes."""
    _require(spec, output, columns=5 + len(spec.labels))
    grid = _grid(fitted.width, fitted.height)
    if len(grid) != len(output):
        raise _misshapen(spec, output, f"[{len(grid)}, {5 + len(spec.labels)}]")
    objectness = output[:, 4]
    chosen = objectness >= spec.score_floor
    rows, cells = output[chosen], grid[chosen]
    centers = (rows[:, :2] + cells[:, :2]) * cells[:, 2:]
    sizes = np.exp(np.minimum(rows[:, 2:4], _LARGEST_EXPONENT)) * cells[:, 2:]
    return Candidates.of(np.concatenate([centers, sizes], axis=1), rows[:, 5:] * rows[:, 4:5])


def _promising(rows: Output, scores: Output, floor: float) -> Output:
    """Leave out early what no class can lift over the floor; NaN compares as false and goes."""
    chosen: Output = rows[scores >= floor]
    return chosen


def _require(spec: DecoderSpec, rows: Output, *, columns: int) -> None:
    if rows.shape[1] != columns:
        raise _misshapen(spec, rows, f"{columns} numbers a box ({len(spec.labels)} labels)")


def _misshapen(spec: DecoderSpec, rows: Output, wanted: str) -> DecoderError:
    return DecoderError(kind=spec.kind, wanted=wanted, given=str(list(rows.shape)))


@lru_cache(maxsize=8)
def _grid(width: int, height: int) -> Output:
    """Return x, y and stride of every cell of the three grids, in YOLOX's order."""
    cells = []
    for stride in _STRIDES:
        ys, xs = np.mgrid[0 : height // stride, 0 : width // stride]
        cells.append(np.stack([xs, ys, np.full_like(xs, stride)], axis=-1).reshape(-1, 3))
    return np.concatenate(cells).astype(np.float32)
