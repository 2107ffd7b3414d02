"""Blobs: whole or not at all, under their own digest."""

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.blobs import BlobDamaged, BlobMissing, BlobsAway, FolderBlobs, SharedFolderBlobs
from core.home import StorageFull
from tests.core.conftest import no_file_above


def files(root: Path) -> list[Path]:
    """Return every file below a folder."""
    return [path for path in root.rglob("*") if path.is_file()]


def test_what_was_put_is_got(blobs: FolderBlobs) -> None:
    for data in (b"", b"x", os.urandom(100_000)):
        digest = blobs.put(data)
        assert digest == hashlib.sha256(data).hexdigest()
        assert blobs.get(digest) == data
        assert blobs.has(digest)


def test_the_same_bytes_are_kept_once_and_their_age_is_renewed(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    digest = blobs.put(b"same")
    (file,) = files(tmp_path)
    os.utime(file, (0, 0))
    assert blobs.put(b"same") == digest
    assert files(tmp_path) == [file]
    assert file.stat().st_mtime > 0


def test_what_is_not_there_is_missing(blobs: FolderBlobs) -> None:
    nothing = hashlib.sha256(b"nothing").hexdigest()
    assert not blobs.has(nothing)
    with pytest.raises(BlobMissing):
        blobs.get(nothing)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "a" * 63, "/etc/passwd", "\0"])
def test_a_name_that_is_no_digest_reaches_no_file(blobs: FolderBlobs, name: str) -> None:
    assert not blobs.has(name)
    with pytest.raises(BlobMissing):
        blobs.get(name)


def test_damage_is_noticed(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    digest = blobs.put(b"evidence")
    (file,) = files(tmp_path)
    file.write_bytes(b"evidencf")
    with pytest.raises(BlobDamaged, match=digest):
        blobs.get(digest)


def test_many_writers_of_the_same_bytes_get_in_nobody_s_way(tmp_path: Path) -> None:
    blobs, data = FolderBlobs(tmp_path), os.urandom(200_000)
    with ThreadPoolExecutor(16) as pool:
        digests = set(pool.map(blobs.put, [data] * 64))
    (digest,) = digests
    assert blobs.get(digest) == data
    assert len(files(tmp_path)) == 1


def test_a_collector_that_deletes_in_between_loses_nothing(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    digest = blobs.put(b"x")
    files(tmp_path)[0].unlink()
    assert blobs.put(b"x") == digest
    assert blobs.get(digest) == b"x"


def test_a_full_disk_is_said_and_leaves_no_partial_blob(tmp_path: Path) -> None:
    blobs, data = FolderBlobs(tmp_path), b"x" * 10_000
    with no_file_above(2000), pytest.raises(StorageFull, match="disk is full"):
        blobs.put(data)
    assert files(tmp_path) == []
    assert not blobs.has(hashlib.sha256(data).hexdigest())


def test_nobody_else_reads_a_blob(tmp_path: Path) -> None:
    FolderBlobs(tmp_path).put(b"face")
    assert files(tmp_path)[0].stat().st_mode & 0o077 == 0


def test_a_shared_folder_that_is_not_mounted_is_away_and_nothing_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    blobs = SharedFolderBlobs(folder)
    with pytest.raises(BlobsAway, match=str(folder)):
        blobs.mark()
    folder.mkdir()
    for use in (lambda: blobs.put(b"x"), lambda: blobs.get("a" * 64), lambda: blobs.has("a" * 64)):
        with pytest.raises(BlobsAway, match=r"\.algomart-blobs"):
            use()
    assert files(tmp_path) == []
    blobs.mark()
    SharedFolderBlobs(folder).mark()
    assert SharedFolderBlobs(folder).get(blobs.put(b"x")) == b"x"
    with pytest.raises(BlobMissing):
        blobs.get("a" * 64)


def test_what_is_old_enough_is_deleted_and_putting_again_renews_its_age(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    digest = blobs.put(b"old")
    assert not blobs.delete(digest, older_than_s=60)
    os.utime(files(tmp_path)[0], (1, 1))
    assert blobs.put(b"old") == digest
    assert not blobs.delete(digest, older_than_s=60)
    os.utime(files(tmp_path)[0], (1, 1))
    assert blobs.delete(digest, older_than_s=60)
    assert not blobs.delete(digest, older_than_s=60)
    assert files(tmp_path) == []


def test_whoever_puts_while_somebody_deletes_finds_the_bytes_there(tmp_path: Path) -> None:
    blobs, data = FolderBlobs(tmp_path), b"contended"
    digest = blobs.put(data)
    path = files(tmp_path)[0]
    for _ in range(200):
        os.utime(path, (1, 1))
        with ThreadPoolExecutor(2) as pool:
            gone = pool.submit(blobs.delete, digest, 60)
            put = pool.submit(blobs.put, data)
            gone.result(), put.result()
        assert blobs.get(digest) == data
