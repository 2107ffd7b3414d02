"""`python -m video.trial`: one line of JSON in, one line of JSON and a JPEG out, then the end.

The address comes by standard input, never by arguments or environment, which other accounts can read.
"""

import ctypes
import json
import os
import resource
import signal
import sys
import time
from typing import Any

import av.logging

from core.net.allowed import Allowed
from core.net.networks import parse_networks
from video.readers.probe import probe
from video.trial.facts import Trial
from video.trial.look import Look, jpeg, look

_PR_SET_PDEATHSIG = 1
MEMORY_BYTES = 4 << 30
OPEN_FILES = 64
CPU_S = 30
LETTING_GO_S = 1.0


def main() -> int:
    """Try the camera that standard input names."""
    told: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    _confine(told["parent"])
    trial, picture = _try(told)
    sys.stdout.buffer.write(trial.model_dump_json().encode() + b"\n" + picture)
    sys.stdout.buffer.flush()
    return 0


def _try(told: dict[str, Any]) -> tuple[Trial, bytes]:
    allowed = Allowed(parse_networks(told["networks"]), told["setting"], public=False)
    probed = probe(told["url"], told["probe_s"], allowed)
    if probed.reason is not None:
        return Trial(reason=probed.reason), b""
    found = look(probed.url, told["look_s"])
    if found is None:  # some servers are still letting go of the session that was opened to ask
        time.sleep(LETTING_GO_S)
        found = look(probed.url, told["look_s"])
    if found is None:
        return Trial(reason="undecodable"), b""
    picture = jpeg(found.picture) if found.picture is not None else b""
    reason = None if picture else _without_picture(found)
    return Trial(reason=reason, facts=found.facts(), picture_bytes=len(picture)), picture


def _without_picture(found: Look) -> str:
    return "undecodable" if found.samples else "no_frames"


def _confine(parent: int) -> None:
    """Die with the parent, and let no stream eat the machine: no file grows, no core is written."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)
    limits = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_NOFILE: OPEN_FILES,
        resource.RLIMIT_CPU: CPU_S,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for kind, most in limits.items():
        resource.setrlimit(kind, (most, most))
    av.logging.set_level(av.logging.PANIC)


if __name__ == "__main__":
    raise SystemExit(main())
