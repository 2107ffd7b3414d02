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
    _sweep(settings.home / "run" / "ray-folder")
    ours = signal.getsignal(signal.SIGTERM)
    # Ray puts sockets below its folder, and a socket's path may have 107 bytes at the most.
    folder = Path(tempfile.mkdtemp(prefix="am-ray-", dir="/tmp"))  # nosec B108  # 0700, and short for sockets
    (settings.home / "run" / "ray-folder").write_text(str(folder))
    try:
        ray.init(
            include_dashboard=False,
            object_store_memory=OBJECT_STORE_BYTES,
            logging_level=logging.ERROR,
            log_to_driver=False,
            namespace="algomart",
            _temp_dir=str(folder),
        )
        signal.signal(signal.SIGTERM, ours)  # Ray has put its own in its place
        serve.start(proxy_location="Disabled", logging_config={"log_level": "WARNING"})
        _log.info("ray started")
        yield
    finally:
        _stop()
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(note: Path) -> None:
    """Remove the folder of a killed run; its processes end by themselves within a minute."""
    if note.exists():
        shutil.rmtree(note.read_text(), ignore_errors=True)


def _stop() -> None:
    """End the cluster at once: it is ours alone, so Serve need not take its replicas down in order."""
    import ray

    stop: Callable[[], None] = ray.shutdown
    stop()
    _log.info("ray stopped")
