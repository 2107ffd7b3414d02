"""What a batch costs: only where it is known whether a label is there."""

from types import SimpleNamespace

import torch
from torch import Tensor, nn
from ultralytics.utils.loss import v8DetectionLoss

from algorithms.training.network import Network

_GAINS = {"box": 7.5, "cls": 0.5, "dfl": 1.5}
_PRESENCE, _MASKS = 1.5, 4.0


class Losses:
    """The three heads' losses together."""

    def __init__(self, network: Network) -> None:
        network.detector.args = SimpleNamespace(**_GAINS, epochs=1)
        self._boxes = v8DetectionLoss(network.detector)
        self._boxes.bce = self._known = _KnownOnly()
        self._count = len(network.words.boxes)

    def __call__(
        self, answers: tuple[object, Tensor, Tensor | None], truth: dict[str, Tensor]
    ) -> Tensor:
        """Return the loss of a batch as (boxes, presence, masks), each per picture."""
        boxes, presence, masks = answers
        known = truth["known"]
        self._known.known = known[:, None, : self._count]
        total, _ = self._boxes(boxes, truth)
        parts = [total.sum() / len(known)]
        said = _cross_entropy(presence, truth["present"])
        parts.append(_PRESENCE * (said * known).sum() / len(known))
        absent = presence.new_zeros(())
        parts.append(absent if masks is None else _MASKS * _mask_loss(masks, truth["mask"]))
        return torch.stack(parts)


class _KnownOnly(nn.Module):
    """Cross-entropy without the labels that a picture's source does not tell."""

    known: Tensor

    def forward(self, said: Tensor, truth: Tensor) -> Tensor:
        return _cross_entropy(said, truth) * self.known


def _cross_entropy(said: Tensor, truth: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(said, truth, reduction="none")


def _mask_loss(said: Tensor, truth: Tensor) -> Tensor:
    """Cross-entropy everywhere, overlap where there is something."""
    each = nn.functional.binary_cross_entropy_with_logits(said, truth)
    shown = truth.sum((1, 2, 3)) > 0
    if not shown.any():
        return each
    chance, truth = said[shown].sigmoid(), truth[shown]
    both = 2 * (chance * truth).sum((1, 2, 3)) + 1
    dice = 1 - both / (chance.sum((1, 2, 3)) + truth.sum((1, 2, 3)) + 1)
    return each + 0.25 * dice.sum() / len(said)
