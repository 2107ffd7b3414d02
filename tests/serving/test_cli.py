"""The command line tells its caller by its exit status how it went, and never by a traceback."""

import sys

import pytest

from serving.cli import main
from serving.demo import check


def _exit_status(*arguments: str) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["algomart", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    return ended.value.code


@pytest.mark.parametrize("status", [0, 1])
def test_the_demos_check_passes_its_verdict_on(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "run", lambda _out: status)
    assert _exit_status("demo", "--check") == status


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("bench", "cost-per-camera", "--cameras", "1")],
    ids=["unknown command", "value out of range"],
)
def test_wrong_usage_is_explained(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _exit_status(*arguments) == 2
    assert "Usage" in capsys.readouterr().err


def test_a_model_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert _exit_status("bench", "cost-per-camera", "--model", "/nowhere.onnx") == 2
    assert "/nowhere.onnx" in capsys.readouterr().err
