"""An algorithm looks at pictures as it does in service: its package, the sandbox, our decoders."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from algorithms import decoders, ops
from algorithms.contract import manifest as contract
from algorithms.contract.manifest import Manifest, ModelStage
from algorithms.contract.values import Detection, Pixels
from core.errors import NotFound
from core.text import Text
from registry.packages.errors import ModelElsewhere, NotServed
from registry.sandbox import ONNX_RUNTIME, Child, Engine, Limits

_TIMEOUT_S = 60
_LIMITS = Limits(batch_max=1, threads=1)


class NoSuchAlgorithm(NotFound):
    """No such algorithm, or not this version of it, lies on the shelf's folder."""

    code = "no_such_algorithm"
    title = Text("没有该算法", "No such algorithm")
    detail = Text(
        "货架目录中没有算法 {wanted}；现有：{known}。",
        "The shelf's folder has no algorithm {wanted}; there are: {known}.",
    )


@dataclass(slots=True)
class Eyes:
    """One algorithm, ready to look; it keeps how long its looks took."""

    manifest: Manifest
    stage: ModelStage
    _child: Child
    seconds: list[float] = field(default_factory=list)

    def look(self, pixels: Pixels) -> list[Detection]:
        """Return what is seen in one picture (height × width × 3, BGR)."""
        began = time.perf_counter()
        wanted = self.stage.input
        fitted, letterbox = ops.letterbox(pixels, wanted.width, wanted.height, fill=wanted.fill)
        outputs = self._child.run(fitted[np.newaxis], _TIMEOUT_S)
        found = decoders.decode(self.stage.decoder, outputs, [letterbox])[0]
        self.seconds.append(time.perf_counter() - began)
        return found

    def latency_ms(self) -> dict[str, float]:
        """Return median and 95th percentile of a look, scaling and decoding included."""
        return latency_ms(self.seconds)


def latency_ms(seconds: Sequence[float]) -> dict[str, float]:
    """Return median and 95th percentile of what looks took, in milliseconds."""
    median, slow = np.quantile(seconds or [0.0], (0.5, 0.95)) * 1000
    return {"median": round(float(median), 1), "p95": round(float(slow), 1)}


def find(shelf: Path, wanted: str) -> Path:
    """Return the package folder of `ID` or `ID@VERSION`; raises `NoSuchAlgorithm`."""
    name, _, version = wanted.partition("@")
    on_shelf = {
        path.parent: contract.load(path.parent) for path in shelf.glob(f"*/{contract.FILE}")
    }
    for folder, manifest in on_shelf.items():
        if manifest.id == name and version in ("", manifest.version):
            return folder
    known = sorted(f"{manifest.id}@{manifest.version}" for manifest in on_shelf.values())
    raise NoSuchAlgorithm(wanted=wanted, known=", ".join(known) or "–")


@contextmanager
def opened(folder: Path) -> Iterator[Eyes]:
    """Start a package's model in the sandbox, on one thread."""
    manifest = contract.load(folder)
    with opened_model(manifest, lambda name: (folder / name).read_bytes()) as eyes:
        yield eyes


@contextmanager
def opened_model(
    manifest: Manifest,
    read: Callable[[str], bytes],
    limits: Limits = _LIMITS,
    engine: Engine = ONNX_RUNTIME,
) -> Iterator[Eyes]:
    """Start the model that `read` gives by its name in the sandbox; raises `NotServed`, `ModelRefused`."""
    if manifest.remote is not None:
        raise ModelElsewhere(
            zh="不能在此运行。请使用带有模型文件的算法包",
            en="it cannot be run here. Use a package that has its model",
        )
    stages = manifest.model_stages
    if len(stages) != 1:
        raise NotServed(stages=len(stages))
    with Child.start(read(stages[0].file), stages[0].input, limits, engine) as child:
        yield Eyes(manifest, stages[0], child)
