"""One model at a vendor's endpoint: what it says of itself, and batches through it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import numpy as np
from numpy.typing import NDArray

from algorithms.contract.manifest import RemoteStage
from core.errors import AlgomartError
from core.log import get_logger
from core.net.failures import failure_of
from core.settings import Settings
from registry.remote import wire
from registry.remote.errors import EndpointFailed
from registry.remote.outward import Address, open_http
from registry.remote.protocol import LENGTH
from registry.remote.wire import Described
from registry.sandbox.preparation import Preparation

_log = get_logger(__name__)
_TROUBLES = {401: "unauthorized", 403: "unauthorized", 404: "unknown_model"}


@contextmanager
def opened(address: Address, stage: RemoteStage, settings: Settings) -> Iterator["RemoteModel"]:
    """Yield a model at an endpoint, over a client of its own."""
    with open_http(settings) as http:
        yield RemoteModel(http, address, stage)


class RemoteModel:
    """Answers as a sandboxed child does; a failure closes nothing, the next call is a new one."""

    def __init__(self, http: httpx.Client, address: Address, stage: RemoteStage) -> None:
        self._http, self._address, self._stage = http, address, stage
        self._prepare = Preparation(stage.input.model_dump())
        version = f"/versions/{stage.version}" if stage.version else ""
        self._path = f"{address.url}/v2/models/{stage.model}{version}"

    def run(self, pixels: NDArray[np.uint8]) -> list[NDArray[Any]]:
        """Return the output for a letterboxed N×H×W×3 BGR batch.

        Raises `EndpointFailed`, and `OutputRejected` where what was answered cannot be used.
        """
        spec, output = self._stage.input, self._stage.output
        binary = self._stage.tensors == "binary"
        body, headers = wire.write(spec.name or "", self._prepare(pixels), output, binary=binary)
        answer = self._asked("POST", f"{self._path}/infer", content=body, headers=headers)
        return [wire.read(answer.content, answer.headers.get(LENGTH), output)]

    def described(self) -> Described:
        """Return what the endpoint says the model takes and gives; raises as `run` does."""
        return wire.read_described(self._asked("GET", self._path).content)

    def require_ready(self) -> None:
        """Raise `EndpointFailed` unless the endpoint says that the model is ready."""
        self._asked("GET", f"{self._path}/ready")

    def _asked(self, method: str, url: str, **sent: Any) -> httpx.Response:
        return _answer(self._http, self._address, method, url, **sent)


def require_live(http: httpx.Client, address: Address) -> None:
    """Raise `EndpointFailed` unless an endpoint says that it is alive, whatever models it has."""
    _answer(http, address, "GET", f"{address.url}/v2/health/live")


def _answer(
    http: httpx.Client, address: Address, method: str, url: str, **sent: Any
) -> httpx.Response:
    sent["headers"] = address.headers | sent.get("headers", {})
    try:
        answer = http.request(method, url, **sent)
    except (AlgomartError, httpx.HTTPError, httpx.InvalidURL) as error:
        _log.info("endpoint not reached", kind=type(error).__name__, error=str(error))
        raise EndpointFailed(failure_of(error)) from error
    if answer.is_redirect:
        raise EndpointFailed("moved")
    if not answer.is_success:
        raise EndpointFailed(_TROUBLES.get(answer.status_code, f"http_{answer.status_code}"))
    return answer
