"""Checks the manifest's fields share, and the telling of a fault in both languages."""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from pydantic import ValidationError, ValidationInfo
from pydantic_core import ErrorDetails, PydanticCustomError

from algorithms.contract.errors import Fault
from core.text import Text

_OWN = "contract"

_CHINESE = {
    "missing": "缺少此项",
    "extra_forbidden": "没有这个字段，请检查拼写",
    "string_type": "应为文字",
    "string_too_short": "文字太短",
    "string_too_long": "文字太长",
    "string_pattern_mismatch": "格式不符",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "finite_number": "应为有限的数",
    "greater_than": "数值太小",
    "greater_than_equal": "数值太小",
    "less_than": "数值太大",
    "less_than_equal": "数值太大",
    "literal_error": "不是允许的取值",
    "union_tag_invalid": "不是允许的取值",
    "union_tag_not_found": "缺少 kind",
    "tuple_type": "应为列表",
    "too_short": "项目太少",
    "too_long": "项目太多",
    "model_type": "应为一组字段",
}


def fault(zh: str, en: str) -> PydanticCustomError:
    """Return the error a validator raises; Pydantic adds the place."""
    return PydanticCustomError(_OWN, "{en}", {"zh": zh, "en": en})


def packaged_file(name: str, info: ValidationInfo) -> str:
    """Accept a plain relative name that stays in the package and, when it is at hand, lies there."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise fault("必须是包内的相对路径", "must be a relative path inside the package")
    has: Callable[[str], bool] | None = (info.context or {}).get("has")
    if has is not None and not has(name):
        raise fault(f"包内没有文件 {name}", f"the package has no file {name}")
    return name


def distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a name given twice."""
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise fault(f"重复：{', '.join(twice)}", f"given twice: {', '.join(twice)}")
    return names


def require_known(names: Sequence[str], known: Sequence[str]) -> None:
    """Refuse labels that no model of the algorithm gives."""
    unknown = sorted(set(names) - set(known))
    if unknown:
        listed = ", ".join(unknown)
        raise fault(f"模型没有这些标签：{listed}", f"no model gives these labels: {listed}")


def from_pydantic(error: ValidationError) -> list[Fault]:
    """Return every fault Pydantic found, in both languages, with paths a vendor can follow."""
    return [Fault(_path(entry["loc"]), _text(entry)) for entry in error.errors(include_url=False)]


def again(error: ValidationError) -> PydanticCustomError:
    """Return the first fault of a part as a validator of the whole raises it."""
    text = from_pydantic(error)[0].text
    return fault(text.zh, text.en)


def unprintable(value: object, path: str = "") -> Iterator[Fault]:
    """Yield a fault for every text that no database, log or terminal takes as it is."""
    if isinstance(value, str) and any(map(_is_control, value)):
        yield Fault(path, Text("含有控制字符", "holds control characters"))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from unprintable(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from unprintable(inner, f"{path}[{number}]")


def _is_control(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in ("Cc", "Cs")


def unreadable(path: str, error: Exception) -> Fault:
    """Return the fault of a file that is no YAML at all."""
    reason = " ".join(str(error).split())[:300]
    return Fault(path, Text(f"不是有效的 YAML：{reason}", f"is not valid YAML: {reason}"))


def _text(entry: ErrorDetails) -> Text:
    if entry["type"] == _OWN:
        return Text(str(entry["ctx"]["zh"]), str(entry["ctx"]["en"]))
    english = entry["msg"]
    chinese = _CHINESE.get(entry["type"], "值不符合要求")
    return Text(f"{chinese}（{english}）", english)


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part}]"
        elif part not in ("model", "remote", "crop") or not path.endswith("]"):
            path += f".{part}" if path else part
    return path or "algorithm.yaml"
