import json
from pathlib import Path

import cv2
import pytest

from core.errors import NotFound
from registry.evaluation import folders, looking
from registry.evaluation.errors import NothingToMeasure
from tests.registry import goods
from tests.registry.evaluation.test_dataset import folder

SHOWN = "0 0.5 0.5 0.5 0.5\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The toy that sees a fire as bright as the picture, in the middle of it."""
    return goods.write(tmp_path / "shelf" / "fire")


def test_a_package_is_evaluated_as_it_is_served(package: Path, tmp_path: Path) -> None:
    data = folder(tmp_path / "set", {"cam_1": SHOWN, "cam_2": "", "web_1": SHOWN, "web_2": ""})
    for name, grey in (("cam_1", 230), ("cam_2", 20), ("web_1", 110), ("web_2", 60)):
        cv2.imwrite(str(data / "images" / f"{name}.png"), goods.picture(grey))

    found = folders.evaluate(package, data)

    flame = found["events"]["fire.flame"]
    assert (found["algorithm"], found["version"], found["pictures"]) == ("fire", "1.0.0", 4)
    assert flame["image_auc"] == 1
    assert flame["ap50"] == pytest.approx(1)
    assert (flame["precision"], flame["recall"]) == (1, 0.5)
    assert found["sources"]["web"]["fire.flame"]["recall"] == 0
    assert found["mean"]["image_auc"] == 1
    assert 0 < found["latency_ms"]["median"] <= found["latency_ms"]["p95"]
    assert json.loads(json.dumps(found))["events"]["fire.flame"]["recall"] == 0.5


def test_a_set_labelled_with_something_else_is_refused(package: Path, tmp_path: Path) -> None:
    data = folder(tmp_path / "set", {"cam_1": SHOWN}, classes="cat dog")

    with pytest.raises(NothingToMeasure, match="cat, dog"):
        folders.evaluate(package, data)


def test_goods_are_found_by_id_and_version(package: Path) -> None:
    shelf = package.parent

    assert looking.find(shelf, "fire") == looking.find(shelf, "fire@1.0.0") == package
    for wanted in ("fire@2.0.0", "flood"):
        with pytest.raises(NotFound, match=r"fire@1\.0\.0"):
            looking.find(shelf, wanted)
