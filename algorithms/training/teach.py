"""The training itself: seeded, resumable after any stretch of steps, telling its progress."""

import copy
import json
import math
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import torch
from numpy.random import Generator
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from algorithms.training import augment
from algorithms.training.augment import Sample
from algorithms.training.losses import Losses
from algorithms.training.network import Network
from algorithms.training.plan import Phase, Plan
from algorithms.training.pool import Picture

_WARM_STEPS = 100
_LAST_RATE = 0.03
_EMA = 0.998
_SAVED_EVERY = 25
_PARTS = ("boxes", "presence", "masks")


def teach(
    network: Network,
    plan: Plan,
    pictures: Sequence[Picture],
    work: Path,
    minutes: float = math.inf,
    workers: int = 0,
) -> Network:
    """Go through all phases where the network lies; return the running average of the weights.

    Whatever `work` holds of an earlier try is continued. With `minutes`, each phase gets its part of them
    and the learning rate falls in time; without, the same seed gives the same weights on the same machine.
    `workers` processes make the batches, none: the one that learns; which batches they are does not change.
    """
    average = copy.deepcopy(network)
    costs = [phase.epochs * phase.picture_px**2 for phase in plan.phases]
    for number, phase in enumerate(plan.phases, start=1):
        state = work / f"phase{number}.pt"
        seconds = 60 * minutes * costs[number - 1] / sum(costs)
        batches = _Batches(pictures, phase, plan.seed + number, len(network.words.boxes))
        _Stretch(network, average, plan, phase, number, state).run(batches, seconds, workers)
        network.load_state_dict(average.state_dict())
    return average


class _Stretch:
    """One phase: its optimizer, its place in it."""

    def __init__(
        self, network, average, plan: Plan, phase: Phase, number: int, state: Path
    ) -> None:
        self.network, self.average, self.plan, self.phase = network, average, plan, phase
        self.number, self.state, self.step = number, state, 0
        self.device = next(network.parameters()).device
        network.requires_grad_(True)
        network.freeze(plan.frozen_layers)
        self.losses = Losses(network)
        free = [p for p in network.parameters() if p.requires_grad]
        groups = [{"params": [p for p in free if p.ndim > 1], "weight_decay": 0.02},
                  {"params": [p for p in free if p.ndim <= 1], "weight_decay": 0.0}]  # fmt: skip
        self.optimizer = torch.optim.AdamW(groups, lr=phase.learning_rate, betas=(0.9, 0.99),
                                           fused=self.device.type == "cuda")  # fmt: skip
        if state.exists():
            kept = torch.load(state, map_location="cpu", weights_only=True)
            network.load_state_dict(kept["network"])
            average.load_state_dict(kept["average"])
            self.optimizer.load_state_dict(kept["optimizer"])
            self.step = kept["step"]

    def run(self, batches: "_Batches", seconds: float, workers: int) -> None:
        """Train to the end of the phase, or for so many seconds."""
        total = len(batches)
        began = told = time.monotonic()
        done, left = self.step / total, 1 - self.step / total
        shown: list[Tensor] = []
        for batch in _loaded(batches, range(self.step, total), workers):
            shown.append(self._learn(batch, done))
            self.step += 1
            spent = (time.monotonic() - began) / seconds
            done = max(self.step / total, 1 - left + left * spent)
            if self.step % _SAVED_EVERY == 0:
                parts = torch.stack(shown).mean(0).tolist()
                self._tell(total, parts, len(shown) / (time.monotonic() - told))
                self._save()
                shown, told = [], time.monotonic()
            if done >= 1:
                break
        self.step = total
        self._save()

    def _learn(self, batch: dict[str, Tensor], done: float) -> Tensor:
        batch = {name: value.to(self.device, non_blocking=True) for name, value in batch.items()}
        for group in self.optimizer.param_groups:
            group["lr"] = self.phase.learning_rate * _rate(self.step, done)
        self.network.train()
        self.network.freeze(self.plan.frozen_layers)
        images = as_input(batch.pop("images"))
        with torch.autocast(self.device.type, torch.bfloat16):
            answers = self.network(images)
        parts = self.losses(_as_float(answers), batch)
        self.optimizer.zero_grad()
        parts.sum().backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 10.0)
        self.optimizer.step()
        self._follow()
        return parts.detach()

    def _follow(self) -> None:
        decay = min(_EMA, (1 + self.step) / (10 + self.step))
        now = self.network.state_dict()
        kept = {k: v for k, v in self.average.state_dict().items() if v.dtype.is_floating_point}
        torch._foreach_lerp_(list(kept.values()), [now[name] for name in kept], 1 - decay)

    def _save(self) -> None:
        partial = self.state.with_suffix(".part")
        torch.save({"network": self.network.state_dict(), "average": self.average.state_dict(),
                    "optimizer": self.optimizer.state_dict(), "step": self.step}, partial)  # fmt: skip
        partial.replace(self.state)

    def _tell(self, total: int, parts: Sequence[float], steps_per_s: float) -> None:
        said = {
            "phase": self.number,
            "step": self.step,
            "of": total,
            **{name: round(v, 3) for name, v in zip(_PARTS, parts, strict=True)},
            "pictures_per_s": round(steps_per_s * self.phase.batch, 1),
        }
        print(json.dumps(said), flush=True)  # noqa: T201 - progress of a command


