"""Teaches goods and writes their ONNX files; started by `algorithms.training.train` without network."""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from algorithms.training import drawn, goods, plan, pool, teach, train
from algorithms.training.network import Network


def main() -> None:
    """Train what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", type=Path, nargs="+", help="folders with a recipe.yaml")
    parser.add_argument("--plan", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--held-out", type=int, default=0, help="the fold that teaches nothing; -1: none"
    )
    parser.add_argument("--without", default="", help="prefix of a source that teaches nothing")
    parser.add_argument("--threads", type=int, default=2)
    train.offer_learning(parser)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    how = plan.larger(plan.read(asked.plan), asked.times)
    torch.manual_seed(how.seed)
    taught = [goods.read(folder) for folder in asked.folders]
    words, pictures = pool.gather(taught, asked.data, how.folds, how.seed)
    asked.work.mkdir(parents=True, exist_ok=True)
    (asked.work / "split.csv").write_text(pool.table(pictures), encoding="utf-8")
    pictures += drawn.gather(how.drawn, words, pictures, how.folds, asked.work / "drawn")
    chosen = [
        one for one in pictures
        if one.fold != asked.held_out and not (asked.without and one.taken_from(asked.without))
    ]  # fmt: skip
    said = {"teaching": len(chosen), "of": len(pictures), "labels": pool.counts(words, chosen)}
    network = Network(words, how.architecture)
    if how.checkpoint:
        said["tensors"] = network.load(asked.data / how.checkpoint)
    print(json.dumps(said), flush=True)  # noqa: T201 - progress of a command
    network.to(asked.device, memory_format=torch.channels_last)
    average = teach.teach(network, how, chosen, asked.work, asked.minutes, asked.workers)
    torch.save({"network": average.cpu().state_dict(), "boxes": words.boxes, "dense": words.dense,
                "architecture": how.architecture}, asked.work / "network.pt")  # fmt: skip


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
