"""What accounts refuse that no single one of their ideas owns."""

from core.errors import Forbidden, Invalid
from core.text import Text


class RolesConflict(Invalid):
    """The roles may not be held by one person."""

    code = "roles_conflict"
    detail = Text(
        "角色组合无效：{roles}。系统、安全、审计管理员必须各自单独任职，且至少要有一个角色。",
        "These roles cannot be held together: {roles}. A system, security or audit administrator "
        "holds that role alone, and everybody holds at least one.",
    )


class CrossSite(Forbidden):
    """A change was sent by another site's page with our cookie."""

    code = "cross_site"
    detail = Text(
        "请求来自其他网站（{origin}），已拒绝。请从 algomart 页面操作，并检查 ALGOMART_PUBLIC_URL。",
        "The request came from another site ({origin}) and was refused. Use algomart's own pages, "
        "and check ALGOMART_PUBLIC_URL.",
    )
