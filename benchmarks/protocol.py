"""What calling a model over the Open Inference Protocol costs beyond running it, beside MLServer.

The same ONNX file, the same tensor, one call after the other: bare ONNX Runtime, MLServer and the product
take turns, so that what disturbs one disturbs all. Ours includes the sandbox, the token, the quota and the
metering.
"""

import json
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import grpc
import httpx
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from algorithms.contract import manifest as contract
from benchmarks import mlserver
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.product import ALGORITHM, Product, free_port
from benchmarks.report import BUSY_PERCENT
from serving.first_start import ALGORITHMS
from serving.inference import open_inference_pb2 as pb

WARM = 3
MOST, AIM = 1.0, 0.5
TIMEOUT_S = 120.0
LENGTH = "Inference-Header-Content-Length"
Say = Callable[[str], None]
Run = Callable[[], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How many calls of each kind."""

    calls: int
    text_calls: int
    """Of those whose numbers are written out: each is some 20 MB of JSON."""


@dataclass(slots=True)
class Way:
    """One way to the same numbers."""

    name: str
    run: Run
    took_ms: list[float] = field(default_factory=list)

    def once(self) -> NDArray[np.float32]:
        """Call and note how long it took."""
        began = time.perf_counter()
        found = self.run()
        self.took_ms.append((time.perf_counter() - began) * 1000)
        return found

    @property
    def median_ms(self) -> float:
        """The median of its calls."""
        return statistics.median(self.took_ms)


@dataclass(frozen=True, slots=True)
class Figures:
    """Medians, what is above the bare model, and ours over MLServer's."""

    bare_ms: Mapping[str, float]
    median_ms: Mapping[str, float]
    overhead_ms: Mapping[str, float]
    ratio: Mapping[str, float]
    reasons: tuple[str, ...]


def measure(plan: Plan, say: Say) -> Figures:
    """Call everything in turn; raises what starting the servers raises."""
    import psutil

    with ExitStack() as stack:
        ways = _ways(stack, say)
        psutil.cpu_percent()
        reasons = [*_calls("REST, JSON", ways["rest"], plan.text_calls, say)]
        reasons += _calls("gRPC", ways["grpc"], plan.calls, say)
        reasons += _calls("REST, binary", ways["binary"], plan.calls, say)
        busy = psutil.cpu_percent()
    if busy > BUSY_PERCENT:
        reasons.append(f"the machine was {busy:.0f} % busy")
    return compared(ways, reasons)


def compared(ways: Mapping[str, Sequence[Way]], reasons: Sequence[str]) -> Figures:
    """Return the figures of ways whose calls were made; of each kind the first is the bare model."""
    bare = {kind: every[0].median_ms for kind, every in ways.items()}
    medians = {one.name: one.median_ms for every in ways.values() for one in every[1:]}
    over = {
        one.name: max(one.median_ms - bare[kind], 0.0)
        for kind, every in ways.items()
        for one in every[1:]
    }
    ratio = {
        kind: round(over[f"algomart {kind}"] / over[f"mlserver {kind}"], 3)
        for kind in ways
        if over.get(f"mlserver {kind}")
    }
    return Figures(_rounded(bare), _rounded(medians), _rounded(over), ratio, tuple(reasons))


def bars_of(figures: Figures) -> list[Bar]:
    """Return what is promised: no dearer than MLServer, over either transport."""
    worst = max(figures.ratio.values()) if {"rest", "grpc"} <= figures.ratio.keys() else None
    return [Bar("overhead_ratio_to_mlserver", worst, MOST)]


def show(figures: Figures, *, as_json: bool, console: Console | None = None) -> None:
    """Print the figures, and with `as_json` once more as the last line."""
    table = Table(title="Milliseconds of a call")
    for head in ("", "median", "above the bare model"):
        table.add_column(head, justify="left" if not head else "right")
    for kind, bare in figures.bare_ms.items():
        table.add_row(f"bare model beside {kind}", f"{bare:.1f}", "")
    for name, median in figures.median_ms.items():
        table.add_row(name, f"{median:.1f}", f"{figures.overhead_ms[name]:.1f}")
    ratios = {f"ratio_{kind}": value for kind, value in figures.ratio.items()}
    ms = {"bare_ms": figures.bare_ms, "median_ms": figures.median_ms}
    told: dict[str, Any] = {**ratios, **ms, "overhead_ms": figures.overhead_ms, "aim": AIM}
    show_bars(
        "Open Inference Protocol",
        told,
        bars_of(figures),
        figures.reasons,
        as_json=as_json,
        tables=[table],
        console=console,
    )


def _calls(title: str, ways: Sequence[Way], count: int, say: Say) -> Iterator[str]:
    """Let ways take turns; yield what makes the run worthless."""
    say(f"{title}: {count} calls each")
    for _ in range(WARM):
        first, *others = [one.run() for one in ways]
    for name, found in zip([one.name for one in ways[1:]], others, strict=True):
        if not np.allclose(first, found, rtol=1e-3, atol=1e-3):
            yield f"{name} gave other numbers than the bare model"
    for _ in range(count):
        for one in ways:
            one.once()


def _ways(stack: ExitStack, say: Say) -> dict[str, list[Way]]:
    folder = ALGORITHMS / ALGORITHM
    stage = contract.load(folder).model_stages[0]
    model = folder / stage.file
    session = _session(str(model))
    source, output = session.get_inputs()[0].name, session.get_outputs()[0].name
    shape = (1, 3, stage.input.height, stage.input.width)
    pixels = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    tensor = pixels.astype(np.float32) / np.float32(255)

    def bare() -> NDArray[np.float32]:
        found: NDArray[np.float32] = session.run([output], {source: tensor})[0]
        return found

    say("starting MLServer")
    theirs = stack.enter_context(mlserver.serving(model, ALGORITHM))
    say("starting the product")
    settings = {"grpc_port": (port := free_port()), "quota_inferences_per_minute": 1_000_000}
    product = stack.enter_context(Product.start(settings))
    made = product.subscriber.post("/tokens", {"name": "benchmark"})
    headers = {"authorization": f"Bearer {made['token']}"}
    ours = stack.enter_context(_client(product.subscriber.url, headers))
    peer = stack.enter_context(_client(theirs.url, {}))
    call = Call(source, output, tensor)
    sent = [*headers.items()]
    return {
        "rest": [
            Way("bare", bare),
            Way("mlserver rest", partial(call.text, peer)),
            Way("algomart rest", partial(call.text, ours)),
        ],
        "grpc": [
            Way("bare", bare),
            Way("mlserver grpc", call.over_grpc(stack, theirs.grpc, [])),
            Way("algomart grpc", call.over_grpc(stack, f"127.0.0.1:{port}", sent)),
        ],
        "binary": [Way("bare", bare), Way("algomart binary", partial(call.binary, ours))],
    }


class Call:
    """The same call in every form; bodies are made once, what is timed ends with the answer as an array."""

    def __init__(self, source: str, output: str, tensor: NDArray[np.float32]) -> None:
        self._shape, self._path = [*tensor.shape], f"/v2/models/{ALGORITHM}/infer"
        self._output = output
        one = {"name": source, "shape": self._shape, "datatype": "FP32"}
        numbers = [round(value, 7) for value in tensor.ravel().tolist()]
        self._text = json.dumps({"inputs": [one | {"data": numbers}]}).encode()
        told = {
            "inputs": [one | {"parameters": {"binary_data_size": tensor.nbytes}}],
            "parameters": {"binary_data_output": True},
        }
        head = json.dumps(told).encode()
        self._head, self._binary = str(len(head)), head + tensor.tobytes()
        given = pb.ModelInferRequest.InferInputTensor(
            name=source, datatype="FP32", shape=self._shape
        )
        self._message = pb.ModelInferRequest(
            model_name=ALGORITHM, inputs=[given], raw_input_contents=[tensor.tobytes()]
        )

    def text(self, client: httpx.Client) -> NDArray[np.float32]:
        """Call with numbers written out."""
        kind = {"content-type": "application/json"}
        answer = client.post(self._path, content=self._text, headers=kind).raise_for_status()
        out = self._named(json.loads(answer.content)["outputs"])
        return np.array(out["data"], np.float32).reshape(out["shape"])

    def binary(self, client: httpx.Client) -> NDArray[np.float32]:
        """Call with the tensor as it lies in memory."""
        headers = {LENGTH: self._head}
        answer = client.post(self._path, content=self._binary, headers=headers).raise_for_status()
        end = int(answer.headers[LENGTH])
        out = self._named(json.loads(answer.content[:end])["outputs"])
        return np.frombuffer(answer.content[end:], np.float32).reshape(out["shape"])

    def over_grpc(self, stack: ExitStack, address: str, metadata: Sequence[tuple[str, str]]) -> Run:
        """Return a call over a channel of its own."""
        unlimited = [(f"grpc.max_{way}_message_length", -1) for way in ("send", "receive")]
        channel = stack.enter_context(grpc.insecure_channel(address, options=unlimited))
        call = channel.unary_unary(
            "/inference.GRPCInferenceService/ModelInfer",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=pb.ModelInferResponse.FromString,
        )

        def run() -> NDArray[np.float32]:
            answer = call(self._message, metadata=metadata, timeout=TIMEOUT_S)
            return self._array(answer)

        return run

    def _array(self, answer: pb.ModelInferResponse) -> NDArray[np.float32]:
        names = [one.name for one in answer.outputs]
        at = names.index(self._output)
        out = answer.outputs[at]
        if answer.raw_output_contents:
            whole = np.frombuffer(answer.raw_output_contents[at], np.float32)
        else:
            whole = np.array(out.contents.fp32_contents, np.float32)
        return whole.reshape(out.shape)

    def _named(self, outputs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
        return next(one for one in outputs if one["name"] == self._output)


def _session(path: str) -> Any:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])


@contextmanager
def _client(url: str, headers: Mapping[str, str]) -> Iterator[httpx.Client]:
    plain = {"accept-encoding": "identity", **headers}
    with httpx.Client(base_url=url, headers=plain, timeout=TIMEOUT_S) as client:
        yield client


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 2) for name, value in values.items()}
