"""The system calls a model needs, as a BPF filter; every other one answers EPERM.

An allow-list: no socket, connect, open, stat, exec, fork, ptrace, process_vm, foreign kill, namespace, mount,
bpf, io_uring or key call is on it, nor will be whatever a later kernel adds. Threads are allowed, processes
are not. Memory becomes executable only where an engine makes code of a model.
"""

import ctypes
import errno
import os
import platform
import struct
from dataclasses import dataclass

_LOAD, _AND, _EQUAL, _RETURN = 0x20, 0x54, 0x15, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_AT_NUMBER, _AT_ARCH, _AT_ARGUMENT = 0, 4, 16
_SET_FILTER, _ALL_THREADS = 1, 1
_NEW_NAMESPACES = 0x7E020000
_CLONE_THREAD = 0x10000
_PROT_EXEC = 4
_PROT_ALL = 7
_PR_SET_NAME = 15
_PR_SET_VMA = 0x53564D41


@dataclass(frozen=True, slots=True)
class Machine:
    """The numbers of one processor architecture."""

    audit: int
    seccomp: int
    calls: dict[str, int]


@dataclass(frozen=True, slots=True)
class Argument:
    """A condition: half word `word` of argument `index`, masked, has this value."""

    index: int
    value: int
    mask: int = 0xFFFFFFFF
    word: int = 0


_PLAIN = (
    "futex",
    "read",
    "write",
    "madvise",
    "munmap",
    "mremap",
    "brk",
    "sched_yield",
    "clock_gettime",
    "gettimeofday",
    "time",
    "close",
    "fstat",
    "lseek",
    "pread64",
    "poll",
    "ppoll",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigaltstack",
    "restart_syscall",
    "nanosleep",
    "clock_nanosleep",
    "clock_getres",
    "getpid",
    "getppid",
    "gettid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "uname",
    "sysinfo",
    "times",
    "getrusage",
    "sched_getaffinity",
    "getcpu",
    "getrandom",
    "membarrier",
    "rseq",
    "set_robust_list",
    "set_tid_address",
    "futex_waitv",
    "exit",
    "exit_group",
)

_X86_64 = Machine(
    0xC000003E,
    317,
    {
        **{
            "read": 0,
            "write": 1,
            "close": 3,
            "fstat": 5,
            "poll": 7,
            "lseek": 8,
            "mmap": 9,
            "mprotect": 10,
        },
        **{"munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15},
        **{
            "pread64": 17,
            "sched_yield": 24,
            "mremap": 25,
            "madvise": 28,
            "nanosleep": 35,
            "getpid": 39,
        },
        **{
            "clone": 56,
            "exit": 60,
            "uname": 63,
            "gettimeofday": 96,
            "getrusage": 98,
            "sysinfo": 99,
        },
        **{
            "times": 100,
            "getuid": 102,
            "getgid": 104,
            "geteuid": 107,
            "getegid": 108,
            "getppid": 110,
        },
        **{"sigaltstack": 131, "prctl": 157, "gettid": 186, "time": 201, "futex": 202},
        **{
            "sched_getaffinity": 204,
            "set_tid_address": 218,
            "restart_syscall": 219,
            "clock_gettime": 228,
        },
        **{
            "clock_getres": 229,
            "clock_nanosleep": 230,
            "exit_group": 231,
            "tgkill": 234,
            "ppoll": 271,
        },
        **{
            "set_robust_list": 273,
            "prlimit64": 302,
            "getcpu": 309,
            "getrandom": 318,
            "membarrier": 324,
        },
        **{"rseq": 334, "clone3": 435, "futex_waitv": 449},
    },
)
_AARCH64 = Machine(
    0xC00000B7,
    277,
    {
        **{
            "close": 57,
            "lseek": 62,
            "read": 63,
            "write": 64,
            "pread64": 67,
            "ppoll": 73,
            "fstat": 80,
        },
        **{"exit": 93, "exit_group": 94, "set_tid_address": 96, "futex": 98, "set_robust_list": 99},
        **{"nanosleep": 101, "clock_gettime": 113, "clock_getres": 114, "clock_nanosleep": 115},
        **{"sched_getaffinity": 123, "sched_yield": 124, "restart_syscall": 128, "tgkill": 131},
        **{
            "sigaltstack": 132,
            "rt_sigaction": 134,
            "rt_sigprocmask": 135,
            "rt_sigreturn": 139,
            "times": 153,
        },
        **{
            "uname": 160,
            "getrusage": 165,
            "prctl": 167,
            "getcpu": 168,
            "gettimeofday": 169,
            "getpid": 172,
        },
        **{
            "getppid": 173,
            "getuid": 174,
            "geteuid": 175,
            "getgid": 176,
            "getegid": 177,
            "gettid": 178,
        },
        **{"sysinfo": 179, "brk": 214, "munmap": 215, "mremap": 216, "clone": 220, "mmap": 222},
        **{"mprotect": 226, "madvise": 233, "prlimit64": 261, "getrandom": 278, "membarrier": 283},
        **{"rseq": 293, "clone3": 435, "futex_waitv": 449},
    },
)
MACHINES = {"x86_64": _X86_64, "aarch64": _AARCH64}


def install(*, makes_code: bool = False) -> bool:
    """Apply the filter to every thread of this process; say whether the kernel took it."""
    machine = MACHINES.get(platform.machine())
    if machine is None:
        return False
    code = program(machine, os.getpid(), makes_code=makes_code)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.syscall(machine.seccomp, _SET_FILTER, _ALL_THREADS, header) == 0)


