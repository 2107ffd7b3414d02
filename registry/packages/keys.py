"""The keys vendors sign with: elliptic ones, as PEM."""

import hashlib
from collections.abc import Mapping

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import (
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)

from core.text import Text
from registry.packages.errors import KeyInvalid

CURVES: Mapping[str, hashes.HashAlgorithm] = {
    "secp256r1": hashes.SHA256(),
    "secp384r1": hashes.SHA384(),
}
"""Curves that are taken, each with the hash that signs on it."""

_PRIVATE = Text(
    "这是私钥，请勿外传，只提交公钥；若他人可能已看到，请停用这对密钥。",
    "This is a private key: keep it to yourself, send the public half only, and give the pair up if others "
    "may have seen it.",
)
_OFF_CURVE = Text("不是 P-256 或 P-384 曲线的密钥。", "It is no key on P-256 or P-384.")
_MAKE = Text(
    "请用 openssl ecparam -name prime256v1 -genkey -noout -out key.pem 生成密钥，"
    "再用 openssl ec -in key.pem -pubout -out key.pub.pem 导出公钥。",
    "Make one with openssl ecparam -name prime256v1 -genkey -noout -out key.pem, and its public half with "
    "openssl ec -in key.pem -pubout -out key.pub.pem.",
)


def public_key(pem: bytes) -> EllipticCurvePublicKey:
    """Return the key of a public PEM; raises `KeyInvalid`."""
    if b"PRIVATE KEY" in pem:
        raise KeyInvalid(what=_PRIVATE, remedy=_MAKE)
    try:
        found = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise _no_key(Text("不是 PEM 格式的公钥。", "It is no public key in PEM.")) from None
    if not isinstance(found, EllipticCurvePublicKey) or found.curve.name not in CURVES:
        raise _no_key(_OFF_CURVE)
    return found


def private_key(pem: bytes, password: bytes | None = None) -> EllipticCurvePrivateKey:
    """Return the key of a private PEM; raises `KeyInvalid`, also for a password that is missing or wrong."""
    try:
        found = serialization.load_pem_private_key(pem, password)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise _no_key(
            Text(
                "不是 PEM 格式的私钥，或口令缺失、有误。",
                "It is no private key in PEM, or its password is missing or wrong.",
            )
        ) from None
    if not isinstance(found, EllipticCurvePrivateKey) or found.curve.name not in CURVES:
        raise _no_key(_OFF_CURVE)
    return found


def pem_of(key: EllipticCurvePublicKey) -> str:
    """Return a key's canonical PEM."""
    encoded = key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded.decode()


def fingerprint(key: EllipticCurvePublicKey) -> str:
    """Return the SHA-256 of a key's canonical PEM: what bundles call it by, and `sha256sum` of the file."""
    return hashlib.sha256(pem_of(key).encode()).hexdigest()


def _no_key(what: Text) -> KeyInvalid:
    return KeyInvalid(what=what, remedy=_MAKE)
