"""Trains and exports; started by `algorithms.training.train` in an environment that reaches no network."""

import argparse
import shutil
from pathlib import Path

import onnx
import onnxslim
import torch
from ultralytics import settings
from ultralytics.models.yolo.detect import DetectionTrainer

from algorithms.training import dataset, model, recipe
from algorithms.training.recipe import Phase, Recipe


def fit(plan: Recipe, described: Path, checkpoint: Path, work: Path, threads: int) -> Path:
    """Train phase after phase; return the last checkpoint. A phase that is there already is kept."""
    settings.update(
        {"sync": False, "tensorboard": False, "runs_dir": str(work), "datasets_dir": str(work)}
    )
    torch.set_num_threads(threads)
    network, loaded = model.build(plan.fit.architecture, len(plan.labels), checkpoint)
    print(f"{loaded} of {len(network.state_dict())} tensors loaded", flush=True)  # noqa: T201
    for number, phase in enumerate(plan.fit.phases, start=1):
        last = work / f"phase{number}.pt"
        if not last.exists():
            narrowed = dataset.narrowed(described, phase.shares, work / f"phase{number}.yaml")
            trainer = _Trainer(network, _options(plan, phase, narrowed, work / f"phase{number}"))
            trainer.train()
            shutil.copyfile(trainer.last, last)
        network = model.resume(last)
    return last


class _Trainer(DetectionTrainer):
    def __init__(self, network, options):
        self._network = network
        super().__init__(overrides=options)

    def get_model(self, cfg=None, weights=None, verbose=True):
        """Start from the network as it is."""
        return self._network

    def get_dataloader(self, *args, **kwargs):
        """Prepare pictures in a process beside the one that computes."""
        self.args.workers = 1
        return super().get_dataloader(*args, **kwargs)


def _options(plan: Recipe, phase: Phase, described: Path, folder: Path) -> dict[str, object]:
    return {
        "model": plan.fit.architecture,
        "data": str(described),
        "epochs": phase.epochs,
        "imgsz": phase.picture_px,
        "batch": phase.batch,
        "nbs": phase.batch,
        "lr0": phase.learning_rate,
        "freeze": plan.fit.frozen_layers,
        "optimizer": "AdamW",
        "cos_lr": True,
        "device": "cpu",
        "cache": "ram",
        "amp": False,
        "val": False,
        "plots": False,
        "pretrained": False,
        "seed": plan.seed,
        "project": str(folder.parent),
        "name": folder.name,
        "exist_ok": True,
        **phase.augment,
    }


def export(plan: Recipe, checkpoint: Path, target: Path) -> None:
    """Write the ONNX file: any batch size, one output of boxes and class scores, slimmed."""
    network = model.resume(checkpoint).eval()
    network = network.to(memory_format=torch.contiguous_format).fuse(verbose=False)
    head = network.model[-1]
    head.export, head.format, head.dynamic = True, "onnx", False
    picture = torch.zeros(1, 3, plan.export.height, plan.export.width)
    network(picture)
    torch.onnx.export(
        network,
        (picture,),
        str(target),
        opset_version=plan.export.opset,
        input_names=["images"],
        output_names=["output"],
        dynamic_axes={"images": {0: "batch"}, "output": {0: "batch"}},
        dynamo=False,
    )
    onnx.save(onnxslim.slim(onnx.load(str(target))), str(target))


def main() -> None:
    """Train unless told to export only; then export."""
    parser = argparse.ArgumentParser()
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--described", type=Path, required=True)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--target", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--trained", type=Path, help="export this checkpoint and train nothing")
    asked = parser.parse_args()
    plan = recipe.read(asked.recipe)
    trained = asked.trained or fit(
        plan, asked.described, asked.checkpoint, asked.work, asked.threads
    )
    export(plan, trained, asked.target)


if __name__ == "__main__":
    main()
