"""The protocol over HTTP, byte by byte: what clients send, and what they are told when they send nonsense."""

import gzip
import json
import zlib
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from numpy.typing import NDArray

from registry.remote.protocol import LENGTH
from serving.inference.service import AT_ONCE_OF_ONE
from tests.registry import goods
from tests.serving.inference.conftest import MISER, SHAPE, Shop, asked, pictures

INFER = "/v2/models/fire/infer"
FP32 = {"name": "x", "shape": [*SHAPE], "datatype": "FP32"}


@pytest.fixture
def client(shop: Shop) -> TestClient:
    return shop.client()


def binary(
    client: TestClient,
    tensor: NDArray[Any],
    outputs: list[dict[str, Any]] | None = None,
    **headers: str,
) -> Response:
    """Send a call as tritonclient does: JSON, then the tensor as it lies in memory."""
    one = {"name": "x", "shape": [*tensor.shape], "datatype": "FP32"}
    told: dict[str, Any] = {"inputs": [one | {"parameters": {"binary_data_size": tensor.nbytes}}]}
    told |= {"outputs": outputs} if outputs else {"parameters": {"binary_data_output": True}}
    head = json.dumps(told).encode()
    return client.post(
        INFER, content=head + tensor.tobytes(), headers={LENGTH: str(len(head)), **headers}
    )


def scores(answer: Response, count: int = 1) -> NDArray[np.float32]:
    """Return what the toy made of each picture, its brightness, from either form of an answer."""
    assert answer.status_code == 200, answer.text
    end = answer.headers.get(LENGTH)
    told = json.loads(answer.content[: int(end)] if end else answer.content)
    (out,) = told["outputs"]
    assert (out["name"], out["datatype"], out["shape"]) == ("y", "FP32", [count, 6, 3])
    if end is None:
        whole = np.array(out["data"], np.float32)
    else:
        whole = np.frombuffer(answer.content[int(end) :], "<f4")
        assert out["parameters"] == {"binary_data_size": whole.nbytes}
        assert "data" not in out
    found: NDArray[np.float32] = whole.reshape(out["shape"])[:, 4, 0]
    return found


def test_health_is_open_and_everything_else_is_not(shop: Shop) -> None:
    nobody = shop.client(None)
    assert nobody.get("/v2/health/live?test_1=1").status_code == 200
    assert nobody.get("/v2/health/ready").status_code == 503, "no cluster runs here"
    for path in (
        "",
        "/",
        "/models/fire",
        "/models/fire/ready",
        "/models/fire/config",
        "/models/stats",
    ):
        refused = nobody.get(f"/v2{path}")
        assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated"), path
    for path in ("/repository/index", "/models/fire/infer"):
        assert nobody.post(f"/v2{path}").status_code == 401
    assert shop.client("viewer").get("/v2").status_code == 403
    assert nobody.post("/v2/repository/models/fire/load").json().keys() == {"error"}


def test_the_server_and_the_model_describe_themselves(client: TestClient) -> None:
    server = client.get("/v2").json()
    assert server["name"] == "algomart"
    assert "binary_tensor_data" in server["extensions"]
    assert client.get("/v2/").json() == server
    told = client.get("/v2/models/fire/versions/1.0.0").json()
    assert told == {
        "name": "fire",
        "versions": ["1.0.0"],
        "platform": "onnxruntime_onnx",
        "inputs": [FP32 | {"shape": [-1, *SHAPE[1:]]}],
        "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1, 6, 3]}],
    }
    config = client.get("/v2/models/fire/config").json()
    assert config["max_batch_size"] == 4
    assert config["input"] == [{"name": "x", "data_type": "TYPE_FP32", "dims": [*SHAPE[1:]]}]
    assert config["output"] == [{"name": "y", "data_type": "TYPE_FP32", "dims": [6, 3]}]
    assert client.get("/v2/models/fire/ready").json() == {"name": "fire", "ready": True}
    assert client.get("/v2/models/fire/versions/stable/ready").status_code == 200


def test_an_unknown_model_is_said_to_be_one(client: TestClient) -> None:
    for path in (
        "/models/%00",
        "/models/%F0%9F%94%A5",
        "/models/fire/versions/%00",
        "/models/none",
        "/models/fire/versions/9.9.9",
        "/models/none/ready",
        "/models/none/stats",
    ):
        answer = client.get(f"/v2{path}")
        assert answer.status_code == 404
        assert "Request for unknown model" in answer.json()["error"]


