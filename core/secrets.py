"""Secrets at rest: AES-256-GCM under numbered keys, each secret bound to the row it belongs to.

The keys are those of the setting `keys`, or of a 0600 file in the home folder. Their numbers grow, the
highest is the current one, and none is ever thrown away: backups and audit seals need the old ones.
"""

import binascii
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from core.errors import Conflict, Misconfigured
from core.home import Lock, write_private
from core.text import Text

FILE = "keys.json"
HEAD = 5
"""So many bytes in front of a sealed value tell its format and the number of its key."""
_FORMAT = 1
_NONCE = 12
_LARGEST = 2**31 - 1
Keys = Mapping[int, bytes]
Change = Callable[[Keys], Keys]


class KeyFileUnusable(Misconfigured):
    """The key file cannot be trusted or read."""

    code = "key_file_unusable"
    detail = Text(
        "密钥文件 {path} 不可用：{reason}。请修正后重启；密钥丢失则只能从备份恢复。",
        "The key file {path} cannot be used: {reason}. Mend it and start again; "
        "a lost key comes back only from a backup.",
    )


class KeysSettingInvalid(Misconfigured):
    """The setting `keys` is not a list of keys; the message never repeats any of it."""

    code = "keys_setting_invalid"
    detail = Text(
        "ALGOMART_KEYS 第 {place} 项有误：{fault}。格式：2:<Base64>,1:<Base64>，各 32 字节，新的在前。",
        "Entry {place} of ALGOMART_KEYS is wrong: {fault}. "
        "It looks like 2:<base64 of 32 bytes>,1:<base64 of 32 bytes>, newest first.",
    )


class KeysFromSetting(Conflict):
    """A new key cannot be written: the keys come from the environment."""

    code = "keys_from_setting"
    detail = Text(
        "密钥来自 ALGOMART_KEYS：请把新密钥加在最前面，重启所有进程，再运行 algomart keys rotate。",
        "The keys come from ALGOMART_KEYS: put a new one in front, restart every process, "
        "then run algomart keys rotate.",
    )


class KeysBusy(Conflict):
    """Another process is changing the key file."""

    code = "keys_busy"
    detail = Text(
        "进程 {pid} 正在更换密钥，请等它结束。",
        "Process {pid} is changing the keys; wait until it has ended.",
    )


class KeyMissing(Misconfigured):
    """A key that something was made with is no longer among ours."""

    code = "key_missing"
    detail = Text(
        "密钥环中没有第 {number} 号密钥。请从备份恢复该密钥。",
        "Key number {number} is not among the keys. Restore it from a backup.",
    )


class UnsealFailed(Misconfigured):
    """A sealed value was made with another key, for another place, or was changed."""

    code = "unseal_failed"
    detail = Text(
        "无法解密 {context} 的机密：密钥不符或数据被改动。请恢复密钥文件，或重新录入该机密。",
        "The secret of {context} cannot be opened: wrong key, or it was changed. "
        "Restore the key file, or enter the secret again.",
    )


class KeyUnknown(UnsealFailed):
    """A sealed value was made with a key this process does not have."""

    code = "key_unknown"
    detail = Text(
        "{context} 的机密由第 {number} 号密钥加密，而 {source} 中没有该密钥。{remedy}。",
        "The secret of {context} was sealed with key {number}, which {source} lacks. {remedy}.",
    )


_REMEDY_SETTING = Text(
    "请在 ALGOMART_KEYS 中加入该密钥并重启", "Add that key to ALGOMART_KEYS and restart"
)
_REMEDY_FILE = Text("请从备份恢复密钥文件", "Restore the key file from its backup")


