"""Writes one good's part of a trained network as ONNX that needs no framework afterwards.

A label's score is the geometric mean of what the place says and what the whole picture says,
stretched so that it is calibrated on held-out pictures.
"""

from dataclasses import dataclass
from pathlib import Path

import onnx
import onnxslim
import torch
from torch import Tensor, nn

from algorithms.training.goods import Good
from algorithms.training.network import Network


@dataclass(frozen=True, slots=True)
class Calibration:
    """For each label of a good: `sigmoid(slope × logit + offset)` of the mean, and its weights."""

    slope: tuple[float, ...]
    offset: tuple[float, ...]
    share: tuple[float, ...]
    """How much the whole picture has to say, 0..1."""

    @classmethod
    def none(cls, labels: int) -> "Calibration":
        """Change nothing."""
        return cls((1.0,) * labels, (0.0,) * labels, (0.5,) * labels)


class Boxes(nn.Module):
    """Gives n × (4 + labels) × anchors: centre boxes in pixels and scores, decoder `yolo_v8`."""

    def __init__(self, network: Network, good: Good, calibration: Calibration) -> None:
        super().__init__()
        self.network = network
        self.wanted = [network.words.all.index(label) for label in good.given]
        self.stretch = _Stretch(calibration)
        detect = network.detect
        detect.export, detect.format, detect.dynamic = True, "onnx", False

    def forward(self, x: Tensor) -> Tensor:
        found, presence, _ = self.network(x)
        places = found[0] if isinstance(found, tuple | list) else found
        scores = places[:, [4 + at for at in self.wanted]]
        whole = presence[:, self.wanted].sigmoid()[..., None]
        return torch.cat([places[:, :4], self.stretch(scores, whole)], 1)


class Mask(nn.Module):
    """Gives n × labels × height / 8 × width / 8 chances, decoder `mask`."""

    def __init__(self, network: Network, good: Good, calibration: Calibration) -> None:
        super().__init__()
        self.network = network
        words = network.words
        self.wanted = [words.all.index(label) for label in good.given]
        self.channels = [words.dense.index(label) for label in good.given]
        self.stretch = _Stretch(calibration)

    def forward(self, x: Tensor) -> Tensor:
        maps = self.network.maps(x)
        places = self.network.dense(maps)[:, self.channels].sigmoid()
        whole = self.network.presence(maps)[:, self.wanted].sigmoid()[..., None, None]
        return self.stretch(places, whole)


class _Stretch(nn.Module):
    def __init__(self, calibration: Calibration) -> None:
        super().__init__()
        for name in ("slope", "offset", "share"):
            self.register_buffer(name, torch.tensor(getattr(calibration, name)))

    def forward(self, place: Tensor, whole: Tensor) -> Tensor:
        slope, offset, share = (
            value.view((1, -1) + (1,) * (place.ndim - 2))
            for value in (self.slope, self.offset, self.share)
        )
        place, whole = place.clamp_min(1e-7).log(), whole.clamp_min(1e-7).log()
        mean = ((1 - share) * place + share * whole).exp().clamp(1e-6, 1 - 1e-6)
        return (slope * (mean.log() - (1 - mean).log()) + offset).sigmoid()


def served(network: Network, good: Good, calibration: Calibration) -> nn.Module:
    """Return what is exported for a good, ready to run."""
    return (Mask if good.dense else Boxes)(network, good, calibration).eval()


def export(
    model: nn.Module, target: Path, size: tuple[int, int], opset: int, batch: int | None = None
) -> None:
    """Write the ONNX file for inputs of width × height: any batch size unless one is given."""
    width, height = size
    picture = torch.zeros(batch or 1, 3, height, width)
    with torch.no_grad():
        model(picture)
    torch.onnx.export(
        model,
        (picture,),
        str(target),
        opset_version=opset,
        input_names=["images"],
        output_names=["output"],
        dynamic_axes=None if batch else {"images": {0: "batch"}, "output": {0: "batch"}},
        dynamo=False,
    )
    onnx.save(onnxslim.slim(onnx.load(str(target))), str(target))
