"""Every good of the shelf: its contract, its card, its samples, and what it raises on rendered streets."""

import hashlib
import json
from collections.abc import Iterator

import pytest

from algorithms.contract.values import Pixels
from algorithms.scenes.film import Film
from algorithms.scenes.scene import DEMO, Scene
from algorithms.training.samples import opened
from benchmarks import incidents
from registry.evaluation import looking
from serving import watching
from tests.algorithms.shipped import GOODS, ROOT, eyes, folder, package

SUBJECTS = {
    "fire": "fires", "waterlogging": "pools", "debris": "piles", "muck_truck": "mucks"
}  # fmt: skip

FOUND = {
    "fire": incidents.incident(0, "fires"),
    "debris": incidents.incident(2, "piles"),
    "waterlogging": incidents.incident(0, "pools"),
    "muck_truck": incidents.incident(0, "mucks"),
}


def test_every_good_of_the_shelf_has_its_subject_among_the_rendered_streets() -> None:
    assert "fire" in GOODS
    assert set(GOODS) <= set(SUBJECTS)


@pytest.mark.parametrize("name", GOODS)
def test_the_package_keeps_the_contract(name: str) -> None:
    weights = folder(name) / package(name).model_stages[0].file

    assert package(name).id == name
    assert package(name).license.weights == "AGPL-3.0-only"
    assert (folder(name) / "README.md").is_file()
    assert weights.stat().st_size < 15e6
    assert f"`{name}.onnx`" in (ROOT / "weights" / "LICENSES.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", GOODS)
def test_the_model_card_speaks_of_these_very_weights(name: str) -> None:
    weights = ROOT / "weights" / f"{name}.onnx"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    card = (ROOT / "weights" / f"{name}.md").read_text(encoding="utf-8")
    shared = (ROOT / "weights" / "README.md").read_text(encoding="utf-8")

    assert weights.samefile(folder(name) / package(name).model_stages[0].file)
    assert digest in card
    assert "](README.md)" in card
    for dataset in package(name).provenance.datasets:
        assert dataset.split(" ")[0].split(",")[0] in shared


@pytest.mark.parametrize("name", GOODS)
def test_the_weights_reproduce_the_samples(name: str) -> None:
    for sample in package(name).samples:
        pixels = opened((folder(name) / sample.picture).read_bytes())
        text = (folder(name) / sample.expected).read_text(encoding="utf-8")
        wanted = json.loads(text)["detections"]
        named = [seen for seen in eyes(name).look([pixels])[0] if seen.score >= 0.55]

        for one in wanted:
            scores = [seen.score for seen in named if seen.label == one["label"]]
            near = [abs(score - one["score"]) < 0.05 for score in scores]
            assert any(near) or one["score"] < 0.6, sample.picture
        assert len(named) <= len(wanted), sample.picture


@pytest.mark.parametrize("name", GOODS)
def test_a_batch_is_seen_as_its_pictures_one_by_one(name: str) -> None:
    samples = package(name).samples
    pictures = [opened((folder(name) / sample.picture).read_bytes()) for sample in samples]

    together = eyes(name).look(pictures)
    alone = [eyes(name).look([picture])[0] for picture in pictures]

    for one, other in zip(together, alone, strict=True):
        assert [seen.label for seen in one] == [seen.label for seen in other]
        assert [seen.score for seen in one] == pytest.approx([s.score for s in other], abs=1e-3)


@pytest.fixture(scope="module", params=GOODS)
def watcher(request: pytest.FixtureRequest) -> Iterator[looking.Eyes]:
    """A good in the sandbox."""
    with looking.opened(folder(request.param)) as opened_eyes:
        yield opened_eyes


def looks(scene: Scene, every_s: float, until_s: float = 120) -> Iterator[tuple[float, Pixels]]:
    for shot in Film(scene).shots(max(1, round(every_s * scene.fps))):
        if shot.second <= until_s:
            yield shot.second, shot.pixels


@pytest.mark.parametrize("name", [name for name in GOODS])
def test_a_rendered_incident_is_raised(name: str) -> None:
    """The street is one on which it is found; on how many of all, the model card says."""
    with looking.opened(folder(name)) as watcher:
        seen = watching.watch(watcher, looks(FOUND[name], watcher.manifest.look.interval_s, 40))

    raised = [at for times in seen.raised.values() for at in times]
    assert raised
    assert min(raised) >= incidents.BEGINS_S


@pytest.mark.parametrize("quiet", ["quiet_day", "quiet_night"])
def test_nothing_is_raised_on_a_quiet_street(watcher: looking.Eyes, quiet: str) -> None:
    seen = watching.watch(watcher, looks(DEMO[quiet], 4))

    assert not any(seen.raised.values())


@pytest.mark.parametrize("name", ["fire_day", "fire_night"])
def test_the_demo_s_fires_are_raised_within_seconds(name: str) -> None:
    with looking.opened(folder("fire")) as fire:
        seen = watching.watch(fire, looks(DEMO[name], 1, 15))

    start = DEMO[name].fires[0].starts_s
    assert start <= min(seen.raised["fire.flame"]) <= start + 3
