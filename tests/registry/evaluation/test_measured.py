"""False alarms are spells, intervals say how sure they are, and looks survive being written down."""

import json

import pytest

from algorithms.contract.values import Detection
from registry.evaluation.figures import Seen
from registry.evaluation.measured import Looked, false_alarms
from tests.registry.evaluation.test_figures import FIRE, LEFT, seen, thing

LOUD = seen(said=((0.9, LEFT),))
QUIET = seen(said=((0.4, LEFT),))
BURNING = seen(thing(LEFT), said=((0.9, LEFT),))


@pytest.mark.parametrize(
    ("pictures", "alarms"),
    [
        ([QUIET, QUIET], 0),
        ([LOUD, LOUD, QUIET], 1),
        ([LOUD, QUIET, LOUD], 2),
        ([LOUD, BURNING, LOUD], 1),
        ([BURNING], 0),
    ],
    ids=["none", "one spell", "two spells", "a labelled picture is no footage", "no negatives"],
)
def test_pictures_in_a_row_are_one_false_alarm(pictures: list[Seen], alarms: int) -> None:
    found = false_alarms(FIRE, pictures, hours=2)

    assert (found.alarms, found.per_hour) == (alarms, alarms / 2)
    low, high = found.per_hour_95
    assert low <= found.per_hour < high
    assert high >= 3.689 / 2 - 1e-3, "nothing seen in some hours proves no silence for ever"


def test_another_label_is_no_false_alarm_of_this_event() -> None:
    assert false_alarms(FIRE, [seen(said=((0.9, LEFT),), label="smoke")], hours=1).alarms == 0


def test_a_look_that_was_written_down_is_the_look_it_was() -> None:
    look = Looked(
        0.1234567890123,
        (
            Detection("fire", 1 / 3, LEFT),
            Detection("water", 0.5, LEFT, ((0.1, 0.2), (0.3, 1 / 7), (0.5, 0.6))),
            Detection("scene", 0.25),
        ),
    )

    assert Looked.read(json.loads(json.dumps(look.as_json()))) == look
