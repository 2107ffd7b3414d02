"""Ray and Ray Serve on this machine: started for one run, stopped with it, reached by nobody else."""

import logging
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from core.log import get_logger
from core.settings import Settings
from serving.cluster import environment

_log = get_logger(__name__)
MODELS = "models"
"""Name of the Serve application that hosts the models."""
OBJECT_STORE_BYTES = 256 << 20


@contextmanager
def ray_node(settings: Settings) -> Iterator[None]:
    """Run a local Ray with Serve (no dashboard, no HTTP proxy) for as long as the block lasts."""
    environment.prepare(settings)
    import ray
    from ray import serve

    logging.getLogger("ray.serve").setLevel(logging.WARNING)
    ours = signal.getsignal(signal.SIGTERM)
    with folder(settings) as below, _stopping():
        ray.init(
            include_dashboard=False,
            object_store_memory=OBJECT_STORE_BYTES,
            _node_ip_address=settings.ray_host,
            logging_level=logging.ERROR,
            log_to_driver=False,
            namespace="algomart",
            _temp_dir=str(below),
        )
        signal.signal(signal.SIGTERM, ours)  # Ray has put its own in its place
        serve.start(proxy_location="Disabled", logging_config={"log_level": "WARNING"})
        _log.info("ray started")
        yield


@contextmanager
def folder(settings: Settings) -> Iterator[Path]:
    """Yield a folder for Ray's sockets and logs; it is gone afterwards.

    A socket's path may have 107 bytes at the most, so the folder stands in /tmp.
    """
    note = settings.home / "run" / "ray-folder"
    note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(note)
    below = Path(tempfile.mkdtemp(prefix="am-ray-", dir="/tmp"))  # nosec B108  # 0700, and short for sockets
    note.write_text(str(below))
    try:
        yield below
    finally:
        shutil.rmtree(below, ignore_errors=True)


def _sweep(note: Path) -> None:
    """Remove the folder of a killed run; its processes end by themselves within a minute."""
    if note.exists():
        shutil.rmtree(note.read_text(), ignore_errors=True)


@contextmanager
def _stopping() -> Iterator[None]:
    """End the cluster at once: it is ours alone, so Serve need not take its replicas down in order."""
    import ray

    stop: Callable[[], None] = ray.shutdown
    try:
        yield
    finally:
        stop()
        _log.info("ray stopped")
