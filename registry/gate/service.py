"""Decide whether a package may be served: examined without running it, then run, all in the sandbox.

The report is written to the version's row. A verdict holds for one model under one version of the gate and
one of the runtime; under any other the model is looked at again before it is served.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import version
from typing import Any

from algorithms.contract.manifest import RemoteStage
from core.blobs import Blobs
from core.clock import Clock
from core.text import Text
from registry.gate import asking, runs
from registry.gate.copies import same_weights
from registry.gate.examining import BOUNDS, Examination, examine
from registry.gate.findings import Finding, Result
from registry.gate.runs import Trials
from registry.gate.trust import UNKNOWN, Trust
from registry.packages.reader import Package
from registry.remote.client import RemoteModel
from registry.sandbox import Limits

GATE_VERSION = 3
_RUNTIME = ("algomart", "onnx", "onnxruntime")
_BINDING = ("onnx", "onnxruntime")

Known = Callable[[str], str | None]
"""Takes a fingerprint of weights, gives the title of somebody else's goods that have the same."""


def inspect(
    package: Package,
    blobs: Blobs,
    clock: Clock,
    limits: Limits,
    known: Known = lambda _: None,
    trust: Trust = UNKNOWN,
    remote: RemoteModel | None = None,
) -> dict[str, Any]:
    """Put a package through every check and return the report, passed or not; raises `NotServed`.

    Where the model stays with its vendor, it is asked at `remote`, which may raise `EndpointFailed`; without
    that only the package is looked at.
    """
    stage = package.stage
    found = examine(package, blobs, BOUNDS, trust)
    if isinstance(stage, RemoteStage):
        asked = _asked(package, stage, remote, found)
        results = [*found.results.values(), *asked.results]
        return _report(package, found, results, clock) | {"measured": asked.measured}
    limits = replace(limits, batch_max=package.manifest.batch_max)
    copies = same_weights(found.weights, known)
    if found.passed and copies.state != "failed":
        tried = runs.run(package.manifest, blobs.get(package.model_digest), found.looks, limits)
    else:
        tried = runs.not_reached()
    results = [*found.results.values(), copies, *tried.results]
    return _report(package, found, results, clock) | {"measured": tried.measured}


def _asked(
    package: Package, stage: RemoteStage, remote: RemoteModel | None, found: Examination
) -> Trials:
    if remote is None or not found.passed:
        return asking.not_asked()
    return asking.ask(package.manifest, stage, remote, found.looks)


def contract_moved_on(clock: Clock) -> dict[str, Any]:
    """Return the report of a version whose manifest this release does not read any more."""
    what = Text("该描述文件不符合当前版本的规范。", "Its manifest is none to this release.")
    remedy = Text(
        "请按当前字段说明修改并提交新版本。",
        "Hand in a new version that follows the reference of today.",
    )
    title = Text("描述文件 algorithm.yaml", "Manifest algorithm.yaml")
    result = Result("manifest", 1, title, "failed", (Finding(what, remedy),))
    return heading(clock) | {"passed": False, "checks": [result.as_json()]}


def heading(clock: Clock) -> dict[str, Any]:
    """Return what a report says of itself: when it was written, by which gate, on which runtime."""
    return {
        "gate_version": GATE_VERSION,
        "at": clock.now().isoformat(),
        "runtime": {name: version(name) for name in _RUNTIME},
    }


def is_current(report: Mapping[str, Any], model_digest: str) -> bool:
    """Tell whether a verdict is about this model, this gate and this runtime."""
    runtime, wanted = report.get("runtime", {}), binding()
    return (
        report.get("passed") is wanted["passed"]
        and report.get("gate_version") == wanted["gate_version"]
        and report.get("model_digest") == model_digest
        and all(runtime.get(name) == found for name, found in wanted["runtime"].items())
    )


@cache
def binding() -> dict[str, Any]:
    """Return what a report must hold to be a verdict of today."""
    runtime = {name: version(name) for name in _BINDING}
    return {"passed": True, "gate_version": GATE_VERSION, "runtime": runtime}


def _report(
    package: Package, found: Examination, results: list[Result], clock: Clock
) -> dict[str, Any]:
    return heading(clock) | {
        "model_digest": package.model_digest,
        "weights": found.weights,
        "signed_by": found.signed_by,
        "sandbox": asdict(found.level) if found.level else None,
        "passed": all(one.state in ("passed", "noted") for one in results),
        "checks": [one.as_json() for one in results],
    }
