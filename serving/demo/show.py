"""`algomart demo`: the product with its demo city, until Ctrl-C."""

import threading
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from core.home import prepare
from core.settings import Settings
from serving.demo.city import ROLES, Outside, Secrets, build
from serving.demo.footage import cameras, films
from serving.demo.pictures import exhibitor
from serving.demo.receiver import Receiver, receiver
from serving.jobs import Job
from serving.up import Product, interruptible, product

LOOPBACK = "127.0.0.0/8"


@dataclass(frozen=True, slots=True)
class Demo:
    """The running demo."""

    product: Product
    secrets: Secrets
    receiver: Receiver


@contextmanager
def demo(settings: Settings, say: Callable[[str], None]) -> Iterator[Demo]:
    """Run the product with cameras, city and receiver for as long as the block lasts."""
    settings = _for_show(settings)
    home = prepare(settings.home)
    made_up = Secrets.of(home)
    with (
        cameras(films(home / "footage", say), made_up.camera_password) as simulator,
        receiver(home / "received.jsonl", made_up.sink_secret) as outside,
    ):
        base = simulator.url("", credentials=True)

        def city(running: Product) -> None:
            build(running.services, made_up, Outside(base, outside.url))

        with product(settings, prepared=city) as running:
            pictures = exhibitor(running.services)
            with Job("demo-pictures", 2, pictures.tick, pictures.stop):
                yield Demo(running, made_up, outside)


def _for_show(settings: Settings) -> Settings:
    """Let in this machine's own addresses, where cameras and receiver live, and people without duties.

    Their passwords are made up and printed: nobody shall have to change them or to enrol a telephone first.
    """
    lists = ("camera_networks", "outbound_networks")
    networks = {name: f"{getattr(settings, name)},{LOOPBACK}".lstrip(",") for name in lists}
    no_duties = {"totp": "off", "password_max_age_days": 0, "password_min_length": 10}  # nosec B105  # settings, no password
    return settings.model_copy(update=networks | no_duties)


def run(out: Console, home: Path | None, *, open_console: bool) -> int:
    """Show the demo until Ctrl-C."""
    defaults = Settings()
    folder = home or defaults.home.with_name(f"{defaults.home.name}-demo")
    settings = defaults.model_copy(
        update={"home": folder, "log_level": "WARNING", "log_format": "text"}
    )
    with interruptible(), demo(settings, out.print) as running:
        _introduce(out, running)
        if open_console:
            _open(running.product.url)
        threading.Event().wait()
    return 0


def _open(url: str) -> None:
    """Open a graphical browser; a server has none, and a text browser would take the terminal."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(url)


def _introduce(out: Console, running: Demo) -> None:
    table = Table("登录名 login", "角色 role", "密码 password", box=None)
    for login, (_, role) in ROLES.items():
        table.add_row(login, role.value, running.secrets.passwords[login])
    out.print(f"算法超市 algomart · 演示 demo · [bold]{running.product.url}[/bold]")
    out.print(table)
    out.print(
        f"外部案件系统收到的消息 · messages the outside case system took: {running.receiver.file}"
    )
    out.print(
        "演示中管理员无需动态口令 · in the demo administrators need no second factor (ALGOMART_TOTP)"
    )
    out.print("Ctrl-C 停止 / stops")
