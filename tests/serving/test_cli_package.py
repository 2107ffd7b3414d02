"""`algomart package`: a vendor begins a package, tries it, and hands it in over a connection that breaks."""

import json
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select

from accounts.policy import Role
from accounts.tokens import service as tokens
from algorithms.contract import manifest
from core.database.engine import transaction
from core.http.services import Services
from registry.packages import bundle
from registry.uploads import job
from registry.uploads.model import Upload
from serving import pushing
from serving.api.server import bind, serving
from serving.cli import main
from serving.package_template import TEMPLATE
from serving.pushing import Platform, PushRefused
from tests.registry import goods, signed
from tests.registry.gate import models
from tests.serving.conftest import World


@pytest.fixture(autouse=True)
def _speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALGOMART_LANGUAGE", "en")


def run(*words: str) -> int:
    sys.argv = ["algomart", "package", *words]
    with pytest.raises(SystemExit) as left:
        main()
    return int(left.value.code or 0)


def test_a_package_is_begun_with_a_description_that_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mine"
    assert run("init", str(folder)) == 0
    assert "algorithm.yaml" in capsys.readouterr().out
    assert manifest.parse((folder / "algorithm.yaml").read_bytes()).id == "my_algorithm"
    assert (folder / "samples").is_dir()
    (folder / "algorithm.yaml").write_text("mine")
    assert run("init", str(folder)) == 1
    assert (folder / "algorithm.yaml").read_text() == "mine"


def test_the_template_speaks_of_every_part_of_the_contract() -> None:
    read_back = manifest.parse(TEMPLATE.encode())
    assert read_back.camera is not None
    assert set(manifest.Manifest.model_fields) == read_back.model_fields_set


