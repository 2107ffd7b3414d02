"""Others call our models: with the unmodified tritonclient, and with a picture and nothing else."""

import json
import subprocess

import httpx
import pytest

from serving.first_start import ALGORITHMS
from tests.e2e import conftest
from tests.e2e.product import ProductProcess, got
from tests.house.source import ROOT

CLIENTS = ROOT / ".venv-clients"
SCRIPT = ROOT / "tests" / "e2e" / "triton_sequence.py"


@pytest.fixture(scope="module")
def clients_python() -> str:
    """The Python of the clients' environment; made by the Makefile if nobody did before."""
    subprocess.run(["make", "-s", f"{CLIENTS.name}/.ready"], cwd=ROOT, check=True)
    return str(CLIENTS / "bin" / "python")


def test_an_unmodified_tritonclient_goes_through_its_sequence(
    product: ProductProcess, subscriber: httpx.Client, clients_python: str
) -> None:
    token = subscriber.headers["authorization"].removeprefix("Bearer ")
    addresses = f"127.0.0.1:{product.port}", f"127.0.0.1:{conftest.GRPC_PORT}"
    done = subprocess.run(
        [clients_python, SCRIPT, *addresses, token, "fire"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["shape"][0] == 1
    for model, shape, datatype, name, nobody in told["errors"].values():
        assert "Request for unknown model" in model
        assert "unexpected shape for input 'images'" in shape
        assert "is FP32, got FP64" in datatype
        assert "has no input 'pixels'" in name
        assert "token" in nobody


def test_a_picture_in_and_detections_out(subscriber: httpx.Client) -> None:
    fire = next(one for one in got(subscriber, "/algorithms")["items"] if one["slug"] == "fire")
    sample = ALGORITHMS / "fire" / "samples" / "fire_day"
    answer = subscriber.post(
        f"/algorithms/{fire['id']}/infer", content=sample.with_suffix(".jpg").read_bytes()
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()["detections"]
    expected = json.loads(sample.with_suffix(".json").read_text())["detections"]
    surest = found[: len(expected)]
    assert [one["label"] for one in surest] == [one["label"] for one in expected]
    assert found[0]["score"] == pytest.approx(expected[0]["score"], abs=0.02)
    assert found[0]["box"] == pytest.approx(expected[0]["box"], abs=0.01)
