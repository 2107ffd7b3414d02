"""What signing in refuses."""

from core.errors import Unauthenticated
from core.text import Text


class LoginFailed(Unauthenticated):
    """Wrong login, wrong password, disabled or locked: the answer never tells which."""

    code = "login_failed"
    title = Text("登录失败", "Sign-in failed")
    detail = Text(
        "登录名或密码错误，或账户已停用、锁定（连续 {failures} 次失败后锁定 {minutes} 分钟）。"
        "请重试或联系安全管理员。",
        "The login or password is wrong, or the account is disabled or locked ({failures} failures lock "
        "it for {minutes} minutes). Try again, or ask a security administrator.",
    )


class SessionEnded(Unauthenticated):
    """The cookie or token is unknown, expired, or of a disabled user."""

    code = "session_ended"
    title = Text("登录已失效", "Session ended")
    detail = Text("登录已失效，请重新登录。", "Your session has ended; sign in again.")
