"""Blobs in a real S3-speaking store: what a folder promises, and what happens while it is away."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import obstore
import pytest

from core import bucket
from core.blobs import BlobDamaged, BlobMissing, BlobsAway, BlobsSettingInvalid
from core.bucket import BucketBlobs
from core.home import SecretFileUnusable
from core.ids import uuid7
from tests.core.buckets import KEYS, Buckets


@pytest.fixture(scope="module")
def buckets() -> Iterator[Buckets]:
    """The server."""
    with Buckets() as running:
        yield running


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Keys that the server takes: it takes any."""
    path = tmp_path / "keys"
    path.write_text(KEYS)
    path.chmod(0o600)
    return path


@pytest.fixture
def url(buckets: Buckets) -> str:
    """A prefix in a bucket of this test's own."""
    name = f"b{uuid7().hex[-12:]}"
    buckets.make(name)
    return f"s3://{name}/city/blobs"


@pytest.fixture
def blobs(url: str, buckets: Buckets, key_file: Path) -> BucketBlobs:
    """The store under test."""
    return BucketBlobs.open(url, buckets.endpoint, key_file)


def test_what_was_put_is_got(blobs: BucketBlobs) -> None:
    for data in (b"", b"x", os.urandom(6_000_000)):
        digest = blobs.put(data)
        assert digest == hashlib.sha256(data).hexdigest()
        assert blobs.get(digest) == data
        assert blobs.has(digest)


def test_what_is_not_there_is_missing(blobs: BucketBlobs) -> None:
    nothing = hashlib.sha256(b"nothing").hexdigest()
    assert not blobs.has(nothing)
    with pytest.raises(BlobMissing):
        blobs.get(nothing)
    assert not blobs.has("../../other-bucket")
    with pytest.raises(BlobMissing):
        blobs.get("../../other-bucket")


def test_damage_is_noticed(blobs: BucketBlobs) -> None:
    digest = blobs.put(b"evidence")
    obstore.put(blobs._store, f"{digest[:2]}/{digest[2:4]}/{digest}", b"evidencf")
    with pytest.raises(BlobDamaged, match=digest):
        blobs.get(digest)


def test_many_writers_of_the_same_bytes_get_in_nobody_s_way(blobs: BucketBlobs) -> None:
    data = os.urandom(200_000)
    with ThreadPoolExecutor(8) as pool:
        (digest,) = set(pool.map(blobs.put, [data] * 16))
    assert blobs.get(digest) == data


def test_a_store_that_went_away_says_so_and_is_used_again_when_it_is_back(key_file: Path) -> None:
    now_s = 100.0
    with Buckets() as buckets:
        buckets.make("city")
        blobs = BucketBlobs.open("s3://city", buckets.endpoint, key_file)
        blobs._monotonic = lambda: now_s  # the pause is waited for on a clock of the test's own
        digest = blobs.put(b"before")
        buckets.stop()
        with pytest.raises(BlobsAway, match="s3://city"):
            blobs.put(b"meanwhile")
        buckets.start()
        buckets.make("city")
        with pytest.raises(BlobsAway):
            blobs.has(digest)  # left alone for a while
        now_s += bucket.PAUSE_S
        assert blobs.get(blobs.put(b"after")) == b"after"


def test_what_is_missing_is_no_reason_to_leave_the_store_alone(blobs: BucketBlobs) -> None:
    with pytest.raises(BlobMissing):
        blobs.get("a" * 64)
    assert blobs.get(blobs.put(b"x")) == b"x"


def test_a_bucket_that_is_not_there_is_away(buckets: Buckets, key_file: Path) -> None:
    absent = BucketBlobs.open("s3://nobody-made-it", buckets.endpoint, key_file)
    with pytest.raises(BlobsAway, match="nobody-made-it"):
        absent.put(b"x")


def test_keys_come_from_an_owner_s_file_or_the_environment(
    url: str, buckets: Buckets, key_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BlobsSettingInvalid, match="ALGOMART_BLOBS_KEY_FILE"):
        BucketBlobs.open(url, buckets.endpoint, None)
    key_file.chmod(0o644)
    with pytest.raises(SecretFileUnusable, match="chmod 600"):
        BucketBlobs.open(url, buckets.endpoint, key_file)
    key_file.chmod(0o600)
    key_file.write_text("[default]\naws_access_key_id = hunter2\n")
    with pytest.raises(BlobsSettingInvalid) as refused:
        BucketBlobs.open(url, buckets.endpoint, key_file)
    assert "hunter2" not in str(refused.value)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "some-id")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "some-secret")
    assert BucketBlobs.open(url, buckets.endpoint, None).put(b"x")


def test_what_is_old_enough_is_deleted(blobs: BucketBlobs) -> None:
    digest = blobs.put(b"purged")
    assert not blobs.delete(digest, older_than_s=60)
    assert blobs.delete(digest, older_than_s=0)
    assert not blobs.has(digest)
    assert not blobs.delete(digest, older_than_s=0)
