"""Secrets at rest: AES-256-GCM under a key kept in a 0600 file, each bound to the row it belongs to."""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.errors import Misconfigured
from core.home import write_private
from core.text import Text

_FORMAT = 1
_NONCE = 12


class KeyFileUnusable(Misconfigured):
    """The key file cannot be trusted or read."""

    code = "key_file_unusable"
    detail = Text(
        "密钥文件 {path} 不可用：{reason}。请修正后重启；密钥丢失则只能从备份恢复。",
        "The key file {path} cannot be used: {reason}. Mend it and start again; "
        "a lost key comes back only from a backup.",
    )


class UnsealFailed(Misconfigured):
    """A sealed value was made with another key, for another place, or was changed."""

    code = "unseal_failed"
    detail = Text(
        "无法解密 {context} 的机密：密钥不符或数据被改动。请恢复密钥文件，或重新录入该机密。",
        "The secret of {context} cannot be opened: wrong key, or it was changed. "
        "Restore the key file, or enter the secret again.",
    )


class KeyMissing(Misconfigured):
    """A key that something was made with is no longer among ours."""

    code = "key_missing"
    detail = Text(
        "密钥环中没有第 {number} 号密钥。请从备份恢复该密钥。",
        "Key number {number} is not among the keys. Restore it from a backup.",
    )


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of this installation: the current one seals, every one of them still opens."""

    current: int
    keys: Mapping[int, bytes] = field(repr=False)

    @classmethod
    def open(cls, home: Path) -> Self:
        """Read the key file of the home folder, making it on the first start."""
        path = home / "keys.json"
        if not path.exists():
            first = {"current": 1, "keys": {"1": b64encode(os.urandom(32)).decode()}}
            write_private(path, json.dumps(first).encode())
        return cls(*_read(path))

    def seal(self, plain: str, *, context: str) -> bytes:
        """Encrypt a secret so that it opens only with the same context."""
        nonce = os.urandom(_NONCE)
        head = bytes([_FORMAT]) + self.current.to_bytes(4, "big")
        box = AESGCM(self.keys[self.current]).encrypt(
            nonce, plain.encode(), head + context.encode()
        )
        return head + nonce + box

    def unseal(self, sealed: bytes, *, context: str) -> str:
        """Decrypt a secret sealed for this context."""
        head, nonce, box = sealed[:5], sealed[5 : 5 + _NONCE], sealed[5 + _NONCE :]
        key = self.keys.get(int.from_bytes(head[1:], "big"))
        if key is None or len(box) < 16 or head[0] != _FORMAT:
            raise UnsealFailed(context=context)
        try:
            return AESGCM(key).decrypt(nonce, box, head + context.encode()).decode()
        except InvalidTag as error:
            raise UnsealFailed(context=context) from error

    def derive(self, purpose: str, number: int | None = None) -> bytes:
        """Return 32 bytes for one purpose, made (HKDF-SHA256) from the current key or a numbered one."""
        key = self.keys.get(self.current if number is None else number)
        if key is None:
            raise KeyMissing(number=number)
        info = b"algomart " + purpose.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


def _read(path: Path) -> tuple[int, dict[int, bytes]]:
    if path.stat().st_mode & 0o077:
        raise KeyFileUnusable(path=path, reason="others may read it (chmod 600)")
    try:
        stored = json.loads(path.read_text())
        keys = {int(number): b64decode(key) for number, key in stored["keys"].items()}
        current = int(stored["current"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileUnusable(path=path, reason="it is not a key file") from error
    if current not in keys or any(len(key) != 32 for key in keys.values()):
        raise KeyFileUnusable(path=path, reason="it lacks its current key")
    return current, keys
