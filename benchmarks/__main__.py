"""`python -m benchmarks …` does what `algomart bench …` does."""

from benchmarks.cli import app

app(prog_name="algomart bench")
