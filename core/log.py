"""Structured logs: one JSON object a line for machines, aligned text for a terminal, no secrets in either."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

from core.masking import MASK, mask

_SECRET_KEYS = re.compile(
    r"pass(word|wd|phrase)|secret|token|authorization|cookie|credential|seed|totp", re.IGNORECASE
)

_CHATTY = ("alembic", "uvicorn", "httpx", "httpx2")
"""Libraries whose routine is nobody's news."""

Format = Literal["json", "text"]


def configure(level: str = "INFO", fmt: Format = "json") -> None:
    """Send structlog's and the standard library's records through one masked formatter to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_record,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if fmt == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared)
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in _CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger; events are short English sentences, everything variable is a keyword."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger


def _mask_record(
    _logger: object, _method: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    for key, value in record.items():
        if not key.startswith("_"):  # the formatter's own
            record[key] = MASK if _SECRET_KEYS.search(key) else _masked(value)
    return record


def _masked(value: Any) -> Any:
    """Return a value as it may be written; what is no plain value is written as its words."""
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return mask(value)
        case dict():
            return {
                str(key): MASK if _SECRET_KEYS.search(str(key)) else _masked(inner)
                for key, inner in value.items()
            }
        case list() | tuple() | set() | frozenset():
            return [_masked(inner) for inner in value]
    return mask(str(value))
