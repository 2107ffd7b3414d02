"""Every check that runs the model: in its sandboxed child, as it will be served.

The first that fails ends the child, and those after it are not reached.
"""

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
import psutil
from numpy.typing import NDArray

from algorithms import decoders, ops
from algorithms.contract.facts import GRADES
from algorithms.contract.manifest import Manifest, Seeing
from algorithms.contract.values import Detection, Letterbox
from core.text import Text
from registry.gate import samples
from registry.gate.examining import Look
from registry.gate.findings import Finding, Findings, Result, state_of
from registry.remote.errors import EndpointFailed
from registry.sandbox import (
    Child,
    ChildFailed,
    ChildTimedOut,
    Limits,
    ModelRefused,
    OutputRejected,
    RunFailed,
)
from registry.sandbox.level import SandboxLevel

RUN_TIMEOUT_S = 60
MOST_CPU_MS = 20_000
"""Of one frame: no camera waits longer."""
_MEASURED_RUNS = 8
_SAME = 1e-5
_GENEROUS = 2
"""So many times what its vendor states may be used before it is noted."""


@dataclass(slots=True)
class Trial:
    """A model where it runs, and what was measured of it."""

    manifest: Manifest
    stage: Seeing
    run: Callable[[NDArray[np.uint8]], list[NDArray[Any]]]
    """Gives the model's outputs for a batch of fitted frames."""
    looks: Sequence[Look]
    pid: int = 0
    """The process that runs it, where that is one of ours."""
    measured: dict[str, float] = field(default_factory=dict)
    detail: str = ""

    def frame(self, count: int = 1) -> NDArray[np.uint8]:
        """Return so many grey frames as large as the model wants them."""
        wanted = self.stage.input
        return np.full((count, wanted.height, wanted.width, 3), wanted.fill, np.uint8)

    def decoded(
        self, batch: NDArray[np.uint8], fitted: Sequence[Letterbox] = ()
    ) -> list[list[Detection]]:
        """Return what is seen in a batch."""
        wanted = self.stage.input
        whole = fitted or [ops.letterbox(batch[0], wanted.width, wanted.height)[1]] * len(batch)
        return decoders.decode(self.stage.decoder, self.run(batch), whole)


@dataclass(frozen=True, slots=True)
class Run:
    """One check that runs the model."""

    name: str
    version: int
    title: Text
    look: Callable[[Trial], Findings]


BUILD = Run("build", 1, Text("加载", "Loading"), lambda _: iter(()))


def full_batch(trial: Trial) -> Findings:
    """The largest batch the manifest offers must fit every bound and decode."""
    size = trial.manifest.batch_max
    trial.decoded(trial.frame(size))
    trial.detail = f"{size}"
    yield from ()


def resources(trial: Trial) -> Findings:
    """Measure processor time and memory of single frames, which later runs are held against."""
    process, frame = psutil.Process(trial.pid), trial.frame()
    before = process.cpu_times()
    for _ in range(_MEASURED_RUNS):
        trial.run(frame)
    after = process.cpu_times()
    spent_s = after.user + after.system - before.user - before.system
    trial.measured["cpu_ms"] = round(1000 * max(spent_s, 0.0) / _MEASURED_RUNS, 1)
    trial.measured["rss_mb"] = round(process.memory_info().rss / 2**20, 1)
    trial.detail = f"{trial.measured['cpu_ms']} ms, {trial.measured['rss_mb']} MB"
    yield from _judged(trial)
    yield from _of_its_grade(trial)


def _judged(trial: Trial) -> Findings:
    declared = trial.manifest.resources
    spent, used = trial.measured["cpu_ms"], trial.measured["rss_mb"]
    if spent > MOST_CPU_MS:
        yield Finding(
            Text(
                f"一帧需要 {spent} 毫秒处理器时间。",
                f"One frame takes {spent} ms of processor time.",
            ),
            Text(
                f"不得超过 {MOST_CPU_MS} 毫秒，请换用更小的模型。",
                f"At most {MOST_CPU_MS} ms; use a smaller model.",
            ),
        )
    for what, found, said, unit in (
        ("resources.cpu_ms", spent, declared.cpu_ms, "ms"),
        ("resources.memory_mb", used, float(declared.memory_mb), "MB"),
    ):
        if found > _GENEROUS * said:
            yield Finding(
                Text(
                    f"{what} 声明 {said:g} {unit}，实测 {found:g} {unit}。",
                    f"{what} says {said:g} {unit}; measured: {found:g} {unit}.",
                ),
                Text(
                    "请核对声明；处理器不同，耗时也不同。",
                    "Check what is declared; times differ between processors.",
                ),
                refuses=False,
            )


def _of_its_grade(trial: Trial) -> Findings:
    grade = trial.manifest.resources.grade
    most_ms, most_mb = GRADES.get(grade or "", (math.inf, math.inf))
    if trial.measured["cpu_ms"] > most_ms or trial.measured["rss_mb"] > most_mb:
        yield Finding(
            Text(
                f"超出所声明的等级 {grade}（{most_ms} 毫秒，{most_mb} MB）。",
                f"It is heavier than its grade, {grade} ({most_ms} ms, {most_mb} MB).",
            ),
            Text(
                "请声明更高的等级，或使用更小的模型。",
                "Declare a heavier grade, or use a smaller model.",
            ),
            refuses=False,
        )


