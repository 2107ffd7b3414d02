"""`algomart demo --check`: a rendered fire must become an event, a case, a delivered message."""

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx
from rich.console import Console

from core.settings import Settings
from serving.demo.show import Demo, demo
from serving.up import interruptible

T = TypeVar("T")
PATIENCE_S = 150


class CheckFailed(Exception):
    """A step did not happen in time."""


class Steps:
    """Prints each step with the seconds since the start."""

    def __init__(self, out: Console) -> None:
        self._out = out
        self._began = time.monotonic()

    def tell(self, zh: str, en: str) -> None:
        """Print one step."""
        self._out.print(f"{time.monotonic() - self._began:6.1f} s  {zh} · {en}")

    def until(self, ask: Callable[[], T | None], what: str) -> T:
        """Ask until there is an answer, or fail by name."""
        ends_at = time.monotonic() + PATIENCE_S
        while time.monotonic() < ends_at:
            answer = ask()
            if answer:
                return answer
            time.sleep(0.25)
        raise CheckFailed(what)


def run(out: Console) -> int:
    """Run the check in a temporary home; 0 when everything was seen."""
    steps = Steps(out)
    # Not in the caller's own temporary folder: PostgreSQL's sockets need a short path.
    home = Path(tempfile.mkdtemp(prefix="am-demo-", dir="/tmp"))  # nosec B108  # 0700, and short for sockets
    settings = Settings().model_copy(
        update={"home": home, "port": 0, "log_level": "ERROR", "log_format": "text"}
    )
    try:
        with interruptible(), demo(settings, out.print) as running:
            steps.tell("系统已启动", f"everything runs at {running.product.url}")
            _follow(steps, running)
        steps.tell("已全部停止", "everything stopped")
    except CheckFailed as failure:
        steps.tell("失败", f"FAILED, waited {PATIENCE_S} s for {failure}")
        return 1
    finally:
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _follow(steps: Steps, running: Demo) -> None:
    with httpx.Client(base_url=f"{running.product.url}/api/v1", timeout=30) as client:
        credentials = {"login": "dispatcher", "password": running.secrets.passwords["dispatcher"]}
        client.post("/session", json=credentials).raise_for_status()
        event = steps.until(lambda: _first(client, "/events?review=waiting"), "an event")
        steps.tell(
            f"发现事件：{event['title_zh']}（{event['camera']['name_zh']}，置信度 {event['score']:.2f}）",
            f"an event: {event['title_en']} at {event['camera']['name_en']}",
        )
        client.post("/review/claims", json={"event_id": event["id"]}).raise_for_status()
        picture = client.get(f"/events/{event['id']}/evidence/annotated").raise_for_status()
        steps.tell(f"证据图片 {len(picture.content) // 1024} KiB", "its annotated picture is there")
        verdict = client.post(f"/events/{event['id']}/verdicts", json={"verdict": "confirm"})
        verdict.raise_for_status()
        steps.tell("派遣员已确认", "the dispatcher confirmed it")
        case = steps.until(lambda: _first(client, "/cases"), "a case")
        steps.tell(f"已立案 {case['number']}", "a case is filed")
        message = steps.until(lambda: _message(running, case["id"]), "a delivered message")
        steps.tell(
            f"外部系统已收到 {message['type']}", "the outside system took the signed message"
        )


def _first(client: httpx.Client, path: str) -> dict[str, Any] | None:
    items: list[dict[str, Any]] = client.get(path).raise_for_status().json()["items"]
    return items[0] if items else None


def _message(running: Demo, case_id: str) -> dict[str, Any] | None:
    taken = running.receiver.received()
    return next((one for one in taken if case_id in str(one)), None)
