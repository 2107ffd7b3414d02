"""What the checks look at: a package's description and files, and its model once it was parsed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from algorithms.contract.manifest import Manifest, Seeing
from registry.gate.trust import UNKNOWN, Trust

Bytes = bytes | memoryview


@dataclass(slots=True)
class Subject:
    """One package under examination."""

    manifest: Manifest
    files: Mapping[str, Bytes]
    trust: Trust = UNKNOWN
    """Whose signatures it may bear."""
    model: Any = None
    """The ModelProto; there once the check `format` has passed."""
    inferred: Any = None
    """The same with every shape that follows from the graph; there once `well_formed` has passed."""
    told: dict[str, Any] = field(default_factory=dict)
    """What a check has to say beside findings: the fingerprint of the weights, of the key that signed."""

    @property
    def stage(self) -> Seeing:
        """The stage that is given the whole frame."""
        return self.manifest.seeing

    @property
    def model_bytes(self) -> bytes:
        """The model file."""
        return bytes(self.files[self.manifest.model_stages[0].file])
