"""A caller's picture: fitted to the model as a camera's frame is, and what is found in it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from accounts.scope import Scope
from algorithms import ops
from algorithms.contract.manifest import Manifest
from algorithms.contract.values import Detection, Pixels
from cases.evidence import jpeg
from cases.evidence.errors import PictureUnreadable
from core.database.engine import transaction
from registry.catalogue.model import Version
from serving.cluster.batch import Batch
from serving.inference import models
from serving.inference.errors import PictureFailed, invalid
from serving.inference.service import Inference
from serving.inference.values import Model

PIXELS_MOST = 40_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A picture and what one version finds in it."""

    model: Model
    manifest: Manifest
    pixels: Pixels
    detections: Sequence[Detection]


def look(inference: Inference, scope: Scope, name: str, version: str, picture: bytes) -> Seen:
    """Run a version on a JPEG or PNG; raises what `errors` lists and `ModelsAway`."""
    with transaction(inference.services.sessions) as session:
        model = models.find(session, scope, name, version)
        manifest = Manifest.model_validate(session.get_one(Version, model.version_id).manifest)
    pixels = _decoded(picture)
    spec = manifest.seeing.input
    fitted, letterbox = ops.letterbox(pixels, spec.width, spec.height, fill=spec.fill)
    batch = Batch(model.version_id, (scope.user.id,), fitted[np.newaxis], (letterbox,))
    inference.admit(scope, model, 1)

    def run() -> tuple[list[Detection], float]:
        began = time.perf_counter()
        (found,) = inference.models().infer(batch)
        if found is None:
            raise PictureFailed
        return found, time.perf_counter() - began

    return Seen(model, manifest, pixels, inference.metered(scope, model, 1, run))


def _decoded(picture: bytes) -> Pixels:
    try:
        return jpeg.decode(picture, most_pixels=PIXELS_MOST)
    except PictureUnreadable as fault:
        raise invalid(
            f"内容不是 JPEG 或 PNG 图片，或超过 {PIXELS_MOST // 1_000_000} 百万像素",
            f"the body is no JPEG or PNG picture, or has more than {PIXELS_MOST // 1_000_000} megapixels",
        ) from fault
