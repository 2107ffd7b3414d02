"""How well this machine can confine a model: probed once by confining a process, then shown."""

import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache

from core.text import Text


@dataclass(frozen=True, slots=True)
class SandboxLevel:
    """What the kernel grants a sandboxed model."""

    landlock_abi: int
    seccomp: bool
    own_uid: bool

    @property
    def sufficient(self) -> bool:
        """Vendor models are served from here up: no files, and a filter of system calls."""
        return self.landlock_abi > 0 and self.seccomp

    @property
    def text(self) -> Text:
        """The level in a sentence."""
        if self.sufficient:
            return Text(
                f"模型沙箱完整：禁止文件访问（Landlock {self.landlock_abi}）与系统调用过滤均已启用"
                + ("，使用独立用户。" if self.own_uid else "。"),
                f"Models are fully confined: no files (Landlock {self.landlock_abi}), system calls filtered"
                + (", a user of their own." if self.own_uid else "."),
            )
        lacking = [name for name, has in self._needed().items() if not has]
        return Text(
            f"模型沙箱不完整，缺少：{'、'.join(lacking)}。厂商模型默认不运行；请升级内核"
            "（5.13 以上，启用 Landlock 与 seccomp），或设置 ALGOMART_SERVE_UNSANDBOXED=true 自担风险。",
            f"Models are not fully confined; missing: {', '.join(lacking)}. Vendor models are not "
            "served. Use a kernel from 5.13 on with Landlock and seccomp, or accept the risk with "
            "ALGOMART_SERVE_UNSANDBOXED=true.",
        )

    def _needed(self) -> dict[str, bool]:
        return {"Landlock": self.landlock_abi > 0, "seccomp": self.seccomp}


@cache
def probe() -> SandboxLevel:
    """Return how far a process of this machine can be confined, by confining one."""
    found = subprocess.run(
        [sys.executable, "-I", "-m", "registry.sandbox.confine"],
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    if found.returncode != 0:
        return SandboxLevel(0, False, False)
    abi, filtered, own = found.stdout.split()
    return SandboxLevel(int(abi), filtered == b"1", own == b"1")


def child_environment() -> dict[str, str]:
    """Return all that a child sees of the environment: one thread a library, no telemetry, no secrets."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    return kept | {
        "LANG": "C.UTF-8",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ORT_DISABLE_TELEMETRY": "1",
    }
