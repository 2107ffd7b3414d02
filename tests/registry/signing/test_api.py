"""A vendor registers keys, signs with them, retires them, and wants every package of his signed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from accounts.api.deps import COOKIE
from accounts.policy import Role
from accounts.users.model import User
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.http.services import Services
from registry.catalogue import handing_in
from registry.catalogue.model import Version
from registry.signing import service
from registry.signing.service import MOST_KEYS
from registry.uploads import job
from tests import make
from tests.registry import goods, signed
from tests.registry.conftest import bearer
from tests.registry.gate import archives
from tests.serving.belongings import signed_in

API = "/api/v1"
KEYS = f"{API}/signing-keys"
HandIn = Callable[..., dict[str, Any]]


@pytest.fixture
def services(client: TestClient) -> Services:
    found: Services = client.app.state.services  # type: ignore[attr-defined]
    return found


@pytest.fixture
def vendor(session: Session, client: TestClient, services: Services) -> User:
    """Somebody of a vendor, who is signed in."""
    who = make.user(session, roles=[Role.VENDOR])
    client.cookies.set(COOKIE, signed_in(session, services, who)[0])
    client.headers.update({"origin": "http://city.test"})
    session.commit()
    return who


@pytest.fixture
def hand_in(
    client: TestClient,
    services: Services,
    vendor: User,
    tmp_path: Path,
    sessions: Sessions,
    clock: ManualClock,
) -> HandIn:
    """Hand the toy in by a token, signed or not; return what became of it."""
    headers = bearer(sessions, vendor, clock)

    def send(version: str, key: EllipticCurvePrivateKey | None) -> dict[str, Any]:
        folder = goods.write(tmp_path / version, described=goods.manifest(version))
        names = [one for one in folder.rglob("*") if one.is_file()]
        files = {str(one.relative_to(folder)): one.read_bytes() for one in names}
        data = archives.packed(signed.signed(files, key) if key else files)
        where = f"{API}/packages/uploads"
        with TestClient(client.app, base_url="http://city.test/", headers=headers) as machine:
            one = machine.post(where, json={"filename": "a.zip", "size": len(data)}).json()
            machine.put(f"{where}/{one['id']}/content", params={"offset": 0}, content=data)
            assert job.run_due(services) == 1
            found: dict[str, Any] = machine.get(f"{where}/{one['id']}").json()
        return found

    return send


def register(client: TestClient, key: EllipticCurvePrivateKey, name: str = "release") -> Any:
    return client.post(KEYS, json={"name": name, "public_key": signed.public_pem(key)})


def require(client: TestClient, vendor: User, *, required: bool = True) -> Any:
    path = f"{API}/organizations/{vendor.owner_id}/signing"
    tag = client.get(path).headers["etag"]
    return client.put(path, json={"required": required}, headers={"if-match": tag})


def of_signature(found: dict[str, Any]) -> dict[str, Any]:
    [check] = [one for one in found["report"]["checks"] if one["name"] == "signature"]
    assert all(one["zh"] and one["remedy_zh"] for one in check["findings"])
    return {"state": check["state"], "said": " ".join(one["en"] for one in check["findings"])}


def signature_of(client: TestClient, found: dict[str, Any]) -> dict[str, Any] | None:
    figures = client.get(f"{API}/versions/{found['version_id']}/figures")
    signature: dict[str, Any] | None = figures.json()["signature"]
    return signature


@pytest.mark.usefixtures("vendor")
def test_a_key_is_registered_listed_and_retired_for_good(client: TestClient) -> None:
    key = signed.new_key()
    made = register(client, key)
    assert (made.status_code, made.json()["fingerprint"]) == (201, signed.print_of(key))
    again = register(client, key, "other")
    assert (again.status_code, again.json()["code"]) == (409, "signing_key_known")
    assert "“release”" in client.post(KEYS, json=again_of(key), headers=ENGLISH).json()["detail"]
    path = f"{KEYS}/{made.json()['id']}/retirement"
    assert client.post(path, json={"reason": ""}).status_code == 422
    retired = client.post(path, json={"reason": "员工离职"}).json()
    assert (retired["retired_reason"], retired["retired_at"] is None) == ("员工离职", False)
    assert client.post(path, json={"reason": "x"}).json()["code"] == "signing_key_retired"
    assert client.get(KEYS).json()["items"] == [retired]
    assert "which is retired" in client.post(KEYS, json=again_of(key), headers=ENGLISH).text


ENGLISH = {"accept-language": "en"}


def again_of(key: EllipticCurvePrivateKey) -> dict[str, str]:
    return {"name": "again", "public_key": signed.public_pem(key)}


@pytest.mark.usefixtures("vendor")
def test_what_is_no_public_key_is_refused_with_what_to_do(client: TestClient) -> None:
    private = signed.private_pem(signed.new_key()).decode()
    for pem, why in ((private, "private key"), ("nonsense", "no public key")):
        answer = client.post(KEYS, json={"name": "a", "public_key": pem}, headers=ENGLISH)
        assert (answer.status_code, answer.json()["code"]) == (400, "key_invalid")
        assert why in answer.json()["detail"]
        assert "openssl" in answer.json()["detail"]
        assert pem not in answer.text


@pytest.mark.usefixtures("vendor")
def test_only_so_many_keys_are_in_use(client: TestClient) -> None:
    made = [register(client, signed.new_key()).json() for _ in range(MOST_KEYS)]
    assert register(client, signed.new_key()).json()["code"] == "too_many_signing_keys"
    client.post(f"{KEYS}/{made[0]['id']}/retirement", json={"reason": "x"})
    assert register(client, signed.new_key()).status_code == 201


def test_a_token_that_hands_packages_in_registers_no_key(
    client: TestClient, vendor: User, sessions: Sessions, clock: ManualClock
) -> None:
    client.cookies.clear()
    client.headers.update(bearer(sessions, vendor, clock))
    assert register(client, signed.new_key()).json()["code"] == "token_needs_session"
    assert client.get(KEYS).json()["items"] == []


def test_signatures_are_required_by_who_has_a_key(client: TestClient, vendor: User) -> None:
    path = f"{API}/organizations/{vendor.owner_id}/signing"
    assert client.get(path).json() == {"required": False, "required_since": None, "revision": 0}
    assert client.put(path, json={"required": True}).status_code == 428
    assert require(client, vendor).json()["code"] == "no_key_to_sign_with"
    register(client, signed.new_key())
    stale = {"if-match": '"7"'}
    assert client.put(path, json={"required": True}, headers=stale).status_code == 412
    assert require(client, vendor).json()["required"] is True
    assert require(client, vendor, required=False).json()["required"] is False


def test_a_package_is_signed_unsigned_or_refused(
    client: TestClient, vendor: User, hand_in: HandIn, services: Services, clock: ManualClock
) -> None:
    key = signed.new_key()
    made = register(client, key).json()
    clock.advance(60)
    unsigned, good = hand_in("1.0.0", None), hand_in("1.1.0", key)
    assert (unsigned["state"], of_signature(unsigned)["state"]) == ("passed", "noted")
    assert (good["state"], of_signature(good)["state"]) == ("passed", "passed")
    assert signature_of(client, unsigned) is None
    by = {"key_id": made["id"], "name": "release", "fingerprint": signed.print_of(key)}
    since = {"registered_at": made["created_at"], "retired_at": None}
    assert signature_of(client, good) == by | since
    clock.advance(60)
    require(client, vendor)
    client.post(f"{KEYS}/{made['id']}/retirement", json={"reason": "密钥外泄"})
    clock.advance(60)
    for late, why in (
        (hand_in("1.2.0", None), "wants every package signed"),
        (hand_in("1.3.0", key), "“release”, which is retired"),
    ):
        assert (late["state"], signature_of(client, late)) == ("refused", None)
        assert why in of_signature(late)["said"]
    assert _looked_at_again(services, unsigned) == ("checked", True)
    assert _looked_at_again(services, good) == ("checked", True)
    shown = signature_of(client, good)
    assert shown is not None
    assert shown["retired_at"] is not None


def _looked_at_again(services: Services, found: dict[str, Any]) -> tuple[str, bool]:
    """What was handed in before the key was retired and signatures were required stays good."""
    version_id = UUID(found["version_id"])
    with transaction(services.sessions) as session:
        session.get_one(Version, version_id).gate = {}
    handing_in.examine_again(services, version_id)
    with transaction(services.sessions) as session:
        version = session.get_one(Version, version_id)
        return version.state, version.gate["passed"]


def test_the_gate_is_told_the_keys_of_the_vendor_alone_as_they_were_then(
    session: Session, clock: ManualClock
) -> None:
    mine, others = (make.user(session, roles=[Role.VENDOR]) for _ in range(2))
    key, other = signed.new_key(), signed.new_key()
    before = clock.now()
    clock.advance(60)
    for who, one in ((mine, key), (others, other)):
        scope = make.scope_of(who, "signing_key.create")
        made = service.register(session, scope, "release", signed.public_pem(one), clock)
        retiring = make.scope_of(who, "signing_key.retire")
        service.retire(session, retiring, made.id, "x", clock)
    for at, retired in ((before, False), (clock.now(), True)):
        known = service.trust(session, mine.owner_id, at).keys
        assert known == (signed.trusted(key, retired=retired),)
