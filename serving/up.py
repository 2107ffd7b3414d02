"""`algomart up`: every part started in order, stopped in reverse, nothing left behind."""

import contextlib
import gc
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from types import FrameType

import psutil
from fastapi import FastAPI

from core import log
from core.database import migrate
from core.database.embedded import Embedded
from core.home import Home
from core.http.services import Services
from core.settings import Settings
from registry.sandbox import engine as engines
from serving import opening
from serving.api.app import create_app
from serving.api.server import bind, serving
from serving.background import jobs, sealing
from serving.cluster import shared
from serving.cluster.cluster import Cluster
from serving.cluster.lead import Lead
from serving.first_start import install, setup_link
from serving.inference import rpc
from serving.inference.service import Inference
from serving.live.wall import Wall

_log = log.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Product:
    """The running product, for whoever started it."""

    services: Services
    cluster: Cluster
    database: Embedded | None
    url: str
    setup_link: str | None = None
    """Where the first user signs up, as long as there is none."""


@contextmanager
def product(
    settings: Settings, prepared: Callable[["Product"], None] = lambda _: None
) -> Iterator[Product]:
    """Run the whole product for as long as the block lasts.

    `prepared` is called once the database and the shelf are there and nothing runs yet.
    """
    log.configure(settings.log_level, settings.log_format)
    with ExitStack() as stack:
        stack.enter_context(ending_children())
        listener = stack.enter_context(bind(settings.host, settings.port))
        settings = settings.model_copy(update={"port": listener.getsockname()[1]})
        stack.enter_context(Home.open(settings.home))
        if settings.ray_port:
            shared.require(settings, joining=False)
        opening.keyring(settings)  # wrong keys stop the start before anything runs
        engines.require(settings.openvino_python)
        database = (
            stack.enter_context(Embedded(settings.home)) if settings.database_url is None else None
        )
        migrate.upgrade(opening.database_url(settings))
        services = opening.services(settings)
        shared.mark(services)
        install(services)
        shared.prove_store(services)
        lead = stack.enter_context(closing(Lead(opening.database_url(settings))))
        cluster = Cluster(Wall(settings.live_cameras), lead)
        running = Product(services, cluster, database, settings.base_url)
        prepared(running)
        # A link that a killed start left must not be found once the console answers.
        running = replace(running, setup_link=setup_link(services))
        stack.enter_context(sealing(services))
        app = create_app(services, database_url=opening.database_url(settings), cluster=cluster)
        stack.enter_context(serving(app, listener, trusted_proxies=settings.trusted_proxies))
        _log.info("console answers", address=settings.base_url)
        stack.enter_context(_called(app, settings))
        for job in jobs(services, database, lead):
            stack.enter_context(job)
        stack.enter_context(cluster.running(services))
        spare_collector()
        yield running


@contextmanager
def _called(app: FastAPI, settings: Settings) -> Iterator[None]:
    """Write down what is called of models, and answer calls over gRPC where that is switched on."""
    inference: Inference = app.state.inference
    with ExitStack() as stack:
        stack.enter_context(inference.metering())
        if settings.grpc_port:
            faults = app.state.cluster.faults
            stack.enter_context(rpc.serving(inference, settings.host, settings.grpc_port, faults))
        yield


def spare_collector() -> None:
    """Take what is loaded by now out of every later garbage collection: it lives as long as the process.

    To go through it stops every request for a fifth of a second, once in about a hundred. What requests
    make mostly goes by itself: looked through as often as Python does unasked, it stops one in about
    twenty for 35 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 10)


def run(settings: Settings, started: Callable[[Product], None], stop: threading.Event) -> None:
    """Run the product until `stop` is set or a signal asks for it."""
    with interruptible(), product(settings) as running:
        started(running)
        while not stop.wait(1):
            pass


@contextmanager
def interruptible() -> Iterator[None]:
    """Turn SIGTERM into what Ctrl-C does, and let nothing interrupt the stop itself."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def ending_children() -> Iterator[None]:
    """Whatever an interrupted start left of our own process tree ends after the block."""
    before = {child.pid for child in psutil.Process().children()}
    try:
        yield
    finally:
        left = [one for one in psutil.Process().children() if one.pid not in before]
        left += [below for one in left for below in one.children(recursive=True)]
        for process in left:
            _log.warning("ending a process an interrupted start left", pid=process.pid)
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=5)