def program(machine: Machine, pid: int, *, makes_code: bool = False) -> bytes:
    """Return the BPF program for one architecture; `pid` is the only process that may be signalled.

    `makes_code`: memory of its own may be made executable.
    """
    parts = [
        _step(_LOAD, _AT_ARCH),
        _step(_EQUAL, machine.audit, when_not=0, when=1),
        _step(_RETURN, _KILL),
        _step(_LOAD, _AT_NUMBER),
    ]
    parts += [_rule(machine.calls[name]) for name in _PLAIN if name in machine.calls]
    conditional = _conditional(pid) + (_CODE if makes_code else [])
    parts += [_rule(machine.calls[name], *conditions) for name, conditions in conditional]
    parts.append(_rule(machine.calls["clone3"], verdict=_ERRNO | errno.ENOSYS))
    parts.append(_step(_RETURN, _ERRNO | errno.EPERM))
    return b"".join(parts)


def _conditional(pid: int) -> list[tuple[str, tuple[Argument, ...]]]:
    data_only = Argument(2, 0, _PROT_EXEC)
    return [
        ("mmap", (data_only,)),
        ("mprotect", (data_only,)),
        ("clone", (Argument(0, _CLONE_THREAD, _CLONE_THREAD | _NEW_NAMESPACES),)),
        ("tgkill", (Argument(0, pid),)),
        ("prlimit64", (Argument(0, 0), Argument(2, 0), Argument(2, 0, word=1))),
        ("prctl", (Argument(0, _PR_SET_NAME),)),
        ("prctl", (Argument(0, _PR_SET_VMA),)),
    ]


_CODE = [("mprotect", (Argument(2, _PROT_ALL),))]


def _rule(number: int, *conditions: Argument, verdict: int = _ALLOW) -> bytes:
    """Return the steps `if call is number and every condition holds: verdict`; the number stays loaded."""
    body = b""
    for at, one in enumerate(conditions):
        to_reload = 3 * (len(conditions) - at) - 2
        body += _step(_LOAD, _AT_ARGUMENT + 8 * one.index + 4 * one.word)
        body += _step(_AND, one.mask)
        body += _step(_EQUAL, one.value, when_not=to_reload)
    body += _step(_RETURN, verdict)
    if conditions:
        body += _step(_LOAD, _AT_NUMBER)
    return _step(_EQUAL, number, when_not=len(body) // 8) + body


def _step(operation: int, value: int, when: int = 0, when_not: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, when, when_not, value)
