"""The parent's side of an examination: send the child, and believe nothing it says unchecked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from algorithms.contract.values import Letterbox
from core.blobs import Blobs
from core.text import Text
from registry.gate import samples
from registry.gate.findings import Finding, Result, state_of
from registry.gate.samples import Expected
from registry.gate.static import checks_of
from registry.gate.trust import UNKNOWN, Trust
from registry.packages.reader import Package
from registry.sandbox import errand
from registry.sandbox.errand import Bounds, Part
from registry.sandbox.errors import ChildDied, ChildFailed, ChildTimedOut, OutputRejected
from registry.sandbox.level import SandboxLevel
from registry.sandbox.memory import sealed

_MODULE = "registry.gate.examiner"
BOUNDS = Bounds(memory_mb=4096, answer_mb=256, timeout_s=120)
_FINDINGS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A sample as the model will see it, and what its vendor says is seen."""

    picture: str
    pixels: NDArray[np.uint8]
    letterbox: Letterbox
    expected: list[Expected]


@dataclass(slots=True)
class Examination:
    """What the child found."""

    level: SandboxLevel | None = None
    """How far the child was confined; None: it never was."""
    results: dict[str, Result] = field(default_factory=dict)
    """By the name of the check, in the order of the checks."""
    looks: list[Look] = field(default_factory=list)
    weights: str | None = None
    """The fingerprint of the weights."""
    signed_by: str | None = None
    """The fingerprint of the vendor's key that signed."""
    _begun: str = ""

    @property
    def passed(self) -> bool:
        """Whether every check was come to and none refuses."""
        return all(one.state in ("passed", "noted") for one in self.results.values())


def examine(
    package: Package, blobs: Blobs, bounds: Bounds = BOUNDS, trust: Trust = UNKNOWN
) -> Examination:
    """Have a package examined; a child that is killed by it is a finding of the check it was at.

    Raises `ChildFailed` where no child can be started at all.
    """
    checks = checks_of(package.manifest)
    found = Examination(_begun=checks[0].name)
    found.results = {check.name: check.not_reached() for check in checks}
    try:
        with _laid_out(package, blobs, trust) as (order, file):
            for part in errand.send(_MODULE, order, [file], bounds):
                _take(part, found, package, trust)
    except ChildFailed as fault:
        if found.level is None:
            raise  # it has not looked at the package yet
        _blame(found, fault)
    return found


@contextmanager
def _laid_out(package: Package, blobs: Blobs, trust: Trust) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield the order and one sealed file in which all files of the package lie."""
    spans, at = {}, 0
    for name, file in package.files.items():
        spans[name] = (at, file.size)
        at += file.size
    order = {
        "manifest": package.manifest.model_dump(mode="json"),
        "files": spans,
        "trust": trust.as_json(),
    }
    with sealed(blobs.get(file.digest) for file in package.files.values()) as descriptor:
        yield order, descriptor


def _take(part: Part, found: Examination, package: Package, trust: Trust) -> None:
    head = part.head
    try:
        if errand.CONFINED in head:
            found.level = errand.level_of(part)
        elif "begins" in head:
            found._begun = str(head["begins"])
        elif "result" in head:
            _take_result(head, found)
        elif "told" in head:
            told = head["told"].get("weights")
            found.weights = str(told)[:64] if told else None
            found.signed_by = _one_of(trust, head["told"].get("signed_by"))
        elif "sample" in head:
            found.looks.append(_look(part, package))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise OutputRejected(reason="the examiner's answer is not what it should be") from fault


def _one_of(trust: Trust, told: object) -> str | None:
    """Return the fingerprint told if a key in use has it."""
    in_use = [one.fingerprint for one in trust.keys or () if not one.retired]
    return next((one for one in in_use if one == told), None)


def _take_result(head: dict[str, Any], found: Examination) -> None:
    known = found.results[head["result"]]
    findings = tuple(map(Finding.read, head["findings"][:_FINDINGS]))
    state = head["state"] if head["state"] == "not_reached" else state_of(findings)
    found.results[known.name] = Result(known.name, known.version, known.title, state, findings)


def _look(part: Part, package: Package) -> Look:
    wanted = package.stage.input
    shape = (wanted.height, wanted.width, 3)
    letterbox = Letterbox(**part.head["letterbox"])
    expected = samples.listed(part.head["expected"])
    pixels = np.frombuffer(part.body, np.uint8).reshape(shape)
    return Look(str(part.head["sample"])[:200], pixels, letterbox, expected)


def _blame(found: Examination, fault: ChildFailed) -> None:
    """Write down against the check that was begun last that it killed or held up its process."""
    known = found.results.get(found._begun, next(iter(found.results.values())))
    finding = Finding(_how(fault), _SMALLER)
    found.results[known.name] = Result(known.name, known.version, known.title, "failed", (finding,))


def _how(fault: ChildFailed) -> Text:
    if isinstance(fault, ChildTimedOut):
        return Text("检查超时。", "The check took too long.")
    if isinstance(fault, ChildDied):
        reason = fault.fields["reason"]
        return Text(
            f"检查时进程被终止（{reason}）。", f"Looking at it killed the process ({reason})."
        )
    return Text("检查进程的回答无效。", "The answer of the examining process is not valid.")


_SMALLER = Text(
    "模型可能过大、已损坏或含有恶意内容；请简化并重新导出。",
    "The model may be too large, damaged or hostile; simplify it and export it anew.",
)
