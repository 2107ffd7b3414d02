"""The filter's program, run step by step for both architectures without a kernel."""

import errno
import struct

import pytest

from registry.sandbox import seccomp
from registry.sandbox.seccomp import MACHINES, Machine

PID = 4242
ALLOWED, KILLED = "allowed", "killed"
THREAD = 0x3D0F00
NEW_NETWORK = 0x40000000


def verdict(
    machine: Machine,
    number: int,
    *arguments: int,
    audit: int | None = None,
    makes_code: bool = False,
) -> str:
    """Interpret the program as the kernel does and return what becomes of a call."""
    padded = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("=IIQ6Q", number, audit or machine.audit, 0, *padded)
    steps = list(struct.iter_unpack("=HBBI", seccomp.program(machine, PID, makes_code=makes_code)))
    at = value = 0
    while True:
        operation, when, when_not, operand = steps[at]
        at += 1
        if operation == 0x20:
            (value,) = struct.unpack_from("=I", data, operand)
        elif operation == 0x54:
            value &= operand
        elif operation == 0x15:
            at += when if value == operand else when_not
        else:
            return _named(operand)


def _named(action: int) -> str:
    if action & 0xFFFF0000 == 0x00050000:
        return errno.errorcode[action & 0xFFFF]
    return {0x7FFF0000: ALLOWED, 0x80000000: KILLED}[action]


@pytest.fixture(params=MACHINES, ids=str)
def machine(request: pytest.FixtureRequest) -> Machine:
    return MACHINES[request.param]


def test_calls_without_conditions_pass(machine: Machine) -> None:
    for name in ("read", "write", "futex", "munmap", "exit_group", "clock_gettime"):
        assert verdict(machine, machine.calls[name]) == ALLOWED


def test_everything_unknown_is_refused(machine: Machine) -> None:
    known = set(machine.calls.values())
    for number in [*range(600), 0x40000001, 2**32 - 1]:
        if number not in known:
            assert verdict(machine, number) == "EPERM"


def test_another_architectures_calls_kill(machine: Machine) -> None:
    assert verdict(machine, machine.calls["read"], audit=0x40000003) == KILLED


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("clone", (THREAD,), ALLOWED),
        ("clone", (17,), "EPERM"),
        ("clone", (THREAD | NEW_NETWORK,), "EPERM"),
        ("clone3", (), "ENOSYS"),
        ("mmap", (0, 4096, 3), ALLOWED),
        ("mmap", (0, 4096, 7), "EPERM"),
        ("mprotect", (0, 4096, 1), ALLOWED),
        ("mprotect", (0, 4096, 5), "EPERM"),
        ("tgkill", (PID, 1, 6), ALLOWED),
        ("tgkill", (PID + 1, 1, 9), "EPERM"),
        ("prlimit64", (0, 7, 0), ALLOWED),
        ("prlimit64", (0, 7, 0x10), "EPERM"),
        ("prlimit64", (0, 7, 1 << 40), "EPERM"),
        ("prlimit64", (PID, 7, 0), "EPERM"),
        ("prctl", (15,), ALLOWED),
        ("prctl", (0x53564D41,), ALLOWED),
        ("prctl", (22, 0), "EPERM"),
    ],
)
def test_calls_with_conditions(
    machine: Machine, name: str, arguments: tuple[int, ...], expected: str
) -> None:
    assert verdict(machine, machine.calls[name], *arguments) == expected


@pytest.mark.parametrize("rights", range(8))
def test_only_who_makes_code_may_execute_what_it_writes(machine: Machine, rights: int) -> None:
    call = machine.calls["mprotect"]
    plain = verdict(machine, call, 0, 4096, rights)
    assert plain == (ALLOWED if rights < 4 else "EPERM")
    expected = ALLOWED if rights == 7 else plain
    assert verdict(machine, call, 0, 4096, rights, makes_code=True) == expected
    mapping = machine.calls["mmap"]
    assert verdict(machine, mapping, 0, 4096, rights, makes_code=True) == plain
