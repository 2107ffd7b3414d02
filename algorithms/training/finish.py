"""From a trained network to one good's ONNX: judge held-out pictures, choose, calibrate, export, check.

`python -m algorithms.training.finish algorithms/fire --work … --data … --plan …`
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from algorithms.training import augment, drawn, goods, judged, plan, pool, teach
from algorithms.training.export import Calibration, export, served
from algorithms.training.goods import Good
from algorithms.training.network import Network
from algorithms.training.pool import Picture, Words

_BATCH = 16
SHORT = ("pictures", "positives", "auc", "recall", "threshold", "share")
"""What is told of a label in one line."""


def load(work: Path) -> Network:
    """Return the network that training left in `work`."""
    kept = torch.load(work / "network.pt", map_location="cpu", weights_only=True)
    network = Network(Words(tuple(kept["boxes"]), tuple(kept["dense"])), kept["architecture"])
    network.load_state_dict(kept["network"])
    return network.eval().to(memory_format=torch.channels_last)


def answers(
    network: Network, pictures: Sequence[Picture], side: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return, pictures × labels, the surest place and what the whole picture says."""
    places, wholes = [], []
    device = next(network.parameters()).device
    network.detect.export, network.detect.format, network.detect.dynamic = True, "onnx", False
    with torch.inference_mode():
        for start in range(0, len(pictures), _BATCH):
            some = [augment.fitted(one, side) for one in pictures[start : start + _BATCH]]
            images = teach.collate(some, len(network.words.boxes))["images"].to(device)
            with torch.autocast(device.type, torch.bfloat16):
                found, presence, masks = network(teach.as_input(images))
            found = found[0] if isinstance(found, tuple | list) else found
            best = found[:, 4 : 4 + len(network.words.boxes)].float().amax(2)
            if masks is not None:
                best = torch.cat([best, masks.float().sigmoid().amax((2, 3))], 1)
            places.append(best.cpu().numpy())
            wholes.append(presence.float().sigmoid().cpu().numpy())
    return np.concatenate(places).astype(float), np.concatenate(wholes).astype(float)


def told(words: Words, pictures: Sequence[Picture]) -> tuple[np.ndarray, np.ndarray]:
    """Return, pictures × labels, what is shown and whether that is known."""
    labels = range(len(words.all))
    shown = np.array([[one.shows(label) for label in labels] for one in pictures])
    known = np.stack([one.known for one in pictures]) | shown
    return shown, known


def choose(
    words: Words,
    good: Good,
    pictures: Sequence[Picture],
    said: tuple[np.ndarray, np.ndarray],
    false_share: float,
) -> tuple[dict[str, judged.Chosen], dict[str, object]]:
    """Choose share, calibration and threshold of each label; return them and the report."""
    place, whole = said
    shown, known = told(words, pictures)
    chosen, report = {}, {}
    calm = ~shown[:, [words.all.index(label) for label in good.given]].any(1)
    for label in good.given:
        at = words.all.index(label)
        use = np.flatnonzero(known[:, at])
        own = judged.Said(
            place[use, at],
            whole[use, at],
            shown[use, at],
            calm[use],
            [pictures[i].scene if pictures[i].scene >= 0 else -int(i) - 1 for i in use],
            [pictures[i].source.prefix.rstrip("_") for i in use],
        )
        chosen[label], report[label] = judged.choose(own, false_share)
    return chosen, report


def same(model, path: Path, side: int) -> float:
    """Return the largest difference between the framework's output and the ONNX file's."""
    torch.manual_seed(1)
    pictures = torch.rand(2, 3, side, side)
    with torch.no_grad():
        ours = model(pictures).numpy()
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    theirs = session.run(None, {"images": pictures.numpy()})[0]
    scale = np.maximum(np.abs(ours), 1.0)
    return float((np.abs(ours - theirs) / scale).max())


def main() -> None:
    """Export what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument(
        "--taught", type=Path, nargs="+", required=True, help="all folders of the run"
    )
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--held-out", type=int, default=0)
    parser.add_argument("--side", type=int, default=416)
    parser.add_argument("--false-share", type=float, default=0.015)
    asked = parser.parse_args()
    how = plan.read(asked.plan)
    taught = [goods.read(folder) for folder in asked.taught]
    words, pictures = pool.gather(taught, asked.data, how.folds, how.seed)
    pictures += drawn.gather(how.drawn, words, pictures, how.folds, asked.work / "drawn")
    held = [one for one in pictures if one.fold == asked.held_out]
    network = load(asked.work)
    said = answers(network, held, asked.side)
    for folder in asked.folders:
        good = goods.read(folder)
        chosen, report = choose(words, good, held, said, asked.false_share)
        calibration = Calibration(
            tuple(chosen[label].slope for label in good.given),
            tuple(chosen[label].offset for label in good.given),
            tuple(chosen[label].share for label in good.given),
        )
        model = served(
            load(asked.work).to(memory_format=torch.contiguous_format), good, calibration
        )
        target = asked.work / f"{good.name}.onnx"
        export(model, target, (asked.side, asked.side), how.opset)
        report["difference"] = same(model, target, asked.side)
        (asked.work / f"{good.name}.json").write_text(
            json.dumps(report, indent=1), encoding="utf-8"
        )
        short = {label: {name: report[label][name] for name in SHORT} for label in good.given}
        print(json.dumps({good.name: short, "difference": report["difference"]}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
