"""Content-addressed bytes: model files, snapshots, clips. A blob's name is its SHA-256."""

import hashlib
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from core.errors import Misconfigured, NotFound, Unavailable
from core.home import telling_full, write_private
from core.ids import uuid7
from core.text import Text

MARKER = ".algomart-blobs"
"""The file that tells a shared folder of ours."""
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


class BlobsAway(Unavailable):
    """The store of blobs does not answer, or refuses us."""

    code = "blobs_away"
    detail = Text(
        "对象存储 {place} 不可用：{reason}。请检查存储服务、网络与 ALGOMART_BLOBS_URL。",
        "The store of blobs {place} is away: {reason}. "
        "Check the store, the network and ALGOMART_BLOBS_URL.",
    )


class BlobsSettingInvalid(Misconfigured):
    """A setting of the store of blobs cannot be used."""

    code = "blobs_setting_invalid"
    detail = Text("{name} 有误：{fault}。", "{name} is wrong: {fault}.")


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

    def delete(self, digest: str, older_than_s: float) -> bool:
        """Delete the bytes unless they were put, or put again, within so many seconds; tell whether."""
        ...


class FolderBlobs:
    """Blobs in a local folder, two levels of 256 folders; a blob is there whole or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not _renew(path):
            with telling_full(path.parent):
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_private(path, data)
        return digest

    def get(self, digest: str) -> bytes:
        try:
            data = self._path(digest).read_bytes()
        except FileNotFoundError as error:
            raise BlobMissing(digest=digest) from error
        return checked(digest, data)

    def has(self, digest: str) -> bool:
        return bool(_DIGEST.fullmatch(digest)) and self._path(digest).exists()

    def delete(self, digest: str, older_than_s: float) -> bool:
        """Take the file aside, look at its age once more, and put it back if it was renewed meanwhile.

        Whoever puts the same bytes in between finds no file and writes a new one.
        """
        path = self._path(digest)
        aside = path.with_name(f".{digest}.{uuid7()}")
        try:
            if _age_s(path) < older_than_s:
                return False
            path.rename(aside)
        except FileNotFoundError:
            return False
        if _age_s(aside) < older_than_s:
            aside.rename(path)
            return False
        aside.unlink()
        return True

    def _path(self, digest: str) -> Path:
        return self._root / path_of(digest)


class SharedFolderBlobs(FolderBlobs):
    """Blobs in a folder that is mounted on every node; while the mount is away nothing is written.

    A marker tells the folder from the empty one below a mount that is missing.
    """

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self._marker = root / MARKER

    def mark(self) -> None:
        """Declare the folder ours; done once, by whoever starts the installation."""
        with self._mounted(), suppress(FileExistsError):
            os.close(os.open(self._marker, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def put(self, data: bytes) -> str:
        with self._mounted():
            self._marker.stat()
            return super().put(data)

    def get(self, digest: str) -> bytes:
        with self._mounted():
            self._marker.stat()
            return super().get(digest)

    def has(self, digest: str) -> bool:
        with self._mounted():
            self._marker.stat()
            return super().has(digest)

    def delete(self, digest: str, older_than_s: float) -> bool:
        with self._mounted():
            self._marker.stat()
            return super().delete(digest, older_than_s)

    @contextmanager
    def _mounted(self) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise BlobsAway(place=self._marker.parent, reason=f"{MARKER} is not there") from error
        except OSError as error:
            raise BlobsAway(place=self._marker.parent, reason=error.strerror) from error


def path_of(digest: str) -> str:
    """Return where a blob stands below its store; what is no digest stands nowhere: `BlobMissing`."""
    if not _DIGEST.fullmatch(digest):
        raise BlobMissing(digest=digest)
    return f"{digest[:2]}/{digest[2:4]}/{digest}"


def checked(digest: str, data: bytes) -> bytes:
    """Return the bytes if they are what their name says; raises `BlobDamaged`."""
    if hashlib.sha256(data).hexdigest() != digest:
        raise BlobDamaged(digest=digest)
    return data


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _renew(path: Path) -> bool:
    """Touch the blob so that a collector leaves it; False when there is nothing to touch.

    A collector may take the file aside, and find it old, while it is touched: it must still be there after.
    """
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return path.exists()
