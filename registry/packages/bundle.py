"""A package's signature: a bundle of OpenSSF Model Signing beside the files, made with an elliptic key.

Nothing here asks the network, and nothing a bundle says is used as a path: its names are only ever compared
with those of the files that are there.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from pydantic import ValidationError

from core.text import Text
from registry.packages import oms
from registry.packages.errors import SignatureInvalid
from registry.packages.keys import CURVES, fingerprint

NAME = "model.sig"
"""Where OpenSSF's own tool puts it unless told otherwise."""
MOST_BYTES = 1 << 20
AGAIN = Text(
    "请用 algomart package sign 重新签名。", "Sign the package anew with algomart package sign."
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A signature as it was read: whose it claims to be, and what it is over."""

    hint: str
    """The fingerprint of the key it claims to be by; empty in bundles of older tools."""
    signature: bytes
    payload: bytes

    def is_by(self, key: EllipticCurvePublicKey) -> bool:
        """Tell whether this key signed the payload."""
        try:
            key.verify(self.signature, _to_sign(self.payload), ECDSA(CURVES[key.curve.name]))
        except InvalidSignature:
            return False
        return True

    def files(self) -> dict[str, str]:
        """Return the SHA-256 of each file that was signed, by its name; raises `SignatureInvalid`."""
        try:
            statement = oms.Statement.model_validate_json(self.payload)
        except ValidationError as fault:
            raise _unreadable(fault) from None
        resources = statement.predicate.resources
        listed = {one.name: one.digest for one in resources}
        whole = statement.subject[0].digest.sha256
        if len(listed) != len(resources) or whole != _over([one.digest for one in resources]):
            raise SignatureInvalid(what=_CONTRADICTION, remedy=AGAIN)
        return listed


def read(data: bytes | memoryview) -> Bundle:
    """Return a bundle from its bytes; raises `SignatureInvalid`."""
    if len(data) > MOST_BYTES:
        raise SignatureInvalid(what=_LARGE.filled(size=len(data) >> 10), remedy=AGAIN)
    try:
        found = oms.Whole.model_validate_json(bytes(data))
    except ValidationError as fault:
        raise _unreadable(fault) from None
    envelope = found.dsse_envelope
    hint = found.verification_material.public_key.hint
    return Bundle(hint, envelope.signatures[0].sig, envelope.payload)


def sign(files: Mapping[str, bytes], key: EllipticCurvePrivateKey, name: str) -> bytes:
    """Return a bundle over files, by their names in the package; `name` tells a reader which package."""
    digests = {
        one: hashlib.sha256(files[one]).hexdigest() for one in sorted(files, key=PurePosixPath)
    }
    payload = json.dumps(_statement(digests, name), ensure_ascii=False).encode()
    public = key.public_key()
    made = key.sign(_to_sign(payload), ECDSA(CURVES[public.curve.name]))
    return json.dumps(_enveloped(payload, made, fingerprint(public)), indent=2).encode()


def _statement(digests: Mapping[str, str], name: str) -> dict[str, Any]:
    how = {
        "method": "files",
        "hash_type": "sha256",
        "allow_symlinks": False,
        "ignore_paths": [NAME],
    }
    resources = [
        {"name": one, "algorithm": "sha256", "digest": digest} for one, digest in digests.items()
    ]
    return {
        "_type": oms.STATEMENT,
        "subject": [{"name": name, "digest": {"sha256": _over([*digests.values()])}}],
        "predicateType": oms.PREDICATE,
        "predicate": {"serialization": how, "resources": resources},
    }


def _enveloped(payload: bytes, signature: bytes, hint: str) -> dict[str, Any]:
    return {
        "mediaType": oms.MEDIA,
        "verificationMaterial": {"publicKey": {"hint": hint}, "tlogEntries": []},
        "dsseEnvelope": {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": oms.PAYLOAD,
            "signatures": [{"sig": base64.b64encode(signature).decode(), "keyid": ""}],
        },
    }


def _over(digests: Sequence[str]) -> str:
    """Return the digest over the digests of all files, in their order."""
    return hashlib.sha256(b"".join(map(bytes.fromhex, digests))).hexdigest()


def _to_sign(payload: bytes) -> bytes:
    """Return what is signed of a payload: DSSE's pre-authentication encoding."""
    kind = oms.PAYLOAD.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def _unreadable(fault: ValidationError) -> SignatureInvalid:
    """Name the first field that is not as it should be."""
    first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(map(str, first["loc"]))
    said = f"{where}: {first['msg']}" if where else first["msg"]
    return SignatureInvalid(what=_UNREADABLE.filled(said=said), remedy=AGAIN)


_CONTRADICTION = Text(
    "签名中的文件清单自相矛盾。", "The signature's list of files contradicts itself."
)
_LARGE = Text(
    f"{NAME} 为 {{size}} KB，上限 {MOST_BYTES >> 10} KB。",
    f"{NAME} is {{size}} KB; at most {MOST_BYTES >> 10} KB.",
)
_UNREADABLE = Text(
    f"{NAME} 不是用椭圆曲线密钥生成的 OMS 签名（{{said}}）。",
    f"{NAME} is no OMS signature by an elliptic key ({{said}}).",
)
