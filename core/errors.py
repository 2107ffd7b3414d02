"""The error tree. Whatever algomart refuses, it refuses with one of these.

* AlgomartError            something is wrong and the reader can be told what
  * Invalid          400   the request is malformed or breaks a rule of the data
  * Unauthenticated  401   nobody is signed in, or the credentials are wrong
  * Forbidden        403   the role does not allow it, whatever the object
  * NotFound         404   no such object, or none this caller may see
  * Conflict         409   the object's state does not allow it
  * Stale            412   somebody changed the object since it was read (`If-Match`)
  * TooLarge         413   over a stated limit
  * TooMany          429   too often; waiting helps (`retry_after_s`)
  * Unavailable      503   a part the request needs is down; trying again helps
  * Misconfigured    500   this installation is set up wrongly; an operator mends it

Packages subclass the branches (`accounts.errors.LoginFailed(Unauthenticated)`). A class carries its
stable `code`, its `status` and its message in both languages; the fields of the message are the
keyword arguments of the constructor. One handler (`core.http.problems`) turns any of them into an
RFC 9457 problem; the CLI prints the same text.
"""

from typing import ClassVar

from core.text import Language, Text


class AlgomartError(Exception):
    """The root of everything algomart raises on purpose."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[Text] = Text("出错了", "Something went wrong")
    detail: ClassVar[Text] = Text("{reason}", "{reason}")

    def __init__(self, **fields: object) -> None:
        self.fields = {"reason": "", **fields}
        super().__init__(self.message("en"))

    def message(self, language: Language) -> str:
        """Return what happened and what to do, in one language."""
        fields = {
            name: value.said_in(language) if isinstance(value, Text) else value
            for name, value in self.fields.items()
        }
        return self.detail.render(language, **fields) or self.title.render(language)

    def __reduce__(self) -> tuple[object, ...]:
        """Errors cross process borders with their fields."""
        return _rebuild, (type(self), self.fields)


def _rebuild(kind: type[AlgomartError], fields: dict[str, object]) -> AlgomartError:
    return kind(**fields)


class Invalid(AlgomartError):
    """The request is malformed or breaks a rule of the data."""

    code, status = "invalid", 400
    title = Text("请求有误", "Invalid request")


class Unauthenticated(AlgomartError):
    """Nobody is signed in, or the credentials are wrong."""

    code, status = "unauthenticated", 401
    title = Text("请先登录", "Sign in first")
    detail = Text("请登录，或提供有效的访问令牌。", "Sign in, or send a valid API token.")


class Forbidden(AlgomartError):
    """The caller's roles do not allow the action, whatever the object."""

    code, status = "forbidden", 403
    title = Text("没有权限", "Not allowed")
    detail = Text(
        "您的角色不能执行“{action}”。请联系安全管理员授权。",
        "Your roles do not allow “{action}”. Ask a security administrator to grant one that does.",
    )


class NotFound(AlgomartError):
    """No such object, or none this caller may see: both answer alike."""

    code, status = "not_found", 404
    title = Text("找不到", "Not found")
    detail = Text(
        "找不到{kind} {id}，或您无权查看。", "There is no {kind} {id}, or you may not see it."
    )


class Conflict(AlgomartError):
    """The object's present state does not allow what was asked."""

    code, status = "conflict", 409
    title = Text("状态冲突", "Conflict")


class Stale(AlgomartError):
    """The object changed since the caller read it."""

    code, status = "stale", 412
    title = Text("内容已被他人修改", "Changed by somebody else")
    detail = Text("请刷新后再提交。", "Read it again, then repeat the change.")


class TooLarge(AlgomartError):
    """A body or a value is over its stated limit."""

    code, status = "too_large", 413
    title = Text("超过上限", "Too large")


class TooMany(AlgomartError):
    """Something is asked for too often; `retry_after_s` tells how long to wait."""

    code, status = "too_many", 429
    title = Text("操作过于频繁", "Too many requests")


class Unavailable(AlgomartError):
    """A part the request needs is down; trying again later helps."""

    code, status = "unavailable", 503
    title = Text("服务暂不可用", "Temporarily unavailable")


class Misconfigured(AlgomartError):
    """This installation is set up wrongly; the message tells the operator what to change."""

    code, status = "misconfigured", 500
    title = Text("配置有误", "Misconfigured")