def test_the_index_lists_what_one_may_call(shop: Shop) -> None:
    line = {"name": "fire", "version": "1.0.0", "state": "READY", "reason": ""}
    assert shop.client().post("/v2/repository/index").json() == [line]
    draft = {"name": str(shop.draft), "version": "2.0.0", "state": "READY", "reason": ""}
    rival = shop.client("rival")
    assert rival.post("/v2/repository/index", json={"ready": True}).json() == [line, draft]
    assert rival.get("/v2/models/fire").json()["versions"] == ["1.0.0"], "the oldest keeps the name"
    assert rival.get(f"/v2/models/{shop.draft}").json()["versions"] == ["2.0.0"]
    assert shop.client().get(f"/v2/models/{shop.draft}").status_code == 404
    assert shop.client("vendor").get(f"/v2/models/{shop.draft}").status_code == 404


def test_numbers_as_json(client: TestClient) -> None:
    flat = asked(pictures(0.25, 0.75), id="a7", parameters={"sequence_id": 3})
    answer = client.post(INFER, json=flat)
    np.testing.assert_allclose(scores(answer, 2), [0.25, 0.75], rtol=1e-4)
    told = answer.json()
    assert (told["id"], told["model_name"], told["model_version"]) == ("a7", "fire", "1.0.0")
    nested = {"inputs": [FP32 | {"data": pictures(0.5).tolist()}], "outputs": [{"name": "y"}]}
    np.testing.assert_allclose(scores(client.post(INFER, json=nested)), [0.5], rtol=1e-4)


def test_tensors_as_bytes(client: TestClient) -> None:
    np.testing.assert_allclose(scores(binary(client, pictures(0.1, 0.9)), 2), [0.1, 0.9], rtol=1e-4)
    as_text = [{"name": "y", "parameters": {"binary_data": False}}]
    answer = binary(client, pictures(0.5), as_text)
    assert LENGTH not in answer.headers
    np.testing.assert_allclose(scores(answer), [0.5], rtol=1e-4)
    raw = client.post(INFER, content=pictures(0.5).tobytes(), headers={LENGTH: "0"})
    np.testing.assert_allclose(scores(raw), [0.5], rtol=1e-4)


@pytest.mark.parametrize(("name", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_bodies_are_packed_both_ways(client: TestClient, name: str, pack: Any) -> None:
    body = pack(json.dumps(asked(pictures(0.5))).encode())
    answer = client.post(INFER, content=body, headers={"content-encoding": name})
    np.testing.assert_allclose(scores(answer), [0.5], rtol=1e-4)
    many = asked(pictures(*[0.5] * 4))
    packed = client.post(INFER, json=many, headers={"accept-encoding": name})
    assert packed.headers.get("content-encoding") is None, "a short answer is not worth it"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "z"}, "has no input 'z'"),
        ({"datatype": "FP64"}, "is FP32, got FP64"),
        ({"datatype": "BYTES"}, "is FP32, got BYTES"),
        ({"shape": [1, 3, 32, 32]}, "unexpected shape"),
        ({"shape": [5, 3, goods.SIDE, goods.SIDE]}, "at most 4 frames"),
        ({"shape": [-1, 3, goods.SIDE, goods.SIDE]}, "list of sizes"),
        ({"shape": [0, 3, goods.SIDE, goods.SIDE]}, "unexpected shape"),
        ({"shape": [2**70, 3, 64, 64]}, "list of sizes"),
        ({"data": [1.0, 2.0]}, "needs 12288 numbers"),
        ({"data": ["1.5"] * 12288}, "no FP32"),
        ({"data": [True] * 12288}, "no FP32"),
        ({"data": [None] * 12288}, "no FP32"),
        ({"data": [1e39] * 12288}, "no FP32"),
        ({"data": [[1.0, 2.0], [3.0]]}, "needs 12288 numbers"),
        ({"data": 7}, "list"),
        ({"parameters": {"binary_data_size": 4}}, "tells of 4 bytes"),
        ({"parameters": {"binary_data_size": -1}}, "number of bytes"),
        ({"parameters": {"shared_memory_region": "a"}}, "shared memory"),
        ({"parameters": []}, "object"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_an_input_that_does_not_fit_is_named(
    client: TestClient, change: dict[str, Any], words: str
) -> None:
    one = asked(pictures(0.5))["inputs"][0] | change
    answer = client.post(INFER, json={"inputs": [one]})
    assert answer.status_code == 400
    assert words in answer.json()["error"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"inputs": []}, "takes one input"),
        ({"inputs": [FP32, FP32]}, "takes one input"),
        ({"inputs": {}}, "list"),
        ({"outputs": [{"name": "z"}]}, "has no output 'z'"),
        ({"outputs": [{"name": "y"}, {"name": "y"}]}, "more than once"),
        ({"outputs": [{"name": "y", "parameters": {"classification": 2}}]}, "classification"),
        ({"outputs": [{"name": "y", "parameters": {"binary_data": "yes"}}]}, "true or false"),
        ({"id": 7}, "text"),
    ],
)
def test_a_call_that_does_not_fit_is_named(
    client: TestClient, fields: dict[str, Any], words: str
) -> None:
    answer = client.post(INFER, json=asked(pictures(0.5)) | fields)
    assert answer.status_code == 400
    assert words in answer.json()["error"]


