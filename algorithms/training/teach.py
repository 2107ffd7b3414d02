"""The training itself: seeded, resumable after any stretch of steps, telling its progress."""

import copy
import json
import math
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

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
    network: Network, plan: Plan, pictures: Sequence[Picture], work: Path, minutes: float = math.inf
) -> Network:
    """Go through all phases; return the running average of the weights.

    Whatever `work` holds of an earlier try is continued. With `minutes`, each phase gets its part of them
    and the learning rate falls in time; without, the same seed gives the same weights.
    """
    average = copy.deepcopy(network)
    costs = [phase.epochs * phase.picture_px**2 for phase in plan.phases]
    for number, phase in enumerate(plan.phases, start=1):
        state = work / f"phase{number}.pt"
        seconds = 60 * minutes * costs[number - 1] / sum(costs)
        _Stretch(network, average, plan, phase, number, state).run(pictures, seconds)
        network.load_state_dict(average.state_dict())
    return average


class _Stretch:
    """One phase: its optimizer, its place in it."""

    def __init__(
        self, network, average, plan: Plan, phase: Phase, number: int, state: Path
    ) -> None:
        self.network, self.average, self.plan, self.phase = network, average, plan, phase
        self.number, self.state, self.step = number, state, 0
        network.requires_grad_(True)
        network.freeze(plan.frozen_layers)
        self.losses = Losses(network)
        free = [p for p in network.parameters() if p.requires_grad]
        groups = [{"params": [p for p in free if p.ndim > 1], "weight_decay": 0.02},
                  {"params": [p for p in free if p.ndim <= 1], "weight_decay": 0.0}]  # fmt: skip
        self.optimizer = torch.optim.AdamW(groups, lr=phase.learning_rate, betas=(0.9, 0.99))
        if state.exists():
            kept = torch.load(state, map_location="cpu", weights_only=True)
            network.load_state_dict(kept["network"])
            average.load_state_dict(kept["average"])
            self.optimizer.load_state_dict(kept["optimizer"])
            self.step = kept["step"]

    def run(self, pictures: Sequence[Picture], seconds: float) -> None:
        """Train to the end of the phase, or for so many seconds."""
        per_epoch = max(len(_epoch(pictures, self.phase, 0, 0)) // self.phase.batch, 1)
        total = per_epoch * self.phase.epochs
        began = told = time.monotonic()
        done, left = self.step / total, 1 - self.step / total
        shown: list[np.ndarray] = []
        while done < 1:
            shown.append(self._learn(pictures, per_epoch, done))
            self.step += 1
            spent = (time.monotonic() - began) / seconds
            done = max(self.step / total, 1 - left + left * spent)
            if self.step % _SAVED_EVERY == 0:
                self._tell(total, np.mean(shown, axis=0), len(shown) / (time.monotonic() - told))
                self._save()
                shown, told = [], time.monotonic()
        self.step = total
        self._save()

    def _learn(self, pictures: Sequence[Picture], per_epoch: int, done: float) -> np.ndarray:
        epoch, at = divmod(self.step, per_epoch)
        samples = _samples(pictures, self.phase, self.plan.seed + self.number, epoch, at)
        batch = collate(samples, len(self.network.words.boxes))
        for group in self.optimizer.param_groups:
            group["lr"] = self.phase.learning_rate * _rate(self.step, done)
        self.network.train()
        self.network.freeze(self.plan.frozen_layers)
        with torch.autocast("cpu", torch.bfloat16):
            answers = self.network(batch.pop("images"))
        parts = self.losses(_as_float(answers), batch)
        self.optimizer.zero_grad()
        parts.sum().backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 10.0)
        self.optimizer.step()
        self._follow()
        return parts.detach().numpy()

    def _follow(self) -> None:
        decay = min(_EMA, (1 + self.step) / (10 + self.step))
        kept, now = self.average.state_dict(), self.network.state_dict()
        for name, value in kept.items():
            if value.dtype.is_floating_point:
                value.lerp_(now[name], 1 - decay)

    def _save(self) -> None:
        partial = self.state.with_suffix(".part")
        torch.save({"network": self.network.state_dict(), "average": self.average.state_dict(),
                    "optimizer": self.optimizer.state_dict(), "step": self.step}, partial)  # fmt: skip
        partial.replace(self.state)

    def _tell(self, total: int, parts: np.ndarray, steps_per_s: float) -> None:
        said = {
            "phase": self.number,
            "step": self.step,
            "of": total,
            **{name: round(float(v), 3) for name, v in zip(_PARTS, parts, strict=True)},
            "pictures_per_s": round(steps_per_s * self.phase.batch, 1),
        }
        print(json.dumps(said), flush=True)  # noqa: T201 - progress of a command


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


def _samples(
    pictures: Sequence[Picture], phase: Phase, seed: int, epoch: int, at: int
) -> list[Sample]:
    order = _epoch(pictures, phase, seed, epoch)
    rng = np.random.default_rng((seed, epoch, at))
    start = at * phase.batch
    chosen = [order[(start + i) % len(order)] for i in range(phase.batch)]
    return [
        augment.varied(rng, pictures[i], pictures, phase.picture_px, phase.augment) for i in chosen
    ]


def collate(samples: Sequence[Sample], boxed: int) -> dict[str, Tensor]:
    """Put samples together: pictures RGB in 0..1, boxes as centre and size in fractions.

    The first `boxed` labels are found as boxes, the others as masks.
    """
    side = samples[0].pixels.shape[0]
    pixels = np.stack([one.pixels for one in samples])[..., ::-1].transpose(0, 3, 1, 2)
    images = torch.from_numpy(np.ascontiguousarray(pixels)).float().div_(255)
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
        "images": images.contiguous(memory_format=torch.channels_last),
        "known": known,
        "present": present,
        "mask": torch.from_numpy(np.stack([one.mask for one in samples])).float()[:, None],
        "batch_idx": owners[:, 0].float(),
        "cls": owners[:, 1:].float(),
        "bboxes": centred,
    }


def _as_float(value):
    if isinstance(value, Tensor):
        return value.float()
    if isinstance(value, dict):
        return {key: _as_float(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(_as_float(entry) for entry in value)
    return value
