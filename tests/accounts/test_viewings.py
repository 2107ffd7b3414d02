"""Stated reasons: whose they are, how long they hold, and what the trail says of them."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.audit.model import AuditEntry
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import Scope
from accounts.sessions import service as user_sessions
from accounts.sessions.service import begin as sign_in
from accounts.users import service as users
from accounts.users.model import User
from accounts.viewings import service
from accounts.viewings.errors import LookReasonUnknown
from accounts.viewings.mark import mark_of
from accounts.viewings.model import Kind, Viewing
from accounts.viewings.service import Wish
from core.clock import ManualClock
from core.database.engine import Sessions, transaction
from core.ids import uuid7
from core.settings import Settings
from tests import make
from tests.accounts.conftest import Client
from tests.accounts.test_users import browser_of

VIEWINGS = "/api/v1/viewings"
Look = Callable[..., Viewing]


@pytest.fixture
def viewer(session: Session) -> User:
    """Somebody who may look."""
    return make.user(session, roles=[Role.VIEWER], login="wang")


@pytest.fixture
def scope(session: Session, viewer: User, settings: Settings, clock: ManualClock) -> Scope:
    """The viewer, signed in."""
    signed = sign_in(session, viewer, settings=settings, clock=clock)
    caller = user_sessions.resume(
        session, signed.cookie, address=None, settings=settings, clock=clock
    )
    assert caller is not None
    return Scope(caller, "viewing.create")


@pytest.fixture
def look(session: Session, scope: Scope, clock: ManualClock) -> Look:
    """Begin to look at something."""

    def begin(kind: Kind = "live", *ids: UUID) -> Viewing:
        objects = ids or (uuid7(),)
        wish = Wish(kind, "cameras" if kind == "live" else "events", objects, "recheck")
        return service.begin(session, scope, scope.user.organization_id, wish, clock)

    return begin


def lines(session: Session, action: str) -> list[AuditEntry]:
    """Return the trail's lines about an action."""
    session.flush()
    return [*session.scalars(select(AuditEntry).filter_by(action=action).order_by(AuditEntry.id))]


@pytest.mark.parametrize(("reason", "note"), [("curious", ""), ("other", "")])
def test_a_look_needs_a_reason_of_the_list_and_words_for_any_other(
    session: Session, scope: Scope, clock: ManualClock, reason: str, note: str
) -> None:
    wish = Wish("live", "cameras", [uuid7()], reason, note)
    with pytest.raises(LookReasonUnknown):
        service.begin(session, scope, scope.user.organization_id, wish, clock)


def test_a_live_look_holds_while_pictures_are_fetched_and_its_record_tells_all(
    session: Session, scope: Scope, look: Look, settings: Settings, clock: ManualClock
) -> None:
    camera = uuid7()
    viewing = look("live", camera)
    began = clock.now()
    for _ in range(30):
        clock.advance(6)
        found = service.open_of(session, scope.user, "live", camera, settings, clock.now())
        assert found is viewing
        service.mark_seen(session, viewing, clock.now())
        session.refresh(viewing)
        assert service.close_idle(session, settings, clock) == 0
    last = clock.now()
    clock.advance(60)
    assert service.open_of(session, scope.user, "live", camera, settings, clock.now()) is None
    assert service.close_idle(session, settings, clock) == 1
    assert (viewing.started_at, viewing.ended_at) == (began, last)
    assert len(lines(session, "viewing.create")) == 1
    (line,) = lines(session, "viewing.end")
    assert (line.reason, line.object_id) == ("recheck", viewing.id)
    assert line.after == {
        "kind": "live",
        "cameras": [str(camera)],
        "started_at": began.isoformat(),
        "ended_at": last.isoformat(),
        "login": "wang",
        "ended_by": "idleness",
    }


def test_being_seen_is_written_every_few_seconds_only(
    session: Session, look: Look, clock: ManualClock
) -> None:
    viewing = look()
    began = viewing.seen_at
    clock.advance(4)
    service.mark_seen(session, viewing, clock.now())
    session.refresh(viewing)
    assert viewing.seen_at == began
    clock.advance(1)
    service.mark_seen(session, viewing, clock.now())
    session.refresh(viewing)
    assert viewing.seen_at == clock.now()


