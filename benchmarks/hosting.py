"""A hundred versions on the shelf, four of them hot: what the others cost these, and what each costs.

Two model hosts over two shelves take turns, so that what disturbs one disturbs both: one shelf has the hot
versions and no other, the other has all of them, and as many of these have a child as may. Each call brings
a batch for every hot version, as from a camera worker; Ray's part of it, which both would pay, is left out.
Then versions that have no child are asked for at a steady pace, each of which turns out the one that was used
least recently.

A resident child may hold 64 MB, twice its model, and its activations: what a bare ONNX Runtime needs for the
largest batch that this child was given (`benchmarks.activations`).
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import psutil

from algorithms.contract import manifest as contract
from benchmarks import activations, goods
from benchmarks.hosted import Hosted, confined, pss_mb
from benchmarks.hosting_report import Held, Plan, Taken
from benchmarks.product import ALGORITHM
from core.settings import Settings
from serving.first_start import ALGORITHMS

WARM = 3
SLUG = f"{ALGORITHM}_hosted"
Tell = Callable[[str], None]


def measure(plan: Plan, tell: Tell) -> Taken:
    """Host both shelves and call them; raises `AnswerMissing` where a model fails."""
    with ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory(prefix="am-bench-goods-"))
        tell(f"making {plan.versions} versions")
        folders = _packages(plan, Path(scratch))
        tell(f"shelves of {plan.hot} and of {plan.versions}")
        many = stack.enter_context(Hosted.over(folders))
        few = stack.enter_context(Hosted.over(folders[: plan.hot]))
        taken = Taken()
        asyncio.run(_run(plan, few, many, taken, tell))
    return taken


async def _run(plan: Plan, few: Hosted, many: Hosted, taken: Taken, tell: Tell) -> None:
    hot, others = many.versions[: plan.hot], many.versions[plan.hot :]
    idle, cold = others[: plan.idle], others[plan.idle :][: plan.cold]
    tell(f"a child for each of {plan.hot} hot and {plan.idle} other versions")
    for hosted in (few, many):
        for frames in (*range(1, plan.frames), *[plan.frames] * WARM):
            await hosted.ask(hosted.versions[: plan.hot], frames)
    for version in idle:
        taken.cold_s += await many.ask([version], 1)
    before = await many.children()
    tell(f"{plan.rounds} calls to each host in turn")
    psutil.cpu_percent()
    await _turns(plan, few, many, taken)
    taken.machine_percent = psutil.cpu_percent()
    few.host.close()
    tell(f"{len(cold)} versions without a child, one every {plan.every_s:g} s")
    await _during(plan, many, cold, taken)
    after = await many.children()
    if any(before[version] != after.get(version) for version in hot):
        taken.reasons.append("a hot version lost its child")
    if not confined():
        taken.reasons.append("this machine does not confine models")
    tell("memory of every child, after a full batch of each hot version")
    await _weigh(many, hot, taken)


async def _turns(plan: Plan, few: Hosted, many: Hosted, taken: Taken) -> None:
    """Let the two hosts take turns, now this one first and now the other."""
    pair, pace = [(few, taken.few_s), (many, taken.many_s)], _paced(Settings().gather_s)
    for _ in range(plan.rounds):
        for hosted, took in pair:
            await anext(pace)
            took += await hosted.ask(hosted.versions[: plan.hot], plan.frames)
        pair.reverse()


async def _during(plan: Plan, many: Hosted, cold: Sequence[UUID], taken: Taken) -> None:
    """Call the hot versions for as long as it takes to ask for all the cold ones."""
    pace = _paced(Settings().gather_s)
    asking = asyncio.create_task(_ask_for(plan, many, cold, taken))
    while not asking.done():
        await anext(pace)
        taken.during_s += await many.ask(many.versions[: plan.hot], plan.frames)
    await asking


async def _ask_for(plan: Plan, many: Hosted, cold: Sequence[UUID], taken: Taken) -> None:
    pace = _paced(plan.every_s)
    for version in cold:
        await anext(pace)
        taken.cold_s += await many.ask([version], 1)


async def _weigh(many: Hosted, hot: Sequence[UUID], taken: Taken) -> None:
    """Note what every child holds once its hot versions had the largest batch that they take."""
    folder = ALGORITHMS / ALGORITHM
    described = contract.load(folder)
    for version in hot:
        await many.ask([version], described.batch_max)
    model = (folder / described.model_stages[0].file).stat().st_size / 2**20
    needed: Mapping[bool, float] = {
        True: activations.measured(folder, described.batch_max),
        False: activations.measured(folder, 1),
    }
    try:
        for version, pids in (await many.children()).items():
            allowed = (model, needed[version in hot])
            taken.held += [Held(pss_mb(pid), *allowed) for pid in pids]
    except psutil.AccessDenied:
        taken.held.clear()
        taken.reasons.append("only root may read the memory of a confined child")


def _packages(plan: Plan, scratch: Path) -> list[Path]:
    return [
        goods.copy_of(ALGORITHMS / ALGORITHM, scratch / str(number) / SLUG, f"1.0.{number}")
        for number in range(plan.versions)
    ]


async def _paced(every_s: float) -> AsyncIterator[None]:
    """Yield every so many seconds; what is late already comes at once."""
    due = time.monotonic()
    while True:
        yield
        due = max(due + every_s, time.monotonic())
        await asyncio.sleep(due - time.monotonic())