@dataclass(slots=True, eq=False)
class Keyring:
    """The keys of this installation: the current one seals, every one of them still opens.

    A process notices a rotation by itself: it looks at the file before it seals, and again when it meets
    a number it does not know. Keys of the setting stay as they are until the process is restarted.
    """

    current: int
    keys: Keys = field(repr=False)
    path: Path | None = field(default=None, repr=False)
    _seen: tuple[int, int] | None = field(default=None, repr=False)

    @classmethod
    def open(cls, home: Path, keys: SecretStr | None = None) -> Self:
        """Take the keys of the setting, or read the home folder's file, making it on the first start."""
        if keys is not None:
            known = parse(keys.get_secret_value())
            return cls(max(known), known)
        path = home / FILE
        if not path.exists():
            _write(path, {1: os.urandom(32)})
        seen = _signature(path)
        return cls(*_read(path), path, seen)

    def seal(self, plain: str, *, context: str) -> bytes:
        """Encrypt a secret so that it opens only with the same context."""
        self._follow()
        nonce, number = os.urandom(_NONCE), self.current
        head = head_of(number)
        box = AESGCM(self.keys[number]).encrypt(nonce, plain.encode(), head + context.encode())
        return head + nonce + box

    def held(self) -> "Keyring":
        """Return the keys of this moment, for the many secrets of one transaction: it looks at no file."""
        self._follow()
        return Keyring(self.current, self.keys)

    def unseal(self, sealed: bytes, *, context: str) -> str:
        """Decrypt a secret sealed for this context; raises `KeyUnknown` or `UnsealFailed`."""
        head, nonce, box = sealed[:HEAD], sealed[HEAD : HEAD + _NONCE], sealed[HEAD + _NONCE :]
        if len(box) < 16 or head[0] != _FORMAT:
            raise UnsealFailed(context=context)
        key = self._key(number_of(head), context)
        try:
            return AESGCM(key).decrypt(nonce, box, head + context.encode()).decode()
        except InvalidTag as error:
            raise UnsealFailed(context=context) from error

    def derive(self, purpose: str, number: int | None = None) -> bytes:
        """Return 32 bytes for one purpose, made (HKDF-SHA256) from the current key or a numbered one."""
        key = self._find(self.current if number is None else number)
        if key is None:
            raise KeyMissing(number=number)
        info = b"algomart " + purpose.encode()
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)

    @property
    def moving(self) -> bool:
        """Whether a rotation was begun and not ended: a killed one goes on instead of adding a key."""
        return self.path is not None and bool(_stored(self.path).get("moving"))

    def begin_rotation(self) -> None:
        """Write a new current key into the file, on the disk before this returns.

        Raises `KeysFromSetting` and `KeysBusy`.
        """
        self._change(lambda keys: {**keys, max(keys) + 1: os.urandom(32)}, moving=True)

    def end_rotation(self) -> None:
        """Note in the file that nothing waits for the current key any more."""
        self._change(lambda keys: keys, moving=False)

    def _follow(self) -> None:
        """Take note of a rotation."""
        if self.path is not None and _signature(self.path) not in (None, self._seen):
            self._reread(self.path)

    def _change(self, change: Change, *, moving: bool) -> None:
        if self.path is None:
            raise KeysFromSetting
        lock = Lock(self.path.with_suffix(".lock"))
        if not lock.take():
            raise KeysBusy(pid=lock.holder())
        try:
            _, keys = _read(self.path)
            _write(self.path, change(keys), moving=moving)
            self._reread(self.path)
        finally:
            lock.release()

    def _find(self, number: int) -> bytes | None:
        """Return a key; one that is not known may have been added while this process ran."""
        if number not in self.keys and self.path is not None and self.path.exists():
            self._reread(self.path)
        return self.keys.get(number)

    def _key(self, number: int, context: str) -> bytes:
        key = self._find(number)
        if key is not None:
            return key
        source = "ALGOMART_KEYS" if self.path is None else self.path
        remedy = _REMEDY_SETTING if self.path is None else _REMEDY_FILE
        raise KeyUnknown(context=context, number=number, source=source, remedy=remedy)

    def _reread(self, path: Path) -> None:
        seen = _signature(path)
        current, keys = _read(path)
        # In this order: another thread that already seals with the new number must find its key.
        self.keys = {**self.keys, **keys}
        self.current, self._seen = current, seen


def head_of(number: int) -> bytes:
    """Return the first bytes of everything that is sealed with the key of this number."""
    return bytes([_FORMAT]) + number.to_bytes(HEAD - 1, "big")


def number_of(sealed: bytes) -> int:
    """Return the number of the key a value was sealed with."""
    return int.from_bytes(sealed[1:HEAD], "big")


def parse(setting: str) -> dict[int, bytes]:
    """Return the keys of the setting by number; raises `KeysSettingInvalid` without repeating any of it."""
    keys: dict[int, bytes] = {}
    for place, entry in enumerate(setting.split(","), 1):
        number, key = _entry(entry.strip(), place)
        if keys and number >= min(keys):
            fault = Text("编号须逐项变小", "its number must be lower than the one before")
            raise KeysSettingInvalid(place=place, fault=fault)
        keys[number] = key
    return keys


def _entry(entry: str, place: int) -> tuple[int, bytes]:
    number, colon, encoded = entry.partition(":")
    if not (colon and number.isascii() and number.isdigit() and 0 < int(number[:11]) <= _LARGEST):
        fault = Text("须以编号和冒号开头", "it must begin with a number and a colon")
        raise KeysSettingInvalid(place=place, fault=fault)
    try:
        key = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != 32:
        fault = Text("密钥不是 32 字节的 Base64", "the key is not the base64 of 32 bytes")
        # Not chained: what could not be decoded may be all but one sign of a key.
        raise KeysSettingInvalid(place=place, fault=fault) from None
    return int(number), key


def _signature(path: Path) -> tuple[int, int] | None:
    """Return what changes when the file is replaced; None while it is away."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns


def _write(path: Path, keys: Keys, *, moving: bool = False) -> None:
    encoded = {str(number): b64encode(key).decode() for number, key in keys.items()}
    told = {"current": max(keys), "keys": encoded, **({"moving": True} if moving else {})}
    write_private(path, json.dumps(told).encode())


def _stored(path: Path) -> dict[str, Any]:
    """Return what the file holds, once it is certain that nobody else can read it."""
    try:
        open_to_others = path.stat().st_mode & 0o077
        stored = {} if open_to_others else json.loads(path.read_text())
    except OSError as error:
        raise KeyFileUnusable(path=path, reason=error.strerror or "it is away") from error
    except ValueError as error:
        raise KeyFileUnusable(path=path, reason="it is not a key file") from error
    if open_to_others:
        raise KeyFileUnusable(path=path, reason="others may read it (chmod 600)")
    if not isinstance(stored, dict):
        raise KeyFileUnusable(path=path, reason="it is not a key file")
    return stored


def _read(path: Path) -> tuple[int, dict[int, bytes]]:
    stored = _stored(path)
    try:
        keys = {int(number): b64decode(key) for number, key in stored["keys"].items()}
        current = int(stored["current"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise KeyFileUnusable(path=path, reason="it is not a key file") from error
    if current not in keys or any(len(key) != 32 for key in keys.values()):
        raise KeyFileUnusable(path=path, reason="it lacks its current key")
    return current, keys
