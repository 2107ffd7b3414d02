"""Errors as RFC 9457 problems, in the reader's language."""

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.middleware.body_limit import MAX_BODY_SIZE_SCOPE_KEY

from core.errors import AlgomartError, Stale, TooLarge, Unavailable
from core.http.described import MEDIA_TYPE
from core.log import get_logger
from core.text import Language, Text, language_of

_log = get_logger(__name__)


class DatabaseDown(Unavailable):
    """PostgreSQL does not answer."""

    code = "database_down"
    detail = Text(
        "数据库暂时不可用，请稍后重试；未保存任何更改。",
        "The database does not answer; nothing was changed. Try again in a moment.",
    )


class BodyTooLarge(TooLarge):
    """The request's body is over the limit, by what it announced or by what came."""

    code = "body_too_large"
    detail = Text(
        "请求内容超过上限 {limit_mb} MB（ALGOMART_BODY_MAX_MB）。请减小内容后重试。",
        "The request body is over the limit of {limit_mb} MB (ALGOMART_BODY_MAX_MB). Send less.",
    )


@runtime_checkable
class Foreign(Protocol):
    """A route of a protocol that others have specified: it tells of a bug in its own form."""

    def failed(self, request: Request, words: Text) -> JSONResponse:
        """Return the answer to a request that failed for a reason nobody expected."""


_PLAIN: dict[int, Text] = {
    404: Text("没有这个地址", "There is nothing at this address"),
    405: Text("不支持的方法", "This method is not allowed here"),
}
_INVALID = Text("有 {count} 处填写有误，见 errors。", "{count} fields are wrong, see errors.")
_FIELD = Text("填写有误：{message}", "{message}")
_BUG = Text("内部错误，已记录。", "Internal error; it was logged.")


def install(app: FastAPI) -> None:
    """Give every error of the app its problem."""
    app.add_exception_handler(AlgomartError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(OperationalError, _database_down)
    app.add_exception_handler(StaleDataError, _stale)
    app.add_exception_handler(Exception, _bug)


def problem(request: Request, error: AlgomartError) -> JSONResponse:
    """Return the answer that tells of an error."""
    language = _language(request)
    title = error.title.render(language, **error.fields)
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else {}
    extra = {"errors": error.fields["errors"]} if "errors" in error.fields else {}
    if "retry_after_s" in error.fields:
        headers["Retry-After"] = str(error.fields["retry_after_s"])
    elif error.status == 503:
        headers["Retry-After"] = "2"
    return _answer(error.status, error.code, title, error.message(language), headers, **extra)


def too_large(request: Request) -> JSONResponse:
    """Return the answer to a request whose body is over the limit Starlette counts by."""
    return problem(request, BodyTooLarge(limit_mb=request.scope[MAX_BODY_SIZE_SCOPE_KEY] >> 20))


def _answer(
    status: int,
    code: str,
    title: str,
    detail: str,
    headers: dict[str, str] | None = None,
    **extra: Any,
) -> JSONResponse:
    body = {
        "type": f"urn:algomart:problem:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        **extra,
    }
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def _language(request: Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, AlgomartError)
    return problem(request, error)


def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    language = _language(request)
    fields = [
        {
            "field": ".".join(str(part) for part in fault["loc"][1:]),
            "code": fault["type"],
            "message": _FIELD.render(language, message=_said(fault, language)),
        }
        for fault in error.errors()
    ]
    title = Text("填写有误", "Invalid fields").render(language)
    detail = _INVALID.render(language, count=len(fields))
    return _answer(422, "invalid_fields", title, detail, errors=fields)


def _said(fault: Mapping[str, Any], language: Language) -> str:
    """Return what a validator said, in the language where it brought both along."""
    return str(fault.get("ctx", {}).get(language, fault["msg"]))


def _plain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 413:
        return too_large(request)
    title = _PLAIN.get(error.status_code, Text("请求未能完成", "The request failed"))
    text = title.render(_language(request))
    headers = dict(error.headers) if error.headers else None
    return _answer(error.status_code, f"http_{error.status_code}", text, text, headers)


def _database_down(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DBAPIError)
    _log.warning("database does not answer", path=request.url.path, error=str(error.orig))
    return problem(request, DatabaseDown())


def _stale(request: Request, _: Exception) -> JSONResponse:
    return problem(request, Stale())


def _bug(request: Request, error: Exception) -> JSONResponse:
    _log.error("request failed", path=request.url.path, exc_info=error)
    route = request.scope.get("route")
    if isinstance(route, Foreign):
        return route.failed(request, _BUG)
    text = _BUG.render(_language(request))
    return _answer(500, "internal", text, text)
