"""Give up, for good, everything that running a model does not need.

`python -m registry.sandbox.confine` does so and prints how far it got: that is the probe.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from registry.sandbox import landlock, seccomp

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_CAPABILITY_VERSION_3 = 0x20080522
_FIRST_UID, _UIDS = 61184, 4096
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Confinement:
    """What the kernel granted."""

    landlock_abi: int
    seccomp: bool
    own_uid: bool


def confine(memory_mb: int, parent: int, *, makes_code: bool = False) -> Confinement:
    """Confine this process for good: limits, user, death with its parent, files, network, system calls.

    `makes_code`: memory of its own may become executable.
    """
    _require_one_thread()
    own_uid = _take_own_uid()
    _die_with(parent)
    _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    _limit(memory_mb, own_uid)
    _drop_capabilities()
    _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return Confinement(landlock.deny_everything(), seccomp.install(makes_code=makes_code), own_uid)


def _require_one_thread() -> None:
    """Landlock holds for one thread and its offspring: a thread from before would stay free."""
    with suppress(FileNotFoundError):
        threads = len(list(Path("/proc/self/task").iterdir()))
        if threads != 1:
            raise RuntimeError(f"{threads} threads at confinement instead of 1")


def _take_own_uid() -> bool:
    """Become a user of our own when started as root: no file, process or signal is shared with anyone."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    if os.geteuid() != 0:
        return False
    own = _FIRST_UID + os.getpid() % _UIDS
    try:
        os.setgroups([])
        os.setresgid(own, own, own)
        os.setresuid(own, own, own)
    except OSError:
        return False
    return True


def _die_with(parent: int) -> None:
    """A change of user clears the death signal, so it is set after that."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _drop_capabilities() -> None:
    """A change of user dropped them; root of a container without other users still has some."""
    _libc.capset(struct.pack("=Ii", _CAPABILITY_VERSION_3, 0), bytes(24))


def _limit(memory_mb: int, own_uid: bool) -> None:
    bounds = {
        resource.RLIMIT_AS: memory_mb << 20,
        resource.RLIMIT_NOFILE: 16,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_MEMLOCK: 0,
    }
    if own_uid:  # it counts per user: only meaningful where the user is ours alone
        bounds[resource.RLIMIT_NPROC] = 64
    for kind, bound in bounds.items():
        resource.setrlimit(kind, (bound, bound))


if __name__ == "__main__":
    reached = confine(1024, os.getppid())
    answer = f"{reached.landlock_abi} {reached.seccomp:d} {reached.own_uid:d}\n"
    os.write(1, answer.encode())
    os._exit(0 if sys.flags.isolated else 1)
