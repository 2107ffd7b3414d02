"""Triton's own example sequence with the unmodified `tritonclient`, over HTTP and gRPC, plain and asyncio.

Run by the clients' own Python, which knows nothing of algomart: `triton_sequence.py HTTP GRPC TOKEN MODEL`.
Prints one JSON object; an assertion that fails ends it.
"""

import asyncio
import json
import queue
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import tritonclient.grpc as over_grpc
import tritonclient.grpc.aio as grpc_aio
import tritonclient.http as over_http
import tritonclient.http.aio as http_aio
from tritonclient.utils import InferenceServerException

HTTP, GRPC, TOKEN, MODEL = sys.argv[1:5]
TENSOR = np.random.default_rng(5).random((1, 3, 416, 416), np.float32)


def headers() -> dict[str, str]:
    """Return the headers of one call: the client over HTTP adds its own to the dict it is given."""
    return {"authorization": f"Bearer {TOKEN}"}


def inputs(module: Any, tensor: Any = TENSOR, name: str = "images", **how: Any) -> list[Any]:
    """Return the input of a call in one of the clients' forms."""
    datatype = {"float32": "FP32", "float64": "FP64"}[str(tensor.dtype)]
    one = module.InferInput(name, [*tensor.shape], datatype)
    one.set_data_from_numpy(tensor, **how)
    return [one]


def refused(call: Callable[[], Any]) -> str:
    """Return the words with which a call is refused."""
    try:
        call()
    except InferenceServerException as fault:
        return str(fault.message())
    raise AssertionError("it was not refused")


def described(client: Any) -> str:
    """Go through what a client asks before it calls; return the name of the output."""
    assert client.is_server_live()
    assert client.is_server_ready()
    assert client.is_model_ready(MODEL, headers=headers())
    as_json = {"as_json": True} if isinstance(client, over_grpc.InferenceServerClient) else {}
    server = client.get_server_metadata(headers=headers(), **as_json)
    assert {"binary_tensor_data", "statistics"} <= set(server["extensions"])
    told = client.get_model_metadata(MODEL, headers=headers(), **as_json)
    assert [int(size) for size in told["inputs"][0]["shape"]] == [-1, 3, 416, 416]
    config = client.get_model_config(MODEL, headers=headers(), **as_json)
    assert config.get("config", config)["max_batch_size"] == 8
    index = client.get_model_repository_index(headers=headers(), **as_json)
    listed = index["models"] if as_json else index
    assert MODEL in {one["name"] for one in listed if one["state"] == "READY"}
    return str(told["outputs"][0]["name"])


def errors(client: Any, module: Any) -> list[str]:
    """Send what does not fit; return what each is told."""
    small = np.zeros((1, 3, 320, 320), np.float32)
    told = [
        refused(lambda: client.infer("nothing", inputs(module), headers=headers())),
        refused(lambda: client.infer(MODEL, inputs(module, small), headers=headers())),
        refused(
            lambda: client.infer(MODEL, inputs(module, TENSOR.astype("float64")), headers=headers())
        ),
        refused(lambda: client.infer(MODEL, inputs(module, name="pixels"), headers=headers())),
        refused(lambda: client.infer(MODEL, inputs(module))),
    ]
    assert client.is_server_live()
    return told


def http() -> dict[str, Any]:
    """Go through the sequence over HTTP."""
    with over_http.InferenceServerClient(HTTP, concurrency=2) as client:
        name = described(client)
        binary = client.infer(MODEL, inputs(over_http), headers=headers(), request_id="1")
        assert binary.get_response()["id"] == "1"
        first = binary.as_numpy(name)
        flat = np.zeros_like(TENSOR)
        as_text = client.infer(
            MODEL,
            inputs(over_http, flat, binary_data=False),
            outputs=[over_http.InferRequestedOutput(name, binary_data=False)],
            headers=headers(),
        ).as_numpy(name)
        for packed in ("gzip", "deflate"):
            again = client.infer(
                MODEL,
                inputs(over_http, flat),
                headers=headers(),
                request_compression_algorithm=packed,
                response_compression_algorithm=packed,
            )
            np.testing.assert_array_equal(again.as_numpy(name), as_text)
        later = [client.async_infer(MODEL, inputs(over_http), headers=headers()) for _ in range(2)]
        for one in later:
            np.testing.assert_array_equal(one.get_result().as_numpy(name), first)
        seen = client.get_inference_statistics(MODEL, headers=headers())["model_stats"][0]
        assert seen["inference_count"] >= 6
        return {"output": name, "first": first, "errors": errors(client, over_http)}


def streamed(client: Any, name: str) -> Any:
    """Send two calls on a stream, one of a model there is not; return the output of the first."""
    answers: queue.Queue[tuple[Any, Any]] = queue.Queue()
    client.start_stream(lambda result, error: answers.put((result, error)), headers=headers())
    for model in (MODEL, "nothing"):
        client.async_stream_infer(model, inputs(over_grpc), request_id=model)
    found, fault = answers.get(timeout=60)
    assert (found.get_response().id, fault) == (MODEL, None)
    _, fault = answers.get(timeout=60)
    assert "Request for unknown model" in fault.message()
    client.stop_stream()
    return found.as_numpy(name)


def grpc() -> dict[str, Any]:
    """Go through the sequence over gRPC."""
    with over_grpc.InferenceServerClient(GRPC) as client:
        name = described(client)
        first = client.infer(MODEL, inputs(over_grpc), headers=headers()).as_numpy(name)
        packed = client.infer(
            MODEL, inputs(over_grpc), headers=headers(), compression_algorithm="gzip"
        )
        np.testing.assert_array_equal(packed.as_numpy(name), first)
        np.testing.assert_array_equal(streamed(client, name), first)
        seen = client.get_inference_statistics(MODEL, headers=headers()).model_stats[0]
        assert seen.inference_stats.success.count >= 2
        return {"output": name, "first": first, "errors": errors(client, over_grpc)}


async def with_asyncio(module: Any, form: Any, address: str, name: str) -> Any:
    """Call twice at once."""
    async with module.InferenceServerClient(address) as client:
        assert await client.is_model_ready(MODEL, headers=headers())
        calls = [client.infer(MODEL, inputs(form), headers=headers()) for _ in range(2)]
        first, second = [one.as_numpy(name) for one in await asyncio.gather(*calls)]
        np.testing.assert_array_equal(first, second)
        return first


def main() -> None:
    """Run everything; every way of asking must give the same numbers."""
    by_http, by_grpc = http(), grpc()
    name = by_http["output"]
    np.testing.assert_array_equal(by_http["first"], by_grpc["first"])
    for module, form, address in ((http_aio, over_http, HTTP), (grpc_aio, over_grpc, GRPC)):
        found = asyncio.run(with_asyncio(module, form, address, name))
        np.testing.assert_array_equal(found, by_http["first"])
    told = {"http": by_http["errors"], "grpc": by_grpc["errors"]}
    print(json.dumps({"shape": [*by_http["first"].shape], "errors": told}))  # noqa: T201


if __name__ == "__main__":
    main()
