"""Compare what a model sees in a sample with what its vendor says it sees."""

import json
from collections.abc import Sequence
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from algorithms import ops
from algorithms.contract.values import Detection
from core.text import Text

SAME_BOX_IOU = 0.75
SCORE_TOLERANCE = 0.1
Fraction = Annotated[float, Field(ge=0, le=1)]


class Expected(BaseModel):
    """One detection the vendor expects, in fractions of the picture."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    label: str
    score: Fraction
    box: tuple[Fraction, Fraction, Fraction, Fraction] | None = None


_LIST = TypeAdapter(list[Expected])


def read(data: bytes) -> list[Expected] | None:
    """Return the detections a file lists: `{"detections": [{label, score, box}, …]}` or the bare list.

    None where it is no such list.
    """
    try:
        found = json.loads(data)
        return _LIST.validate_python(found["detections"] if isinstance(found, dict) else found)
    except (ValueError, KeyError, RecursionError, ValidationError):
        return None


def listed(said: object) -> list[Expected]:
    """Return the detections of plain values that were read before."""
    return _LIST.validate_python(said)


def difference(expected: Sequence[Expected], seen: Sequence[Detection]) -> Text | None:
    """Return in what the two differ, None if in nothing that matters."""
    left = list(seen)
    for one in expected:
        match = next((found for found in left if _same(one, found)), None)
        if match is None:
            what = f"{one.label} {one.score:.2f} {one.box or ''}".strip()
            return Text(f"未识别出期望的 {what}。", f"{what} is expected but was not seen.")
        left.remove(match)
    loud = max((found for found in left), key=lambda found: found.score, default=None)
    lowest = min((one.score for one in expected), default=0.5)
    if loud is not None and loud.score > lowest + SCORE_TOLERANCE:
        what = f"{loud.label} {loud.score:.2f}"
        return Text(f"识别出未列出的 {what}。", f"{what} was seen but is not expected.")
    return None


def _same(expected: Expected, seen: Detection) -> bool:
    if expected.label != seen.label or abs(expected.score - seen.score) > SCORE_TOLERANCE:
        return False
    if expected.box is None or seen.box is None:
        return expected.box is seen.box
    overlap = ops.iou(np.array(expected.box, np.float32), np.array([seen.box], np.float32))
    return float(overlap[0]) >= SAME_BOX_IOU
