"""What the tokens refuse."""

from core.errors import Forbidden
from core.text import Text


class TokenNeedsSession(Forbidden):
    """A token may not make or revoke tokens: a leaked one would outlive itself."""

    code = "token_needs_session"
    detail = Text(
        "令牌不能管理令牌，请在浏览器登录后操作。",
        "A token cannot manage tokens; sign in with a password to do that.",
    )
