"""The pages of a picture that is done serve the next one."""

import subprocess
import sys

_PROGRAM = """
import resource
from serving.cluster.heap import keep_pages

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        bytearray(6 << 20)[:] = b"x" * (6 << 20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

first = faults()
assert keep_pages()
faults()
print(first, faults())
"""


def test_large_blocks_are_not_given_back_each_time() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    before, after = map(int, run.stdout.split())
    assert before > 20 * 1000, "each block was faulted in anew"
    assert after < before / 20
