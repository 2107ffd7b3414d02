"""What Ultralytics' own training makes of the same pictures, to stand beside ours.

`python -m algorithms.training.stock algorithms/fire algorithms/debris --data … --work …`: one detector for
the labels of all goods named, from the plan's architecture and checkpoint, with Ultralytics' defaults; no
rendered pictures, no masked losses. It is judged on the held-out fold as `crossed` judges ours.
"""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import yaml
from ultralytics import YOLO

from algorithms.training import augment, crossed, goods, plan, pool, teach, train
from algorithms.training.network import take_over
from algorithms.training.pool import Picture, Words

_BATCH = 16


def write(pictures: Sequence[Picture], words: Words, part: str, folder: Path) -> None:
    """Write pictures, as links, and their labels as Ultralytics reads them."""
    for kind in ("images", "labels"):
        (folder / part / kind).mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(pictures):
        link = folder / part / "images" / f"{number}{one.path.suffix}"
        link.unlink(missing_ok=True)
        link.symlink_to(one.path.resolve())
        low, high = one.boxes[:, :2], one.boxes[:, 2:]
        rows = np.concatenate([one.labels[:, None], (low + high) / 2, high - low], axis=1)
        text = "\n".join(" ".join(f"{value:g}" for value in row) for row in rows)
        (folder / part / "labels" / f"{number}.txt").write_text(text, encoding="utf-8")


def taught(how: plan.Plan, described: Path, asked: argparse.Namespace) -> torch.nn.Module:
    """Train with Ultralytics' defaults and return the network."""
    yolo = YOLO(how.architecture, task="detect")
    take_over(yolo.model, asked.data / how.checkpoint)
    yolo.ckpt = {"model": yolo.model}  # Otherwise the training begins with fresh weights.
    options: dict[str, Any] = {"imgsz": asked.side, "batch": asked.batch, "device": asked.device,
                               "workers": asked.workers, "seed": how.seed}  # fmt: skip
    limit = {"time": asked.minutes / 60} if asked.minutes else {"epochs": asked.epochs}
    yolo.train(data=str(described), project=str(asked.work), name="stock", exist_ok=True, plots=False,
               val=False, amp=False, **limit, **options)  # fmt: skip
    network: torch.nn.Module = yolo.trainer.ema.ema
    return network.float().eval()


def answers(
    network: torch.nn.Module, pictures: Sequence[Picture], side: int, labels: int
) -> np.ndarray:
    """Return, pictures × labels, the surest box."""
    device, best = next(network.parameters()).device, []
    with torch.inference_mode():
        for start in range(0, len(pictures), _BATCH):
            some = [augment.fitted(one, side) for one in pictures[start : start + _BATCH]]
            images = teach.as_input(teach.collate(some, labels)["images"].to(device))
            best.append(network(images)[0][:, 4:].amax(2).cpu().numpy())
    return np.concatenate(best).astype(float)


def main() -> None:
    """Train and judge what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, default=Path("build/stock"))
    parser.add_argument("--plan", type=Path, default=train.PLAN)
    parser.add_argument("--held-out", type=int, default=0)
    parser.add_argument("--side", type=int, default=416)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--minutes", type=float, help="instead of epochs")
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--offline", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.work = asked.work.resolve()
    if asked.offline:
        compare(asked)
    else:
        again = [sys.executable, "-m", "algorithms.training.stock", *sys.argv[1:], "--offline"]
        subprocess.run(again, check=True, env=train.offline(asked.work, asked.workers or 1))


def compare(asked: argparse.Namespace) -> None:
    """Train and judge, in a process whose environment keeps Ultralytics from asking the network."""
    how, named = plan.read(asked.plan), [goods.read(folder) for folder in asked.folders]
    words, pictures = pool.gather(named, asked.data, how.folds, how.seed)
    held = [one for one in pictures if one.fold == asked.held_out]
    write([one for one in pictures if one.fold != asked.held_out], words, "train", asked.work)
    write(held, words, "val", asked.work)
    described = asked.work / "data.yaml"
    described.write_text(yaml.safe_dump({"path": str(asked.work), "train": "train/images",
                                         "val": "val/images", "names": list(words.all)}))  # fmt: skip
    place = answers(taught(how, described, asked), held, asked.side, len(words.all))
    crossed.tell(asked.work, "stock", words, named, [(held, place, place)])


if __name__ == "__main__":
    main()