class _Batches(Dataset[dict[str, Tensor]]):
    """The batches of a phase by their step; each is the same whoever makes it, and whenever."""

    def __init__(self, pictures: Sequence[Picture], phase: Phase, seed: int, boxed: int) -> None:
        self.pictures, self.phase, self.seed, self.boxed = pictures, phase, seed, boxed
        self.per_epoch = max(len(_epoch(pictures, phase, 0, 0)) // phase.batch, 1)
        self._orders: dict[int, list[int]] = {}

    def __len__(self) -> int:
        return self.per_epoch * self.phase.epochs

    def __getitem__(self, step: int) -> dict[str, Tensor]:
        epoch, at = divmod(step, self.per_epoch)
        if epoch not in self._orders:
            self._orders = {epoch: _epoch(self.pictures, self.phase, self.seed, epoch)}
        rng = np.random.default_rng((self.seed, epoch, at))
        order, start = self._orders[epoch], at * self.phase.batch
        chosen = [order[(start + i) % len(order)] for i in range(self.phase.batch)]
        return collate([self._varied(rng, index) for index in chosen], self.boxed)

    def _varied(self, rng: Generator, index: int) -> Sample:
        side, how = self.phase.picture_px, self.phase.augment
        return augment.varied(rng, self.pictures[index], self.pictures, side, how)


def _loaded(batches: _Batches, steps: range, workers: int) -> DataLoader[dict[str, Tensor]]:
    if workers:  # Read before the workers part from this process: they share what is read.
        with ThreadPoolExecutor() as readers:
            list(readers.map(lambda picture: picture.pixels, batches.pictures))
    return DataLoader(
        batches,
        batch_size=None,
        sampler=steps,
        num_workers=workers,
        worker_init_fn=lambda _: cv2.setNumThreads(1),
        pin_memory=torch.cuda.is_available(),
    )


def _rate(step: int, done: float) -> float:
    warm = min(1.0, (step + 1) / _WARM_STEPS)
    return warm * (_LAST_RATE + (1 - _LAST_RATE) * (1 + math.cos(math.pi * done)) / 2)


def _epoch(pictures: Sequence[Picture], phase: Phase, seed: int, epoch: int) -> list[int]:
    """Return the order of one epoch: each picture as often as its source says."""
    rng = np.random.default_rng((seed, epoch))
    often = np.array([one.source.repeat for one in pictures])
    if phase.rendered != 1:
        often = often * np.array([phase.rendered if one.drawn else 1.0 for one in pictures])
    whole = (
        np.floor(often + rng.random(len(often))).astype(int)
        if seed
        else np.round(often).astype(int)
    )
    order = np.repeat(np.arange(len(pictures)), whole)
    rng.shuffle(order)
    return order.tolist()


def collate(samples: Sequence[Sample], boxed: int) -> dict[str, Tensor]:
    """Put samples together: pictures RGB in 0..255, boxes as centre and size in fractions.

    The first `boxed` labels are found as boxes, the others as masks.
    """
    side = samples[0].pixels.shape[0]
    pixels = np.stack([one.pixels for one in samples])[..., ::-1].transpose(0, 3, 1, 2)
    known = torch.from_numpy(np.stack([one.known for one in samples])).float()
    present = torch.zeros_like(known)
    rows: list[Tensor] = []
    labels: list[Tensor] = []
    for index, one in enumerate(samples):
        present[index, one.labels] = 1
        known[index, one.labels] = 1
        is_box = one.labels < boxed
        rows.append(torch.from_numpy(one.boxes[is_box]) / side)
        marks = torch.from_numpy(one.labels[is_box])
        labels.append(torch.stack([torch.full_like(marks, index), marks], 1))
    boxes, owners = torch.cat(rows), torch.cat(labels)
    centred = torch.cat([(boxes[:, :2] + boxes[:, 2:]) / 2, boxes[:, 2:] - boxes[:, :2]], 1)
    return {
        "images": torch.from_numpy(np.ascontiguousarray(pixels)),
        "known": known,
        "present": present,
        "mask": torch.from_numpy(np.stack([one.mask for one in samples])).float()[:, None],
        "batch_idx": owners[:, 0].float(),
        "cls": owners[:, 1:].float(),
        "bboxes": centred,
    }


def as_input(images: Tensor) -> Tensor:
    """Return pictures of 0..255 as networks take them: 0..1, channels last in memory."""
    return images.contiguous(memory_format=torch.channels_last).float().div_(255)


def _as_float(value):
    if isinstance(value, Tensor):
        return value.float()
    if isinstance(value, dict):
        return {key: _as_float(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_as_float(entry) for entry in value)
    return value
