"""The protocol over gRPC, with the bare client: the same calls, the same refusals, by their codes."""

import re
from collections.abc import Iterator
from typing import Any

import grpc
import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import Misconfigured
from serving.inference import open_inference_pb2 as pb
from serving.inference import rpc
from tests.house.source import ROOT
from tests.serving.inference.conftest import SHAPE, Shop, asked, pictures

X = pb.ModelInferRequest.InferInputTensor


class Caller:
    """Somebody with a channel, and a token in the metadata."""

    def __init__(self, channel: grpc.Channel, token: str | None) -> None:
        self._channel = channel
        self._metadata = [("authorization", f"Bearer {token}")] if token else []

    def __call__(self, method: str, language: str | None = None, **fields: Any) -> Any:
        """Call a method with the fields of its request."""
        request, response = (getattr(pb, f"{method}{end}") for end in ("Request", "Response"))
        call = self._channel.unary_unary(
            f"/inference.GRPCInferenceService/{method}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=response.FromString,
        )
        asked_in = [("accept-language", language)] if language else []
        return call(request(**fields), metadata=[*self._metadata, *asked_in], timeout=60)

    def streamed(self, calls: list[dict[str, Any]]) -> list[Any]:
        """Send calls on one stream and return its answers."""
        call = self._channel.stream_stream(
            "/inference.GRPCInferenceService/ModelStreamInfer",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=pb.ModelStreamInferResponse.FromString,
        )
        requests = (pb.ModelInferRequest(**one) for one in calls)
        return [*call(requests, metadata=self._metadata, timeout=60)]

    def refused(self, method: str, **fields: Any) -> tuple[str, str]:
        """Return the code and the words with which a call is refused."""
        with pytest.raises(grpc.RpcError) as raised:
            self(method, **fields)
        fault: Any = raised.value
        return fault.code().name, fault.details()


@pytest.fixture(scope="module")
def channel(shop: Shop) -> Iterator[grpc.Channel]:
    """A channel to a running server."""
    with (
        rpc.serving(shop.inference, "127.0.0.1", 0, list) as port,
        grpc.insecure_channel(f"127.0.0.1:{port}") as made,
    ):
        yield made


@pytest.fixture
def caller(channel: grpc.Channel, shop: Shop) -> Caller:
    return Caller(channel, shop.tokens["subscriber"])


def raw(tensor: NDArray[Any], **fields: Any) -> dict[str, Any]:
    """Return a call with its tensor as bytes."""
    one = X(name="x", datatype="FP32", shape=tensor.shape)
    return {
        "model_name": "fire",
        "inputs": [one],
        "raw_input_contents": [tensor.tobytes()],
        **fields,
    }


def scores(answer: Any) -> NDArray[np.float32]:
    (out,) = answer.outputs
    whole: NDArray[np.float32] = np.frombuffer(answer.raw_output_contents[0], "<f4")
    return whole.reshape(out.shape)[:, 4, 0]


def test_health_is_open_and_everything_else_is_not(channel: grpc.Channel, shop: Shop) -> None:
    nobody = Caller(channel, None)
    assert nobody("ServerLive").live
    assert nobody("ServerReady").ready
    for method in ("ServerMetadata", "ModelReady", "ModelMetadata", "ModelConfig", "ModelInfer"):
        assert nobody.refused(method)[0] == "UNAUTHENTICATED"
    for method in ("ModelStatistics", "RepositoryIndex"):
        assert Caller(channel, "am_made_up").refused(method)[0] == "UNAUTHENTICATED"
    assert (
        Caller(channel, shop.tokens["viewer"]).refused("ServerMetadata")[0] == "PERMISSION_DENIED"
    )


def test_the_server_and_the_model_describe_themselves(caller: Caller) -> None:
    assert caller("ServerMetadata").name == "algomart"
    assert caller("ModelReady", name="fire").ready
    told = caller("ModelMetadata", name="fire", version="1.0.0")
    assert [*told.inputs[0].shape] == [-1, *SHAPE[1:]]
    assert (told.outputs[0].name, told.outputs[0].datatype) == ("y", "FP32")
    config = caller("ModelConfig", name="fire").config
    assert (config.max_batch_size, [*config.input[0].dims]) == (4, [*SHAPE[1:]])
    assert config.input[0].data_type == pb.DataType.TYPE_FP32
    assert [one.name for one in caller("RepositoryIndex", ready=True).models] == ["fire"]


def test_tensors_as_bytes_and_in_typed_contents(caller: Caller) -> None:
    answer = caller("ModelInfer", **raw(pictures(0.25, 0.75), id="a7"))
    assert (answer.id, answer.model_version) == ("a7", "1.0.0")
    np.testing.assert_allclose(scores(answer), [0.25, 0.75], rtol=1e-4)
    one = X(name="x", datatype="FP32", shape=SHAPE)
    one.contents.fp32_contents.extend(pictures(0.5).ravel().tolist())
    typed = caller("ModelInfer", model_name="fire", inputs=[one])
    np.testing.assert_allclose(scores(typed), [0.5], rtol=1e-4)


