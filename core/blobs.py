"""Content-addressed bytes: model files, snapshots, clips. A blob's name is its SHA-256."""

import hashlib
import os
import re
from pathlib import Path
from typing import Protocol

from core.errors import NotFound, Unavailable
from core.home import write_private
from core.text import Text

_DIGEST = re.compile(r"[0-9a-f]{64}")


class BlobMissing(NotFound):
    """No blob has this digest."""

    code = "blob_missing"
    detail = Text("存储中没有内容 {digest}。", "The store holds no blob {digest}.")


class BlobDamaged(Unavailable):
    """What is stored under the digest is something else: the disk, or somebody, changed it."""

    code = "blob_damaged"
    detail = Text(
        "内容 {digest} 已损坏，请从备份恢复。",
        "Blob {digest} is damaged; restore it from a backup.",
    )


class Blobs(Protocol):
    """Where blobs are kept."""

    def put(self, data: bytes) -> str:
        """Store the bytes and return their SHA-256 in hex; storing them again renews their age."""
        ...

    def get(self, digest: str) -> bytes:
        """Return the bytes, checked against their digest."""
        ...

    def has(self, digest: str) -> bool:
        """Tell whether the bytes are there."""
        ...


class FolderBlobs:
    """Blobs in a local folder, two levels of 256 folders; a blob is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not _renew(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, data)
        return digest

    def get(self, digest: str) -> bytes:
        try:
            data = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(digest=digest) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise BlobDamaged(digest=digest)
        return data

    def has(self, digest: str) -> bool:
        return bool(_DIGEST.fullmatch(digest)) and self._path(digest).exists()

    def _path(self, digest: str) -> Path:
        if not _DIGEST.fullmatch(digest):
            raise BlobMissing(digest=digest)
        return self._root / digest[:2] / digest[2:4] / digest


def _renew(path: Path) -> bool:
    """Touch the blob so that a collector leaves it; False when there is nothing to touch."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True
