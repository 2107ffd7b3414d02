"""A cookie is sent by every page that asks for it; a change must come from one of our own."""

from urllib.parse import urlsplit

from fastapi import Request

from accounts.errors import CrossSite
from core.settings import Settings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def require_same_origin(request: Request, settings: Settings) -> None:
    """Raise `CrossSite` for a change that another site's page sent."""
    if request.method in _SAFE:
        return
    sent = request.headers.get("origin") or request.headers.get("referer")
    if sent is not None:
        if not _ours(sent, request, settings):
            raise CrossSite(origin=sent[:100])
    elif request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise CrossSite(origin=request.headers["sec-fetch-site"][:100])


def _ours(sent: str, request: Request, settings: Settings) -> bool:
    base = urlsplit(settings.base_url)
    try:
        theirs = urlsplit(sent)
    except ValueError:
        return False
    if not theirs.netloc:
        return False
    same_host = theirs.netloc == request.headers.get("host")
    return same_host or (theirs.scheme, theirs.netloc) == (base.scheme, base.netloc)
