"""A version that runs at its vendor's is not tried: each way of asking is refused, and told what to do."""

from pathlib import Path
from uuid import UUID

import grpc
import pytest

from accounts.organizations.service import operator
from accounts.policy import Role
from core.database.engine import transaction
from registry.catalogue import life
from registry.catalogue.model import Version
from registry.catalogue.reasons import by_hand
from registry.evaluation import looking
from registry.gate import service as gate
from registry.packages.errors import ModelElsewhere
from registry.packages.reader import read
from registry.testsets.model import CityTestSet
from serving.inference import rpc
from tests.registry import goods
from tests.serving.belongings import user
from tests.serving.inference import endpoints
from tests.serving.inference.browsers import API, Browsers, refusal
from tests.serving.inference.conftest import asked, pictures
from tests.serving.inference.endpoints import Vendor
from tests.serving.inference.test_grpc import Caller
from tests.serving.inference.trading import Trade, handed_in, on_shelf

JPEG = b"\xff\xd8\xff"
ELSEWHERE = (409, "model_elsewhere")


@pytest.fixture
def browsers(trade: Trade, vendor: Vendor, database_url: str) -> Browsers:
    return Browsers(trade, vendor, database_url)


@pytest.mark.parametrize(
    ("language", "said", "instead"),
    [
        ("zh-CN", "只发送已订阅摄像机的画面", "订阅摄像机"),
        ("en", "only pictures of subscribed cameras are sent there", "subscribe a camera instead"),
    ],
)
def test_a_picture_is_not_sent_there(
    trade: Trade, browsers: Browsers, tmp_path: Path, language: str, said: str, instead: str
) -> None:
    """Trying on a clip and on a camera's picture are this call, too."""
    _, algorithm_id = on_shelf(trade, tmp_path)
    path = f"{API}/algorithms/{algorithm_id}/infer"
    answer = browsers.of(trade.subscribing).post(
        path, content=JPEG, headers={"accept-language": language}
    )
    status, code, words = refusal(answer)
    assert (status, code) == ELSEWHERE
    assert said in words
    assert instead in words


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ""),
        ("GET", "/config"),
        ("GET", "/ready"),
        ("GET", "/stats"),
        ("GET", "/versions/1.0.0"),
        ("POST", "/infer"),
    ],
)
def test_the_protocol_refuses_it_in_its_own_form(
    trade: Trade, browsers: Browsers, tmp_path: Path, method: str, path: str
) -> None:
    on_shelf(trade, tmp_path)
    client = browsers.of(trade.subscribing)
    sent = asked(pictures(0.8)) if method == "POST" else None
    answer = client.request(method, f"/v2/models/fire{path}", json=sent)
    assert (answer.status_code, answer.json()["code"]) == ELSEWHERE
    assert "subscribe a camera instead" in answer.json()["error"]


def test_it_is_not_in_the_index(trade: Trade, browsers: Browsers, tmp_path: Path) -> None:
    on_shelf(trade, tmp_path)
    client = browsers.of(trade.subscribing)
    assert client.post("/v2/repository/index", json={}).json() == []


def test_grpc_refuses_it_as_a_precondition_that_fails(
    trade: Trade, browsers: Browsers, tmp_path: Path
) -> None:
    on_shelf(trade, tmp_path)
    inference = browsers.app.state.inference
    with (
        rpc.serving(inference, "127.0.0.1", 0, list) as port,
        grpc.insecure_channel(f"127.0.0.1:{port}") as channel,
    ):
        caller = Caller(channel, browsers.token(trade.subscribing))
        code, words = caller.refused("ModelMetadata", name="fire")
    assert code == "FAILED_PRECONDITION"
    assert "订阅摄像机" in words or "subscribe a camera" in words


def test_a_version_that_runs_here_is_called_by_its_number_where_the_stable_one_does_not(
    trade: Trade, browsers: Browsers, tmp_path: Path
) -> None:
    """The stable version is not silently exchanged for an older one that happens to run here."""
    on_shelf(trade, tmp_path / "1")
    local(trade, tmp_path / "2", "0.9.0")
    client = browsers.of(trade.subscribing)
    assert client.get("/v2/models/fire").status_code == 409
    assert client.get("/v2/models/fire/versions/0.9.0/stats").status_code == 200
    index = client.post("/v2/repository/index", json={}).json()
    assert [(one["name"], one["version"]) for one in index] == [("fire", "0.9.0")]


def test_it_is_not_measured(trade: Trade, browsers: Browsers, tmp_path: Path) -> None:
    version_id, _ = on_shelf(trade, tmp_path)
    with transaction(trade.services.sessions) as session:
        root = operator(session)
        asking = user(session, root, Role.SYSTEM).id
        on = CityTestSet(
            owner_id=root.id, name="城区火情", version=1, digest="ab" * 32,
            covers={"fire.flame": ["fire"]}, classes=["fire"], counts={"pictures": 1},
            user_id=asking, created_at=trade.services.clock.now(),
        )  # fmt: skip
        session.add(on)
        session.flush()
        body = {"version_id": str(version_id), "test_set_id": str(on.id)}
    answer = browsers.of(asking).post(f"{API}/evaluations", json=body)
    status, code, words = refusal(answer)
    assert (status, code) == ELSEWHERE
    assert "成绩单" in words


@pytest.mark.parametrize("mode", ["shadow", "canary"])
def test_it_is_not_tried_on_others_cameras(
    trade: Trade, browsers: Browsers, tmp_path: Path, mode: str
) -> None:
    local(trade, tmp_path / "1", "0.9.0")
    version_id, algorithm_id = on_shelf(trade, tmp_path / "2")
    body = {"version_id": str(version_id), "mode": mode, "permille": 100, "reason": "比对"}
    path = f"{API}/algorithms/{algorithm_id}/rollouts"
    answer = browsers.of(trade.selling).post(path, json=body)
    status, code, words = refusal(answer)
    assert (status, code) == ELSEWHERE
    assert "试用版" in words


def test_the_command_line_does_not_run_it(trade: Trade, tmp_path: Path) -> None:
    described = goods.manifest() | {"stages": [endpoints.stage().model_dump(mode="json")]}
    folder = goods.write(tmp_path / "folder", described=described)
    with (
        pytest.raises(ModelElsewhere, match="Use a package that has its model"),
        looking.opened(folder),
    ):
        pytest.fail("nothing is opened")


def local(trade: Trade, folder: Path, number: str) -> UUID:
    """Put a version of the same algorithm on the shelf that runs here."""
    described = goods.manifest() | {"version": number}
    version_id = handed_in(
        trade, read(goods.write(folder, described=described), trade.services.blobs)
    )
    clock = trade.services.clock
    with transaction(trade.services.sessions) as session:
        version = session.get_one(Version, version_id)
        version.gate = gate.binding() | {"model_digest": version.model_digest}
        life.take(session, None, version, "check", clock)
        life.take(session, None, version, "approve", clock, why=by_hand("可信"))
        life.take(session, None, version, "publish", clock)
        return version.id
