"""What only real pictures can show; collected only where the shared data lies beside the checkout."""

import cv2
import numpy as np
import onnxruntime
import pytest

from algorithms.contract.manifest import DecoderSpec
from algorithms.decoders import decode
from algorithms.ops import letterbox
from algorithms.training import goods, plan, pool, train
from registry.evaluation import looking
from serving import watching
from tests.algorithms import real
from tests.algorithms.manifests import decoder
from tests.algorithms.shipped import GOODS, folder

TAUGHT = ("fire", "debris", "muck_truck", "waterlogging")


def raised(name: str, clip: str, every_s: float) -> dict[str, list[float]]:
    with looking.opened(folder(name)) as eyes:
        frames = watching.frames(real.DATA / "video" / f"{clip}.mp4", every_s)
        return watching.watch(eyes, frames).raised


def test_a_real_burning_car_is_raised() -> None:
    assert raised("fire", "fire_car_on_road", 1)["fire.flame"]


@pytest.mark.parametrize("clip", ["neg_cars_overhead_intel", "neg_night_lights_wet_street"])
@pytest.mark.parametrize("name", GOODS)
def test_real_traffic_and_real_neon_raise_nothing(name: str, clip: str) -> None:
    assert not any(raised(name, clip, 2).values())


def test_no_scene_of_the_real_recipes_stands_on_both_sides() -> None:
    how = plan.read(train.PLAN)
    taught = [goods.read(folder(name)) for name in TAUGHT]
    _, pictures = pool.gather(taught, real.DATA, how.folds, how.seed)

    held_out = {one.scene for one in pictures if one.fold == 0}
    teaching = {one.scene for one in pictures if one.fold != 0}

    assert held_out.isdisjoint(teaching)
    for good in TAUGHT:
        own = [one for one in pictures if one.good == good]
        share = sum(one.fold == 0 for one in own) / len(own)
        assert 0.1 < share < 0.3, good


def test_a_real_foreign_model_finds_cars_on_a_real_road() -> None:
    session = onnxruntime.InferenceSession(str(real.DATA / "checkpoints" / "yolox_nano.onnx"))
    pictures = real.DATA / "train" / "muck_truck_traffic" / "images"
    spec = _coco()
    found = []
    for path in sorted(pictures.glob("atl_*"))[:4]:
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
