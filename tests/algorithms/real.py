"""Real pictures, clips and checkpoints, on machines that have them beside the checkout."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[3] / "shared" / "data"

needed = pytest.mark.skipif(not DATA.is_dir(), reason="needs the shared data beside the checkout")