def test_a_call_that_does_not_fit_is_named(caller: Caller) -> None:
    good = raw(pictures(0.5))
    one = X(name="x", datatype="FP32", shape=SHAPE)
    both = X(name="x", datatype="FP32", shape=SHAPE)
    both.contents.fp32_contents.append(1)
    shared = X(name="x", datatype="FP32", shape=SHAPE)
    shared.parameters["shared_memory_region"].string_param = "a"
    for change, words in (
        ({"raw_input_contents": [b"abc"]}, "unexpected total byte size 3"),
        ({"raw_input_contents": []}, "needs 12288 numbers"),
        ({"raw_input_contents": [b"", b""]}, "one entry for each input"),
        ({"inputs": [both]}, "no input may have contents beside it"),
        ({"inputs": [shared]}, "shared memory"),
        ({"inputs": [X(name="x", datatype="INT8", shape=SHAPE)]}, "is FP32, got INT8"),
        ({"inputs": [X(name="x", datatype="FP32", shape=[2**62])]}, "unexpected shape"),
        ({"inputs": [one, one]}, "one entry for each input"),
    ):
        code, told = caller.refused("ModelInfer", **good | change)
        assert code == "INVALID_ARGUMENT"
        assert words in told
    code, told = caller.refused("ModelInfer", **good | {"model_name": "none"})
    assert code == "NOT_FOUND"
    assert "Request for unknown model" in told
    assert "没有可调用的模型" in caller.refused("ModelReady", language="zh", name="none")[1]


def test_a_stream_answers_each_call_in_its_order_and_outlives_one_that_is_refused(
    caller: Caller, channel: grpc.Channel
) -> None:
    calls = [
        raw(pictures(0.25), id="a"),
        raw(pictures(0.5), id="b", model_name="none"),
        raw(pictures(0.75, 0.5), id="c"),
    ]
    first, refused, last = caller.streamed(calls)
    assert [one.infer_response.id for one in (first, refused, last)] == ["a", "b", "c"]
    assert (first.error_message, last.error_message) == ("", "")
    assert "Request for unknown model" in refused.error_message
    np.testing.assert_allclose(scores(first.infer_response), [0.25], rtol=1e-4)
    np.testing.assert_allclose(scores(last.infer_response), [0.75, 0.5], rtol=1e-4)
    with pytest.raises(grpc.RpcError, match="UNAUTHENTICATED"):
        Caller(channel, None).streamed(calls)


def test_so_many_streams_are_open_and_no_more(monkeypatch: pytest.MonkeyPatch, shop: Shop) -> None:
    monkeypatch.setattr(rpc, "STREAMS", 0)
    with (
        rpc.serving(shop.inference, "127.0.0.1", 0, list) as port,
        grpc.insecure_channel(f"127.0.0.1:{port}") as made,
        pytest.raises(grpc.RpcError, match="RESOURCE_EXHAUSTED"),
    ):
        Caller(made, shop.tokens["subscriber"]).streamed([raw(pictures(0.5))])


def test_a_call_over_the_limit_or_the_rate_is_refused(channel: grpc.Channel, shop: Shop) -> None:
    miser = Caller(channel, shop.tokens["miser 2"])
    codes = {miser.refused("ModelInfer", **raw(pictures(*[0.5] * 4)))[0]}
    codes |= {miser.refused("ModelInfer", raw_input_contents=[bytes(2 << 20)])[0]}
    assert codes == {"RESOURCE_EXHAUSTED"}


def test_both_sides_count_together(caller: Caller, shop: Shop) -> None:
    def counted() -> int:
        return int(caller("ModelStatistics", name="fire").model_stats[0].inference_count)

    before = counted()
    caller("ModelInfer", **raw(pictures(0.5, 0.5)))
    answer = shop.client().post("/v2/models/fire/infer", json=asked(pictures(0.5)))
    assert answer.status_code == 200
    assert counted() - before == 3


def test_a_port_in_use_is_said_to_be(shop: Shop) -> None:
    with (
        rpc.serving(shop.inference, "127.0.0.1", 0, list) as port,
        pytest.raises(Misconfigured, match=str(port)),
        rpc.serving(shop.inference, "127.0.0.1", port, list),
    ):
        pass


def test_what_is_generated_is_what_is_written() -> None:
    """Every message of the .proto has its fields, by name and number, in the generated module."""
    text = (ROOT / "serving" / "inference" / "open_inference.proto").read_text()
    written: dict[str, list[tuple[str, int]]] = {}
    open_: list[str] = []
    for line in text.splitlines():
        if found := re.match(r"\s*(message|enum|oneof|service) (\w+) \{(\})?", line):
            kind, name, empty = found.groups()
            above = open_[-1] if open_ else ""
            whole = above if kind == "oneof" else f"{above}.{name}".removeprefix(".")
            written.setdefault(whole, [])
            open_ += [] if empty else [whole]
        elif line.strip() == "}":
            open_.pop()
        elif found := re.match(r"\s*(?:.* )?(\w+) = (\d+);", line):
            written[open_[-1]].append((found[1], int(found[2])))
    assert len(written) > 30
    made = dict(_messages(pb.DESCRIPTOR.message_types_by_name.values()))
    made["DataType"] = [*pb.DataType.items()]
    assert {
        name: fields for name, fields in written.items() if name != "GRPCInferenceService"
    } == made


def _messages(kinds: Any, above: str = "") -> Iterator[tuple[str, list[tuple[str, int]]]]:
    for kind in kinds:
        if not kind.GetOptions().map_entry:
            yield above + kind.name, [(field.name, field.number) for field in kind.fields]
            yield from _messages(kind.nested_types, f"{above}{kind.name}.")
