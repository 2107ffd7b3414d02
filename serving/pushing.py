"""Handing a package in over the API: sent in parts, and resumed where the connection broke off."""

import hashlib
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from algorithms.contract import manifest as contract
from core.errors import Conflict, Unavailable
from core.text import Text
from registry.packages.reader import listed

PART = 8 << 20
TRIES = 8
"""Attempts in a row without a byte getting through."""
PAUSE_S = 1.0
LONGEST_PAUSE_S = 30.0
_UPLOADS = "/api/v1/packages/uploads"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FINAL = ("passed", "refused", "failed", "cancelled")

Progress = Callable[[int, int], None]
"""Is told how many bytes of how many are there."""


@dataclass(frozen=True, slots=True)
class Platform:
    """The platform as a vendor's client sees it, asked again while it cannot be reached."""

    client: httpx.Client
    wait: Callable[[float], object] = time.sleep

    def ask(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Return the answer to a request; raises `PushRefused`, `PushBroken`."""
        for failures in range(1, TRIES + 1):
            try:
                answer = self.client.request(method, path, **body)
            except httpx.TransportError:
                self.pause(failures)
                continue
            if answer.is_success:
                found: dict[str, Any] = answer.json()
                return found
            if answer.status_code < 500:
                raise _refused(answer)
            self.pause(failures)
        raise PushBroken

    def pause(self, failures: int) -> None:
        """Wait the longer the more attempts failed in a row; raises `PushBroken` after the last."""
        if failures >= TRIES:
            raise PushBroken
        self.wait(min(PAUSE_S * 2 ** (failures - 1), LONGEST_PAUSE_S))


class PushRefused(Conflict):
    """The platform took the request and said no."""

    code = "push_refused"
    title = Text("平台拒绝", "The platform refused")
    detail = Text("平台返回 {status}：{said}", "The platform answered {status}: {said}")


class PushBroken(Unavailable):
    """The platform could not be reached, however often it was tried."""

    code = "push_broken"
    title = Text("无法连接平台", "The platform cannot be reached")
    detail = Text(
        "连接多次中断。请检查网络后再次运行，将从断点继续。",
        "The connection broke again and again. Check the network and run this again to go on from there.",
    )


def pack(folder: Path, archive: Path) -> Path:
    """Write a package folder as an archive; the same files give the same bytes. Raises `ManifestRefused`."""
    manifest = contract.load(folder)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in listed(manifest, folder):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, (folder / name).read_bytes())
    return archive


def push(
    platform: Platform, archive: Path, filename: str, progress: Progress = lambda *_: None
) -> Mapping[str, Any]:
    """Send an archive, wait for the gate and return its report; raises `PushRefused`, `PushBroken`."""
    size, digest = archive.stat().st_size, _sum(archive)
    upload = _begun(platform, digest) or platform.ask(
        "POST", _UPLOADS, json={"filename": filename, "size": size, "sha256": digest}
    )
    upload = _send(platform, archive, upload, progress)
    while upload["state"] not in _FINAL:
        platform.wait(PAUSE_S)
        upload = platform.ask("GET", f"{_UPLOADS}/{upload['id']}")
    return _report(upload)


def _begun(platform: Platform, digest: str) -> dict[str, Any] | None:
    """Return an upload of the same bytes that broke off earlier."""
    page = platform.ask("GET", _UPLOADS)
    mine = (one for one in page["items"] if one["sha256"] == digest)
    return next((one for one in mine if one["state"] == "receiving"), None)


def _send(
    platform: Platform, archive: Path, upload: dict[str, Any], progress: Progress
) -> dict[str, Any]:
    where, failures = f"{_UPLOADS}/{upload['id']}", 0
    with archive.open("rb") as file:
        while upload["state"] == "receiving":
            progress(upload["received"], upload["size"])
            file.seek(upload["received"])
            part, offset = file.read(PART), {"offset": upload["received"]}
            try:
                answer = platform.client.put(f"{where}/content", params=offset, content=part)
                failures = 0 if answer.is_success else failures + 1
                if answer.is_success:
                    upload = answer.json()
                    continue
                _bearable(answer)
            except httpx.TransportError:
                failures += 1
            platform.pause(failures)
            upload = platform.ask("GET", where)
    progress(upload["size"], upload["size"])
    return upload


def _bearable(answer: httpx.Response) -> None:
    """A server that is busy, restarting or ahead of us is asked again; any other refusal is final."""
    if answer.status_code < 500 and _code(answer) not in ("upload_busy", "upload_out_of_step"):
        raise _refused(answer)


def _report(upload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what was found, from the archive to the samples."""
    if upload["state"] in ("failed", "cancelled"):
        failure = upload["failure"] or {}
        raise PushRefused(status=upload["state"], said=failure.get("en", ""))
    report: dict[str, Any] = upload["report"]
    return report


def _refused(answer: httpx.Response) -> PushRefused:
    try:
        said = answer.json().get("detail", "")
    except ValueError:
        said = ""
    return PushRefused(status=answer.status_code, said=said)


def _code(answer: httpx.Response) -> str:
    try:
        return str(answer.json().get("code"))
    except ValueError:
        return ""


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
