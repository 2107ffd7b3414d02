"""The one way from raw outputs to detections; the decoders are listed in `DECODERS`."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import DecoderKind, DecoderSpec
from algorithms.contract.values import Detection, Letterbox
from algorithms.decoders import regions, yolo
from algorithms.decoders.candidates import Candidates
from algorithms.decoders.errors import DecoderError
from algorithms.ops import suppress

Decoder = Callable[[DecoderSpec, NDArray[np.float32], Letterbox], list[Detection]]
"""Takes the output of one picture (without the batch axis), gives what is seen, best first."""
_Proposer = Callable[[DecoderSpec, NDArray[np.float32], Letterbox], Candidates]

_CANDIDATES = 3000
_NUMBERS_PER_PICTURE = 64_000_000


def decode(
    spec: DecoderSpec, outputs: Sequence[NDArray[Any]], letterboxes: Sequence[Letterbox]
) -> list[list[Detection]]:
    """Return the detections of every picture of a batch, best first, at most `max_detections` each."""
    batch = _batch(spec, outputs, len(letterboxes))
    decoder = DECODERS[spec.kind]
    with np.errstate(all="ignore"):
        return [
            decoder(spec, picture.astype(np.float32, copy=False), fitted)
            for picture, fitted in zip(batch, letterboxes, strict=True)
        ]


def _boxed(propose: _Proposer) -> Decoder:
    """Return the decoder of a model that proposes boxes, more than there are things."""
    return lambda spec, output, fitted: _chosen(spec, propose(spec, output, fitted), fitted)


def _batch(spec: DecoderSpec, outputs: Sequence[NDArray[Any]], count: int) -> NDArray[Any]:
    given = ", ".join(f"{array.dtype}{list(array.shape)}" for array in outputs) or "nothing"
    array = outputs[0] if len(outputs) == 1 else np.empty(0)
    axes = 4 if spec.kind == "mask" else 3
    fits = array.ndim == axes and array.shape[0] == count and array.dtype.kind == "f"
    if not fits or array.size > _NUMBERS_PER_PICTURE * max(count, 1):
        wanted = f"one float output of shape [{', '.join([str(count)] + ['…'] * (axes - 1))}]"
        raise DecoderError(kind=spec.kind, wanted=wanted, given=given)
    return array


def _chosen(spec: DecoderSpec, found: Candidates, fitted: Letterbox) -> list[Detection]:
    found = found.at_least(spec.score_floor).finite().best(_CANDIDATES)
    kept = suppress(
        found.xyxy,
        found.scores,
        found.classes,
        iou_above=spec.iou,
        limit=spec.max_detections,
    )
    boxes = fitted.to_frame(found.xyxy[kept])
    return [
        Detection(
            label=spec.labels[int(found.classes[index])],
            score=float(found.scores[index]),
            box=(float(box[0]), float(box[1]), float(box[2]), float(box[3])),
        )
        for index, box in zip(kept, boxes, strict=True)
        if box[2] > box[0] and box[3] > box[1]
    ]


DECODERS: dict[DecoderKind, Decoder] = {
    "yolo_v5": _boxed(yolo.v5),
    "yolo_v8": _boxed(yolo.v8),
    "yolo_v11": _boxed(yolo.v8),
    "yolox": _boxed(yolo.yolox),
    "mask": regions.mask,
}
