"""What the terminal shows once the product runs."""

from rich.console import Console

from serving.up import Product


def announce_node(out: Console, address: str) -> None:
    """Say which cluster this node belongs to."""
    out.print(f"算法超市 algomart · 已加入 / joined [bold]{address}[/bold] · Ctrl-C 停止 / stops")


def announce(out: Console, running: Product) -> None:
    """Say where the console is; the one-time setup link goes to a terminal only, never to a log."""
    out.print(f"算法超市 algomart · [bold]{running.url}[/bold] · Ctrl-C 停止 / stops")
    if running.setup_link is None:
        return
    if out.is_terminal:
        out.print(
            f"首次设置（一次有效）· first set-up, works once: [bold]{running.setup_link}[/bold]"
        )
    else:
        path = running.services.settings.home / "setup-link"
        out.print(f"首次设置链接见 · the first set-up link is in {path}")
