"""HTTP Digest authentication as RTSP uses it (RFC 2617, and SHA-256 of RFC 7616): the sums alone."""

import hashlib
import re
from collections.abc import Mapping

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')
_HASHES = {"": "md5", "MD5": "md5", "SHA-256": "sha256"}


def parameters(header: str) -> dict[str, str]:
    """Return the parameters of a `WWW-Authenticate` or `Authorization` value, names in lower case."""
    return {
        name.lower(): quoted or plain for name, quoted, plain in _PARAMETER.findall(header[:4096])
    }


def supported(algorithm: str) -> bool:
    """Say whether `response` knows this algorithm; none given means MD5."""
    return algorithm.upper() in _HASHES


def response(user: str, password: str, method: str, uri: str, challenge: Mapping[str, str]) -> str:
    """Return the response to a challenge; `qop` in it asks for `nc` and `cnonce` beside it."""
    algorithm = challenge.get("algorithm", "")
    secret = _hash(algorithm, f"{user}:{challenge.get('realm', '')}:{password}")
    request = _hash(algorithm, f"{method}:{uri}")
    nonce = challenge.get("nonce", "")
    if challenge.get("qop"):
        nonce = f"{nonce}:{challenge.get('nc', '')}:{challenge.get('cnonce', '')}:auth"
    return _hash(algorithm, f"{secret}:{nonce}:{request}")


def _hash(algorithm: str, text: str) -> str:
    kind = _HASHES[algorithm.upper()]
    return hashlib.new(kind, text.encode(), usedforsecurity=False).hexdigest()
