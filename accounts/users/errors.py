"""What the users refuse."""

from core.errors import Conflict, Forbidden, Invalid
from core.text import Text


class LoginTaken(Conflict):
    """Another user has this login."""

    code = "login_taken"
    detail = Text(
        "登录名 {login} 已被使用，请换一个。", "The login {login} is taken; choose another."
    )


class LoginInvalid(Invalid):
    """The login has characters that a login may not have."""

    code = "login_invalid"
    detail = Text(
        "登录名应为 2 至 64 个小写字母、数字或 . _ - @。",
        "A login has 2 to 64 of: lower-case letters, digits, and . _ - @.",
    )


class PasswordWeak(Invalid):
    """The password is easy to guess."""

    code = "password_weak"
    detail = Text(
        "密码太弱：至少 10 个字符且含大写、小写、数字、符号中的三类，或至少 16 个字符；不得包含登录名。",
        "The password is weak: use 10 characters of three kinds (upper, lower, digit, other) or 16 of any, "
        "and not the login.",
    )


class OwnAccount(Forbidden):
    """Nobody changes his own roles or disables himself."""

    code = "own_account"
    detail = Text(
        "不能更改自己的角色或停用自己，请由另一位安全管理员操作。",
        "You cannot change your own roles or disable yourself; another security administrator can.",
    )
