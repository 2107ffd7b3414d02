"""Blobs in a bucket of S3-compatible storage, shared by every node.

A put replaces the object with the same bytes, whole or not at all, so that any number of writers get in
nobody's way and its age is renewed. While the store is away, the first call finds that out within seconds
and further ones are refused at once: a camera worker that waits is taken for one that hangs.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from core.blobs import BlobMissing, BlobsAway, BlobsSettingInvalid, checked, path_of
from core.home import read_private
from core.masking import mask
from core.text import Text

if TYPE_CHECKING:
    from obstore.store import ClientConfig

PAUSE_S = 5.0
"""A store that was away is left alone for so long."""
_REGION = "us-east-1"
"""What a store that knows no regions expects to be signed for, unless AWS_REGION says otherwise."""
KEY_FILE = "ALGOMART_BLOBS_KEY_FILE"
_NAMES = ("aws_access_key_id", "aws_secret_access_key")


class BucketBlobs:
    """Blobs below a prefix of one bucket."""

    def __init__(
        self, store: S3Store, place: str, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._store, self._place, self._monotonic = store, place, monotonic
        self._away_until = 0.0
        self._reason = ""

    @classmethod
    def open(cls, url: str, endpoint: str | None, key_file: Path | None) -> "BucketBlobs":
        """Return the store at `s3://bucket/prefix`; keys come from the file, else from the environment."""
        bucket, _, prefix = url.removeprefix("s3://").partition("/")
        if not bucket:
            fault = Text("应为 s3://桶/前缀", "it looks like s3://bucket/prefix")
            raise BlobsSettingInvalid(name="ALGOMART_BLOBS_URL", fault=fault)
        key, secret = _keys(endpoint, key_file)
        store = S3Store(
            bucket,
            prefix=prefix or None,
            endpoint=endpoint,
            region=os.environ.get("AWS_REGION", _REGION),
            access_key_id=key,
            secret_access_key=secret,
            client_options=_client(endpoint),
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=4)},
        )
        return cls(store, url)

    def put(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        with self._answering():
            obstore.put(self._store, path_of(digest), data, use_multipart=False)
        return digest

    def get(self, digest: str) -> bytes:
        with self._answering():
            try:
                data = bytes(obstore.get(self._store, path_of(digest)).bytes())
            except FileNotFoundError as error:
                raise BlobMissing(digest=digest) from error
        return checked(digest, data)

    def has(self, digest: str) -> bool:
        with self._answering():
            try:
                obstore.head(self._store, path_of(digest))
            except (FileNotFoundError, BlobMissing):
                return False
        return True

    def delete(self, digest: str, older_than_s: float) -> bool:
        """Delete the object if its age allows; a put between the look and the deletion would be lost.

        S3 knows no deletion under a condition. What is deleted is long out of use, and the same bytes
        would have to come again within that very moment.
        """
        with self._answering():
            try:
                found = obstore.head(self._store, path_of(digest))
            except FileNotFoundError:
                return False
            if _age_s(found["last_modified"]) < older_than_s:
                return False
            obstore.delete(self._store, path_of(digest))
        return True

    @contextmanager
    def _answering(self) -> Iterator[None]:
        if self._monotonic() < self._away_until:
            raise BlobsAway(place=self._place, reason=self._reason)
        try:
            yield
        except (BaseError, OSError) as error:
            self._reason = _short(error)
            self._away_until = self._monotonic() + PAUSE_S
            raise BlobsAway(place=self._place, reason=self._reason) from error


def _age_s(at: datetime) -> float:
    return (datetime.now(UTC) - at).total_seconds()


def _client(endpoint: str | None) -> "ClientConfig":
    return {
        "connect_timeout": timedelta(seconds=2),
        "timeout": timedelta(seconds=20),
        "allow_http": bool(endpoint and endpoint.startswith("http://")),
    }


def _keys(endpoint: str | None, key_file: Path | None) -> tuple[str | None, str | None]:
    """Return key id and secret; a machine at AWS may have neither, its role signs."""
    if key_file is not None:
        return _in_file(key_file)
    key, secret = (os.environ.get(name.upper()) for name in _NAMES)
    if endpoint and not (key and secret):
        fault = Text(
            "缺少访问密钥（或设置 AWS_ACCESS_KEY_ID 与 AWS_SECRET_ACCESS_KEY）",
            "no keys for the store (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY would do as well)",
        )
        raise BlobsSettingInvalid(name=KEY_FILE, fault=fault)
    return key, secret


def _in_file(path: Path) -> tuple[str, str]:
    """Read a file as AWS's tools write it; no message repeats any of it."""
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(read_private(path, KEY_FILE))
        key, secret = (parser["default"][name] for name in _NAMES)
    except (ConfigError, KeyError):
        fault = Text(
            "所指文件 [default] 下没有 aws_access_key_id 与 aws_secret_access_key",
            "its file lacks aws_access_key_id and aws_secret_access_key below [default]",
        )
        raise BlobsSettingInvalid(name=KEY_FILE, fault=fault) from None
    return key, secret


def _short(error: Exception) -> str:
    """Return the first line of what the library says; its further ones repeat requests."""
    return mask(str(error).splitlines()[0])[:200] if str(error) else type(error).__name__
