"""SOAP 1.2 as ONVIF devices speak it: envelopes, WS-UsernameToken, and answers nobody vouches for."""

import base64
import hashlib
import secrets
from datetime import datetime
from html import escape
from xml.etree.ElementTree import Element, ParseError  # nosec B405  # the types; defusedxml parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

DEPTH_MAX = 40
_ENVELOPE = "http://www.w3.org/2003/05/soap-envelope"
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_PROFILE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
_BASE64 = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0"


class Unreadable(Exception):
    """An answer is no XML, or XML of a kind that is never parsed: entities, a DTD, a bottomless tree."""


def envelope(body: str, header: str = "") -> bytes:
    """Return a message."""
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<s:Envelope xmlns:s="{_ENVELOPE}">{head}<s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


def username_token(user: str, password: str, now: datetime) -> str:
    """Return the header that proves who asks: the password's digest, good for one message.

    `now` is the device's clock: one that is more than some seconds off refuses the token.
    """
    nonce, created = secrets.token_bytes(16), f"{now:%Y-%m-%dT%H:%M:%SZ}"
    said = nonce + created.encode() + password.encode()
    digest = hashlib.sha1(said, usedforsecurity=False).digest()  # the standard's, not ours
    return (
        f'<Security s:mustUnderstand="1" xmlns="{_WSSE}"><UsernameToken>'
        f"<Username>{escape(user)}</Username>"
        f'<Password Type="{_PROFILE}#PasswordDigest">{_encoded(digest)}</Password>'
        f'<Nonce EncodingType="{_BASE64}#Base64Binary">{_encoded(nonce)}</Nonce>'
        f'<Created xmlns="{_WSU}">{created}</Created></UsernameToken></Security>'
    )


def parse(answer: bytes) -> Element:
    """Return the tree of an answer; raises `Unreadable`."""
    try:
        tree: Element = fromstring(answer, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Unreadable from error
    if _too_deep(tree):
        raise Unreadable
    return tree


def text_of(tree: Element, *names: str) -> str:
    """Return the text at the end of a path of local names, or nothing."""
    found = tree.find("./" + "/".join(f"{{*}}{name}" for name in names))
    return (found.text or "").strip() if found is not None else ""


def number_of(tree: Element, *names: str) -> float | None:
    """Return the number at the end of a path of local names, or None."""
    try:
        number = float(text_of(tree, *names))
    except ValueError:
        return None
    return number if 0 <= number < 1e9 else None


def every(tree: Element, name: str) -> list[Element]:
    """Return all elements of a local name."""
    return tree.findall(f".//{{*}}{name}")


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _too_deep(tree: Element) -> bool:
    level = [tree]
    for _ in range(DEPTH_MAX):
        level = [child for element in level for child in element]
        if not level:
            return False
    return True
