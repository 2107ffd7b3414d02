"""A vendor's own side of signatures: signing a package's folder, and holding one against a public key."""

from collections.abc import Callable
from pathlib import Path

from algorithms.contract import manifest as contract
from registry.gate.trust import Trust, TrustedKey
from registry.packages import bundle, keys
from registry.packages.reader import listed

_ENCRYPTED = (b"ENCRYPTED", b"Proc-Type: 4,")


def sign(folder: Path, pem: bytes, password: Callable[[], str]) -> tuple[Path, str]:
    """Write the signature beside a package's files; return where, and the fingerprint of the key.

    `password` is asked for that of an encrypted key. Raises `ManifestRefused`, `KeyInvalid`.
    """
    encrypted = any(mark in pem for mark in _ENCRYPTED)
    key = keys.private_key(pem, password().encode() if encrypted else None)
    manifest = contract.load(folder)
    names = [name for name in listed(manifest, folder) if name != bundle.NAME]
    files = {name: (folder / name).read_bytes() for name in names}
    path = folder / bundle.NAME
    path.write_bytes(bundle.sign(files, key, f"{manifest.id} {manifest.version}"))
    return path, keys.fingerprint(key.public_key())


def trusting(pem: bytes) -> Trust:
    """Return what trusts this public key alone; raises `KeyInvalid`."""
    key = keys.public_key(pem)
    return Trust((TrustedKey("--key", keys.fingerprint(key), keys.pem_of(key)),))
