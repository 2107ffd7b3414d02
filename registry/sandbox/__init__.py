"""A vendor's model runs here: in a killable child process that can reach nothing but its own frames.

The child imports this package too, so nothing heavier than numpy may be imported from it.
"""

from registry.sandbox.engine import ONNX_RUNTIME, Engine, EngineName
from registry.sandbox.errors import (
    ChildDied,
    ChildFailed,
    ChildTimedOut,
    ModelRefused,
    OutputRejected,
    RunFailed,
)
from registry.sandbox.level import SandboxLevel, probe
from registry.sandbox.process import Child, Limits

__all__ = [
    "ONNX_RUNTIME",
    "Child",
    "ChildDied",
    "ChildFailed",
    "ChildTimedOut",
    "Engine",
    "EngineName",
    "Limits",
    "ModelRefused",
    "OutputRejected",
    "RunFailed",
    "SandboxLevel",
    "probe",
]
