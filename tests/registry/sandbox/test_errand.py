"""A child on an errand may answer anything, for as long as it likes: the parent takes it within bounds."""

from collections.abc import Callable
from functools import partial

import psutil
import pytest

from registry.sandbox import ChildDied, ChildFailed, ChildTimedOut, OutputRejected, errand
from registry.sandbox.errand import Bounds, Part
from registry.sandbox.memory import sealed
from tests.registry.sandbox.puppets import SIZES, have_answered, part

Answering = Callable[..., None]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Have the next errand answered with these bytes."""
    return partial(have_answered, monkeypatch)


def sent(bounds: Bounds | None = None) -> list[Part]:
    with sealed([b"a file"]) as file:
        return [*errand.send("nobody", {}, [file], bounds or Bounds(timeout_s=30))]


def test_parts_come_as_they_were_said(answering: Answering) -> None:
    answering(part(b'{"a": 1}', b"xyz") + part(b"{}"))
    assert sent() == [Part({"a": 1}, b"xyz"), Part({}, b"")]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (b"\x01", OutputRejected, "broke off"),
        (part(b'{"a": 1}', b"xyz")[:-1], OutputRejected, "broke off"),
        (part(b"[1]"), OutputRejected, "no object"),
        (part(b"nonsense"), OutputRejected, "no object"),
        (part(b"[" * 100_000), OutputRejected, "no object"),
        (SIZES.pack(1 << 31, 0), OutputRejected, "more than it may"),
        (SIZES.pack(2, 1 << 60), OutputRejected, "more than it may"),
    ],
    ids=["torn", "cut", "list", "no json", "deep", "long head", "endless body"],
)
def test_a_false_answer_is_rejected(
    answering: Answering, answer: bytes, error: type[ChildFailed], words: str
) -> None:
    answering(answer)
    with pytest.raises(error, match=words):
        sent()


def test_many_small_parts_are_too_much_together(answering: Answering) -> None:
    one = part(b"{}", bytes(1000))
    answering(b"", f"[os.write(int(sys.argv[1]), {one!r}) for _ in range(2000)]")
    with pytest.raises(OutputRejected, match="more than it may"):
        sent(Bounds(answer_mb=1, timeout_s=30))


def test_one_that_never_ends_is_killed(answering: Answering) -> None:
    before = {one.pid for one in psutil.Process().children()}
    answering(part(b"{}"), "time.sleep(600)")
    with pytest.raises(ChildTimedOut):
        sent(Bounds(timeout_s=2))
    assert {one.pid for one in psutil.Process().children()} <= before


def test_one_that_dies_says_how(answering: Answering) -> None:
    answering(part(b"{}"), "os.kill(os.getpid(), 11)")
    with pytest.raises(ChildDied, match="SIGSEGV"):
        sent()


def test_one_that_fails_says_its_last_words(answering: Answering) -> None:
    answering(part(b"{}"), "raise SystemExit('no way')")
    with pytest.raises(ChildDied, match="no way"):
        sent()
