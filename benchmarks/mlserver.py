"""MLServer with one ONNX file, in an environment of its own: it wants an older FastAPI."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.feed import FOLDER
from benchmarks.part import Part
from benchmarks.product import free_port, wait

HERE = Path(__file__).resolve().parent
NEEDS = HERE / "mlserver.txt"
RUNTIME = """
import onnxruntime as ort
from mlserver import MLModel
from mlserver.codecs import NumpyCodec
from mlserver.types import InferenceRequest, InferenceResponse


class OnnxRuntime(MLModel):
    async def load(self) -> bool:
        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        uri = self.settings.parameters.uri
        self._session = ort.InferenceSession(uri, options, providers=["CPUExecutionProvider"])
        self._outputs = [one.name for one in self._session.get_outputs()]
        return True

    async def predict(self, payload: InferenceRequest) -> InferenceResponse:
        given = payload.inputs[0]
        found = self._session.run(None, {given.name: NumpyCodec.decode_input(given)})
        outputs = [
            NumpyCodec.encode_output(name, array)
            for name, array in zip(self._outputs, found, strict=True)
        ]
        return InferenceResponse(model_name=self.name, outputs=outputs)
"""
"""A runtime as MLServer's own are written, run by its Python: one session on one thread, as the product's."""
READY_S = 120.0
MOST_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Peer:
    """Where it answers."""

    url: str
    grpc: str


@contextmanager
def serving(model: Path, name: str) -> Iterator[Peer]:
    """Serve a model under a name for as long as the block lasts; the first time, install MLServer."""
    python = _python()
    http, grpc, metrics = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="am-bench-mlserver-") as scratch:
        folder = Path(scratch)
        ports = {"http_port": http, "grpc_port": grpc, "metrics_port": metrics}
        limits = {"grpc_max_message_length": MOST_BYTES, "metrics_dir": scratch}
        settings = {"host": "127.0.0.1", "debug": False, **ports, **limits}
        (folder / "settings.json").write_text(json.dumps(settings))
        described = {
            "name": name,
            "implementation": "mlserver_runtime.OnnxRuntime",
            "parameters": {"uri": str(model)},
        }
        (folder / "model-settings.json").write_text(json.dumps(described))
        (folder / "mlserver_runtime.py").write_text(RUNTIME)
        environment = {**os.environ, "PYTHONPATH": scratch, "ORT_DISABLE_TELEMETRY": "1"}
        command = [str(python.with_name("mlserver")), "start", scratch]
        with Part("mlserver", command, environment) as part:
            url = f"http://127.0.0.1:{http}"
            wait("mlserver", lambda: _ready(part, url, name), READY_S)
            yield Peer(url, f"127.0.0.1:{grpc}")


def _python() -> Path:
    """Return the Python of its environment, made once for what it needs."""
    needs = hashlib.sha256(NEEDS.read_bytes()).hexdigest()[:12]
    folder = FOLDER / f"mlserver-{needs}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "venv", "-q", "--clear", "-p", sys.executable, str(folder)], check=True)
        install = [uv, "pip", "install", "-q", "--python", str(python), "-r", str(NEEDS)]
        subprocess.run(install, check=True)
        (folder / "ready").touch()
    return python


def _ready(part: Part, url: str, name: str) -> bool:
    part.check()
    try:
        return httpx.get(f"{url}/v2/models/{name}/ready", timeout=2).is_success
    except httpx.TransportError:
        return False
