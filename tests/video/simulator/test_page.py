"""The simulator's page names every fault with the value it has by itself."""

import re
from pathlib import Path

from video.simulator import FAULTS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "simulator.md"
ROW = re.compile(r"^\| `([a-z-]+)` \|([^|]*)\| [^|]{10,} \|$", re.M)


def test_every_fault_has_its_row_and_no_row_is_left_over() -> None:
    rows = {name: value.strip() for name, value in ROW.findall(PAGE.read_text())}
    assert rows == {
        fault.value: "" if kind.value is None else f"{kind.value:g}"
        for fault, kind in FAULTS.items()
    }
