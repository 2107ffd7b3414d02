"""The trial's child, started and, when it hangs, killed from here. What it says is not trusted."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from threading import BoundedSemaphore

from pydantic import ValidationError

from core.errors import TooMany
from core.log import get_logger
from core.settings import Settings
from core.text import Text
from video.trial.facts import Trial

LOOK_S = 12.0
GRACE_S = 8.0
"""For the child to start, and to encode its picture."""
AT_ONCE = 4
PICTURE_BYTES = 4 << 20

_log = get_logger(__name__)
_seats = BoundedSemaphore(AT_ONCE)


class TrialsBusy(TooMany):
    """As many cameras as may be are being tried already."""

    code = "trials_busy"
    detail = Text(
        "正在测试的摄像机已达 {limit} 路，请几秒后再试。",
        "{limit} cameras are being tried right now; try again in some seconds.",
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a trial found, and the picture as JPEG; empty where there is none."""

    trial: Trial
    picture: bytes = field(default=b"", repr=False)


def try_camera(url: str, settings: Settings, *, look_s: float = LOOK_S) -> Outcome:
    """Connect to a camera once, look for some seconds, and return what was found; raises `TrialsBusy`."""
    if not _seats.acquire(blocking=False):
        raise TrialsBusy(limit=AT_ONCE, retry_after_s=5)
    try:
        told = {
            "parent": os.getpid(),
            "url": url,
            "networks": settings.camera_networks,
            "setting": "ALGOMART_CAMERA_NETWORKS",
            "probe_s": settings.open_timeout_s,
            "look_s": look_s,
        }
        return _run(told, settings.open_timeout_s + look_s + GRACE_S)
    finally:
        _seats.release()


def _run(told: dict[str, object], limit_s: float) -> Outcome:
    """Run the child within its time; it inherits no secret: its environment is empty."""
    with subprocess.Popen(
        [sys.executable, "-m", "video.trial"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={},
    ) as child:
        try:
            said, _ = child.communicate(json.dumps(told).encode() + b"\n", timeout=limit_s)
        except subprocess.TimeoutExpired:
            child.kill()
            _log.warning("camera trial hung", limit_s=limit_s)
            return Outcome(Trial(reason="no_answer"))
    return _heard(said, child.returncode)


def _heard(said: bytes, status: int) -> Outcome:
    head, _, picture = said.partition(b"\n")
    try:
        trial = Trial.model_validate_json(head)
    except ValidationError:
        _log.warning("camera trial failed", status=status)
        return Outcome(Trial(reason="reader_failed"))
    whole = len(picture) == trial.picture_bytes <= PICTURE_BYTES
    if not (whole and trial.known()):
        _log.warning("camera trial told nonsense", status=status)
        return Outcome(Trial(reason="reader_failed"))
    return Outcome(trial, picture)
