"""A vendor that runs MLServer behind a proxy with TLS: another program, which takes no bytes over HTTP."""

import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socket import create_connection, socket

import numpy as np
import pytest

from algorithms.contract.manifest import Manifest
from algorithms.decoders import decode
from algorithms.ops import letterbox
from benchmarks import mlserver
from registry.gate import asking
from registry.remote.client import opened
from registry.remote.errors import EndpointFailed
from registry.remote.outward import Address
from tests.core.net.certificates import contexts
from tests.registry import goods
from tests.serving.inference.endpoints import HOST, Vendor, stage

_PIECE = 65536


@contextmanager
def behind_tls(folder: Path, port: int) -> Iterator[str]:
    """Take TLS off what comes and hand it on to a port of this machine, and back; yield the URL."""
    context, _ = contexts(folder, [HOST])

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with create_connection(("127.0.0.1", port)) as inner:
                back = threading.Thread(target=_pump, args=(inner, self.request), daemon=True)
                back.start()
                _pump(self.request, inner)
                back.join()

    class Front(socketserver.ThreadingTCPServer):
        daemon_threads = True

        def get_request(self) -> tuple[ssl.SSLSocket, object]:
            connection, address = super().get_request()
            return context.wrap_socket(connection, server_side=True), address

    with Front(("127.0.0.1", 0), Handler) as front:
        thread = threading.Thread(target=front.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"https://{HOST}:{front.server_address[1]}"
        front.shutdown()
        thread.join()


def _pump(source: socket, sink: socket) -> None:
    try:
        while data := source.recv(_PIECE):
            sink.sendall(data)
    except OSError:
        return
    finally:
        for one in (source, sink):
            one.close()


@pytest.mark.long
def test_a_vendor_with_mlserver_passes_the_gate_s_questions(tmp_path: Path) -> None:
    model = tmp_path / "fire.onnx"
    model.write_bytes(goods.model())
    said = stage(tensors="json")
    with mlserver.serving(model, "fire") as peer:
        port = int(peer.url.rpartition(":")[2])
        with behind_tls(tmp_path, port) as url:
            vendor = Vendor(url, "", tmp_path)
            with opened(Address(url), said, vendor.settings()) as one:
                one.require_ready()
                pixels, fitted = letterbox(goods.picture(), goods.SIDE, goods.SIDE)
                batch = np.stack([pixels] * 3)
                for found in decode(said.decoder, one.run(batch), [fitted] * 3):
                    assert [(seen.label, seen.box) for seen in found] == [("fire", (*goods.BOX,))]
                    assert found[0].score == pytest.approx(0.8, abs=1e-3)
                manifest = Manifest.model_validate(
                    goods.manifest() | {"stages": [said.model_dump(mode="json")]}
                )
                asked = asking.ask(manifest, said, one, ())
                assert {result.state for result in asked.results} <= {"passed", "noted"}
            nowhere = stage(tensors="json", model="nothing_like_it")
            with opened(Address(url), nowhere, vendor.settings()) as other:
                with pytest.raises(EndpointFailed) as failure:
                    other.require_ready()
                assert failure.value.trouble == "unknown_model"
