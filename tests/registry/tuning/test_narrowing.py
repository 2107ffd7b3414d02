"""A model is rewritten to INT8 by a confined child, and sees what it saw."""

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from algorithms.contract.manifest import InputSpec
from algorithms.ops import letterbox
from algorithms.training.samples import opened
from registry.sandbox import Child, ChildFailed, Limits
from registry.tuning.narrowing import NotNarrowed, narrowed
from tests.algorithms.shipped import folder, package
from tests.registry import goods
from tests.registry.tuning.models import convolved

LIMITS = Limits(batch_max=1)
TOY = InputSpec(width=goods.SIDE, height=goods.SIDE)
PICTURES = [goods.picture(grey) for grey in (10, 120, 250)]


def outputs(model: bytes, spec: InputSpec, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    with Child.start(model, spec, LIMITS) as child:
        found: NDArray[np.float32] = child.run(picture[np.newaxis], 30)[0].copy()
        return found


def test_a_convolution_is_run_in_int8_and_gives_what_it_gave() -> None:
    variant = narrowed(convolved(), TOY, PICTURES, LIMITS)

    model = onnx.load_model_from_string(variant)
    kinds = [node.op_type for node in model.graph.node]
    assert {"QuantizeLinear", "DequantizeLinear", "Conv"} <= set(kinds)
    for picture in PICTURES:
        before, after = (outputs(one, TOY, picture) for one in (convolved(), variant))
        assert np.abs(before - after).max() < 0.01


def test_a_built_in_shrinks_and_sees_the_same_in_its_sample() -> None:
    debris, spec = folder("debris"), package("debris").model_stages[0].input
    model = (debris / "debris.onnx").read_bytes()
    jpegs = [(debris / sample.picture).read_bytes() for sample in package("debris").samples]
    fitted = [letterbox(opened(jpeg), spec.width, spec.height, fill=spec.fill)[0] for jpeg in jpegs]

    variant = narrowed(model, spec, fitted, LIMITS)

    assert len(variant) < 0.4 * len(model)
    before, after = (outputs(one, spec, fitted[0])[0, 4:].max() for one in (model, variant))
    assert before > 0.5
    assert after == pytest.approx(before, abs=0.1)


@pytest.mark.parametrize("model", [goods.model(), convolved(opset=11)], ids=["none", "old"])
def test_a_model_without_convolutions_or_too_old_is_left_alone(model: bytes) -> None:
    with pytest.raises(NotNarrowed):
        narrowed(model, TOY, PICTURES, LIMITS)


@pytest.mark.parametrize("data", [b"no model", b"\x08\xff" * 2000, convolved()[:200]])
def test_what_is_no_model_costs_the_child_only(data: bytes) -> None:
    with pytest.raises((ChildFailed, NotNarrowed)):
        narrowed(data, TOY, PICTURES, LIMITS)
