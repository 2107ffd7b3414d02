"""Archives that no gate unpacks, by what they do, each beside a word of the finding."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.registry import goods

Build = Callable[[Path], bytes]


def packed(files: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return files as an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return made.getvalue()


def good_files(scratch: Path) -> dict[str, bytes]:
    folder = goods.write(scratch / "good")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def good(scratch: Path) -> bytes:
    return packed(good_files(scratch))


def adding(name: str, data: bytes = b"x") -> Build:
    return lambda scratch: packed(good_files(scratch) | {name: data})


def describing(manifest: bytes) -> Build:
    return lambda scratch: packed(good_files(scratch) | {"algorithm.yaml": manifest})


def _entry(name: str, mode: int = 0, data: bytes = b"/etc/passwd") -> Build:
    def build(scratch: Path) -> bytes:
        made = io.BytesIO(good(scratch))
        with zipfile.ZipFile(made, "a") as archive:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, data)
        return made.getvalue()

    return build


def twice(scratch: Path) -> bytes:
    made = io.BytesIO(good(scratch))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("readme.md", "other")
    return made.getvalue()


def bomb(scratch: Path) -> bytes:
    return packed(good_files(scratch) | {"zeros.json": bytes(64 << 20)})


def many(scratch: Path) -> bytes:
    return packed(good_files(scratch) | {f"{n}.txt": b"" for n in range(300)})


def declared_too_large(scratch: Path) -> bytes:
    """The list of contents says 4 GB for each of some files."""
    data = bytearray(good(scratch))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 24, 0xFFFFFFF0)
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def encrypted(scratch: Path) -> bytes:
    data = bytearray(good(scratch))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def other_bytes(scratch: Path) -> bytes:
    """Contents that do not match their sum."""
    data = bytearray(packed(good_files(scratch), zipfile.ZIP_STORED))
    at = data.find(b"Fire")
    data[at : at + 4] = b"Ires"
    return bytes(data)


def overlapping(scratch: Path) -> bytes:
    """Two entries of the list share one file's bytes."""
    data = bytearray(good(scratch))
    first = data.find(b"PK\x01\x02")
    second = data.find(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


HOSTILE: dict[str, tuple[Build, str]] = {
    "a way out": (adding("../outside.txt"), "plain path"),
    "a way out within": (adding("samples/../../outside.txt"), "plain path"),
    "an absolute path": (adding("/etc/cron.d/evil.txt"), "plain path"),
    "a path of Windows": (adding("..\\..\\evil.txt"), "plain path"),
    "a drive of Windows": (adding("C:evil.txt"), "plain path"),
    "a name with an escape": (adding("\x1b[2Jevil.txt"), "plain path"),
    "a name without end": (adding("a" * 5000 + "/b/c/d/e/f/g/h.txt"), "plain path"),
    "a symbolic link": (_entry("link.txt", stat.S_IFLNK | 0o777), "a link or a device"),
    "a device": (_entry("disk.txt", stat.S_IFBLK | 0o666), "a link or a device"),
    "a named pipe": (_entry("pipe.txt", stat.S_IFIFO | 0o666), "a link or a device"),
    "a program": (adding("run.sh", b"#!/bin/sh"), "not taken"),
    "a pickle": (adding("model.pkl"), "not taken"),
    "a library": (adding("custom_op.so", b"\x7fELF"), "not taken"),
    "Python": (adding("plugin.py", b"import os"), "not taken"),
    "an archive within": (adding("more.zip", b"PK\x03\x04"), "not taken"),
    "a name twice": (twice, "twice"),
    "a bomb": (bomb, "a bomb?"),
    "300 files": (many, "at most 200"),
    "4 GB each": (declared_too_large, "at most 512"),
    "an encrypted file": (encrypted, "encrypted"),
    "other bytes": (other_bytes, "damaged"),
    "overlapping files": (overlapping, "damaged"),
    "LZMA": (lambda s: packed(good_files(s), zipfile.ZIP_LZMA), "other than deflate"),
    "a picture before it": (lambda s: b"\xff\xd8\xff" + good(s), "no zip archive"),
    "a program before it": (lambda s: b"\x7fELF" + bytes(64) + good(s), "no zip archive"),
    "something behind it": (lambda s: good(s) + b"<script>", "follows the archive"),
    "half of it": (lambda s: good(s)[: len(good(s)) // 2], "not whole"),
    "nothing": (lambda _: b"", "no zip archive"),
    "a tar archive": (lambda _: bytes(257) + b"ustar" + bytes(250), "no zip archive"),
    "no manifest": (lambda _: packed({"README.md": b"# hello"}), "no algorithm.yaml"),
    "a folder around it": (
        lambda s: packed({f"fire/{name}": data for name, data in good_files(s).items()}),
        "no algorithm.yaml",
    ),
    "a file nobody speaks of": (adding("notes.txt"), "not named"),
}

INJECTED: dict[str, tuple[Build, str]] = {
    "an object of Python": (
        describing(b"!!python/object/apply:os.system ['true']"),
        "not valid YAML",
    ),
    "aliases": (describing(b"a: &a [1]\nb: [*a, *a]\n"), "aliases are not allowed"),
    "a key twice": (describing(b"id: a\nid: b\n"), "twice"),
    "a hundred thousand brackets": (describing(b"[" * 100_000), "not valid YAML"),
    "a manifest of 300 kB": (describing(b"a: " + b"x" * 300_000), "256 KiB"),
    "other bytes": (describing(b"\xff\xfe\x00"), "not valid YAML"),
    "a model elsewhere": (
        lambda s: describing(
            good_files(s)["algorithm.yaml"].replace(b'"fire.onnx"', b'"../../etc/passwd"')
        )(s),
        "inside the package",
    ),
    "a model on the network": (
        lambda s: describing(
            good_files(s)["algorithm.yaml"].replace(
                b'"fire.onnx"', b'"https://evil.example/m.onnx"'
            )
        )(s),
        "has no file",
    ),
    "a NUL for the database": (
        lambda s: describing(
            good_files(s)["algorithm.yaml"].replace(b"hello@example.org", b"hello\\u0000")
        )(s),
        "control characters",
    ),
    "an escape for the terminal": (
        lambda s: describing(
            good_files(s)["algorithm.yaml"].replace(b"hello@example.org", b"\\u001b[2Jhello")
        )(s),
        "control characters",
    ),
    "another field": (
        lambda s: describing(b'{"source": "/etc", ' + good_files(s)["algorithm.yaml"][1:])(s),
        "source",
    ),
}
"""Descriptions that want more than to describe, and a word of what is found."""
