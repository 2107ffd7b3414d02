"""Keys, and packages that are signed with them."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from registry.gate.trust import TrustedKey
from registry.packages import bundle, keys

Files = dict[str, bytes]


def new_key(curve: ec.EllipticCurve | None = None) -> EllipticCurvePrivateKey:
    return ec.generate_private_key(curve or ec.SECP256R1())


def private_pem(key: EllipticCurvePrivateKey, password: bytes = b"") -> bytes:
    locked = serialization.BestAvailableEncryption(password) if password else None
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        locked or serialization.NoEncryption(),
    )


def public_pem(key: EllipticCurvePrivateKey) -> str:
    return keys.pem_of(key.public_key())


def print_of(key: EllipticCurvePrivateKey) -> str:
    return keys.fingerprint(key.public_key())


def trusted(
    key: EllipticCurvePrivateKey, name: str = "release", *, retired: bool = False
) -> TrustedKey:
    return TrustedKey(name, print_of(key), public_pem(key), retired)


def signed(files: Files, key: EllipticCurvePrivateKey) -> Files:
    """Return files with a signature over them."""
    return files | {bundle.NAME: bundle.sign(files, key, "fire 1.0.0")}
