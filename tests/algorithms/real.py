"""Where real pictures, clips and checkpoints lie on machines that have them: beside the checkout."""

from pathlib import Path

DATA = Path(__file__).parents[3] / "shared" / "data"
