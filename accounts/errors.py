"""What accounts refuse that no single one of their ideas owns."""

from core.errors import Forbidden, Invalid, TooMany
from core.text import Text


class RolesConflict(Invalid):
    """The roles may not be held by one person."""

    code = "roles_conflict"
    detail = Text(
        "角色组合无效：{roles}。系统、安全、审计管理员必须各自单独任职，且至少要有一个角色。",
        "These roles cannot be held together: {roles}. A system, security or audit administrator "
        "holds that role alone, and everybody holds at least one.",
    )


class RoleMisplaced(Invalid):
    """The role is not held in this kind of organization."""

    code = "role_misplaced"
    detail = Text(
        "“{role}”角色不能设在{kind}：厂商角色只在厂商，业务角色在城市、区、部门和单位，"
        "管理员在运营方、城市、区或部门。请换角色或换组织。",
        "The role “{role}” is not held in a {kind}: vendors' people belong to vendors, those who watch and "
        "deal with events to a city, district, department or unit, administrators to the operator, a city, "
        "district or department. Choose another role or organization.",
    )


class CrossSite(Forbidden):
    """A change was sent by another site's page with our cookie."""

    code = "cross_site"
    detail = Text(
        "请求来自其他网站（{origin}），已拒绝。请从 algomart 页面操作，并检查 ALGOMART_PUBLIC_URL。",
        "The request came from another site ({origin}) and was refused. Use algomart's own pages, "
        "and check ALGOMART_PUBLIC_URL.",
    )


class DutyPending(Forbidden):
    """The caller must do something for his own account first."""

    code = "duty_pending"
    title = Text("请先完成账户安全操作", "Your account needs you first")
    detail = Text(
        "请先完成：{duties}（password：修改密码；totp：绑定或验证动态口令）。",
        "Do this first: {duties} (password: change it; totp: enrol or give the second factor).",
    )


class TokenTooNarrow(Forbidden):
    """The token was made for other actions."""

    code = "token_too_narrow"
    detail = Text(
        "此令牌不含“{action}”权限。请使用包含该权限的令牌，或重新创建。",
        "This token was not made for “{action}”; use one that was, or make a new one.",
    )


class TokenNeedsSession(Forbidden):
    """A token may neither manage tokens nor proofs of who one is: a leaked one would outlive itself."""

    code = "token_needs_session"
    detail = Text(
        "令牌不能管理令牌、密码或动态口令，请在浏览器登录后操作。",
        "A token cannot manage tokens, passwords or second factors; sign in to do that.",
    )


class OutsideAdminNetworks(Forbidden):
    """An administrator came from an address administrators may not come from."""

    code = "outside_admin_networks"
    detail = Text(
        "管理员不能从 {address} 登录。请使用管理网络内的终端（ALGOMART_ADMIN_NETWORKS）。",
        "Administrators may not come from {address}; use a terminal in the networks of "
        "ALGOMART_ADMIN_NETWORKS.",
    )


class TooManyRequests(TooMany):
    """One caller asks more often than is allowed."""

    code = "too_many_requests"
    detail = Text(
        "请求过于频繁：每分钟最多 {limit} 次（ALGOMART_REQUESTS_PER_MINUTE）。"
        "请在 {retry_after_s} 秒后重试。",
        "Too many requests: at most {limit} a minute (ALGOMART_REQUESTS_PER_MINUTE). "
        "Try again in {retry_after_s} s.",
    )


class TooManySignIns(TooMany):
    """Too many attempts to sign in come from one address."""

    code = "too_many_sign_ins"
    detail = Text(
        "来自该地址的登录过于频繁：每分钟最多 {limit} 次（ALGOMART_SIGN_INS_PER_MINUTE）。"
        "请在 {retry_after_s} 秒后重试。",
        "Too many attempts to sign in from this address: at most {limit} a minute "
        "(ALGOMART_SIGN_INS_PER_MINUTE). Try again in {retry_after_s} s.",
    )
