"""Calls and answers as messages of gRPC."""

from typing import Any

import numpy as np

from registry.remote.protocol import NAMES, NUMBERS_MOST
from serving.inference import open_inference_pb2 as pb
from serving.inference.errors import invalid
from serving.inference.values import Answer, Call, Given

Output = pb.ModelInferResponse.InferOutputTensor
CONTENTS = {
    "BOOL": "bool_contents",
    **{f"INT{bits}": "int_contents" for bits in (8, 16, 32)},
    "INT64": "int64_contents",
    **{f"UINT{bits}": "uint_contents" for bits in (8, 16, 32)},
    "UINT64": "uint64_contents",
    "FP32": "fp32_contents",
    "FP64": "fp64_contents",
}
"""The field of typed contents that carries a datatype; FP16 goes as bytes only."""


def call_of(request: pb.ModelInferRequest) -> Call:
    """Return a call, its inputs as bytes or in typed contents but not both; raises `CallInvalid`."""
    raw = request.raw_input_contents
    typed = [one.name for one in request.inputs if one.HasField("contents")]
    if raw and (typed or len(raw) != len(request.inputs)):
        raise invalid(
            "raw_input_contents 须与输入一一对应，且不能与 contents 混用",
            "raw_input_contents must have one entry for each input, and no input may have contents beside it",
        )
    if any(name.startswith("shared_memory") for one in request.inputs for name in one.parameters):
        raise invalid("不支持共享内存", "shared memory is not supported")
    inputs = [
        Given(one.name, one.datatype, tuple(one.shape), raw[at] if raw else _contents(one))
        for at, one in enumerate(request.inputs)
    ]
    names = tuple(one.name for one in request.outputs)
    return Call(request.model_name, request.model_version, inputs, names, request.id)


def written(answer: Answer) -> pb.ModelInferResponse:
    """Return the response of an answer."""
    outputs, raw = [], []
    for name, array in answer.outputs.items():
        datatype = NAMES[array.dtype]
        outputs.append(Output(name=name, datatype=datatype, shape=array.shape))
        raw.append(np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes())
    return pb.ModelInferResponse(
        model_name=answer.model.name,
        model_version=answer.model.version,
        id=answer.id,
        outputs=outputs,
        raw_output_contents=raw,
    )


def _contents(one: pb.ModelInferRequest.InferInputTensor) -> list[Any]:
    name = CONTENTS.get(one.datatype)
    found = getattr(one.contents, name) if name else ()
    if len(found) > NUMBERS_MOST:
        raise invalid(
            f"contents 中的数最多 {NUMBERS_MOST} 个，请改用 raw_input_contents",
            f"at most {NUMBERS_MOST} numbers are taken in contents; use raw_input_contents",
        )
    return [*found]
