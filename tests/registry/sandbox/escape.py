"""Confines itself as a model's child does, tries to break out in every way we know, and prints each outcome.

`python escape.py all|openvino|landlock|seccomp|none [SOCKET…]`: a JSON object of attempt to errno; 0 means
it got through. Sockets are UNIX sockets somebody listens on.
"""

import ctypes
import errno
import json
import mmap
import os
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from registry.sandbox import landlock, seccomp
from registry.sandbox.confine import confine

libc = ctypes.CDLL(None, use_errno=True)
KEPT: list[object] = []
PARENT = os.getppid()
NUMBERS = {
    "x86_64": {
        **{
            "ptrace": 101,
            "process_vm_readv": 310,
            "process_vm_writev": 311,
            "unshare": 272,
            "setns": 308,
        },
        **{"mount": 165, "bpf": 321, "perf_event_open": 298, "keyctl": 250, "userfaultfd": 323},
        **{"io_uring_setup": 425, "open_by_handle_at": 304, "pidfd_open": 434, "pidfd_getfd": 438},
        **{
            "tkill": 200,
            "rt_sigqueueinfo": 129,
            "execveat": 322,
            "clone3": 435,
            "memfd_create": 319,
        },
        **{"openat2": 437, "setsid": 112, "chroot": 161, "init_module": 175, "kexec_load": 246},
        **{"prctl": 157, "seccomp": 317, "fcntl": 72, "ioctl": 16, "quotactl": 179},
    }
}.get(os.uname().machine, {})


def call(name: str, *arguments: int) -> Callable[[], object]:
    """Return an attempt at a raw system call."""

    def attempt() -> None:
        if libc.syscall(NUMBERS[name], *map(ctypes.c_ulong, arguments)) < 0:
            raise OSError(ctypes.get_errno(), name)

    return attempt


def connect(family: int, kind: int, address: str | tuple[str, int]) -> None:
    with socket.socket(family, kind) as one:
        one.connect(address)


def fork() -> None:
    if os.fork() == 0:
        os._exit(0)


def fork_bomb() -> None:
    """Start processes until there are too many; the first that starts is a way out."""
    for _ in range(200):
        fork()


def tgkill_parent() -> None:
    number = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
    if libc.syscall(number, PARENT, PARENT, 0) < 0:
        raise OSError(ctypes.get_errno(), "tgkill")


def executable_memory() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC).close()


def protect(rights: int) -> Callable[[], object]:
    """Return an attempt to give memory that was written other rights."""

    def attempt() -> None:
        page = mmap.mmap(-1, 4096)
        at = ctypes.addressof(ctypes.c_char.from_buffer(page))
        if libc.mprotect(ctypes.c_void_p(at), ctypes.c_size_t(4096), rights) < 0:
            raise OSError(ctypes.get_errno(), "mprotect")

    return attempt


EXECUTE = "execute what it writes"
"""What an engine that compiles models may do, and nobody else."""
FILES: dict[str, Callable[[], object]] = {
    "read a file": lambda: Path("/etc/passwd").read_bytes(),
    "list a folder": lambda: os.listdir("/"),  # noqa: PTH208
    "write a file": lambda: Path("/tmp/escaped").write_text("x"),
    "read its memory map": lambda: Path("/proc/self/maps").read_bytes(),
    "read its parent": lambda: Path(f"/proc/{PARENT}/environ").read_bytes(),
    "make a folder": lambda: Path("/tmp/escaped.d").mkdir(),
    "connect by TCP": lambda: connect(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 9)),
}
SYSTEM: dict[str, Callable[[], object]] = {
    "connect by UDP": lambda: connect(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 9)),
    "connect by UNIX socket": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, "/run/x"),
    "connect by abstract socket": lambda: connect(socket.AF_UNIX, socket.SOCK_STREAM, "\0x"),
    "make a socket pair": socket.socketpair,
    "stat a file": lambda: os.stat("/etc/passwd"),  # noqa: PTH116
    "execute a program": lambda: os.execv("/bin/true", ["true"]),  # noqa: S606
    "fork": fork,
    "fork without end": fork_bomb,
    "signal its parent": lambda: os.kill(PARENT, 0),
    "signal everybody": lambda: os.kill(-1, 0),
    "signal a thread of its parent": tgkill_parent,
    "map executable memory": executable_memory,
    EXECUTE: protect(mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC),
    "hide what it executes": protect(mmap.PROT_EXEC),
    "become root again": lambda: os.setresuid(0, 0, 0),
    "leave its session": os.setsid,
    "lift its limits": lambda: __import__("resource").setrlimit(7, (99, 99)),
    **{f"call {name}": call(name, 0, 0, 0, 0, 0) for name in NUMBERS},
    "attach to its parent": call("ptrace", 16, PARENT, 0, 0) if NUMBERS else fork,
}


def outcome(attempt: Callable[[], object]) -> int:
    """Return the errno of an attempt, 0 if it succeeded."""
    try:
        attempt()
    except OSError as refused:
        return refused.errno or errno.EIO
    except ValueError:  # so the resource module tells of EPERM
        return errno.EPERM
    return 0


def main(mode: str, *listening: str) -> None:
    import resource  # noqa: F401 - cannot be imported later

    libc.prctl(38, 1, 0, 0, 0)
    if mode == "all":
        confine(1024, PARENT)
    elif mode == "openvino":
        from registry.sandbox.openvino_child import Engine

        KEPT.append(Engine())
        confine(2048, PARENT, makes_code=True)
    elif mode == "landlock":
        landlock.deny_everything()
    elif mode == "seccomp":
        seccomp.install()
    attempts: dict[str, Callable[[], object]] = {
        f"connect to {path}": partial(connect, socket.AF_UNIX, socket.SOCK_STREAM, path)
        for path in listening
    }
    if mode != "none":
        attempts |= FILES if mode == "landlock" else FILES | SYSTEM
    found = {name: outcome(attempt) for name, attempt in attempts.items()}
    thread = threading.Thread(target=found.__setitem__, args=("thread", 0))
    thread.start()
    thread.join()
    os.write(1, json.dumps(found).encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
    os._exit(0)
