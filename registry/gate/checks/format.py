"""Is the model file ONNX, wholly ONNX and nothing else as well?"""

import io
import zipfile

import onnx
from google.protobuf.message import DecodeError

from core.text import Text
from registry.gate.checks.subject import Subject
from registry.gate.findings import Finding, Findings
from registry.sandbox import known_files

_EXPORT = Text(
    "请用导出工具（如 torch.onnx.export）重新导出为 .onnx 文件。",
    "Export it anew as .onnx, with torch.onnx.export for instance.",
)


def really_onnx(subject: Subject) -> Findings:
    """Refuse what is not ONNX by its contents, and ONNX that is something else besides."""
    data = subject.model_bytes
    if (what := known_files.foreign(data)) is not None:
        yield Finding(
            Text(f"文件是{what.zh}，不是 ONNX。", f"The file is {what.en}, not ONNX."), _EXPORT
        )
        return
    model = _parsed(data)
    if model is None:
        yield Finding(
            Text("文件不是 ONNX，或不完整。", "The file is not ONNX, or not whole."), _EXPORT
        )
        return
    yield from _more_than_onnx(data, model)
    subject.model = model


def _parsed(data: bytes) -> "onnx.ModelProto | None":
    model = onnx.ModelProto()
    try:
        model.ParseFromString(data)
    except (DecodeError, ValueError, RecursionError):
        return None
    return model if model.ir_version and model.HasField("graph") and model.graph.node else None


def _more_than_onnx(data: bytes, model: "onnx.ModelProto") -> Findings:
    """A polyglot hides its other half in fields no reader knows, or behind the end."""
    whole = model.ByteSize()
    known = onnx.ModelProto()
    known.CopyFrom(model)
    known.DiscardUnknownFields()
    if (strange := whole - known.ByteSize()) > 0:
        yield Finding(
            Text(
                f"文件含有 {strange} 字节不属于 ONNX 的内容。",
                f"The file holds {strange} bytes that are no part of ONNX.",
            ),
            _EXPORT,
        )
    if _also_zip(data):
        yield Finding(
            Text("文件同时也是 zip 压缩包。", "The file is a zip archive at the same time."),
            _EXPORT,
        )


def _also_zip(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
