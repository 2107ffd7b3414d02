"""Looking again after the work: by the rule that raised the event, over looks that were recorded."""

from datetime import datetime, timedelta

import pytest

from algorithms.contract.values import Detection
from cases.calendar.calendar import USUAL
from cases.detections.record import Looked
from cases.detections.retention import Keep
from cases.detections.segment import append, path_of
from cases.events.model import Event
from cases.lifecycle.checks import judged, look_again
from cases.lifecycle.model import Case
from core.database.engine import transaction
from core.ids import uuid7
from tests.cases.lifecycle.working import Office
from tests.cases.samples import FIRE, RULE, START

FAINT = Detection("fire", 0.2, (0.2, 0.2, 0.5, 0.6))


def looks(count: int, *found: Detection, problem: str | None = None) -> list[Looked]:
    times = (START + timedelta(seconds=5 * n) for n in range(count))
    return [Looked(at, None, "ab" * 32, (128, 72), found, problem) for at in times]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        (looks(9), None),
        (looks(10), "clear"),
        (looks(10, FAINT), "clear"),
        (looks(10, problem="black"), None),
        (looks(2, FIRE), None),
        (looks(3, FIRE), "seen"),
        (looks(2, FIRE) + looks(20), None),
        (looks(2, FIRE) + looks(58), "clear"),
    ],
)
def test_many_looks_that_see_nothing_or_a_few_that_see_it_decide(
    seen: list[Looked], said: str | None
) -> None:
    found = judged(RULE, seen, USUAL)
    assert (found and found.found) == said


def test_the_algorithm_proposes_and_a_person_closes(office: Office) -> None:
    case = office.file()
    for action in ("dispatch", "finish"):
        office.does(case, action)
    assert _looked_again(office) == 0
    _record(office, case, office.clock.now() - timedelta(minutes=5), FIRE)
    assert _looked_again(office) == 0, "what was seen before the work says nothing"
    _record(office, case, office.clock.now())
    office.clock.advance(120)
    assert (_looked_again(office), _looked_again(office)) == (1, 0)
    checked = office.now(case)
    assert checked.state == "handled"
    assert checked.checked is not None
    assert (checked.checked["found"], checked.checked["looks"]) == ("clear", 10)
    office.does(case, "rework")
    assert office.now(case).checked is None
    office.does(case, "finish")
    _record(office, case, office.clock.now(), FIRE)
    office.clock.advance(120)
    assert _looked_again(office) == 1
    again = office.now(case)
    assert again.checked is not None
    assert again.checked["found"] == "seen"
    office.does(case, "close")
    assert office.steps(case)[-1] == "close"


def _looked_again(office: Office) -> int:
    with transaction(office.sessions) as session:
        return look_again(session, office.settings, office.clock)


def _record(office: Office, case: Case, since: datetime, *found: Detection) -> None:
    with office.sessions() as session:
        event = session.get_one(Event, case.event_id)
    times = [since + timedelta(seconds=5 * (n + 1)) for n in range(12)]
    records = [Looked(at, event.watcher_id, "ab" * 32, (128, 72), found) for at in times]
    folder = Keep.of(office.settings).folder
    append(path_of(folder, event.camera_id, since, uuid7().hex[-8:]), records)