@pytest.mark.parametrize("length", ["99999999999", "-1", "x", "1" * 4000, ""])
def test_a_wrong_length_is_refused(client: TestClient, length: str) -> None:
    answer = client.post(INFER, content=b"{}", headers={LENGTH: length})
    assert answer.status_code == 400
    assert LENGTH in answer.json()["error"]


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"[" * 250_000, ""),
        (b'{"inputs": NaN}', ""),
        (b"\xff\xfe", ""),
        (b"", ""),
        (b"[]", ""),
        (b"no gzip", "gzip"),
        (gzip.compress(b"{}")[:-4], "gzip"),
        (b"{}", "br"),
    ],
    ids=["deep", "NaN", "no text", "nothing", "a list", "no gzip", "cut off", "unknown"],
)
def test_nonsense_is_refused_and_the_server_lives(
    client: TestClient, body: bytes, encoding: str
) -> None:
    answer = client.post(INFER, content=body, headers={"content-encoding": encoding})
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"]
    assert client.get("/v2/health/live").status_code == 200


def test_infinity_goes_in_nowhere(client: TestClient) -> None:
    answer = binary(client, pictures(np.inf))
    assert answer.status_code == 400
    assert "not finite" in answer.json()["error"]


def test_what_json_cannot_carry_is_asked_for_in_binary(client: TestClient) -> None:
    huge = pictures(3e38)  # its mean overflows
    answer = client.post(INFER, json=asked(huge))
    assert answer.status_code == 400
    assert "ask for it in binary" in answer.json()["error"]
    assert np.isinf(scores(binary(client, huge))).all()


def test_a_call_over_the_limit_is_refused_packed_or_not(client: TestClient) -> None:
    large = b" " * (1 << 20) + b"{}"
    for body, headers in ((large, {}), (gzip.compress(large), {"content-encoding": "gzip"})):
        answer = client.post(INFER, content=body, headers=headers)
        assert answer.status_code == 413
        assert "ALGOMART_INFER_MAX_MB" in answer.json()["error"]


def test_an_organization_has_so_many_frames_a_minute(shop: Shop) -> None:
    miser = shop.client("miser 0")
    assert miser.post(INFER, json=asked(pictures(0.5, 0.5))).status_code == 200
    refused = miser.post(INFER, json=asked(pictures(0.5, 0.5)))
    assert refused.status_code == 429
    assert f"“Roads” may have {MISER} inferences a minute" in refused.json()["error"]
    assert int(refused.headers["retry-after"]) >= 1
    chinese = miser.post(INFER, json=asked(pictures(0.5, 0.5)), headers={"accept-language": "zh"})
    assert "道路局" in chinese.json()["error"]


def test_so_many_calls_are_under_way_and_no_more(shop: Shop) -> None:
    inference, caller = shop.inference, shop.client()
    inference._under_way[shop.parks] = AT_ONCE_OF_ONE
    try:
        answer = caller.post(INFER, json=asked(pictures(0.5)))
    finally:
        inference._under_way[shop.parks] = 0
    assert (answer.status_code, answer.json()["code"]) == (429, "calls_at_once")


def test_calls_are_counted(shop: Shop) -> None:
    client = shop.client("vendor")
    before = client.get("/v2/models/fire/stats").json()["model_stats"][0]
    assert client.post(INFER, json=asked(pictures(0.5, 0.5))).status_code == 200
    [after] = client.get("/v2/models/stats").json()["model_stats"]
    assert after["inference_count"] - before["inference_count"] == 2
    assert after["execution_count"] - before["execution_count"] == 1
    assert after["inference_stats"]["compute_infer"]["ns"] > 0
    assert after["last_inference"] > 0
    assert {one["batch_size"] for one in after["batch_stats"]} >= {2}


def test_what_nobody_expected_is_told_in_the_protocols_form(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(shop.inference, "describe", broken)
    answer = shop.client().get("/v2/models/fire")
    assert (answer.status_code, answer.json()["error"]) == (500, "Internal error; it was logged.")
    chinese = shop.client().get("/v2/models/fire", headers={"accept-language": "zh-CN"})
    assert chinese.json()["error"] == "内部错误，已记录。"