def test_a_look_is_of_its_objects_its_kind_and_its_session_only(
    session: Session, scope: Scope, look: Look, settings: Settings, clock: ManualClock, viewer: User
) -> None:
    one, two = uuid7(), uuid7()
    viewing = look("live", one, two, two)
    assert viewing.object_ids == [one, two]
    now = clock.now()
    assert service.open_of(session, scope.user, "live", two, settings, now) is viewing
    assert service.open_of(session, scope.user, "evidence", two, settings, now) is None
    assert service.open_of(session, scope.user, "live", uuid7(), settings, now) is None
    other = users.principal(session, viewer, session_id=uuid7())
    assert service.open_of(session, other, "live", one, settings, now) is None


def test_an_ended_look_ends_once(
    session: Session, scope: Scope, look: Look, settings: Settings, clock: ManualClock
) -> None:
    event = uuid7()
    viewing = look("evidence", event)
    clock.advance(30)
    deleting = scope.on("viewing.delete")
    service.end(session, deleting, viewing.id, clock)
    ended = viewing.ended_at
    clock.advance(30)
    service.end(session, deleting, viewing.id, clock)
    assert viewing.ended_at == ended
    assert len(lines(session, "viewing.end")) == 1
    now = clock.now()
    assert service.open_of(session, scope.user, "evidence", event, settings, now) is None


def test_a_look_ends_with_its_session(
    session: Session, scope: Scope, look: Look, settings: Settings, clock: ManualClock
) -> None:
    viewing = look("evidence")
    clock.advance(3600)
    assert service.close_idle(session, settings, clock) == 0
    user_sessions.end(session, scope.on("session.delete"), clock)
    session.flush()
    assert service.close_idle(session, settings, clock) == 1
    assert viewing.ended_at == clock.now()


def test_the_mark_names_login_organization_and_the_city_s_minute(
    session: Session, scope: Scope, clock: ManualClock, settings: Settings
) -> None:
    assert mark_of(session, scope.user, clock.now(), settings.zone) == (
        "wang · 示例市",
        "2026-11-22 08:00",
    )


def test_everybody_reads_his_own_looks_and_the_auditor_those_of_all(
    client: Client, sessions: Sessions, clock: ManualClock
) -> None:
    with transaction(sessions) as session:
        city = make.organization(session)
        for login in ("wang", "li"):
            person = make.user(session, city, roles=[Role.VIEWER], login=login)
            _looks(session, person, city, clock)
        elsewhere = make.organization(session, name_en="Elsewhere")
        _looks(session, make.user(session, elsewhere, roles=[Role.VIEWER]), elsewhere, clock)
    auditor = browser_of(client, sessions, city, "audit")
    seen = auditor.get(VIEWINGS).json()["items"]
    assert sorted(row["login"] for row in seen) == ["li", "wang"]
    assert auditor.delete(f"{VIEWINGS}/{seen[0]['id']}").status_code == 403
    wang = client()
    wang.post("/api/v1/session", json={"login": "wang", "password": make.PASSWORD})
    (own,) = wang.get(VIEWINGS).json()["items"]
    assert (own["login"], own["reason"], own["note"]) == ("wang", "complaint", "")
    foreign = next(row["id"] for row in seen if row["login"] == "li")
    assert wang.delete(f"{VIEWINGS}/{foreign}").status_code == 404
    assert wang.delete(f"{VIEWINGS}/{own['id']}").status_code == 204


def test_the_reasons_come_in_the_order_of_their_digits(client: Client, sessions: Sessions) -> None:
    with transaction(sessions) as session:
        city = make.organization(session)
    reasons = browser_of(client, sessions, city, "viewer").get("/api/v1/viewing-reasons").json()
    assert [one["code"] for one in reasons][-1] == "other"
    assert len(reasons) <= 9
    assert reasons[0] == {"code": "case_check", "zh": "案件核实", "en": "Checking a case"}


def _looks(session: Session, user: User, city: Organization, clock: ManualClock) -> None:
    wish = Wish("live", "cameras", [uuid7()], "complaint")
    service.begin(session, make.scope_of(user, "viewing.create"), city.id, wish, clock)
