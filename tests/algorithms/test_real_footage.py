"""What only real pictures can show; collected only where the shared data lies beside the checkout."""

from dataclasses import replace

import cv2
import numpy as np
import onnxruntime
import pytest

from algorithms.contract.manifest import DecoderSpec
from algorithms.decoders import decode
from algorithms.ops import letterbox
from algorithms.training import dataset, measure, recipe
from tests.algorithms import real
from tests.algorithms.manifests import decoder
from tests.algorithms.shipped import package, raised_at
from tests.algorithms.test_recipe import FIRE


def test_a_real_burning_car_is_raised() -> None:
    frames = measure.clip_frames(real.DATA / "video" / "fire_car_on_road.mp4", 1)

    assert raised_at(frames, package().events[0]) is not None


@pytest.mark.parametrize("name", ["neg_cars_overhead_intel", "neg_night_lights_wet_street"])
def test_real_traffic_and_real_neon_raise_nothing(name: str) -> None:
    for event in package().events:
        frames = measure.clip_frames(real.DATA / "video" / f"{name}.mp4", 2)
        assert raised_at(frames, event) is None, event.event_type


def test_no_scene_of_the_real_recipe_stands_on_both_sides() -> None:
    plan = recipe.read(FIRE)
    some = tuple(source for source in plan.sources if source.prefix in ("abonia_", "bomba_"))
    chosen = dataset.choose(replace(plan, sources=some), real.DATA)

    training = {picture.scene for picture in chosen if not picture.held_out}
    held_out = {picture.scene for picture in chosen if picture.held_out}

    assert training.isdisjoint(held_out)
    for source in some:
        own = [picture for picture in chosen if picture.source is source]
        share = sum(picture.held_out for picture in own) / len(own)
        assert 0.05 < share < 0.2, source.prefix


def test_a_real_foreign_model_finds_cars_on_a_real_road() -> None:
    session = onnxruntime.InferenceSession(str(real.DATA / "checkpoints" / "yolox_nano.onnx"))
    folder = real.DATA / "train" / "muck_truck_traffic" / "images"
    spec = _coco()
    found = []
    for path in sorted(folder.glob("atl_*"))[:4]:
        pixels = cv2.imread(str(path))
        assert pixels is not None
        picture, fitted = letterbox(np.asarray(pixels, dtype=np.uint8), 416, 416)
        batch = picture.transpose(2, 0, 1)[None].astype(np.float32)
        outputs = session.run(None, {session.get_inputs()[0].name: batch})
        found += decode(spec, outputs, [fitted])[0]

    vehicles = [seen for seen in found if seen.label in ("label2", "label5", "label7")]
    assert len(vehicles) >= 8
    assert max(seen.score for seen in vehicles) > 0.7


def _coco() -> DecoderSpec:
    """Return YOLOX with COCO's 80 classes by number: 2 car, 5 bus, 7 truck."""
    return decoder("yolox", 80, score_floor=0.3, iou=0.45)
