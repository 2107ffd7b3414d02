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
        "密码太弱：至少 {length} 个字符且含大写、小写、数字、符号中的 {kinds} 类，或至少 {long} 个字符；"
        "不得包含登录名。",
        "The password is weak: use {length} characters of {kinds} kinds (upper, lower, digit, other) "
        "or {long} of any, and not the login.",
    )


class PasswordReused(Invalid):
    """The user had this password before."""

    code = "password_reused"
    detail = Text(
        "新密码不能与最近 {count} 次用过的密码相同，请另选一个。",
        "The password is one of the last {count} used; choose another.",
    )


class PasswordWrong(Forbidden):
    """The present password that was given to change it is not right."""

    code = "password_wrong"
    detail = Text(
        "当前密码不正确，或账户已锁定（连续 {failures} 次失败后锁定 {minutes} 分钟）。"
        "请重试或联系安全管理员。",
        "The present password is wrong, or the account is locked ({failures} failures lock it for "
        "{minutes} minutes). Try again, or ask a security administrator.",
    )


class PasswordElsewhere(Conflict):
    """The account has no password here: its user signs in at the provider."""

    code = "password_elsewhere"
    detail = Text(
        "该账户通过统一身份认证登录，请在那里修改密码。",
        "This account signs in at the identity provider; change its password there.",
    )


class OwnAccount(Forbidden):
    """Nobody changes his own roles, proofs or way in, or disables himself."""

    code = "own_account"
    detail = Text(
        "不能更改自己的角色或登录方式、停用自己或重置自己的密码和动态口令，请由另一位安全管理员操作。",
        "You cannot change your own roles or way of signing in, disable yourself, or reset your own "
        "password or second factor; another security administrator can.",
    )


class PasswordMissing(Invalid):
    """An account that signs in with a password needs one."""

    code = "password_missing"
    detail = Text(
        "用密码登录的账户需要初始密码，请填写。",
        "An account that signs in with a password needs a first one; enter it.",
    )
