"""Bodies of calls and answers: what was sent is what is read, and an answer that lies is no answer."""

import json
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.remote import wire
from registry.remote.protocol import DATATYPES, LENGTH
from registry.sandbox.errors import OutputRejected

ONE = {"name": "y", "datatype": "FP32", "shape": [2], "data": [1, 2]}
BYTES = {"name": "y", "datatype": "FP32", "shape": [2], "parameters": {"binary_data_size": 8}}


def body(told: Any, tail: bytes = b"") -> tuple[bytes, str]:
    head = json.dumps(told).encode()
    return head + tail, str(len(head))


@pytest.mark.parametrize("name", sorted(DATATYPES))
def test_bytes_of_every_type_are_read_as_they_were_meant(name: str) -> None:
    array = np.ones((2, 3), DATATYPES[name])
    first = {"name": "a", "datatype": "INT8", "shape": [1], "parameters": {"binary_data_size": 1}}
    told: dict[str, Any] = {"name": "y", "datatype": name, "shape": [2, 3]}
    told["parameters"] = {"binary_data_size": array.nbytes}
    found = wire.read(*body({"outputs": [first, told]}, b"\1" + array.tobytes()), "y")
    assert found.dtype == array.dtype
    assert np.array_equal(found, array)


def test_numbers_may_be_flat_or_nested() -> None:
    for data in ([1, 2, 3, 4], [[1, 2], [3, 4]]):
        told = {"outputs": [ONE | {"shape": [2, 2], "data": data}]}
        assert wire.read(json.dumps(told).encode(), None, "y").tolist() == [[1, 2], [3, 4]]


def test_a_call_tells_where_its_json_ends() -> None:
    tensor = np.arange(6, dtype=np.float32).reshape(1, 2, 3)
    sent, headers = wire.write("x", tensor, "y", binary=True)
    end = int(headers[LENGTH])
    assert json.loads(sent[:end])["inputs"][0]["parameters"] == {"binary_data_size": 24}
    assert sent[end:] == tensor.tobytes()
    written, headers = wire.write("x", tensor, "y", binary=False)
    assert json.loads(written)["inputs"][0]["data"] == [0, 1, 2, 3, 4, 5]
    assert LENGTH not in headers


LIES: dict[str, tuple[Any, bytes]] = {
    "no object": ([], b""),
    "no outputs": ({}, b""),
    "none": ({"outputs": []}, b""),
    "too many": ({"outputs": [ONE] * 17}, b""),
    "outputs that are none": ({"outputs": [1]}, b""),
    "another output": ({"outputs": [ONE | {"name": "z"}]}, b""),
    "too few numbers": ({"outputs": [ONE | {"data": [1]}]}, b""),
    "words": ({"outputs": [ONE | {"data": ["a", "b"]}]}, b""),
    "ragged": ({"outputs": [ONE | {"data": [[1], [2, 3]]}]}, b""),
    "no data": ({"outputs": [{k: v for k, v in ONE.items() if k != "data"}]}, b""),
    "text": ({"outputs": [ONE | {"datatype": "BYTES"}]}, b""),
    "an open size": ({"outputs": [ONE | {"shape": [-1]}]}, b""),
    "a huge size": ({"outputs": [BYTES | {"shape": [2**31]}]}, b"\0" * 8),
    "many sizes": ({"outputs": [ONE | {"shape": [1] * 9}]}, b""),
    "a size that is no number": ({"outputs": [ONE | {"shape": [True]}]}, b""),
    "fewer bytes than told": ({"outputs": [BYTES]}, b"\0" * 4),
    "bytes below nothing": ({"outputs": [BYTES | {"parameters": {"binary_data_size": -8}}]}, b""),
    "other bytes than the shape needs": ({"outputs": [BYTES | {"shape": [3]}]}, b"\0" * 8),
    "NaN": ({"outputs": [BYTES]}, np.array([1, np.nan], np.float32).tobytes()),
    "infinity": ({"outputs": [ONE | {"data": [1, 1e300]}]}, b""),
}


@pytest.mark.parametrize("lie", sorted(LIES))
def test_an_answer_that_lies_is_rejected(lie: str) -> None:
    told, tail = LIES[lie]
    with pytest.raises(OutputRejected):
        wire.read(*body(told, tail), "y")


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 12, "1000", "٣"])
def test_a_length_that_is_none_is_rejected(length: str) -> None:
    with pytest.raises(OutputRejected):
        wire.read(b'{"outputs":[]}', length, "y")


def test_more_numbers_than_are_read_are_not_parsed() -> None:
    with pytest.raises(OutputRejected, match="more than"):
        wire.read(b"[" + b"0," * 4_000_001 + b"0]", None, "y")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from([*ONE, "parameters", "outputs", "inputs"]), inner, max_size=5
        )
    ),
    max_leaves=12,
)


@given(told=JSON, tail=st.binary(max_size=16))
def test_whatever_is_answered_is_read_or_rejected(told: Any, tail: bytes) -> None:
    with suppress(OutputRejected):
        assert np.isfinite(wire.read(*body(told, tail), "y")).all()
    with suppress(OutputRejected):
        described = wire.read_described(body(told)[0])
        assert all(0 < len(one.name) <= 200 for one in (*described.inputs, *described.outputs))
