"""A vendor's side: our own server of the protocol on a real socket with real TLS."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI

from algorithms.contract.manifest import RemoteStage
from core.settings import Settings
from serving.api.server import bind
from tests.core.net.certificates import certified
from tests.registry import goods

HOST = "localhost"


@dataclass(frozen=True, slots=True)
class Vendor:
    """Where a vendor answers, and the credential it asks for."""

    url: str
    token: str
    home: Path

    def settings(self, **other: Any) -> Settings:
        """Return the settings of an installation that asks there."""
        values: dict[str, Any] = {
            "home": self.home,
            "remote_hosts": HOST,
            "remote_networks": "127.0.0.0/8,::1",
            "remote_ca_file": self.home / "authority.pem",
        }
        return Settings(**(values | other))


def stage(**other: Any) -> RemoteStage:
    """Return what a manifest says of the toy where it is asked at its vendor's."""
    said = {
        "kind": "remote",
        "endpoint": "main",
        "model": "fire",
        "input": {"name": "x", "width": goods.SIDE, "height": goods.SIDE},
        "output": "y",
        "decoder": {"kind": "yolo_v8", "labels": ["fire", "smoke"]},
    }
    return RemoteStage.model_validate(said | other)


@contextmanager
def answering(app: FastAPI, home: Path) -> Iterator[str]:
    """Serve an app over TLS; yield its URL. Its authority is written to `home`."""
    server, _ = certified(home, [HOST])
    listener = bind("127.0.0.1", 0)
    config = uvicorn.Config(
        app, ssl_certfile=str(server), log_config=None, lifespan="off", ws="none"
    )
    served = uvicorn.Server(config)
    thread = threading.Thread(target=served.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"https://{HOST}:{listener.getsockname()[1]}"
    finally:
        served.should_exit = True
        thread.join(30)
        listener.close()
