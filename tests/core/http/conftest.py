"""A small app over one real table, with routes of every kind the conventions speak of."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import Depends, FastAPI, Request
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import select, text

from core.blobs import FolderBlobs
from core.clock import ManualClock
from core.database.engine import Sessions
from core.errors import NotFound
from core.http import idempotency, problems
from core.http.deps import IfMatch, PageQueryDep, SessionDep, router
from core.http.page import Page, paginate
from core.http.services import Services
from core.secrets import Keyring
from core.settings import Settings
from tests.core.http.things import Thing


class NewThing(BaseModel):
    """What a thing is made of."""

    name: str
    rank: int = 0


def _admitted(request: Request, session: SessionDep) -> None:
    """Admit everybody, as `accounts.api.deps.Allow` admits some."""
    idempotency.claim(request, session)


def _routes() -> FastAPI:
    app = FastAPI()
    things = router("/things", tags=["things"])
    admitted = [Depends(_admitted, scope="function")]

    @things.post("", status_code=201, dependencies=admitted)
    def create(new: NewThing, session: SessionDep) -> dict[str, str]:
        thing = Thing(name=new.name, rank=new.rank)
        session.add(thing)
        session.flush()
        return {"id": str(thing.id)}

    @things.get("")
    def listed(session: SessionDep, query: PageQueryDep) -> Page[str]:
        rows = paginate(session, select(Thing), (Thing.rank, Thing.id), query)
        return rows.page([thing.name for thing in rows.rows])

    @things.patch("/{thing_id}")
    def rename(
        thing_id: UUID, new: NewThing, session: SessionDep, match: IfMatch
    ) -> dict[str, int]:
        thing = session.get(Thing, thing_id)
        if thing is None:
            raise NotFound(kind="thing", id=thing_id)
        match.require(thing)
        thing.name = new.name
        session.flush()
        return {"revision": thing.revision}

    @things.post("/doomed", status_code=201)
    def doomed(session: SessionDep) -> dict[str, str]:
        """Answers well, but the commit fails: the deferred constraint is checked there."""
        session.execute(text("INSERT INTO doomed (thing) VALUES (gen_random_uuid())"))
        return {"status": "looks fine"}

    app.include_router(things)
    problems.install(app)
    return app


@pytest.fixture
def client(
    sessions: Sessions, clock: ManualClock, blobs: FolderBlobs, keyring: Keyring
) -> Iterator[TestClient]:
    """A client of the small app, on a database of this test's own."""
    with sessions.begin() as session:
        Thing.metadata.create_all(session.connection())
        session.execute(
            text(
                "CREATE TABLE IF NOT EXISTS doomed"
                " (thing uuid REFERENCES things (id) DEFERRABLE INITIALLY DEFERRED)"
            )
        )
    app = _routes()
    app.state.services = Services(Settings(), sessions, clock, blobs, keyring)
    with TestClient(app, raise_server_exceptions=False) as client:
        client.headers["authorization"] = "Bearer somebody"
        yield client
