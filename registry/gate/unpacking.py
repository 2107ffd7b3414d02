"""The parent's side of unpacking: what a vendor handed in becomes a package of blobs, or findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from algorithms.contract.manifest import Manifest
from core.blobs import Blobs
from core.text import Text
from registry.gate import answers
from registry.gate.findings import Result
from registry.packages.reader import README, File, Package
from registry.sandbox.errand import Bounds, Part

_MODULE = "registry.gate.unpacker"
_BOUNDS = Bounds(memory_mb=4096, answer_mb=600, timeout_s=120)
TITLES: Mapping[str, Text] = {
    answers.ARCHIVE: Text("压缩包", "Archive"),
    "manifest": Text("描述文件 algorithm.yaml", "Manifest algorithm.yaml"),
}


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
    handed = Handed(answers.not_reached(TITLES))
    answers.unpacked(
        _MODULE, {}, archive, bounds, handed.results, lambda part: _take(part, handed, blobs)
    )
    return handed


def _take(part: Part, handed: Handed, blobs: Blobs) -> None:
    if "manifest" in part.head:
        handed.manifest = Manifest.model_validate(part.head["manifest"])
    elif "file" in part.head and handed.manifest is not None:
        name = str(part.head["file"])
        handed.files[name] = File(blobs.put(part.body), len(part.body))
        if name == README:
            handed.readme = part.body.decode("utf-8", "replace").replace("\0", "")
