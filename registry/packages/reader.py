"""Read a package folder: check its sizes, keep its files as blobs, and name the whole by one digest."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from algorithms.contract import manifest as contract
from algorithms.contract.manifest import Manifest, ModelStage, Seeing
from core.blobs import Blobs
from registry.packages import bundle
from registry.packages.errors import NotServed, PackageInvalid, PackageTooLarge

README = "README.md"
_MEGABYTE = 1 << 20
_LIMITS = {
    ".onnx": 300 * _MEGABYTE,
    ".md": _MEGABYTE,
    ".yaml": _MEGABYTE,
    ".sig": bundle.MOST_BYTES,
}
_OTHER_LIMIT = 16 * _MEGABYTE
_TOTAL_LIMIT = 512 * _MEGABYTE


@dataclass(frozen=True, slots=True)
class File:
    """One file of a package, kept as a blob."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was read: its manifest, its files, its digest."""

    manifest: Manifest
    readme: str
    files: dict[str, File]

    @property
    def digest(self) -> str:
        """SHA-256 over the names and digests of all files: the same digest, the same goods."""
        lines = [f"{file.digest}  {name}\n" for name, file in sorted(self.files.items())]
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    @property
    def size(self) -> int:
        """Bytes of all files together."""
        return sum(file.size for file in self.files.values())

    @property
    def stage(self) -> Seeing:
        """The one stage with a model that this release serves; raises `NotServed` for more."""
        if len(self.manifest.stages) != 1:
            raise NotServed(stages=len(self.manifest.model_stages))
        return self.manifest.seeing

    @property
    def model_digest(self) -> str:
        """SHA-256 of the model file; where that stays with its vendor, of the manifest."""
        stage = self.stage
        return self.files[stage.file if isinstance(stage, ModelStage) else contract.FILE].digest

    def listing(self) -> dict[str, Any]:
        """Return the files as they are written to the version's row."""
        return {
            name: {"digest": file.digest, "size": file.size} for name, file in self.files.items()
        }


def read(folder: Path, blobs: Blobs) -> Package:
    """Read a package folder into the blob store; raises `ManifestRefused` or what `errors` lists."""
    manifest = contract.load(folder)
    named = listed(manifest, folder)
    total = sum(_size(folder, name) for name in named)
    if total > _TOTAL_LIMIT:
        raise _too_large("package", total, _TOTAL_LIMIT)
    files, readme = {}, ""
    for name in named:
        data = (folder / name).read_bytes()
        files[name] = File(blobs.put(data), len(data))
        if name == README:
            readme = _text(name, data)
    return Package(manifest, readme, files)


def listed(manifest: Manifest, folder: Path) -> list[str]:
    """Return the files that belong to the package; anything else in the folder does not."""
    beside = {name for name in (README, bundle.NAME) if (folder / name).is_file()}
    return sorted(names(manifest) | beside)


def names(manifest: Manifest) -> set[str]:
    """Return the names of the files a manifest speaks of, its own among them."""
    found = {contract.FILE, *(stage.file for stage in manifest.model_stages)}
    for sample in manifest.samples:
        found |= {sample.picture, sample.expected}
    return found


def _size(folder: Path, name: str) -> int:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise PackageInvalid(name=name, zh="是指向包外的链接", en="it is a link out of the package")
    size = path.stat().st_size
    limit = _LIMITS.get(path.suffix, _OTHER_LIMIT)
    if size > limit:
        raise _too_large(name, size, limit)
    return size


def _too_large(name: str, size: int, limit: int) -> PackageTooLarge:
    return PackageTooLarge(name=name, size_mb=-(-size // _MEGABYTE), limit_mb=limit // _MEGABYTE)


def _text(name: str, data: bytes) -> str:
    try:
        return data.decode().replace("\0", "")
    except UnicodeDecodeError as error:
        raise PackageInvalid(name=name, zh="不是 UTF-8 文本", en="it is not UTF-8 text") from error
