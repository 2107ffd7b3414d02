"""Files that are often taken for ONNX, told by what is in them and never by their name."""

import pickletools  # nosec B403  # it tells the codes of a pickle, and loads none

from core.text import Text

_PICKLE = Text("Python pickle（可能执行代码）", "a Python pickle, which can run code")
_STARTS: tuple[tuple[int, bytes, Text], ...] = (
    (0, b"PK\x03\x04", Text("zip 压缩包（例如 PyTorch 检查点）", "a zip archive (a PyTorch checkpoint?)")),
    (0, b"PK\x05\x06", Text("空的 zip 压缩包", "an empty zip archive")),
    (0, b"\x80\x02", _PICKLE),
    (0, b"\x80\x03", _PICKLE),
    (0, b"\x80\x04", _PICKLE),
    (0, b"\x80\x05", _PICKLE),
    (0, b"\x89HDF", Text("HDF5（例如 Keras 模型）", "HDF5 (a Keras model?)")),
    (0, b"\x7fELF", Text("程序或动态库（ELF）", "a program or library (ELF)")),
    (0, b"MZ", Text("Windows 程序", "a Windows program")),
    (0, b"\x1f\x8b", Text("gzip 压缩文件", "a gzip file")),
    (0, b"x\x9c", Text("zlib 压缩数据（例如 joblib）", "zlib data (a joblib file?)")),
    (0, b"BZh", Text("bzip2 压缩文件", "a bzip2 file")),
    (0, b"\xfd7zXZ", Text("xz 压缩文件", "an xz file")),
    (0, b"7z\xbc\xaf", Text("7z 压缩包", "a 7z archive")),
    (0, b"Rar!", Text("rar 压缩包", "a rar archive")),
    (0, b"\x93NUMPY", Text("NumPy 数组", "a NumPy array")),
    (0, b"GGUF", Text("GGUF 模型", "a GGUF model")),
    (0, b"ftrt", Text("TensorRT 引擎", "a TensorRT engine")),
    (0, b"%PDF", Text("PDF 文档", "a PDF document")),
    (0, b"#!", Text("脚本", "a script")),
    (0, b"<", Text("XML 或网页", "XML or a web page")),
    (4, b"TFL3", Text("TensorFlow Lite 模型", "a TensorFlow Lite model")),
    (4, b"ORTM", Text("ONNX Runtime 内部格式（.ort）", "ONNX Runtime's own format (.ort)")),
    (8, b"{\"", Text("safetensors 权重", "safetensors weights")),
    (257, b"ustar", Text("tar 归档", "a tar archive")),
)  # fmt: skip
_LOOKED_AT = 1 << 20


def foreign(data: bytes) -> Text | None:
    """Return what a file is, where it is surely something other than ONNX."""
    for offset, magic, what in _STARTS:
        if data[offset : offset + len(magic)] == magic:
            return what
    return _PICKLE if _is_pickle(data) else None


def _is_pickle(data: bytes) -> bool:
    """Read the opcodes, which runs none of them: old protocols have no magic number."""
    try:
        return any(code.name == "STOP" for code, _, _ in pickletools.genops(data[:_LOOKED_AT]))
    except (ValueError, IndexError, OverflowError):
        return False
