"""Is an archive a plain set of files, small enough to unpack, named so that they stay where they belong?"""

import io
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from core.text import Text
from registry.gate.findings import Finding, Findings

MOST_RATIO = 200
"""A file may become so many times larger, once it is larger than a megabyte."""
_ENTRY = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_BYTES = 22
_NAME = re.compile(r"[\w][\w .()+-]*(/[\w][\w .()+-]*){0,4}")


@dataclass(frozen=True, slots=True)
class Rules:
    """What an archive of one purpose may hold."""

    most_files: int
    suffixes: frozenset[str]
    again: Text
    """How to pack it as it should be."""
    smaller: Text
    """What to leave out of one that is too large."""
    most_bytes: int = 512 << 20
    """Of all files, unpacked."""


PACKAGE = Rules(
    most_files=200,
    suffixes=frozenset({".yaml", ".onnx", ".md", ".txt", ".json", ".jpg", ".jpeg", ".png", ".sig"}),
    again=Text(
        "请用普通 zip 重新打包，或使用 algomart package push。",
        "Pack it anew as a plain zip, or use algomart package push.",
    ),
    smaller=Text("请缩小模型或样例。", "Use a smaller model or fewer samples."),
)


@dataclass(slots=True)
class Unpacked:
    """What was in an archive, and what is wrong with it."""

    files: dict[str, bytes] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def unpack(data: memoryview, rules: Rules = PACKAGE) -> Unpacked:
    """Unpack an archive in memory; with any finding that refuses, no file counts."""
    found = Unpacked()
    if (fault := _not_plain(data)) is not None:
        found.findings.append(Finding(fault, rules.again))
        return found
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            found.findings += _entries(entries, rules)
            if not found.findings:
                found.files = {entry.filename: _read(archive, entry) for entry in entries}
    except (
        zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError,
        EOFError, RuntimeError, OSError, MemoryError,
    ):  # fmt: skip
        damaged = Text("压缩包已损坏。", "The archive is damaged.")
        found.findings.append(Finding(damaged, rules.again))
    return found


def _not_plain(data: memoryview) -> Text | None:
    """A file that only ends as an archive is something else besides; so is one with more behind it."""
    if bytes(data[: len(_ENTRY)]) != _ENTRY:
        return Text("文件不是 zip 压缩包。", "The file is no zip archive.")
    if bytes(data[-_END_BYTES:][: len(_END)]) != _END:
        return Text(
            "压缩包末尾有多余内容，或不完整。", "Something follows the archive, or it is not whole."
        )
    return None


def _entries(entries: list[zipfile.ZipInfo], rules: Rules) -> Findings:
    if len(entries) > rules.most_files:
        yield Finding(
            Text(
                f"有 {len(entries)} 个文件，上限 {rules.most_files}。",
                f"{len(entries)} files; at most {rules.most_files}.",
            ),
            rules.again,
        )
        return
    total, most = sum(entry.file_size for entry in entries), rules.most_bytes
    if total > most:
        yield Finding(
            Text(
                f"解压后为 {total >> 20} MB，上限 {most >> 20} MB。",
                f"It unpacks to {total >> 20} MB; at most {most >> 20} MB.",
            ),
            rules.smaller,
        )
    for entry in entries:
        yield from _entry(entry, rules)
    yield from _twice([entry.filename for entry in entries], rules)


def _entry(entry: zipfile.ZipInfo, rules: Rules) -> Findings:
    shown = "".join(c if c.isprintable() else "?" for c in entry.filename)[:100]
    for wrong in _wrong(entry, rules.suffixes):
        yield Finding(Text(f"{shown}：{wrong.zh}。", f"{shown}: {wrong.en}."), rules.again)


def _wrong(entry: zipfile.ZipInfo, suffixes: frozenset[str]) -> Iterator[Text]:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        yield Text("是链接或设备，不是普通文件", "it is a link or a device, not a plain file")
    if not _NAME.fullmatch(entry.filename) or ".." in PurePosixPath(entry.filename).parts:
        yield Text(
            "文件名不允许（须为包内相对路径）", "its name is not a plain path inside the archive"
        )
    if PurePosixPath(entry.filename).suffix.lower() not in suffixes:
        yield Text(
            f"不允许此类文件（允许 {' '.join(sorted(suffixes))}）",
            f"files of this kind are not taken (taken: {' '.join(sorted(suffixes))})",
        )
    if entry.flag_bits & 1:
        yield Text("已加密", "it is encrypted")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        yield Text(
            "压缩方式不支持（仅存储或 deflate）", "it is packed by a method other than deflate"
        )
    if entry.file_size > 1 << 20 and entry.file_size > MOST_RATIO * max(entry.compress_size, 1):
        yield Text("压缩比过高，疑为压缩炸弹", "it unpacks to far more than it is: a bomb?")


def _twice(names: list[str], rules: Rules) -> Findings:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            yield Finding(Text(f"{name} 重复。", f"{name} is there twice."), rules.again)
        seen.add(name.casefold())


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read no more than the entry says it holds; `zipfile` checks sum and length at the end."""
    with archive.open(entry) as file:
        data = file.read(entry.file_size + 1)
    if len(data) != entry.file_size:
        raise zipfile.BadZipFile("another length than it says")
    return data
