"""One trunk, three heads: boxes, whether the picture shows a label at all, and masks."""

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from ultralytics.nn.tasks import DetectionModel

from algorithms.training.pool import Words

_NARROW, _MASK = 64, 32


class Network(nn.Module):
    """Ultralytics' detector with two heads beside its own; all see the same three maps."""

    def __init__(self, words: Words, architecture: str = "yolov5n.yaml") -> None:
        super().__init__()
        self.words = words
        self.detector = DetectionModel(architecture, nc=max(len(words.boxes), 1), verbose=False)
        self.detect = self.detector.model[-1]
        channels = [branch[0].conv.in_channels for branch in self.detect.cv2]
        self.presence = Presence(channels, len(words.all))
        self.dense = Dense(channels, len(words.dense)) if words.dense else None

    def load(self, checkpoint: Path) -> int:
        """Take over the detector's tensors that fit by name and shape; return how many."""
        return take_over(self.detector, checkpoint)

    def freeze(self, layers: int) -> None:
        """Keep the first layers as they are, their statistics too."""
        for layer in self.detector.model[:layers]:
            layer.requires_grad_(False)
            layer.eval()

    def maps(self, x: Tensor) -> list[Tensor]:
        """Return the trunk's maps at strides 8, 16 and 32."""
        kept: list[Tensor | None] = []
        for layer in self.detector.model[:-1]:
            if layer.f != -1:
                x = kept[layer.f] if isinstance(layer.f, int) else [
                    x if at == -1 else kept[at] for at in layer.f]  # fmt: skip
            x = layer(x)
            kept.append(x if layer.i in self.detector.save else None)
        kept.append(x)
        return [x if at == -1 else kept[at] for at in self.detect.f]

    def forward(self, x: Tensor) -> tuple[object, Tensor, Tensor | None]:
        """Return the detector's own output, logits of presence (n × labels), logits of masks."""
        maps = self.maps(x)
        masks = self.dense(maps) if self.dense else None
        presence = self.presence(maps)
        return self.detect(list(maps)), presence, masks


def take_over(detector: nn.Module, checkpoint: Path) -> int:
    """Load the tensors of a safetensors file that fit by name and shape; return how many."""
    own, found = detector.state_dict(), load_file(str(checkpoint))
    fitting = {k: v.float() for k, v in found.items() if k in own and v.shape == own[k].shape}
    detector.load_state_dict(fitting, strict=False)
    return len(fitting)


class Presence(nn.Module):
    """Whether a picture shows a label: the strongest and the average answer of each map."""

    def __init__(self, channels: Sequence[int], labels: int) -> None:
        super().__init__()
        self.narrow = nn.ModuleList(_block(wide, _NARROW, 1) for wide in channels)
        self.judge = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * _NARROW * len(channels), labels))

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        """Return logits, n × labels."""
        narrow = [layer(one) for layer, one in zip(self.narrow, maps, strict=True)]
        pooled = [
            f(one) for one in narrow for f in (lambda t: t.amax((2, 3)), lambda t: t.mean((2, 3)))
        ]
        return self.judge(torch.cat(pooled, 1))


class Dense(nn.Module):
    """Masks at stride 8 from all three maps."""

    def __init__(self, channels: Sequence[int], labels: int) -> None:
        super().__init__()
        self.narrow = nn.ModuleList(nn.Conv2d(wide, _MASK, 1) for wide in channels)
        self.judge = nn.Sequential(
            _block(_MASK, _MASK, 3), _block(_MASK, _MASK, 3), nn.Conv2d(_MASK, labels, 1)
        )

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        """Return logits, n × labels × height / 8 × width / 8."""
        total = self.narrow[0](maps[0])
        for layer, one, times in zip(self.narrow[1:], maps[1:], (2, 4), strict=True):
            total = total + nn.functional.interpolate(
                layer(one), scale_factor=float(times), mode="nearest"
            )
        return self.judge(total)


def _block(wide: int, narrow: int, size: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(wide, narrow, size, padding=size // 2, bias=False),
        nn.BatchNorm2d(narrow),
        nn.SiLU(),
    )
