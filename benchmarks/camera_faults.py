"""Every fault a camera can have, one after the other, on one camera of several: how soon it is told, how soon
it is over, and what the other cameras lose by it.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from benchmarks import feed
from benchmarks.bars import Bar
from benchmarks.bars import show as show_bars
from benchmarks.errors import PartSilent
from benchmarks.fault_cases import CASES, Case
from benchmarks.fault_report import Faults, Outcome, summary, table_of
from benchmarks.product import Product, wait
from benchmarks.sightings import Sightings
from benchmarks.street import Recorder, recorder

BACK_S = 60.0
"""A camera is back so long, and one interval, after its fault ended."""
GIVE_UP_S = 180.0
RUNNING, IN_VIEW = "running", "in_view"
LEARNING_LOOKS = 15
"""The examiner of pictures learns a view from twelve looks; before, it cannot tell that one changed."""
SETTLE_LOOKS = 3
CALM_LOOKS = 8
"""A camera that was in view so long without a break has nothing left of an earlier fault."""

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What one run tries."""

    cameras: int
    interval_s: float
    cases: Sequence[Case]
    stream: feed.Stream

    @property
    def leave_s(self) -> float:
        """A camera that cannot be analysed is called running no longer than this."""
        return max(30.0, 2 * self.interval_s)


@dataclass(frozen=True, slots=True)
class Victim:
    """The camera that gets the faults."""

    recorder: Recorder
    path: str
    camera_id: str
    subscription_id: str


def measure(plan: Plan, tell: Tell) -> list[Outcome]:
    """Give one camera each fault and see what is told of it."""
    tell("preparing the feed")
    film, films = feed.prepare(plan.stream), feed.FOLDER / "films"
    films.mkdir(exist_ok=True)
    with recorder(film, plan.cameras, films) as street, recorder(film, 1, films) as alone:
        _make_films(street, plan, tell)
        tell("starting the product in a temporary home")
        with Product.start() as product:
            product.watch([*street.urls, *alone.urls], plan.interval_s)
            tell("letting it learn the views")
            time.sleep(LEARNING_LOOKS * plan.interval_s)
            first, *others = product.cameras[:-1]
            subscriptions = list(product.subscriptions)
            trial = Trial(
                plan,
                product,
                Victim(street, street.paths[0], first, subscriptions[0]),
                Victim(alone, "*", product.cameras[-1], subscriptions[-1]),
                others,
            )
            return list(trial.run(tell))


def _make_films(street: Recorder, plan: Plan, tell: Tell) -> None:
    """Have the films made that faults of the picture ask for, while nobody looks."""
    for case in plan.cases:
        if case.film:
            tell(f"making the film: {case.fault}")
            with _fault(case, Victim(street, street.paths[0], "", "")):
                pass


@contextmanager
def _fault(case: Case, victim: Victim) -> Iterator[None]:
    """Give the victim a fault; whoever is connected loses his connection where only new ones meet it."""
    simulator = victim.recorder.simulator
    simulator.fault(case.fault, victim.path, case.value)
    try:
        if case.cut:
            simulator.cut(victim.path)
        yield
    finally:
        simulator.mend(case.fault, victim.path)