def test_a_good_package_is_told_so_check_by_check(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("check", str(folder)) == 0
    said = capsys.readouterr().out
    assert "✓ External data" in said
    assert "The gate is passed." in said


def test_what_is_wrong_is_told_with_what_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = goods.write(tmp_path / "bad", model_bytes=models.external("/etc/passwd")())
    assert run("check", str(folder)) == 1
    said = capsys.readouterr().out
    assert "✗ External data" in said
    assert "→ Keep the weights in the model file" in said
    assert run("check", str(folder), "--json") == 1
    assert json.loads(capsys.readouterr().out)["passed"] is False


def test_every_fault_of_a_description_is_told_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    described = goods.manifest() | {"batch_max": 0, "contact": ""}
    folder = goods.write(tmp_path / "bad", described=described)
    assert run("check", str(folder)) == 2
    said = capsys.readouterr().err
    assert "batch_max" in said
    assert "contact" in said


def test_the_schema_and_the_reference_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("schema") == 0
    assert json.loads(capsys.readouterr().out)["title"] == "algorithm.yaml"
    assert run("reference") == 0
    assert capsys.readouterr().out.startswith("# `algorithm.yaml`")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return goods.write(tmp_path / "fire")


def test_a_signed_package_is_checked_against_its_key(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key, pem = signed.new_key(), tmp_path / "key.pem"
    pem.write_bytes(signed.private_pem(key))
    public, stranger = tmp_path / "key.pub.pem", tmp_path / "stranger.pem"
    public.write_text(signed.public_pem(key))
    stranger.write_text(signed.public_pem(signed.new_key()))
    assert run("sign", str(folder), "--key", str(pem)) == 0
    assert signed.print_of(key) in capsys.readouterr().out
    assert run("check", str(folder), "--key", str(public)) == 0
    assert "✓ Signature" in capsys.readouterr().out
    (folder / "README.md").write_text("# other\n")
    assert run("check", str(folder), "--key", str(stranger)) == 1
    assert "is not registered for this vendor" in capsys.readouterr().out
    assert run("check", str(folder)) == 1
    assert "Changed since it was signed: README.md" in capsys.readouterr().out


def test_what_is_no_key_signs_nothing(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pem = tmp_path / "key.pem"
    pem.write_text(signed.public_pem(signed.new_key()))
    assert run("sign", str(folder), "--key", str(pem)) == 2
    assert "no private key" in capsys.readouterr().err
    assert run("sign", str(folder), "--key", str(tmp_path / "absent.pem")) == 2
    assert not (folder / bundle.NAME).exists()


class Breaking(httpx.HTTPTransport):
    """A connection on which half of the first part gets through, then nothing for a while."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "PUT" and not self.broken:
            self.broken = len(request.content) // 2
            half = request.content[: self.broken]
            headers = {**request.headers, "content-length": str(len(half))}
            cut = httpx.Request("PUT", request.url, headers=headers, content=half)
            super().handle_request(cut).read()
            raise httpx.ReadError("cut")
        return super().handle_request(request)


@pytest.fixture
def platform(
    app: FastAPI, services: Services, world: World
) -> Iterator[tuple[str, dict[str, str]]]:
    """A platform that listens, and the headers of a vendor's token."""
    with transaction(services.sessions) as session:
        wanted = tokens.Wanted("push", 90)
        who = world.users[Role.VENDOR]
        secret = tokens.issue(session, None, who, wanted, services.clock).secret
    listener = bind("127.0.0.1", 0)
    with serving(app, listener):
        port = listener.getsockname()[1]
        yield f"http://127.0.0.1:{port}", {"authorization": f"Bearer {secret}"}


def gated(client: httpx.Client, services: Services) -> Platform:
    """Whoever waits lets the gate work."""
    return Platform(client, lambda _: job.run_due(services))


def test_a_push_goes_on_where_the_connection_broke(
    platform: tuple[str, dict[str, str]], folder: Path, tmp_path: Path, services: Services
) -> None:
    url, headers = platform
    archive = pushing.pack(folder, tmp_path / "a.zip")
    told: list[int] = []
    transport = Breaking()
    with httpx.Client(base_url=url, headers=headers, transport=transport) as client:
        report = pushing.push(
            gated(client, services), archive, "a.zip", lambda sent, _: told.append(sent)
        )
    assert report["passed"]
    assert told == [0, transport.broken, archive.stat().st_size]
    with transaction(services.sessions) as session:
        upload = session.scalars(select(Upload).filter_by(filename="a.zip", state="passed")).one()
        assert upload.size == archive.stat().st_size


def test_a_push_begun_again_finds_what_has_arrived(
    platform: tuple[str, dict[str, str]],
    folder: Path,
    tmp_path: Path,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, headers = platform
    archive = pushing.pack(folder, tmp_path / "a.zip")
    first = bytes(archive.read_bytes())
    assert pushing.pack(folder, tmp_path / "b.zip").read_bytes() == first, "the same each time"
    monkeypatch.setattr(pushing, "PART", 100)
    with httpx.Client(base_url=url, headers=headers) as client:
        seen: list[int] = []

        def stop(sent: int, _size: int) -> None:
            seen.append(sent)
            if sent >= 300:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            pushing.push(gated(client, services), archive, "a.zip", stop)
        told: list[int] = []
        report = pushing.push(
            gated(client, services), archive, "a.zip", lambda sent, _: told.append(sent)
        )
    assert (seen[-1], told[0]) == (300, 300)
    assert report["passed"]


def test_a_refusal_of_the_platform_is_told(
    platform: tuple[str, dict[str, str]], folder: Path, tmp_path: Path
) -> None:
    url, _ = platform
    archive = pushing.pack(folder, tmp_path / "a.zip")
    with httpx.Client(base_url=url) as client, pytest.raises(PushRefused, match="401"):
        pushing.push(Platform(client), archive, "a.zip")


def test_what_is_packed_is_the_package_and_nothing_else(folder: Path, tmp_path: Path) -> None:
    (folder / "secrets.txt").write_text("mine")
    (folder / bundle.NAME).write_bytes(b"{}")
    archive = pushing.pack(folder, tmp_path / "a.zip")
    with zipfile.ZipFile(archive) as packed:
        assert "secrets.txt" not in packed.namelist()
        assert {"algorithm.yaml", bundle.NAME} <= {*packed.namelist()}
