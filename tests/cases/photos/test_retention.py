"""Photos of cases that were over long ago go, those of others stay, and the trail says which went."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from accounts.audit.model import AuditEntry
from cases.lifecycle.model import Case, CaseStep
from cases.photos import service
from cases.photos.model import CasePhoto
from cases.photos.retention import purge
from core.blobs import FolderBlobs
from core.database.engine import transaction
from tests.cases.conftest import scope_of
from tests.cases.photos.test_service import jpeg_with_place
from tests.cases.posting import Post


def test_photos_go_with_the_time_of_their_closed_case(post: Post, blobs: FolderBlobs) -> None:
    old, young, still_open = (post.file() for _ in range(3))
    long_ago = post.clock.now() - timedelta(days=post.settings.retention_closed_days + 1)
    with transaction(post.sessions) as session:
        scope = scope_of(session, post.people.handler, "case.photo")
        for case in (old, young, still_open):
            row = session.get_one(Case, case.id)
            tools: Any = {"blobs": blobs, "clock": post.clock}
            service.add(session, scope, row, "after", jpeg_with_place(), **tools)
    for case in (old, young):
        post.step(case, "closed")
    with transaction(post.sessions) as session:
        steps = update(CaseStep).where(CaseStep.case_id.in_([old.id, still_open.id]))
        session.execute(steps.values(at=long_ago))
    with transaction(post.sessions) as session:
        assert len(purge(session, post.settings, post.clock)) == 1
        assert purge(session, post.settings, post.clock) == ()
        left = {*session.scalars(select(CasePhoto.case_id))}
        line = session.scalars(select(AuditEntry).filter_by(action="evidence.purge")).one()
    assert left == {young.id, still_open.id}
    assert line.after is not None
    assert (line.after["class"], line.after["cases"]) == ("photos", [str(old.id)])