@dataclass(frozen=True, slots=True)
class Trial:
    """A running product, the camera that gets the faults, and those beside it."""

    plan: Plan
    product: Product
    victim: Victim
    alone: Victim
    """A camera with a recorder of its own: for what only a whole recorder can have."""
    others: list[str]

    def run(self, tell: Tell) -> Iterator[Outcome]:
        """Try every case."""
        with ExitStack() as stack:
            seen = stack.enter_context(Sightings.of(self.product.subscriber))
            for case in self.plan.cases:
                tell(case.name)
                outcome = self._try(case, seen)
                tell(f"{case.name}: {outcome.told}")
                yield outcome

    def _try(self, case: Case, seen: Sightings) -> Outcome:
        victim = self.alone if case.whole else self.victim
        self._until_calm(victim, seen)
        began = time.time()
        with _fault(case, victim):
            left_s = self._left(victim, case)
            word = self._word(victim, case, seen)
            time.sleep(SETTLE_LOOKS * self.plan.interval_s)
            rode_s = None if case.breaks else self._until_running(victim, GIVE_UP_S)
        back_s = self._until_running(victim, GIVE_UP_S)
        time.sleep(SETTLE_LOOKS * self.plan.interval_s)
        lost = seen.lost(self.others, self.plan.interval_s, began)
        return Outcome(case.name, case.breaks, left_s, word, back_s, rode_s, lost)

    def _left(self, victim: Victim, case: Case) -> float | None:
        """Return the seconds until the camera is no longer called running; None where it stays."""
        patience_s = GIVE_UP_S if case.breaks else self.plan.leave_s
        return self._wait("a fault", lambda: self._state(victim) != RUNNING, patience_s)

    def _word(self, victim: Victim, case: Case, seen: Sightings) -> str:
        """Return what the subscription is called, and the camera: it may be in view for a while yet."""
        told = seen[victim.camera_id]
        if case.breaks:
            self._wait("a word", lambda: told.state != IN_VIEW, self.plan.leave_s)
        camera = f"{told.state}: {told.reason}" if told.reason else told.state
        return f"{self._state(victim)}, {camera}"

    def _until_running(self, victim: Victim, patience_s: float) -> float | None:
        return self._wait("the camera", lambda: self._state(victim) == RUNNING, patience_s)

    def _until_calm(self, victim: Victim, seen: Sightings) -> None:
        """Wait until the camera has been in view for a while: nothing shakes the next fault but itself."""
        calm_s, shaken_at = CALM_LOOKS * self.plan.interval_s, time.monotonic()

        def calm() -> bool:
            nonlocal shaken_at
            if self._state(victim) != RUNNING or seen[victim.camera_id].state != IN_VIEW:
                shaken_at = time.monotonic()
            return time.monotonic() - shaken_at >= calm_s

        self._wait("a calm camera", calm, GIVE_UP_S)

    def _wait(self, what: str, done: Callable[[], bool], patience_s: float) -> float | None:
        try:
            return wait(what, done, patience_s)
        except PartSilent:
            return None

    def _state(self, victim: Victim) -> str:
        self.product.part.check()
        subscription = self.product.subscriber.get(f"/subscriptions/{victim.subscription_id}")
        return str(subscription["state"])


def selected(names: Sequence[str]) -> list[Case]:
    """Return the cases of these faults (by name, or by name and value), or all; raises `ValueError`."""
    known = {name for case in CASES for name in (case.fault, case.name)}
    if unknown := [name for name in names if name not in known]:
        raise ValueError(
            f"no fault is called {', '.join(unknown)}; there are {', '.join(sorted(known))}"
        )
    return [case for case in CASES if not names or {case.fault, case.name} & {*names}]


def bars_of(plan: Plan, faults: Faults) -> list[Bar]:
    """Return what is promised of faults."""
    return [
        Bar("worst_left_s", faults.worst_left_s, plan.leave_s),
        Bar("worst_back_s", faults.worst_back_s, BACK_S + plan.interval_s),
        Bar("others_looks_lost", faults.others_looks_lost, 0),
        Bar("failed", len(faults.failed), 0),
    ]


def show(plan: Plan, outcomes: Sequence[Outcome], as_json: bool) -> None:
    """Print a row for every fault, and the worst."""
    faults = summary(outcomes, plan.leave_s, BACK_S + plan.interval_s)
    figures = {"cameras": plan.cameras, "interval_s": plan.interval_s, **asdict(faults)}
    show_bars(
        "Faults of a camera",
        figures,
        bars_of(plan, faults),
        [],
        as_json=as_json,
        tables=(table_of(outcomes, faults),),
    )
