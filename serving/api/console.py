"""The console's files, under a strict content security policy with a fresh nonce an answer."""

import secrets
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.exceptions import HTTPException

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
NONCE = "__CSP_NONCE__"
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_NOT_BUILT = """<!doctype html><meta charset="utf-8"><title>algomart</title>
<p>控制台尚未构建，请运行 <code>make setup</code>。</p>
<p>The console is not built yet; run <code>make setup</code>.</p>"""


def install(app: FastAPI, dist: Path = DIST) -> None:
    """Serve the built console for every address that is not the API's."""

    @app.get("/{path:path}", include_in_schema=False)
    def console(path: str, request: Request) -> Response:
        if path.startswith(("api/", "v2/", "open311/", "hooks/")):
            raise HTTPException(404)
        file = (dist / path).resolve()
        if path and file.is_file() and file.is_relative_to(dist.resolve()):
            return FileResponse(file, headers=_caching(path))
        return _page(dist / "index.html")


def _caching(path: str) -> dict[str, str]:
    forever = path.startswith("assets/")
    return {"Cache-Control": "public, max-age=31536000, immutable" if forever else "no-cache"}


def _page(index: Path) -> HTMLResponse:
    nonce = secrets.token_urlsafe(16)
    html = index.read_text() if index.is_file() else _NOT_BUILT
    headers = {
        "Content-Security-Policy": _POLICY.format(nonce=nonce),
        "Cache-Control": "no-store",
    }
    return HTMLResponse(html.replace(NONCE, nonce), headers=headers)
