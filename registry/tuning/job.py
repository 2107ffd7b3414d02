"""Tuning versions, one at a time, once they were measured: the city's pictures calibrate and judge.

All ways run in their sandboxed children. Killed at any point, the version is tuned again from the start.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import cv2
import numpy as np
from numpy.typing import NDArray

from algorithms import ops
from algorithms.contract.manifest import Manifest, ModelStage
from core.database.engine import transaction
from core.http.services import Services
from core.log import get_logger
from registry.catalogue.model import Version
from registry.evaluation.looking import opened_model
from registry.evaluation.measured import Looked, measure
from registry.sandbox import ONNX_RUNTIME, ChildFailed, Limits
from registry.testsets import service as test_sets
from registry.testsets.model import CityPicture, CityTestSet
from registry.tuning import service
from registry.tuning.choice import AS_HANDED_IN, Choice, Means, Path, choose
from registry.tuning.machine import machine
from registry.tuning.service import Served
from registry.tuning.turns import in_turn
from registry.tuning.ways import Way, ways

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


def is_due(services: Services) -> bool:
    """Tell whether there is something to tune."""
    with transaction(services.sessions) as session:
        return session.scalar(service.due(_here(services))) is not None


def run_due(services: Services) -> int:
    """Tune all that is due and return how many versions that were."""
    count = 0
    while (begun := _begin(services)) is not None:
        choice, way = _tuned(services, begun)
        served = _stored(services, begun, way)
        with transaction(services.sessions) as session:
            service.end(session, begun.id, choice, served, services.clock)
        _log.info("version tuned", algorithm=begun.manifest.id, path=choice.path, why=choice.why)
        count += 1
    return count


def _begin(services: Services) -> Begun | None:
    with transaction(services.sessions) as session:
        here = _here(services)
        measured = session.scalar(service.due(here))
        if measured is None:
            return None
        one = service.begin(session, measured, here, services.clock)
        version = session.get_one(Version, measured.version_id)
        on = session.get_one(CityTestSet, one.test_set_id)
        means = (measured.figures or {})["mean"]
        pictures = test_sets.pictures(session, on.id)
        manifest = Manifest.model_validate(version.manifest)
        session.expunge_all()
    return Begun(one.id, manifest, version.model_digest, means, on, pictures)


def _here(services: Services) -> str:
    return machine(services.settings.openvino_python)


def _tuned(services: Services, begun: Begun) -> tuple[Choice, Way | None]:
    """Return what was chosen, and how it is run where that is not the vendor's file as it was handed in."""
    limits = Limits(batch_max=1, memory_mb=services.settings.model_memory_mb)
    calibrating = _spread(begun.pictures, CALIBRATING)
    fitted = [_fitted(services, begun.stage, one) for one in calibrating]
    plain, python = services.blobs.get(begun.digest), services.settings.openvino_python
    try:
        known = ways(plain, begun.stage.input, fitted, limits, python)
        if len(known) == 1:
            return Choice(AS_HANDED_IN, "nothing_to_quantize"), None
        ms = in_turn(begun.stage, known, fitted, limits)
    except ChildFailed as failure:
        _log.info("a model bears no other way", algorithm=begun.manifest.id, error=str(failure))
        return Choice(AS_HANDED_IN, "fails"), None
    by_path = {way.path: way for way in known}

    def look(path: Path) -> Means | None:
        return _means(services, begun, by_path[path], limits)

    choice = choose(ms, begun.means, look, begun.manifest.accuracy_loss)
    return choice, None if choice.path == AS_HANDED_IN else by_path[choice.path]


def _means(services: Services, begun: Begun, way: Way, limits: Limits) -> Means | None:
    """Return what another way reaches on the set, as the vendor's file was measured; None where it fails."""
    try:
        with opened_model(begun.manifest, lambda _: way.model, limits, way.engine) as eyes:
            looks = [Looked(0.0, tuple(eyes.look(_pixels(services, it)))) for it in begun.pictures]
    except ChildFailed as failure:
        _log.info("a model cannot be run in a way", path=way.path, error=str(failure))
        return None
    found: Means = measure(begun.manifest, begun.on, begun.pictures, looks)["mean"]
    return found


def _stored(services: Services, begun: Begun, way: Way | None) -> Served:
    """Return what is served for a version from now on, which is kept where it is not the vendor's file."""
    if way is None:
        return Served(begun.digest, ONNX_RUNTIME.name)
    return Served(services.blobs.put(way.model), way.engine.name)


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
