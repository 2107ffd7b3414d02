"""What the server and its models say of themselves, as the protocol's objects; gRPC sends the same."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

from registry.sandbox.signature import Port
from serving.inference.meter import Span, Statistics
from serving.inference.models import Indexed
from serving.inference.values import Described, Model, datatype

NAME = "algomart"
EXTENSIONS = (
    "model_repository",
    "model_configuration",
    "binary_tensor_data",
    "statistics",
    "parameters",
)
PLATFORM, BACKEND = "onnxruntime_onnx", "onnxruntime"


def server() -> dict[str, Any]:
    """Return the server's metadata."""
    return {"name": NAME, "version": version("algomart"), "extensions": [*EXTENSIONS]}


def metadata(one: Described) -> dict[str, Any]:
    """Return a model's metadata."""
    return {
        "name": one.model.name,
        "versions": [*one.model.versions],
        "platform": PLATFORM,
        "inputs": [_port(one.input)],
        "outputs": [_port(port) for port in one.outputs],
    }


def config(one: Described) -> dict[str, Any]:
    """Return a model's configuration; where there is a batch, its size is not among the dimensions."""
    return {
        "name": one.model.name,
        "platform": PLATFORM,
        "backend": BACKEND,
        "max_batch_size": one.batch_max,
        "input": [_dimensions(one.input, one.batch_max)],
        "output": [_dimensions(port, one.batch_max) for port in one.outputs],
    }


def statistics(model: Model, seen: Statistics) -> dict[str, Any]:
    """Return what a model was called for since this process started."""
    spans = {
        "success": seen.success,
        "fail": seen.fail,
        "queue": seen.queue,
        "compute_input": seen.read,
        "compute_infer": seen.ran,
        "compute_output": Span(seen.success.count, 0),
        "cache_hit": Span(),
        "cache_miss": Span(),
    }
    return {
        "name": model.name,
        "version": model.version,
        "last_inference": int(seen.last.timestamp() * 1000) if seen.last else 0,
        "inference_count": seen.frames,
        "execution_count": seen.success.count,
        "inference_stats": {name: _span(span) for name, span in spans.items()},
        "batch_stats": [*_by_batch(seen)],
    }


def indexed(one: Indexed) -> dict[str, Any]:
    """Return a line of the index."""
    return {
        "name": one.model.name,
        "version": one.model.version,
        "state": "READY" if one.ready else "UNAVAILABLE",
        "reason": "" if one.ready else "the gate has yet to look at it again after an upgrade",
    }


def _by_batch(seen: Statistics) -> Iterator[dict[str, Any]]:
    for size, span in sorted(seen.by_batch.items()):
        none = _span(Span(span.count, 0))
        yield {
            "batch_size": size,
            "compute_input": none,
            "compute_infer": _span(span),
            "compute_output": none,
        }


def _span(span: Span) -> dict[str, int]:
    return {"count": span.count, "ns": span.ns}


def _port(port: Port) -> dict[str, Any]:
    return {"name": port.name, "datatype": datatype(port), "shape": [*port.shape]}


def _dimensions(port: Port, batch_max: int) -> dict[str, Any]:
    sizes = port.shape[1:] if batch_max else port.shape
    return {"name": port.name, "data_type": f"TYPE_{datatype(port)}", "dims": [*sizes]}
