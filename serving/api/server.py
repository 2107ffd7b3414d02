"""uvicorn in a thread of the product's process, on a socket that was bound before anything started."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from core.errors import Misconfigured
from core.text import Text
from serving.api.hub import Hub


class AddressInUse(Misconfigured):
    """Somebody else listens on the address."""

    code = "address_in_use"
    detail = Text(
        "无法监听 {host}:{port}：{reason}。请停止占用该端口的程序，或用 ALGOMART_PORT 指定其他端口。",
        "Cannot listen on {host}:{port}: {reason}. Stop the program that uses it, "
        "or name another port in ALGOMART_PORT.",
    )


def bind(host: str, port: int) -> socket.socket:
    """Return a listening socket, or say clearly who is in the way; port 0 takes a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)  # from here on callers wait instead of being refused
    except OSError as error:
        listener.close()
        raise AddressInUse(host=host, port=port, reason=error.strerror or str(error)) from error
    return listener


@contextmanager
def serving(app: FastAPI, listener: socket.socket, *, trusted_proxies: str = "") -> Iterator[None]:
    """Answer requests for as long as the block lasts; only these proxies may say whom they speak for."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=3,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=trusted_proxies,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), name="api", daemon=True)
    thread.start()
    try:
        yield
    finally:
        hub: Hub = app.state.hub
        hub.close()
        server.should_exit = True
        thread.join(10)
        listener.close()
