"""What was seen, cut out of the frame: so that a small thing is judged without searching for it."""

from collections.abc import Iterator, Sequence

from algorithms.contract.values import Detection, Pixels

CROPS_MAX = 4
MARGIN = 0.25
"""So much of its own size is shown around it."""
SIDE_MIN_PX = 96

Rectangle = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


def crops(pixels: Pixels, hits: Sequence[Detection]) -> Iterator[tuple[str, Rectangle]]:
    """Yield a name and a rectangle for each of the surest detections that has a place in the frame."""
    placed = [one for one in hits if box_of(one) is not None]
    for number, one in enumerate(placed[:CROPS_MAX], 1):
        yield f"crop-{number}", rectangle(one, pixels.shape[1], pixels.shape[0])


def rectangle(one: Detection, width: int, height: int) -> Rectangle:
    """Return what is cut out for a detection: its box and some margin, within the picture."""
    box = box_of(one)
    assert box is not None
    left, right = _span(box[0], box[2], width)
    top, bottom = _span(box[1], box[3], height)
    return left, top, right, bottom


def box_of(one: Detection) -> tuple[float, float, float, float] | None:
    """Return a detection's box, or the box of its outline, in fractions; None where it has neither."""
    if one.box is not None:
        return one.box
    if not one.polygon:
        return None
    xs, ys = [x for x, _ in one.polygon], [y for _, y in one.polygon]
    return min(xs), min(ys), max(xs), max(ys)


def _span(low: float, high: float, length: int) -> tuple[int, int]:
    low, high = sorted((min(1.0, max(0.0, low)), min(1.0, max(0.0, high))))
    wanted = max((high - low) * (1 + 2 * MARGIN) * length, SIDE_MIN_PX)
    size = min(length, round(wanted))
    start = round((low + high) / 2 * length - size / 2)
    start = min(max(0, start), length - size)
    return start, start + size
