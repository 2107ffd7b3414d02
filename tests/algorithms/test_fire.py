import hashlib
import json
from collections.abc import Iterator

import pytest

from algorithms.contract.values import Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO
from algorithms.training.samples import opened
from tests.algorithms.shipped import FOLDER, ROOT, eyes, package, raised_at


def demo_frames(
    name: str, start_s: int, end_s: int, step_s: int = 2
) -> Iterator[tuple[float, Pixels]]:
    film = Film(DEMO[name])
    for second in range(start_s, end_s, step_s):
        yield float(second), film.shot(second * film.scene.fps).pixels


def test_the_package_keeps_the_contract() -> None:
    assert [event.event_type for event in package().events] == ["fire.flame", "fire.smoke"]
    assert package().license.weights == "AGPL-3.0-only"
    assert (FOLDER / "README.md").is_file()


def test_the_model_card_speaks_of_these_very_weights() -> None:
    weights = ROOT / "weights" / "fire.onnx"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    card = (ROOT / "weights" / "fire.md").read_text(encoding="utf-8")

    assert weights.samefile(FOLDER / package().model_stages[0].file)
    assert digest in card
    for dataset in package().provenance.datasets:
        assert dataset.split(" ")[0].split(",")[0] in card


def test_the_weights_reproduce_the_samples() -> None:
    for sample in package().samples:
        pixels = opened((FOLDER / sample.picture).read_bytes())
        wanted = json.loads((FOLDER / sample.expected).read_text(encoding="utf-8"))["detections"]
        named = [seen for seen in eyes().look([pixels])[0] if seen.score >= 0.55]

        for one in wanted:
            scores = [seen.score for seen in named if seen.label == one["label"]]
            assert any(abs(score - one["score"]) < 0.05 for score in scores), sample.picture
        assert len(named) <= len(wanted), sample.picture


def test_a_batch_is_seen_as_its_pictures_one_by_one() -> None:
    pictures = [opened((FOLDER / sample.picture).read_bytes()) for sample in package().samples]

    together = eyes().look(pictures)
    alone = [eyes().look([picture])[0] for picture in pictures]

    for one, other in zip(together, alone, strict=True):
        assert [seen.label for seen in one] == [seen.label for seen in other]
        assert [seen.score for seen in one] == pytest.approx([s.score for s in other], abs=1e-3)


@pytest.mark.parametrize("name", ["fire_day", "fire_night"])
def test_a_rendered_fire_is_raised_soon_after_it_starts(name: str) -> None:
    flame = package().events[0]
    start = DEMO[name].fires[0].starts_s

    second = raised_at(demo_frames(name, 0, 15, 1), flame)

    assert second is not None
    assert start <= second <= start + 3


@pytest.mark.parametrize("name", ["quiet_day", "quiet_night"])
def test_nothing_is_raised_on_a_quiet_street(name: str) -> None:
    for event in package().events:
        assert raised_at(demo_frames(name, 0, 40, 4), event) is None
