"""The parent's side of unpacking: what a vendor handed in becomes a package of blobs, or findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from algorithms.contract.manifest import Manifest
from core.blobs import Blobs
from core.text import Text
from registry.gate.findings import Finding, Result, state_of
from registry.packages.reader import README, File, Package
from registry.sandbox import errand
from registry.sandbox.errand import Bounds, Part
from registry.sandbox.errors import ChildFailed, OutputRejected

_MODULE = "registry.gate.unpacker"
_BOUNDS = Bounds(memory_mb=4096, answer_mb=600, timeout_s=120)
TITLES: Mapping[str, Text] = {
    "archive": Text("压缩包", "Archive"),
    "manifest": Text("描述文件 algorithm.yaml", "Manifest algorithm.yaml"),
}
_VERSION = 1
_FINDINGS = 200


@dataclass(slots=True)
class Handed:
    """What was handed in, once it was looked into."""

    results: dict[str, Result] = field(default_factory=dict)
    manifest: Manifest | None = None
    files: dict[str, File] = field(default_factory=dict)
    readme: str = ""

    @property
    def package(self) -> Package | None:
        """The package, unless something is wrong with it."""
        failed = any(one.state == "failed" for one in self.results.values())
        if failed or self.manifest is None:
            return None
        return Package(self.manifest, self.readme, self.files)


def unpack(archive: int, blobs: Blobs, bounds: Bounds = _BOUNDS) -> Handed:
    """Unpack the archive behind a descriptor in a confined child; its files become blobs.

    Raises `ChildFailed` where no child can be started at all.
    """
    handed, confined = Handed(), False
    for name, title in TITLES.items():
        handed.results[name] = Result(name, _VERSION, title, "not_reached")
    try:
        for part in errand.send(_MODULE, {}, [archive], bounds):
            if errand.CONFINED in part.head:
                confined = True
            else:
                _take(part, handed, blobs)
    except ChildFailed as fault:
        if not confined:
            raise
        _blame(handed, fault)
    return handed


def _take(part: Part, handed: Handed, blobs: Blobs) -> None:
    head = part.head
    try:
        if "result" in head:
            findings = tuple(map(Finding.read, head["findings"][:_FINDINGS]))
            known = handed.results[head["result"]]
            state = state_of(findings)
            handed.results[known.name] = Result(
                known.name, known.version, known.title, state, findings
            )
        elif "manifest" in head:
            handed.manifest = Manifest.model_validate(head["manifest"])
        elif "file" in head and handed.manifest is not None:
            _keep(head, part.body, handed, blobs)
    except (KeyError, TypeError, ValidationError, ValueError) as fault:
        raise OutputRejected(reason="the unpacker's answer is not what it should be") from fault


def _keep(head: dict[str, Any], body: bytes, handed: Handed, blobs: Blobs) -> None:
    name = str(head["file"])
    handed.files[name] = File(blobs.put(body), len(body))
    if name == README:
        handed.readme = body.decode("utf-8", "replace").replace("\0", "")


def _blame(handed: Handed, fault: ChildFailed) -> None:
    what = Text(
        f"解包失败：{fault.message('zh')}", f"It could not be unpacked: {fault.message('en')}"
    )
    remedy = Text("请检查压缩包并重新打包。", "Check the archive and pack it anew.")
    findings = (Finding(what, remedy),)
    title = TITLES["archive"]
    handed.results["archive"] = Result("archive", _VERSION, title, "failed", findings)
    handed.manifest = None
