"""What of an address may be shown: no credentials, wherever in it they are written."""

import re
from urllib.parse import urlsplit

MASK = "***"

_URL = re.compile(r"\b[a-z][a-z0-9+.-]{0,20}://\S+", re.IGNORECASE)
_NAMES = (
    r"user(?:name)?|usr|(?:login|pass|psw|pwd|auth|credential|session)\w{0,20}|"
    r"\w{0,20}(?:token|key|secret)|sign(?:ature)?|sid|pin|otp"
)
_SECRET_NAME = re.compile(_NAMES, re.IGNORECASE)
_IN_PATH = re.compile(rf"((?:{_NAMES})=)[^&/?#]*", re.IGNORECASE)
_PLAIN_NAME = re.compile(
    r"ch|chn|channel(?:id)?|camera|codec|fps|inst|line|profile|proto|resolution|stream(?:id|type)?|"
    r"subtype|track|transport(?:mode)?|unicast",
    re.IGNORECASE,
)
"""What vendors ask for in a query beside secrets; a value of any other name is hidden."""
_PLAIN_VALUE = re.compile(r"[A-Za-z0-9._-]{0,16}")
_BETWEEN = re.compile(r"([&;])")


def mask(text: str) -> str:
    """Return the text with the credentials of every address in it replaced by `***`.

    Rather too much than too little: whatever stands before the last `@` of such a word is taken for them.
    """
    return _URL.sub(lambda found: _mask_word(found[0]), text)


def mask_url(url: str) -> str:
    """Return one well-formed address without credentials, not even those vendors put behind its host."""
    parts = urlsplit(url)
    _user, at, host = parts.netloc.rpartition("@")
    shown = parts._replace(netloc=f"{MASK}@{host}" if at else host)
    scheme, separator, rest = shown.geturl().partition("://")
    return scheme + separator + _mask_behind_host(rest)


def names_secret(name: str) -> bool:
    """Tell whether what a query calls so is a secret."""
    return bool(_SECRET_NAME.fullmatch(name))


def _mask_word(word: str) -> str:
    scheme, _, rest = word.partition("://")
    _user, at, rest = rest.rpartition("@")
    return f"{scheme}://{MASK + at if at else ''}{_mask_behind_host(rest)}"


def _mask_behind_host(rest: str) -> str:
    rest, hash_, fragment = rest.partition("#")
    path, mark, query = rest.partition("?")
    shown = _IN_PATH.sub(rf"\1{MASK}", path) + mark
    shown += "".join(map(_masked_pair, _BETWEEN.split(query)))
    return shown + hash_ + (MASK if fragment else "")


def _masked_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if pair in ("", "&", ";") or (_PLAIN_NAME.fullmatch(name) and _PLAIN_VALUE.fullmatch(value)):
        return pair
    return f"{name}={MASK}" if equals else MASK
