"""Why signing in at the provider fails. The sign-in page tells it; nothing the provider wrote is repeated."""

from accounts.errors import TooManySignIns
from core.errors import AlgomartError, NotFound, Unauthenticated, Unavailable
from core.http.reasons import ReasonOut
from core.settings import Settings
from core.text import Text


class NotOffered(NotFound):
    """No provider is set."""

    code = "oidc_not_offered"
    detail = Text(
        "未启用统一身份认证，请用账号密码登录（启用方法见 ALGOMART_OIDC_ISSUER）。",
        "Single sign-on is not set up; sign in with a password (see ALGOMART_OIDC_ISSUER).",
    )


class ProviderUnusable(Unavailable):
    """The provider does not answer, or what it tells of itself cannot be used; the log says which."""

    code = "oidc_unavailable"
    detail = Text(
        "统一身份认证暂时无法使用。请稍后重试；若一直如此，请系统管理员查看日志。",
        "The identity provider cannot be used at the moment. Try again later; if it stays so, "
        "a system administrator finds the cause in the log.",
    )


class FlowEnded(Unauthenticated):
    """The answer belongs to no sign-in that this browser has begun and not ended."""

    code = "oidc_flow_ended"
    detail = Text(
        "本次登录已超时、已使用，或不是在此浏览器和网址（ALGOMART_PUBLIC_URL）发起。请重新登录。",
        "This sign-in took too long, was used already, or was not begun in this browser at this address "
        "(ALGOMART_PUBLIC_URL). Begin again.",
    )


class NotGranted(Unauthenticated):
    """The provider, or the person there, said no."""

    code = "oidc_not_granted"
    detail = Text(
        "统一身份认证未完成登录：已取消，或未获许可。请重试，或联系身份认证系统的管理员。",
        "The identity provider did not complete the sign-in: it was cancelled, or not granted. "
        "Try again, or ask the provider's administrator.",
    )


class AnswerRefused(Unauthenticated):
    """The provider's answer does not prove who somebody is."""

    code = "oidc_answer_refused"
    detail = Text(
        "统一身份认证返回的登录凭据未通过校验，已拒绝并记录。请重新登录；若再次出现，请联系安全管理员。",
        "The identity provider's answer did not stand up to its checks; it was refused and recorded. "
        "Sign in again; if it happens again, tell a security administrator.",
    )


class UserUnknown(Unauthenticated):
    """Nobody here is who the provider says; its word makes no user."""

    code = "oidc_user_unknown"
    detail = Text(
        "您在此平台没有通过统一身份认证登录的账户。请安全管理员为您建立账户，登录方式选“统一身份认证”。",
        "You have no account here that signs in at the identity provider. Ask a security administrator "
        "to make one for your login, with that way of signing in.",
    )


class SubjectDiffers(Unauthenticated):
    """The login is bound to another identity of the provider."""

    code = "oidc_subject_differs"
    detail = Text(
        "此登录名已绑定到另一个统一身份。若身份确已更换，请安全管理员把登录方式改为密码后再改回，以重新绑定。",
        "This login is bound to another identity of the provider. If it did change, a security "
        "administrator sets the way of signing in to password and back, which binds it anew.",
    )


class UserUnusable(Unauthenticated):
    """The account is disabled or locked."""

    code = "oidc_user_unusable"
    detail = Text(
        "您的账户已停用或暂时锁定，请稍后重试或联系安全管理员。",
        "Your account is disabled, or locked for a while. Try again later, "
        "or ask a security administrator.",
    )


REFUSALS: tuple[type[AlgomartError], ...] = (
    ProviderUnusable,
    FlowEnded,
    NotGranted,
    AnswerRefused,
    UserUnknown,
    SubjectDiffers,
    UserUnusable,
    TooManySignIns,
)
"""What sends somebody back to the sign-in page instead of showing his browser a problem."""


def words(code: str | None, settings: Settings) -> ReasonOut | None:
    """Return the words of a refusal for the sign-in page; None for a code that is none."""
    kind = next((kind for kind in REFUSALS if kind.code == code), None)
    if kind is None:
        return None
    error = kind(limit=settings.sign_ins_per_minute, retry_after_s=60)
    return ReasonOut(code=kind.code, zh=error.message("zh"), en=error.message("en"))
