"""From pixels to the tensor a model wants: colour order, scale, layout, type."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Preparation:
    """Makes of pixels what the model wants: colour order, scale, layout, type."""

    wanted: dict[str, Any]

    def __call__(self, pixels: NDArray[np.uint8]) -> NDArray[np.generic]:
        """Return the input tensor of a BGR batch."""
        if self.wanted["color"] == "rgb":
            pixels = pixels[..., ::-1]
        planes = self.wanted["layout"] == "nchw"
        tensor = np.empty(self._shape(pixels.shape, planes), self.wanted["dtype"])
        for channel in range(3):
            plane = tensor[:, channel] if planes else tensor[..., channel]
            self._fill(plane, pixels[..., channel], channel)
        return tensor

    def _fill(self, plane: NDArray[Any], pixels: NDArray[np.uint8], channel: int) -> None:
        if self.wanted["dtype"] == "uint8":
            plane[...] = pixels
            return
        deviation = self.wanted["std"][channel]
        factor = np.float32(self.wanted["scale"] / deviation)
        np.multiply(pixels, factor, out=plane, casting="same_kind")
        if shift := self.wanted["mean"][channel] / deviation:
            plane -= plane.dtype.type(shift)

    def _shape(self, nhwc: tuple[int, ...], planes: bool) -> tuple[int, ...]:
        count, height, width, channels = nhwc
        return (count, channels, height, width) if planes else nhwc
