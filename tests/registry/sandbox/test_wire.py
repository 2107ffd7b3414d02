"""Messages of a child are believed only after every bound was checked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.sandbox import wire

FLOAT = np.dtype("float32")
MEMORY = 1 << 20


def test_an_honest_message_comes_back() -> None:
    tensors = [wire.Tensor(FLOAT, (2, 3), 0), wire.Tensor(np.dtype("int64"), (), 64)]
    message = wire.pack_outputs(5, tensors)
    assert message[:1] == wire.OUTPUTS
    assert wire.read_outputs(message[1:], 5, MEMORY) == tensors


@pytest.mark.parametrize(
    "tensor",
    [
        wire.Tensor(FLOAT, (MEMORY,), 0),
        wire.Tensor(FLOAT, (4,), MEMORY),
        wire.Tensor(FLOAT, (4,), 4),
        wire.Tensor(FLOAT, (2**63, 2), 0),
        wire.Tensor(FLOAT, (2**63, 0), 0),
    ],
)
def test_a_tensor_outside_its_memory_is_refused(tensor: wire.Tensor) -> None:
    with pytest.raises(wire.BadMessage):
        wire.read_outputs(wire.pack_outputs(1, [tensor])[1:], 1, MEMORY)


def test_an_answer_to_another_batch_is_refused() -> None:
    with pytest.raises(wire.BadMessage):
        wire.read_outputs(wire.pack_outputs(1, [])[1:], 2, MEMORY)


@given(st.binary(max_size=400))
def test_no_bytes_get_a_tensor_outside_the_memory(body: bytes) -> None:
    try:
        tensors = wire.read_outputs(body, 0, MEMORY)
    except wire.BadMessage:
        return
    assert all(t.offset + t.size_bytes <= MEMORY for t in tensors)


@given(st.binary(max_size=4000))
def test_a_reason_is_one_short_printable_line(reason: bytes) -> None:
    line = wire.plain(reason)
    assert 0 < len(line) <= wire.MAX_REASON
    assert line.isprintable()
