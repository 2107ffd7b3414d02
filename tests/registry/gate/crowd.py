"""A program that confines itself and puts many models, one after the other, to the static checks.

It reads a line of JSON (manifest, names, sizes) and the models behind it, and prints what failed for each.
"""

import json
import os
import sys

from algorithms.contract.manifest import Manifest
from registry.gate import static
from registry.gate.checks.subject import Subject
from registry.gate.examiner import practise
from registry.sandbox.confine import confine


def main() -> None:
    order = json.loads(sys.stdin.buffer.readline())
    manifest = Manifest.model_validate(order["manifest"])
    models = {
        name: sys.stdin.buffer.read(size)
        for name, size in zip(order["names"], order["sizes"], strict=True)
    }
    practise()
    reached = confine(4096, os.getppid())
    found = {name: failed(manifest, data) for name, data in models.items()}
    said = json.dumps({"seccomp": reached.seccomp, "found": found}).encode()
    while said:
        said = said[os.write(1, said) :]


def failed(manifest: Manifest, data: bytes) -> dict[str, list[object]]:
    """Return the findings of every check that refuses, but for the samples, of which there are none."""
    subject = Subject(manifest, {manifest.model_stages[0].file: data})
    return {
        one.name: [finding.as_json() for finding in one.findings]
        for one in static.examine(subject)
        if one.state == "failed" and one.name != "sample_files"
    }


if __name__ == "__main__":
    main()
    os._exit(0)