def deterministic(trial: Trial) -> Findings:
    """The same frame must give the same numbers."""
    frame = _noise(trial.frame())
    first, second = (trial.run(frame) for _ in range(2))
    same = len(first) == len(second) and all(
        one.shape == other.shape and np.allclose(one, other, rtol=_SAME, atol=_SAME)
        for one, other in zip(first, second, strict=True)
    )
    if not same:
        yield Finding(
            Text("同一画面两次结果不同。", "The same picture gave two different results."),
            Text(
                "请去掉模型中的随机性（如训练模式的 Dropout）。",
                "Take chance out of the model, such as Dropout left in training mode.",
            ),
        )


def odd_inputs(trial: Trial) -> Findings:
    """Pictures no camera sends must be answered like any other: black, white, noise, a checkerboard."""
    frame = trial.frame()
    board = ((np.indices(frame.shape[1:3]).sum(axis=0) % 2) * 255).astype(np.uint8)
    odd = (
        np.zeros_like(frame),
        np.full_like(frame, 255),
        _noise(frame),
        np.repeat(board[None, ..., None], 3, axis=3),
    )
    for one in odd:
        trial.decoded(np.ascontiguousarray(one))
    trial.detail = f"{len(odd)}"
    yield from ()


def reproduced(trial: Trial) -> Findings:
    """On its own samples the model must see what its vendor says it sees."""
    for look in trial.looks:
        seen = trial.decoded(look.pixels[np.newaxis], [look.letterbox])[0]
        difference = samples.difference(look.expected, seen)
        if difference is not None:
            yield Finding(
                Text(f"{look.picture}：{difference.zh}", f"{look.picture}: {difference.en}"),
                Text(
                    "请核对期望结果、预处理（颜色、归一化）与解码器；可用 algomart package check 复现。",
                    "Check the expected result, colour, normalization and decoder; reproduce it with "
                    "algomart package check.",
                ),
            )
    trial.detail = f"{len(trial.looks)}"


def _noise(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.random.default_rng(20).integers(0, 256, frame.shape, np.uint8)


RUNS = (
    Run("full_batch", 1, Text("最大批次", "Largest batch"), full_batch),
    Run("resources", 1, Text("资源占用", "Resources"), resources),
    Run("deterministic", 1, Text("结果可重现", "Determinism"), deterministic),
    Run("odd_inputs", 1, Text("异常画面", "Odd pictures"), odd_inputs),
    Run("samples", 1, Text("样例复现", "Samples"), reproduced),
)


@dataclass(slots=True)
class Trials:
    """What became of the checks that run the model."""

    results: list[Result]
    measured: dict[str, float] = field(default_factory=dict)
    level: SandboxLevel | None = None


def run(manifest: Manifest, model: bytes, looks: Sequence[Look], limits: Limits) -> Trials:
    """Start the model in the sandbox and put it through every check."""
    stage, began = manifest.model_stages[0], time.monotonic()
    try:
        child = Child.start(model, stage.input, limits)
    except ChildFailed as fault:
        return Trials([_result(BUILD, (finding(fault),)), *map(unreached, RUNS)])
    with child:
        built_s = time.monotonic() - began
        run_in_time = partial(child.run, timeout_s=RUN_TIMEOUT_S)
        trial = Trial(manifest, stage, run_in_time, looks, child.pid)
        trial.measured["build_s"] = round(built_s, 2)
        results = [_result(BUILD, (), f"{built_s:.1f} s"), *each(trial, RUNS)]
        return Trials(results, trial.measured, child.level)


def not_reached() -> Trials:
    """Return the same where it was not come to."""
    return Trials([unreached(one) for one in (BUILD, *RUNS)])


def each(trial: Trial, checks: Sequence[Run]) -> Iterator[Result]:
    """Yield what became of each check; raises `EndpointFailed`, which says nothing about the model."""
    for number, one in enumerate(checks):
        trial.detail = ""
        try:
            findings = tuple(one.look(trial))
        except EndpointFailed:
            raise
        except (ChildFailed, decoders.DecoderError) as fault:
            yield _result(one, (finding(fault),))
            yield from map(unreached, checks[number + 1 :])
            return
        yield _result(one, findings, trial.detail)


def _result(one: Run, findings: tuple[Finding, ...], detail: str = "") -> Result:
    return Result(one.name, one.version, one.title, state_of(findings), findings, detail)


def unreached(one: Run) -> Result:
    """Return that a check was not come to."""
    return Result(one.name, one.version, one.title, "not_reached")


_REMEDIES: tuple[tuple[type[Exception], Text], ...] = (
    (
        ModelRefused,
        Text(
            "请用 onnxruntime 的 CPU 提供程序加载以复现并改正。",
            "Reproduce it by loading the file with onnxruntime's CPU provider.",
        ),
    ),
    (
        ChildTimedOut,
        Text("请缩小模型或 batch_max。", "Use a smaller model or a smaller batch_max."),
    ),
    (
        OutputRejected,
        Text(
            "输出应为有限的数，且总大小在上限之内。",
            "Outputs must be finite numbers within the stated size.",
        ),
    ),
    (
        RunFailed,
        Text(
            "请减小内存用量，并核对输入形状。",
            "Use less memory, and check the shapes of the inputs.",
        ),
    ),
    (
        decoders.DecoderError,
        Text(
            "请核对 algorithm.yaml 中的 decoder 与 labels。",
            "Check `decoder` and `labels` in algorithm.yaml.",
        ),
    ),
)
_OTHERWISE = Text("请简化模型后重新导出。", "Simplify the model and export it anew.")


def finding(fault: Any) -> Finding:
    """Return what a failure tells the vendor, and what mends it."""
    remedy = next((text for kind, text in _REMEDIES if isinstance(fault, kind)), _OTHERWISE)
    return Finding(Text(fault.message("zh"), fault.message("en")), remedy)
