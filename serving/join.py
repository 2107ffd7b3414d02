"""`algomart up --address HOST:PORT`: one more machine that reads cameras and runs models for a head.

It has no API and supervises nothing: the head gives its Ray camera workers and a model host. While the
head is away it tries again; what its workers could not store waits in this home's spool.
"""

import threading
from collections.abc import Callable
from pathlib import Path

from core import log
from core.errors import Invalid
from core.home import Home
from core.settings import Settings
from core.text import Text
from registry.sandbox import engine as engines
from serving import opening
from serving.cluster import environment, joining, shared
from serving.cluster.ray_node import folder
from serving.up import ending_children, interruptible

_log = log.get_logger(__name__)
AGAIN_S = 3.0
UP_AFTER_S = 1.0


class AddressInvalid(Invalid):
    """What follows `--address` is no address."""

    code = "address_invalid"
    detail = Text(
        "--address 应为主节点的 主机:端口，例如 10.0.0.1:6379。",
        "--address takes HOST:PORT of the head, such as 10.0.0.1:6379.",
    )


def run(
    settings: Settings, address: str, joined: Callable[[], None], stop: threading.Event
) -> None:
    """Belong to the head's cluster until `stop` is set or a signal asks for it."""
    host, colon, port = address.rpartition(":")
    if not (host and colon and port.isdigit()):
        raise AddressInvalid
    log.configure(settings.log_level, settings.log_format)
    shared.require(settings, joining=True)
    engines.require(settings.openvino_python)
    with interruptible(), ending_children(), Home.open(settings.home):
        environment.prepare(settings)
        shared.prove(opening.services(settings, pool_size=1))
        while not stop.is_set():
            _belong(settings, address, joined, stop)
            stop.wait(AGAIN_S)


def _belong(
    settings: Settings, address: str, joined: Callable[[], None], stop: threading.Event
) -> None:
    """Run one Ray node until it ends, which it does when its head is gone."""
    output = settings.home / "run" / "ray-node.log"
    with folder(settings) as below, joining.node(settings, address, below, output) as process:
        told = False
        while process.poll() is None and not stop.wait(UP_AFTER_S):
            if not told and joining.READY in output.read_text(errors="replace"):
                told = True
                joined()
                _log.info("node joined", address=address)
    if not stop.is_set():
        _log.warning("node left the cluster, trying again", said=_last_words(output))


def _last_words(output: Path) -> str:
    lines = [line.strip() for line in output.read_text(errors="replace").splitlines()]
    return next((line for line in reversed(lines) if line), "")[:300]
