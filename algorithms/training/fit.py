"""Trains and exports; started by `algorithms.training.train` in an environment that reaches no network."""

import argparse
from pathlib import Path

import onnx
import onnxslim
import torch
from ultralytics import settings
from ultralytics.models.yolo.detect import DetectionTrainer

from algorithms.training import model, recipe
from algorithms.training.recipe import Recipe


def fit(plan: Recipe, described: Path, checkpoint: Path, work: Path, threads: int) -> Path:
    """Train for the recipe's time; return the last checkpoint."""
    settings.update(
        {"sync": False, "tensorboard": False, "runs_dir": str(work), "datasets_dir": str(work)}
    )
    torch.set_num_threads(threads)
    network, loaded = model.build(plan.fit.architecture, len(plan.labels), checkpoint)
    print(f"{loaded} of {len(network.state_dict())} tensors loaded", flush=True)  # noqa: T201

    class Trainer(DetectionTrainer):
        def get_model(self, cfg=None, weights=None, verbose=True):
            """Start from the tensors loaded above."""
            return network

        def get_dataloader(self, *args, **kwargs):
            """Prepare pictures in a process beside the one that computes."""
            self.args.workers = 1
            return super().get_dataloader(*args, **kwargs)

    options = {
        "model": plan.fit.architecture,
        "data": str(described),
        "epochs": plan.fit.epochs,
        "time": plan.fit.hours,
        "imgsz": plan.fit.picture_px,
        "batch": plan.fit.batch,
        "nbs": plan.fit.batch,
        "lr0": plan.fit.learning_rate,
        "optimizer": "AdamW",
        "cos_lr": True,
        "device": "cpu",
        "freeze": plan.fit.frozen_layers,
        "val": False,
        "cache": "ram",
        "amp": False,
        "plots": False,
        "pretrained": False,
        "seed": plan.seed,
        "project": str(work),
        "name": "fit",
        "exist_ok": True,
        **plan.fit.augment,
    }
    trainer = Trainer(overrides=options)
    trainer.train()
    return Path(trainer.last)


def export(plan: Recipe, checkpoint: Path, target: Path) -> None:
    """Write the ONNX file: any batch size, one output of boxes and class scores, slimmed."""
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=False)
    network = (loaded.get("ema") or loaded["model"]).float().eval()
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
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--trained", type=Path, help="export this checkpoint and train nothing")
    asked = parser.parse_args()
    plan = recipe.read(asked.recipe)
    trained = asked.trained or fit(
        plan, asked.described, asked.checkpoint, asked.work, asked.threads
    )
    export(plan, trained, asked.target)


if __name__ == "__main__":
    main()
