"""Model outputs become detections: declared in the manifest, carried out here, trusting no number."""

from algorithms.decoders.decode import DECODERS, decode
from algorithms.decoders.errors import DecoderError

__all__ = ["DECODERS", "DecoderError", "decode"]
