import pickle
from pathlib import Path

import pytest

from algorithms.contract import manifest
from algorithms.contract.errors import ManifestRefused
from algorithms.contract.manifest import Manifest
from tests.algorithms.manifests import as_yaml, model_stage, right


def faults_of(source: bytes) -> dict[str, str]:
    with pytest.raises(ManifestRefused) as refused:
        manifest.parse(source)
    return {fault.path: fault.text.en for fault in refused.value.faults}


def test_a_right_manifest_is_read_with_its_defaults() -> None:
    read = manifest.parse(as_yaml(right()))

    assert read.id == "fire"
    assert read.events[0].rule.k == 2
    assert read.model_stages[0].input.fill == 114
    assert read.look.priority == "normal"


def test_two_stages_with_a_crop_between_are_accepted() -> None:
    data = right()
    second = model_stage() | {"file": "second.onnx"}
    data["stages"] = [model_stage(), {"kind": "crop", "labels": ["smoke"]}, second]

    read = manifest.parse(as_yaml(data))

    assert [stage.kind for stage in read.stages] == ["model", "crop", "model"]
    assert len(read.model_stages) == 2


def test_every_fault_is_listed_at_once_with_its_place() -> None:
    data = right()
    data["id"] = "Fire Brigade"
    data["colour"] = "red"
    del data["contact"]
    data["stages"][0]["input"]["width"] = 7
    data["events"][0]["severity"] = "terrible"
    data["events"][0]["rule"] = {"k": 5, "n": 3}

    found = faults_of(as_yaml(data))

    assert set(found) == {
        "id",
        "colour",
        "contact",
        "stages[0].input.width",
        "events[0].severity",
        "events[0].rule",
    }
    assert found["events[0].rule"] == "k must not exceed n"


def test_faults_are_told_in_chinese_and_in_english_and_cross_processes() -> None:
    data = right()
    del data["contact"]
    with pytest.raises(ManifestRefused) as refused:
        manifest.parse(as_yaml(data))

    again = pickle.loads(pickle.dumps(refused.value))  # noqa: S301

    assert "contact: 缺少此项" in again.message("zh")
    assert "contact: Field required" in again.message("en")


@pytest.mark.parametrize(
    "stages",
    [
        [],
        [model_stage(), model_stage()],
        [{"kind": "crop", "labels": ["fire"]}],
        [model_stage(), {"kind": "crop", "labels": ["fire"]}],
    ],
)
def test_stages_stand_in_no_other_order(stages: list[object]) -> None:
    data = right() | {"stages": stages}

    assert "must be [model]" in faults_of(as_yaml(data))["stages"]


def test_a_crop_names_labels_of_the_model_before_it() -> None:
    data = right()
    data["stages"] = [model_stage(), {"kind": "crop", "labels": ["cat"]}, model_stage()]

    assert faults_of(as_yaml(data))["stages"] == "no model gives these labels: cat"


def test_an_event_names_labels_that_a_model_gives() -> None:
    data = right()
    data["events"][0]["labels"] = ["fire", "flood"]

    assert faults_of(as_yaml(data))["events"] == "no model gives these labels: flood"


@pytest.mark.parametrize("name", ["../model.onnx", "/etc/passwd", "a\\b.onnx", "x/../../y"])
def test_a_file_stays_inside_the_package(name: str) -> None:
    data = right()
    data["stages"][0]["file"] = name

    assert "inside the package" in faults_of(as_yaml(data))["stages[0].file"]


def test_a_named_file_must_lie_in_the_package(tmp_path: Path) -> None:
    (tmp_path / "algorithm.yaml").write_bytes(as_yaml(right()))
    with pytest.raises(ManifestRefused, match=r"no file model\.onnx"):
        manifest.load(tmp_path)

    (tmp_path / "model.onnx").write_bytes(b"")
    assert isinstance(manifest.load(tmp_path), Manifest)


def test_a_package_without_a_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ManifestRefused, match="no such file"):
        manifest.load(tmp_path)


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (b"a: &x [1]\nb: *x\n", "aliases"),
        (b"id: a\nid: b\n", "twice"),
        (b"!!python/object/apply:os.system ['true']\n", "YAML"),
        (b"[" * 5000, "YAML"),
        (b"\xff\xfe", "YAML"),
        (b"a: [", "YAML"),
        (b"x" * 300_000, "256 KiB"),
        (b"", "dictionary"),
        (b"42", "dictionary"),
    ],
)
def test_hostile_or_broken_yaml_is_refused_with_a_reason(source: bytes, part: str) -> None:
    with pytest.raises(ManifestRefused, match=part):
        manifest.parse(source)


@pytest.mark.parametrize("value", [".nan", ".inf", "-1", "'much'"])
def test_a_threshold_is_a_share(value: str) -> None:
    source = as_yaml(right()).replace(b"threshold: 0.5", f"threshold: {value}".encode())

    assert "events[0].threshold" in faults_of(source)


def test_a_deviation_of_zero_or_infinity_is_refused() -> None:
    data = right()
    data["stages"][0]["input"] |= {"std": [1, 0, 1], "mean": [0, 0, float("inf")]}

    found = faults_of(as_yaml(data))

    assert {"stages[0].input.std", "stages[0].input.mean"} <= set(found)
