"""`make test-train`: every recipe end to end on rendered pictures, small enough for a minute each.

Taught, stopped and continued, exported, compared: raises where anything is not as it should be.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import torch
import yaml

from algorithms.contract.manifest import DecoderSpec
from algorithms.contract.values import Letterbox
from algorithms.decoders import decode
from algorithms.training import goods, plan, toy, train
from algorithms.training.export import Calibration, export, served
from algorithms.training.finish import load

SIDE = 96
_CLOSE = 1e-3
_TINY = {
    "checkpoint": "",
    "folds": 3,
    "drawn": {"scenes": 4, "frames": 1, "floods": 2, "shines": 1, "screens": 1, "surfaces": 1},
    "phases": [{"picture_px": SIDE, "epochs": 2, "batch": 4, "learning_rate": 0.002}],
}


def try_out(folder: Path, work: Path, *, twice: bool) -> dict[str, float]:
    """Take one recipe through all of its life, twice if asked; return what was measured."""
    good = goods.read(folder)
    data = toy.write([good], work / "data", pictures=6)
    tiny = work / "plan.yaml"
    described = yaml.safe_load(train.PLAN.read_text(encoding="utf-8")) | _TINY
    tiny.write_text(yaml.safe_dump(described), encoding="utf-8")

    train.train([folder], data, work / "first", tiny, threads=1, side=SIDE)
    first = load(work / "first").state_dict()
    if twice:
        train.train([folder], data, work / "first", tiny, threads=1, side=SIDE)
        _require(_same(first, load(work / "first").state_dict()), "a finished run was changed")
        train.train([folder], data, work / "second", tiny, threads=1, side=SIDE)
        _require(_same(first, load(work / "second").state_dict()), "the same seed gave others")
        _judged_by_fold(folder, data, work / "crossed", tiny)

    report = json.loads((work / "first" / f"{good.name}.json").read_text(encoding="utf-8"))
    _require(report["difference"] < _CLOSE, f"ONNX differs by {report['difference']}")
    return {
        "difference": report["difference"],
        "batches": _batches_agree(good, work, plan.read(tiny).opset),
    }


def _batches_agree(good: goods.Good, work: Path, opset: int) -> float:
    """Compare a file with a batch of two with the one of any batch, and let our decoder read both."""
    model = served(load(work / "first"), good, Calibration.none(len(good.given)))
    pictures = np.random.default_rng(1).random((2, 3, SIDE, SIDE), np.float32)
    outputs = []
    for batch in (2, None):
        target = work / f"batch{batch}.onnx"
        export(model, target, (SIDE, SIDE), opset, batch)
        session = onnxruntime.InferenceSession(str(target), providers=["CPUExecutionProvider"])
        outputs.append(session.run(None, {"images": pictures})[0])
    fitted = [Letterbox(SIDE, SIDE, 1.0, 0, 0, SIDE, SIDE)] * 2
    kind = "mask" if good.dense else "yolo_v8"
    decode(DecoderSpec(kind=kind, labels=good.given, score_floor=0.001), [outputs[0]], fitted)
    difference = float(np.abs(outputs[0] - outputs[1]).max())
    _require(difference < _CLOSE, f"the fixed batch differs by {difference}")
    return difference


def _judged_by_fold(folder: Path, data: Path, work: Path, how: Path) -> None:
    """Judge every picture by the network that its scene did not teach."""
    command = [
        sys.executable,
        "-m",
        "algorithms.training.crossed",
        str(folder),
        "--data",
        str(data),
    ]
    command += ["--work", str(work), "--plan", str(how), "--side", str(SIDE), "--threads", "1"]
    command += ["--folds", "--jobs", "2", "--workers", "1"]
    subprocess.run(command, check=True)
    good = goods.read(folder)
    rounds = [*(f"fold-{number}" for number in range(plan.read(how).folds)), "folds"]
    reports = [
        json.loads((work / f"{name}-{good.name}.json").read_text("utf-8")) for name in rounds
    ]
    *parts, whole = ([report[label]["pictures"] for label in good.given] for report in reports)
    _require(whole == [sum(some) for some in zip(*parts, strict=True)], "folds left pictures out")


def _same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    return all(torch.equal(value, other[name]) for name, value in one.items())


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise AssertionError(otherwise)


def main() -> None:
    """Try every folder on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--work", type=Path, required=True)
    asked = parser.parse_args()
    for number, folder in enumerate(asked.folders):
        found = try_out(folder, asked.work.resolve() / folder.name, twice=number == 0)
        print(json.dumps({folder.name: found}), flush=True)  # noqa: T201 - what the command says


if __name__ == "__main__":
    main()
