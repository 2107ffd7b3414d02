"""Signatures: made and read here, made by OpenSSF's own tool and read here, and those that are none."""

import base64
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from core.text import Text
from registry.packages import bundle, keys
from registry.packages.errors import KeyInvalid, SignatureInvalid
from tests.registry import signed

OMS = Path(__file__).parent / "oms"
"""A package that model_signing 1.1.1 of OpenSSF signed, and the key to it."""
FILES = {"fire.onnx": b"weights", "algorithm.yaml": b"id: fire", "samples/a b.png": b"\x89"}


def digests(files: dict[str, bytes]) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1()], ids=lambda one: one.name)
def test_what_is_signed_is_read_back(curve: ec.EllipticCurve) -> None:
    key = signed.new_key(curve)
    found = bundle.read(bundle.sign(FILES, key, "fire 1.0.0"))
    assert found.hint == signed.print_of(key)
    assert found.files() == digests(FILES)
    assert found.is_by(key.public_key())
    assert not found.is_by(signed.new_key(curve).public_key())
    assert not found.is_by(signed.new_key().public_key())


def test_a_signature_of_the_reference_implementation_is_read() -> None:
    package = OMS / "package"
    files = {
        str(path.relative_to(package)): path.read_bytes()
        for path in package.rglob("*")
        if path.is_file() and path.name != bundle.NAME
    }
    found = bundle.read((package / bundle.NAME).read_bytes())
    pem = (OMS / "key.pub.pem").read_bytes()
    assert found.hint == hashlib.sha256(pem).hexdigest()
    assert found.is_by(keys.public_key(pem))
    assert found.files() == digests(files)


def whole() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(bundle.sign(FILES, signed.new_key(), "fire"))
    return made


def said(change: Callable[[dict[str, Any]], object]) -> bytes:
    made = whole()
    change(made)
    return json.dumps(made).encode()


def stated(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return a bundle whose statement was changed, which only shows once the statement is read."""
    made = whole()
    statement = json.loads(base64.b64decode(made["dsseEnvelope"]["payload"]))
    change(statement)
    made["dsseEnvelope"]["payload"] = base64.b64encode(json.dumps(statement).encode()).decode()
    return json.dumps(made).encode()


def paid(payload: bytes) -> bytes:
    return said(lambda one: one["dsseEnvelope"].update(payload=base64.b64encode(payload).decode()))


GARBAGE: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "noise": lambda: bytes(range(256)),
    "a list": lambda: b"[]",
    "a number": lambda: b"1e999",
    "a half": lambda: json.dumps(whole()).encode()[:-9],
    "a deep hole": lambda: b"[" * 200_000,
    "a deep object": lambda: b'{"mediaType":' * 50_000,
    "a long number": lambda: b'{"mediaType": ' + b"9" * 100_000 + b"}",
    "too much": lambda: json.dumps(whole()).encode().ljust(bundle.MOST_BYTES + 1),
    "another media type": lambda: said(lambda one: one.update(mediaType="text/plain")),
    "a certificate": lambda: said(
        lambda one: one.update(verificationMaterial={"certificate": {"rawBytes": "AA=="}})
    ),
    "no signature": lambda: said(lambda one: one["dsseEnvelope"].update(signatures=[])),
    "two signatures": lambda: said(
        lambda one: one["dsseEnvelope"]["signatures"].append({"sig": "AA=="})
    ),
    "a signature in another base": lambda: said(
        lambda one: one["dsseEnvelope"].update(signatures=[{"sig": "~~~~"}])
    ),
    "a payload that is a number": lambda: said(lambda one: one["dsseEnvelope"].update(payload=7)),
    "another payload": lambda: said(lambda one: one["dsseEnvelope"].update(payloadType="x")),
    "a hint that is a list": lambda: said(
        lambda one: one.update(verificationMaterial={"publicKey": {"hint": [1]}})
    ),
    "a statement that is noise": lambda: paid(b"\xff\xfe\x00"),
    "a deep statement": lambda: paid(b'{"subject":' * 50_000),
    "another statement": lambda: stated(lambda one: one.update(_type="x")),
    "another predicate": lambda: stated(lambda one: one.update(predicateType="x")),
    "no subject": lambda: stated(lambda one: one.update(subject=[])),
    "another sum": lambda: stated(lambda one: one["subject"][0]["digest"].update(sha256="ab" * 32)),
    "a file twice": lambda: stated(
        lambda one: one["predicate"]["resources"].append(one["predicate"]["resources"][0])
    ),
    "a file left out": lambda: stated(lambda one: one["predicate"]["resources"].pop()),
    "a weak sum": lambda: stated(
        lambda one: one["predicate"]["resources"][0].update(algorithm="md5")
    ),
    "a short sum": lambda: stated(lambda one: one["predicate"]["resources"][0].update(digest="ab")),
    "shards": lambda: stated(
        lambda one: one["predicate"].update(serialization={"method": "shards"})
    ),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_what_is_no_signature_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(SignatureInvalid) as refused:
        bundle.read(GARBAGE[name]()).files()
    for language in ("zh", "en"):
        assert 10 < len(refused.value.message(language)) < 1000
    assert "algomart package sign" in refused.value.message("en")


def rsa_pem() -> bytes:
    return (
        rsa.generate_private_key(65537, 2048)
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )


def p521_pem() -> bytes:
    return signed.public_pem(signed.new_key(ec.SECP521R1())).encode()


@pytest.mark.parametrize(
    ("pem", "why"),
    [
        (lambda: b"", "no public key"),
        (lambda: b"-----BEGIN PUBLIC KEY-----\n!!!\n-----END PUBLIC KEY-----", "no public key"),
        (rsa_pem, "P-256 or P-384"),
        (p521_pem, "P-256 or P-384"),
        (lambda: signed.private_pem(signed.new_key()), "private key"),
    ],
)
def test_what_is_no_key_is_refused_with_a_reason(pem: Callable[[], bytes], why: str) -> None:
    with pytest.raises(KeyInvalid) as refused:
        keys.public_key(pem())
    assert why in refused.value.message("en")
    assert "openssl" in refused.value.message("en")
    assert isinstance(refused.value.fields["what"], Text)


def test_a_locked_key_wants_its_password() -> None:
    key = signed.new_key()
    locked = signed.private_pem(key, b"secret")
    for password in (None, b"wrong"):
        with pytest.raises(KeyInvalid, match="password"):
            keys.private_key(locked, password)
    opened = keys.private_key(locked, b"secret")
    assert signed.print_of(opened) == signed.print_of(key)
