"""Tuning versions, one at a time, once they were measured: the city's pictures calibrate and judge.

Both ways run in their sandboxed children. Killed at any point, the version is tuned again from the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms import ops
from algorithms.contract.manifest import Manifest, ModelStage
from core.database.engine import Sessions, transaction
from core.http.services import Services
from core.log import get_logger
from registry.catalogue.model import Version
from registry.evaluation.looking import opened_model
from registry.evaluation.measured import Looked, measure
from registry.sandbox import ChildFailed, Limits
from registry.testsets import service as test_sets
from registry.testsets.model import CityPicture, CityTestSet
from registry.tuning import service
from registry.tuning.choice import Choice, Means, choose, too_slow
from registry.tuning.narrowing import NotNarrowed, narrowed
from registry.tuning.turns import in_turn

_log = get_logger(__name__)
CALIBRATING = 48
"""Pictures that tell what the tensors of a model hold."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Begun:
    """A version that is being tuned."""

    id: UUID
    manifest: Manifest
    digest: str
    means: Means
    """What the vendor's file reached on the set."""
    on: CityTestSet
    pictures: list[CityPicture]

    @property
    def stage(self) -> ModelStage:
        """The one stage that is served."""
        return self.manifest.model_stages[0]


def is_due(sessions: Sessions) -> bool:
    """Tell whether there is something to tune."""
    with transaction(sessions) as session:
        return session.scalar(service.due()) is not None


def run_due(services: Services) -> int:
    """Tune all that is due and return how many versions that were."""
    count = 0
    while (begun := _begin(services)) is not None:
        choice, variant = _tuned(services, begun)
        digest = services.blobs.put(variant) if choice.path == "int8" and variant else None
        with transaction(services.sessions) as session:
            service.end(session, begun.id, choice, digest, services.clock)
        _log.info("version tuned", algorithm=begun.manifest.id, path=choice.path, why=choice.why)
        count += 1
    return count


def _begin(services: Services) -> Begun | None:
    with transaction(services.sessions) as session:
        measured = session.scalar(service.due())
        if measured is None:
            return None
        one = service.begin(session, measured, services.clock)
        version = session.get_one(Version, measured.version_id)
        on = session.get_one(CityTestSet, one.test_set_id)
        means = (measured.figures or {})["mean"]
        pictures = test_sets.pictures(session, on.id)
        manifest = Manifest.model_validate(version.manifest)
        session.expunge_all()
    return Begun(one.id, manifest, version.model_digest, means, on, pictures)


def _tuned(services: Services, begun: Begun) -> tuple[Choice, bytes | None]:
    limits = Limits(batch_max=1, memory_mb=services.settings.model_memory_mb)
    plain = services.blobs.get(begun.digest)
    try:
        calibrating = _spread(begun.pictures, CALIBRATING)
        fitted = [_fitted(services, begun.stage, one) for one in calibrating]
        variant = narrowed(plain, begun.stage.input, fitted, limits)
        fp32_ms, int8_ms = in_turn(begun.stage, (plain, variant), fitted, limits)
        if (slow := too_slow(fp32_ms, int8_ms)) is not None:
            return slow, None
        means = _means(services, begun, variant, limits)
    except NotNarrowed:
        return Choice("fp32", "nothing_to_quantize"), None
    except ChildFailed as failure:
        _log.info("a model does not bear INT8", algorithm=begun.manifest.id, error=str(failure))
        return Choice("fp32", "fails"), None
    loss = begun.manifest.accuracy_loss
    return choose(fp32_ms, int8_ms, begun.means, means, loss), variant


def _means(services: Services, begun: Begun, variant: bytes, limits: Limits) -> Means:
    """Return what the variant reaches on the set, as the vendor's file was measured."""
    with opened_model(begun.manifest, lambda _: variant, limits) as eyes:
        looks = [Looked(0.0, tuple(eyes.look(_pixels(services, one)))) for one in begun.pictures]
    found: Means = measure(begun.manifest, begun.on, begun.pictures, looks)["mean"]
    return found


def _fitted(services: Services, stage: ModelStage, picture: CityPicture) -> Pixels:
    wanted = stage.input
    fitted, _ = ops.letterbox(
        _pixels(services, picture), wanted.width, wanted.height, fill=wanted.fill
    )
    return fitted


def _pixels(services: Services, picture: CityPicture) -> Pixels:
    data = np.frombuffer(services.blobs.get(picture.digest), np.uint8)
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)


def _spread(pictures: Sequence[CityPicture], most: int) -> list[CityPicture]:
    """Return so many pictures at the most, from the whole set."""
    step = max(1, -(-len(pictures) // most))
    return list(pictures[::step])
