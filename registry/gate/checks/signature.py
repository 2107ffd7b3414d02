"""Is the package signed, by a key of its vendor's that is in use, and over exactly these files?"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import cast

from core.text import Text
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings
from registry.gate.trust import TrustedKey
from registry.packages import bundle
from registry.packages.bundle import AGAIN, Bundle
from registry.packages.errors import SignatureInvalid
from registry.packages.keys import public_key

_SHOWN = 20
_ELSEWHERE = Text(
    "请用已登记且未停用的密钥签名，或先在“我的算法包”中登记该密钥的公钥。",
    "Sign with a key that is registered and in use, or register this one's public half under My packages.",
)


def signature(subject: Subject) -> Findings:
    """Refuse a signature that is broken, over other files or by another key; note that there is none."""
    data = subject.files.get(bundle.NAME)
    if data is None:
        yield _unsigned(refuses=subject.trust.required)
        return
    try:
        found = bundle.read(data)
        key = _key_of(found, subject.trust.keys)
        listed = found.files()
    except SignatureInvalid as fault:
        said = fault.fields
        yield Finding(cast(Text, said["what"]), cast(Text, said["remedy"]))
        return
    differences = [*_differences(listed, subject)]
    yield from differences
    if key is None:
        yield Finding(_UNKNOWN_HERE, _KNOWN_THERE, refuses=False)
    elif not differences:
        subject.told["signed_by"] = key.fingerprint


def _key_of(found: Bundle, keys: Sequence[TrustedKey] | None) -> TrustedKey | None:
    """Return the key that signed, None where none is known here; raises `SignatureInvalid`."""
    if keys is None:
        return None
    claimed = [one for one in keys if found.hint in ("", one.fingerprint)]
    signed = [one for one in claimed if found.is_by(public_key(one.pem.encode()))]
    if not signed:
        broken = found.hint and claimed
        what = _BROKEN if broken else _STRANGER.filled(hint=found.hint[:64] or "?")
        raise SignatureInvalid(what=what, remedy=AGAIN if broken else _ELSEWHERE)
    if signed[0].retired:
        raise SignatureInvalid(what=_RETIRED.filled(name=signed[0].name), remedy=_ELSEWHERE)
    return signed[0]


def _differences(listed: dict[str, str], subject: Subject) -> Iterator[Finding]:
    there = {name: data for name, data in subject.files.items() if name != bundle.NAME}
    changed = [
        name
        for name, data in there.items()
        if name in listed and hashlib.sha256(data).hexdigest() != listed[name]
    ]
    for names, what in (
        (changed, _CHANGED),
        ([name for name in there if name not in listed], _ADDED),
        ([name for name in listed if name not in there], _MISSING),
    ):
        if names:
            yield Finding(what.filled(names=_named(names)), AGAIN)


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(name[:100] for name in names[:_SHOWN])
    return shown if len(names) <= _SHOWN else f"{shown}, … ({len(names)})"


def _unsigned(*, refuses: bool) -> Finding:
    if refuses:
        what = Text(
            "算法包未签名，而本厂商要求签名。",
            "The package is not signed, and its vendor wants every package signed.",
        )
        return Finding(what, AGAIN)
    return Finding(Text("算法包未签名。", "The package is not signed."), _OPTIONAL, refuses=False)


_OPTIONAL = Text(
    "签名可选；如需签名，请用 algomart package sign。",
    "A signature is optional; algomart package sign makes one.",
)
_UNKNOWN_HERE = Text(
    "签名与文件一致；此处不知道厂商登记的密钥。",
    "The signature is over these files; which keys its vendor registered is not known here.",
)
_KNOWN_THERE = Text(
    "可用 --key 指定公钥核对；提交时平台按登记的密钥核对。",
    "Give the public key with --key to hold it against that; the platform holds it against those registered.",
)
_STRANGER = Text(
    "签名所用的密钥（{hint}）未登记在本厂商名下。",
    "It is signed by a key ({hint}) that is not registered for this vendor.",
)
_BROKEN = Text(
    "签名与其内容不符，已被改动。", "The signature does not fit what it is over: one was changed."
)
_RETIRED = Text(
    "签名所用的密钥“{name}”已停用。", "It is signed by the key “{name}”, which is retired."
)
_CHANGED = Text("签名之后内容被改动：{names}", "Changed since it was signed: {names}")
_ADDED = Text("未在签名之内：{names}", "Not covered by the signature: {names}")
_MISSING = Text("签名之内但包中没有：{names}", "Signed, but not in the package: {names}")
