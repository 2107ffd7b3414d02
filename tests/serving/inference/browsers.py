"""The trade's people before the API, each with a browser of its own."""

from dataclasses import replace
from uuid import UUID

import httpx
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy.orm import Session

from accounts.api.deps import COOKIE
from accounts.policy import Role
from accounts.scope import Scope
from accounts.tokens import service as tokens
from accounts.tokens.service import Wanted
from accounts.users.model import User
from core.database.engine import transaction
from core.http.services import Services
from serving.api.app import create_app
from tests import make
from tests.serving.belongings import signed_in, user
from tests.serving.inference.endpoints import Vendor
from tests.serving.inference.trading import Trade

API = "/api/v1"


class Browsers:
    """Asks as one of the trade's people, or as somebody of a rival vendor's."""

    def __init__(self, trade: Trade, vendor: Vendor, database_url: str) -> None:
        self.services: Services = replace(trade.services, settings=vendor.settings(totp="off"))
        self.app: FastAPI = create_app(self.services, database_url=database_url)

    def of(self, who: Scope | UUID) -> TestClient:
        """Return a browser in which somebody is signed in."""
        user_id = who if isinstance(who, UUID) else who.user.id
        with transaction(self.services.sessions) as session:
            cookie, _ = signed_in(session, self.services, session.get_one(User, user_id))
        one = TestClient(self.app)
        one.cookies.set(COOKIE, cookie)
        one.headers.update({"origin": "http://testserver", "if-match": "*"})
        return one

    def token(self, who: Scope) -> str:
        """Return a token of somebody's."""
        with transaction(self.services.sessions) as session:
            wanted, clock = Wanted("calls", 1), self.services.clock
            return tokens.issue(
                session, None, session.get_one(User, who.user.id), wanted, clock
            ).secret

    def rival(self) -> TestClient:
        """Return a browser of another vendor's."""
        with transaction(self.services.sessions) as session:
            rival_id = _rival(session)
        return self.of(rival_id)


def refusal(answer: httpx.Response | Response) -> tuple[int, str, str]:
    """Return how a request was refused: status, code and words."""
    told = answer.json()
    return answer.status_code, told["code"], told["detail"]


def _rival(session: Session) -> UUID:
    other = make.organization(session, kind="vendor", name_zh="另一厂商", name_en="Rival")
    return user(session, other, Role.VENDOR).id
