"""Structured logs: one JSON object a line for machines, aligned text for a terminal, no secrets in either."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Literal

import structlog

_CREDENTIALS = re.compile(r"(?P<scheme>\b[a-z][a-z0-9+.-]*://)[^/\s@]+@", re.IGNORECASE)
_SECRET_KEYS = frozenset({"password", "secret", "token", "authorization", "cookie", "url"})

_CHATTY = ("alembic", "uvicorn", "httpx")
"""Libraries whose routine is nobody's news."""

Format = Literal["json", "text"]


def mask(text: str) -> str:
    """Return the text with the credentials of every URL in it replaced by `***`."""
    return _CREDENTIALS.sub(r"\g<scheme>***@", text)


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
        if key in _SECRET_KEYS:
            record[key] = "***" if key != "url" else mask(str(value))
        elif isinstance(value, str):
            record[key] = mask(value)
    return record
