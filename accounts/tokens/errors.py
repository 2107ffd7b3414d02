"""What the tokens refuse."""

from core.errors import Forbidden, Invalid
from core.text import Text


class TokenLasts(Invalid):
    """The token would live longer than tokens may."""

    code = "token_lasts"
    detail = Text(
        "令牌有效期最长 {days} 天，请缩短。", "A token lives {days} days at most; choose fewer."
    )


class TokenTooWide(Forbidden):
    """The token would allow what its maker may not do."""

    code = "token_too_wide"
    detail = Text(
        "您的角色没有以下权限，令牌不能包含：{actions}。",
        "Your roles do not allow these actions, so the token cannot either: {actions}.",
    )
