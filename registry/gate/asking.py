"""Every check that asks a model at its vendor's endpoint, by the calls that it will get in service.

An endpoint that gives nothing is no fault of the package: `EndpointFailed` is raised, and it is tried again.
"""

import time
from collections.abc import Iterator, Sequence

import numpy as np

from algorithms.contract.manifest import Manifest, RemoteStage
from core.text import Text
from registry.gate import runs
from registry.gate.examining import Look
from registry.gate.findings import Finding, Findings, Result, state_of
from registry.gate.runs import Run, Trial, Trials
from registry.remote.client import RemoteModel
from registry.remote.protocol import NAMES
from registry.remote.wire import Described, Port
from registry.sandbox import OutputRejected

_TITLE = Text("远程服务", "Endpoint")
_ROUNDS = 4
_ALIGN = Text(
    "请使 algorithm.yaml 与远程服务一致。", "Make algorithm.yaml and the endpoint say the same."
)


def round_trip(trial: Trial) -> Findings:
    """Measure what a frame takes there and back, and what of it is our own processor time."""
    frame = trial.frame()
    began_s, spent_s = time.perf_counter(), time.thread_time()
    for _ in range(_ROUNDS):
        trial.run(frame)
    took_s, spent_s = time.perf_counter() - began_s, time.thread_time() - spent_s
    trial.measured["round_trip_ms"] = round(1000 * took_s / _ROUNDS, 1)
    trial.measured["cpu_ms"] = round(1000 * spent_s / _ROUNDS, 1)
    trial.detail = f"{trial.measured['round_trip_ms']} ms"
    if took_s / _ROUNDS > trial.manifest.look.interval_s:
        yield Finding(
            Text(
                f"一帧往返 {took_s / _ROUNDS:.1f} 秒，超过 look.interval_s。",
                f"A frame takes {took_s / _ROUNDS:.1f} s there and back, more than look.interval_s.",
            ),
            Text(
                "请加快服务，或声明更长的间隔。",
                "Make the endpoint faster, or declare a longer interval.",
            ),
            refuses=False,
        )


ASKS = (
    Run("full_batch", 1, Text("最大批次", "Largest batch"), runs.full_batch),
    Run("round_trip", 1, Text("往返时间", "Round trip"), round_trip),
    Run("odd_inputs", 1, Text("异常画面", "Odd pictures"), runs.odd_inputs),
    Run("samples", 1, Text("样例复现", "Samples"), runs.reproduced),
)


def ask(
    manifest: Manifest, stage: RemoteStage, model: RemoteModel, looks: Sequence[Look]
) -> Trials:
    """Put a model through every check; raises `EndpointFailed`."""
    try:
        findings = tuple(_declared(stage, model.described()))
    except OutputRejected as fault:
        findings = (runs.finding(fault),)
    first = _endpoint(findings)
    if first.state == "failed":
        return Trials([first, *map(runs.unreached, ASKS)])
    trial = Trial(manifest, stage, model.run, looks)
    return Trials([first, *runs.each(trial, ASKS)], trial.measured)


def not_asked() -> Trials:
    """Return that nothing was asked, as where a package is tried by its vendor."""
    note = Finding(
        Text("此处未访问远程服务。", "The endpoint was not asked here."),
        Text("提交后由平台访问。", "The platform asks it when the package is handed in."),
        refuses=False,
    )
    return Trials([_endpoint((note,))])


def _endpoint(findings: tuple[Finding, ...]) -> Result:
    return Result("endpoint", 1, _TITLE, state_of(findings), findings)


def _declared(stage: RemoteStage, told: Described) -> Iterator[Finding]:
    """Compare what the endpoint says of the model with the manifest."""
    if not told.inputs or not told.outputs:
        yield Finding(
            Text(
                "远程服务没有说明输入输出。",
                "The endpoint does not say what the model takes and gives.",
            ),
            Text("建议在其元数据中说明。", "Better describe it in the model's metadata."),
            refuses=False,
        )
        return
    spec = stage.input
    sides = (spec.height, spec.width)
    shape = (-1, 3, *sides) if spec.layout == "nchw" else (-1, *sides, 3)
    wanted = Port(spec.name or "", NAMES[np.dtype(spec.dtype)], shape)
    given = next((one for one in told.inputs if one.name == wanted.name), None)
    if len(told.inputs) != 1 or given is None or not _fits(given, wanted):
        shown = "; ".join(map(_shown, told.inputs))
        yield Finding(
            Text(
                f"输入应为 {_shown(wanted)}，远程服务说明为 {shown}。",
                f"The input must be {_shown(wanted)}; the endpoint says {shown}.",
            ),
            _ALIGN,
        )
    if stage.output not in [one.name for one in told.outputs]:
        names = ", ".join(one.name for one in told.outputs)
        yield Finding(
            Text(
                f"没有输出 {stage.output}，远程服务的输出为 {names}。",
                f"There is no output {stage.output}; the endpoint has {names}.",
            ),
            _ALIGN,
        )


def _fits(given: Port, wanted: Port) -> bool:
    return (
        given.datatype == wanted.datatype
        and len(given.shape) == len(wanted.shape)
        and all(
            -1 in (has, want) or has == want
            for has, want in zip(given.shape, wanted.shape, strict=True)
        )
    )


def _shown(port: Port) -> str:
    return f"{port.name} {port.datatype} {[*port.shape]}"
