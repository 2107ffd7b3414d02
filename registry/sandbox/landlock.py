"""Landlock without a library: take away every file, every TCP port, foreign signals and abstract sockets."""

import ctypes
import struct

_CREATE, _RESTRICT = 444, 446
_VERSION_FLAG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def abi() -> int:
    """Return the Landlock version the running kernel offers; 0 where it has none."""
    return max(
        0, int(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(_VERSION_FLAG)))
    )


def deny_everything() -> int:
    """Deny this thread all that Landlock can deny and return the version used; 0 where it has none.

    It holds for the calling thread and those it starts later, hence call it while there is one.
    Needs `no_new_privs`.
    """
    version = abi()
    if version == 0:
        return 0
    attributes = _handled(version)
    ruleset = int(
        _libc.syscall(_CREATE, attributes, ctypes.c_size_t(len(attributes)), ctypes.c_uint(0))
    )
    if ruleset < 0:
        return 0
    done = _libc.syscall(_RESTRICT, ctypes.c_int(ruleset), ctypes.c_uint(0))
    _libc.close(ruleset)
    return version if done == 0 else 0


def _handled(version: int) -> bytes:
    file_rights = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    words = [(1 << file_rights) - 1]
    if version >= 4:
        words.append(0b11)  # bind and connect of TCP
    if version >= 6:
        words.append(0b11)  # abstract UNIX sockets and signals of others
    return struct.pack(f"={len(words)}Q", *words)
