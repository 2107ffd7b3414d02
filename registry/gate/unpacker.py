"""The errand that unpacks what a vendor handed in: started as a program, confined.

Its answer: `result` of the archive, `manifest` with the description or what is wrong with it, then a `file`
for each that belongs to the package.
"""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from algorithms.contract import manifest as contract
from algorithms.contract.errors import ManifestRefused
from algorithms.contract.manifest import Manifest
from core.text import Text
from registry.gate.archive import Unpacked, unpack
from registry.gate.findings import Finding
from registry.packages import bundle, reader
from registry.sandbox import errand
from registry.sandbox.errand import Emit

_MEND = Text(
    "请按字段说明改正（见 algorithm.yaml 文档）。",
    "Correct it as the reference of algorithm.yaml says.",
)
_ABSENT = Finding(
    Text("压缩包中没有 algorithm.yaml。", "The archive has no algorithm.yaml."),
    Text(
        "algorithm.yaml 应在压缩包的根目录。", "algorithm.yaml belongs at the root of the archive."
    ),
)
_EXTRA = Text(
    "请删除，或在 algorithm.yaml 中引用它。", "Leave it out, or refer to it in algorithm.yaml."
)


def work(order: dict[str, Any], files: Sequence[memoryview], emit: Emit) -> None:
    """Unpack the one file."""
    del order
    found = unpack(files[0])
    if not found.findings and contract.FILE not in found.files:
        found.findings.append(_ABSENT)
    manifest, faults = _described(found)
    if manifest is not None:
        found.findings += _unnamed(found, manifest)
    emit({"result": "archive", "findings": [one.as_json() for one in found.findings]}, b"")
    emit({"result": "manifest", "findings": [one.as_json() for one in faults]}, b"")
    if manifest is None or found.findings:
        return
    emit({"manifest": manifest.model_dump(mode="json")}, b"")
    for name, data in found.files.items():
        emit({"file": name}, data)


def _described(found: Unpacked) -> tuple[Manifest | None, list[Finding]]:
    if contract.FILE not in found.files:
        return None, []
    try:
        return contract.parse(found.files[contract.FILE], found.files.__contains__), []
    except ManifestRefused as refused:
        return None, [_finding(one.render("zh"), one.render("en")) for one in refused.faults]


def _finding(zh: str, en: str) -> Finding:
    return Finding(Text(_plain(zh), _plain(en)), _MEND)


def _plain(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)[:500]


def _unnamed(found: Unpacked, manifest: Manifest) -> list[Finding]:
    named = {*reader.names(manifest), reader.README, bundle.NAME}
    return [
        Finding(
            Text(f"{name} 未在 algorithm.yaml 中引用。", f"{name} is not named in algorithm.yaml."),
            _EXTRA,
        )
        for name in found.files
        if name not in named
    ]


def practise() -> None:
    """Unpack archives of our own, so that nothing is left to import."""
    said: list[Any] = []
    for description in ("[", "id: [x]\n", "a: &x 1\nb: *x\n"):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(contract.FILE, description)
        work({}, [memoryview(packed.getvalue())], lambda *parts: said.append(parts))


if __name__ == "__main__":
    errand.serve(work, practise)
