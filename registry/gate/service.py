"""Decide whether a package may be published: it starts in the sandbox and sees what it says it sees.

Pure checks over one package; the report is written to the version's row.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import Any

import cv2
import numpy as np
import psutil
from numpy.typing import NDArray

from algorithms import decoders, ops
from algorithms.contract.manifest import ModelStage
from algorithms.contract.values import Detection
from core.blobs import Blobs
from core.clock import Clock
from registry.gate import samples
from registry.gate.errors import GateFailed
from registry.packages.errors import PackageInvalid
from registry.packages.reader import Package
from registry.sandbox import Child, ChildFailed, Limits, SandboxLevel

GATE_VERSION = 1
_RUN_TIMEOUT_S = 60
_MEASURED_RUNS = 8


@dataclass(frozen=True, slots=True)
class Check:
    """One check that passed, and what it found."""

    name: str
    detail: str


def inspect(package: Package, blobs: Blobs, clock: Clock, limits: Limits) -> dict[str, Any]:
    """Put a package through every check and return the report; raises `GateFailed` at the first failure."""
    stage = package.stage
    limits = replace(limits, batch_max=package.manifest.batch_max)
    checks = [Check("manifest", f"format {package.manifest.format}, {len(package.files)} files")]
    try:
        with Child.start(blobs.get(package.model_digest), stage.input, limits) as child:
            checks.append(Check("runs", _full_batch(package, stage, child)))
            for name, seen in _look(package, blobs, stage, child):
                checks.append(Check(f"sample {name}", seen))
            return _report(checks, child.level, clock) | {"measured": _measure(stage, child)}
    except (ChildFailed, decoders.DecoderError) as fault:
        raise GateFailed(check="runs", reason=str(fault)) from fault


def _full_batch(package: Package, stage: ModelStage, child: Child) -> str:
    """The largest batch the manifest offers must fit every bound and decode."""
    size, wanted = package.manifest.batch_max, stage.input
    batch = np.full((size, wanted.height, wanted.width, 3), wanted.fill, np.uint8)
    _, letterbox = ops.letterbox(batch[0], wanted.width, wanted.height)
    decoders.decode(stage.decoder, child.run(batch, _RUN_TIMEOUT_S), [letterbox] * size)
    return f"a batch of {size} in the sandbox"


def _measure(stage: ModelStage, child: Child) -> dict[str, float]:
    """Return processor time and memory of single frames, which later runs are held against."""
    wanted, process = stage.input, psutil.Process(child.pid)
    frame = np.full((1, wanted.height, wanted.width, 3), wanted.fill, np.uint8)
    before = process.cpu_times()
    for _ in range(_MEASURED_RUNS):
        child.run(frame, _RUN_TIMEOUT_S)
    after = process.cpu_times()
    spent_s = after.user + after.system - before.user - before.system
    rss_mb = process.memory_info().rss / 2**20
    return {"cpu_ms": round(1000 * spent_s / _MEASURED_RUNS, 1), "rss_mb": round(rss_mb, 1)}


def _look(
    package: Package, blobs: Blobs, stage: ModelStage, child: Child
) -> Sequence[tuple[str, str]]:
    found = []
    for sample in package.manifest.samples:
        picture = blobs.get(package.files[sample.picture].digest)
        expected = blobs.get(package.files[sample.expected].digest)
        seen = detect(stage, child, _pixels(sample.picture, picture))
        difference = samples.difference(samples.read(sample.expected, expected), seen)
        if difference:
            raise GateFailed(check=f"sample {sample.picture}", reason=difference)
        found.append((sample.picture, f"{len(seen)} detections as expected"))
    return found


def detect(stage: ModelStage, child: Child, pixels: NDArray[np.uint8]) -> list[Detection]:
    """Return what a stage sees in one picture."""
    wanted = stage.input
    boxed, letterbox = ops.letterbox(pixels, wanted.width, wanted.height, fill=wanted.fill)
    outputs = child.run(boxed[np.newaxis], _RUN_TIMEOUT_S)
    return decoders.decode(stage.decoder, outputs, [letterbox])[0]


def _pixels(name: str, data: bytes) -> NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise PackageInvalid(name=name, zh="不是可读取的图片", en="it is not a readable picture")
    return np.asarray(picture, np.uint8)


def _report(checks: Sequence[Check], level: SandboxLevel, clock: Clock) -> dict[str, Any]:
    return {
        "gate_version": GATE_VERSION,
        "at": clock.now().isoformat(),
        "runtime": {name: version(name) for name in ("algomart", "onnxruntime")},
        "sandbox": asdict(level),
        "passed": True,
        "checks": [asdict(check) | {"passed": True} for check in checks],
    }
