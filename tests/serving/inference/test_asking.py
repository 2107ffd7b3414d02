"""The client of vendors' endpoints against our own server of the protocol, over real TLS."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from algorithms.decoders import decode
from algorithms.ops import letterbox
from registry.remote.client import RemoteModel
from registry.remote.errors import EndpointFailed
from registry.remote.outward import Address, open_http
from tests.core.net.certificates import contexts
from tests.core.net.fakes import answering as door
from tests.registry import goods
from tests.serving.inference import endpoints
from tests.serving.inference.endpoints import Vendor

Ask = Callable[..., RemoteModel]


@pytest.fixture
def ask(vendor: Vendor) -> Iterator[Ask]:
    """Return a model at the vendor's; what is not given is as it should be."""
    opened = []

    def at(
        url: str | None = None, token: str | None = None, other: Any = None, **said: Any
    ) -> RemoteModel:
        http = open_http(vendor.settings(**(other or {})))
        opened.append(http)
        address = Address(url or vendor.url, credential=vendor.token if token is None else token)
        return RemoteModel(http, address, endpoints.stage(**said))

    yield at
    for one in opened:
        one.close()


@pytest.mark.parametrize("tensors", ["binary", "json"])
def test_what_comes_back_is_decoded_as_a_child_s_would_be(ask: Ask, tensors: str) -> None:
    model = ask(tensors=tensors, version="1.0.0")
    fitted = [letterbox(goods.picture(grey), goods.SIDE, goods.SIDE) for grey in (204, 0)]
    outputs = model.run(np.stack([pixels for pixels, _ in fitted]))
    bright, dark = decode(endpoints.stage().decoder, outputs, [one for _, one in fitted])
    assert [(one.label, one.box) for one in bright] == [("fire", tuple(goods.BOX))]
    assert bright[0].score == pytest.approx(0.8, abs=1e-3)
    assert dark == []


def test_it_says_what_it_takes_and_gives(ask: Ask) -> None:
    model = ask()
    model.require_ready()
    told = model.described()
    assert [(one.name, one.datatype, one.shape) for one in told.inputs] == [
        ("x", "FP32", (-1, 3, goods.SIDE, goods.SIDE))
    ]
    assert [(one.name, one.datatype) for one in told.outputs] == [("y", "FP32")]


def _trouble(model: RemoteModel) -> str:
    with pytest.raises(EndpointFailed) as failure:
        model.described()
    assert failure.value.message("zh") != failure.value.message("en")
    return failure.value.trouble


@pytest.mark.parametrize(
    ("given", "trouble"),
    [
        ({"token": "am_wrong"}, "unauthorized"),
        ({"model": "nothing_like_it"}, "unknown_model"),
        ({"other": {"remote_networks": ""}}, "address_not_allowed"),
        ({"other": {"remote_ca_file": None}}, "certificate_refused"),
        ({"url": "https://localhost:1"}, "unreachable"),
        ({"url": "https://nowhere.invalid"}, "host_unknown"),
    ],
)
def test_every_trouble_has_its_word(ask: Ask, given: dict[str, Any], trouble: str) -> None:
    assert _trouble(ask(**given)) == trouble


def test_an_authority_that_cannot_be_read_is_told_as_such(vendor: Vendor) -> None:
    for path in (vendor.home / "nothing.pem", vendor.home):
        with pytest.raises(EndpointFailed) as failure:
            open_http(vendor.settings(remote_ca_file=path))
        assert failure.value.trouble == "authority_unreadable"


MOVED = b"HTTP/1.1 302 Found\r\nlocation: https://127.0.0.1/\r\ncontent-length: 0\r\n\r\n"


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (MOVED, "moved"),
        (b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n", "http_503"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "broken_answer"),
    ],
)
def test_what_is_no_answer_is_told_as_such(
    ask: Ask, answer: bytes, trouble: str, tmp_path: Path
) -> None:
    server, _ = contexts(tmp_path, [endpoints.HOST])
    trusted = {"remote_ca_file": tmp_path / "authority.pem"}
    with door(answer, tls=server) as (port, asked):
        assert _trouble(ask(url=f"https://localhost:{port}/prefix", other=trusted)) == trouble
    assert asked[0].startswith(b"GET /prefix/v2/models/fire HTTP/1.1")
    assert b"authorization: bearer " in asked[0].lower()


def test_an_endpoint_that_is_silent_costs_no_more_than_the_time_it_has(
    ask: Ask, tmp_path: Path
) -> None:
    server, _ = contexts(tmp_path, [endpoints.HOST])
    hurried = {"remote_ca_file": tmp_path / "authority.pem", "remote_timeout_s": 0.3}
    with door(b"HTTP/1.1 200 OK\r\n" * 50, pause_s=5, pieces=50, tls=server) as (port, _):
        assert _trouble(ask(url=f"https://localhost:{port}", other=hurried)) == "no_answer"


def test_an_output_it_does_not_have_is_refused_there(ask: Ask) -> None:
    picture = np.zeros((1, goods.SIDE, goods.SIDE, 3), np.uint8)
    with pytest.raises(EndpointFailed) as failure:
        ask(output="no_such_output").run(picture)
    assert failure.value.trouble == "http_400"
