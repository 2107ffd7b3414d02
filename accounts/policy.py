"""Who may do what to which kind of object, and how far: the one table routes declare their actions against.

The three administrators are separated (GB/T 22239 8.1.4): none of them holds another role, and no action
below is granted to two of them except reading what each needs in order to work, and voting, which takes two.
"""

from collections.abc import Collection, Mapping

from accounts.case_actions import CASE_ACTIONS
from accounts.errors import RoleMisplaced, RolesConflict
from accounts.grants import (
    ADMINISTRATORS,
    APPROVES,
    ASKS,
    BELOW,
    CONSENTS,
    EVERYWHERE,
    GRANTS,
    HOMES,
    LOOKS,
    OWN,
    OWN_ACCOUNT,
    REACH_NAMES,
    ROLE_NAMES,
    RUNS,
    SETS_UP,
    SUBSCRIBES,
    SUBTREE,
    WATCHED,
    WATCHERS,
    Action,
    Reach,
    Role,
    each,
)
from accounts.organizations.model import KIND_NAMES
from core.text import Text

__all__ = [
    "ADMINISTRATORS", "HOMES", "POLICY", "REACH_NAMES", "ROLE_NAMES", "Action", "Reach", "Role",
    "actions_of", "allowed", "combine", "reaches", "require_home",
]  # fmt: skip

BY_TWO = frozenset({"approval.vote"})
"""What two administrators may do because it takes one of each."""

_PLATFORM: Mapping[str, Action] = {
    "account.leave": Action(("users",), OWN_ACCOUNT, Text("退出登录", "sign out")),
    "account.password": Action(
        ("users",), OWN_ACCOUNT, Text("修改自己的密码", "change one's own password")
    ),
    "account.read": Action(
        ("users",), OWN_ACCOUNT, Text("查看自己的账户", "see one's own account")
    ),
    "account.totp": Action(
        ("users",), OWN_ACCOUNT, Text("绑定或验证动态口令", "enrol and give a second factor")
    ),
    "account.update": Action(
        ("users",), OWN_ACCOUNT, Text("修改自己的资料", "change one's own profile")
    ),
    "algorithm.infer": Action(
        ("algorithms", "versions"),
        each((Role.SUBSCRIBER, Role.VENDOR), OWN),
        Text("通过接口调用算法", "call algorithms over the API"),
    ),
    "algorithm.read": Action(
        ("algorithms",),
        each((role for role in Role if role is not Role.AUDIT), EVERYWHERE),
        Text("浏览算法货架", "browse the shelf of algorithms"),
    ),
    "alias.move": Action(
        ("algorithms",),
        {Role.VENDOR: OWN, Role.SYSTEM: SUBTREE},
        Text("切换算法的稳定版或试用版", "move the aliases of algorithms"),
    ),
    "approval.read": Action(
        ("approvals",), APPROVES | ASKS | CONSENTS, Text("查看审批", "see approvals")
    ),
    "approval.vote": Action(("approvals",), APPROVES | CONSENTS, Text("审批", "vote on approvals")),
    "approval.withdraw": Action(
        ("approvals",), ASKS, Text("撤回审批申请", "withdraw requests for approval")
    ),
    "audit.export": Action(
        ("audit",), {Role.AUDIT: SUBTREE}, Text("导出审计日志", "export the audit trail")
    ),
    "audit.read": Action(
        ("audit",), {Role.AUDIT: SUBTREE}, Text("查阅审计日志", "read the audit trail")
    ),
    "camera.accept_view": Action(
        ("cameras",),
        {Role.SUBSCRIBER: SUBTREE, Role.DISPATCHER: SUBTREE},
        Text("确认摄像机的新视角", "accept what a camera looks at now"),
    ),
    "camera.create": Action(("cameras",), SETS_UP, Text("添加摄像机", "add cameras")),
    "camera.delete": Action(("cameras",), SETS_UP, Text("删除摄像机", "remove cameras")),
    "camera.discover": Action(
        ("cameras",), SETS_UP, Text("搜索本网段的摄像机", "search the local network for cameras")
    ),
    "camera.export": Action(
        ("cameras",), WATCHED | RUNS, Text("导出摄像机清单", "export the list of cameras")
    ),
    "camera.import": Action(
        ("camera_imports", "cameras"), SETS_UP, Text("批量导入摄像机", "import lists of cameras")
    ),
    "camera.lookup": Action(
        ("cameras",), SETS_UP, Text("查询摄像机的码流地址", "look up the streams of cameras")
    ),
    "camera.picture": Action(("cameras",), WATCHED, Text("查看摄像机画面", "look through cameras")),
    "camera.read": Action(("cameras",), WATCHED | RUNS, Text("查看摄像机", "see cameras")),
    "camera.test": Action(("cameras",), SETS_UP, Text("测试摄像机", "try cameras")),
    "camera.update": Action(("cameras",), SETS_UP, Text("修改摄像机", "change cameras")),
    "emergency_rules.read": Action(
        ("organizations",),
        each(WATCHERS, SUBTREE) | RUNS,
        Text("查看响应级别规则", "see the rules of emergency levels"),
    ),
    "emergency_rules.update": Action(
        ("organizations",), RUNS, Text("修改响应级别规则", "change the rules of emergency levels")
    ),
    "evaluation.read": Action(
        ("evaluations",),
        APPROVES | {Role.VENDOR: SUBTREE},
        Text("查看评测", "see evaluations"),
    ),
    "evaluation.run": Action(
        ("evaluations", "test_sets", "versions"),
        RUNS,
        Text("开始或取消评测", "start and cancel evaluations"),
    ),
    "organization.create": Action(
        ("organizations",), GRANTS, Text("新增组织", "add organizations")
    ),
    "organization.delete": Action(
        ("organizations",), {Role.SECURITY: BELOW}, Text("删除组织", "remove organizations")
    ),
    "organization.directory": Action(
        ("organizations",),
        each((Role.SUBSCRIBER, Role.SYSTEM), EVERYWHERE),
        Text("查阅组织名录", "look up organizations by name"),
    ),
    "organization.read": Action(
        ("organizations",), each(Role, SUBTREE), Text("查看组织", "see organizations")
    ),
    "organization.submit": Action(
        ("organizations",),
        {Role.SECURITY: BELOW},
        Text("为被驳回的厂商重新提交审批", "ask again for the approval of rejected vendors"),
    ),
    "organization.suspend": Action(
        ("organizations",),
        {Role.SECURITY: BELOW},
        Text("停用或恢复组织", "suspend and resume organizations"),
    ),
    "organization.update": Action(
        ("organizations",), GRANTS, Text("修改组织名称", "rename organizations")
    ),
    "package.read": Action(
        ("uploads",),
        each((Role.VENDOR, Role.SYSTEM, Role.SECURITY), SUBTREE),
        Text("查看算法包规范", "see the schema of packages"),
    ),
    "package.upload": Action(
        ("uploads", "versions"), {Role.VENDOR: OWN}, Text("上传算法包", "hand in packages")
    ),
    "quota.read": Action(
        ("organizations",), SETS_UP | {Role.VENDOR: OWN}, Text("查看配额", "see quotas")
    ),
    "quota.update": Action(
        ("organizations",), {Role.SYSTEM: BELOW}, Text("调整配额", "set quotas")
    ),
    "remote_endpoint.agree": Action(
        ("remote_endpoints",),
        each((Role.SUBSCRIBER,), EVERYWHERE),
        Text("同意本部门画面发送到远程算法", "agree that pictures go to remote algorithms"),
    ),
    "remote_endpoint.create": Action(
        ("remote_endpoints",),
        {Role.VENDOR: OWN},
        Text("登记远程算法服务", "register remote endpoints"),
    ),
    "remote_endpoint.decide": Action(
        ("remote_endpoints",),
        GRANTS,
        Text("批准或拒绝远程算法服务", "approve or refuse remote endpoints"),
    ),
    "remote_endpoint.delete": Action(
        ("remote_endpoints",),
        {Role.VENDOR: OWN},
        Text("删除远程算法服务", "remove remote endpoints"),
    ),
    "remote_endpoint.read": Action(
        ("remote_endpoints",),
        APPROVES | {Role.VENDOR: OWN},
        Text("查看远程算法服务", "see remote endpoints"),
    ),
    "remote_endpoint.revoke": Action(
        ("remote_endpoints",),
        each((Role.SUBSCRIBER,), EVERYWHERE),
        Text("撤回本部门对远程算法的同意", "take agreements to remote algorithms back"),
    ),
    "remote_endpoint.test": Action(
        ("remote_endpoints",),
        {Role.VENDOR: OWN},
        Text("测试远程算法服务", "try remote endpoints"),
    ),
    "remote_endpoint.update": Action(
        ("remote_endpoints",),
        {Role.VENDOR: OWN},
        Text("修改远程算法服务", "change remote endpoints"),
    ),
    "role.read": Action((), each(Role, EVERYWHERE), Text("查看角色权限", "see what roles may do")),
    "scorecard.read": Action(
        ("algorithms", "events", "look_hours"),
        each(WATCHERS, SUBTREE) | RUNS | {Role.VENDOR: OWN},
        Text("查看算法成绩单", "see how algorithms do in the field"),
    ),
    "rollout.cameras": Action(
        ("rollouts",), RUNS, Text("查看各摄像机的试运行结果", "see what trials do on each camera")
    ),
    "rollout.create": Action(
        ("algorithms", "rollouts"),
        {Role.VENDOR: OWN, Role.SYSTEM: SUBTREE},
        Text("开始算法版本的试运行", "begin trials of versions"),
    ),
    "rollout.read": Action(
        ("rollouts",),
        APPROVES | {Role.VENDOR: OWN},
        Text("查看算法版本的试运行", "see trials of versions"),
    ),
    "rollout.update": Action(
        ("rollouts",),
        {Role.VENDOR: OWN, Role.SYSTEM: SUBTREE},
        Text("调整或结束算法版本的试运行", "change and end trials of versions"),
    ),
    "session.delete": Action(("sessions",), OWN_ACCOUNT | GRANTS, Text("结束会话", "end sessions")),
    "session.read": Action(("sessions",), OWN_ACCOUNT | GRANTS, Text("查看会话", "see sessions")),
    "share.create": Action(("cameras", "shares"), SETS_UP, Text("共享摄像机", "share cameras")),
    "share.delete": Action(("shares",), SETS_UP, Text("取消共享", "end shares")),
    "share.read": Action(("shares",), SETS_UP, Text("查看共享", "see shares")),
    "share.update": Action(
        ("shares",), SETS_UP, Text("修改共享方式", "change the terms of shares")
    ),
    "signing_key.create": Action(
        ("signing_keys",), {Role.VENDOR: OWN}, Text("登记签名密钥", "register signing keys")
    ),
    "signing_key.read": Action(
        ("organizations", "signing_keys"),
        APPROVES | {Role.VENDOR: OWN},
        Text("查看签名密钥", "see signing keys"),
    ),
    "signing_key.retire": Action(
        ("signing_keys",),
        {Role.VENDOR: OWN, Role.SECURITY: BELOW},
        Text("停用签名密钥", "retire signing keys"),
    ),
    "signing_rule.update": Action(
        ("organizations",),
        {Role.VENDOR: OWN, Role.SECURITY: BELOW},
        Text("要求算法包签名", "require packages to be signed"),
    ),
    "source.create": Action(
        ("camera_sources",), SETS_UP, Text("添加视频平台", "add video platforms")
    ),
    "source.delete": Action(
        ("camera_sources",), SETS_UP, Text("删除视频平台", "remove video platforms")
    ),
    "source.read": Action(
        ("camera_sources", "source_channels"), SETS_UP, Text("查看视频平台", "see video platforms")
    ),
    "source.synchronize": Action(
        ("camera_sources",), SETS_UP, Text("同步视频平台", "synchronize video platforms")
    ),
    "source.update": Action(
        ("camera_sources",), SETS_UP, Text("修改视频平台", "change video platforms")
    ),
    "statement.read": Action(
        ("algorithms", "events", "inference_hours", "look_hours", "statement_lines"),
        each((Role.SUBSCRIBER, Role.VIEWER), SUBTREE) | RUNS | {Role.VENDOR: OWN},
        Text("查看月度对账单", "see monthly statements"),
    ),
    "stream.read": Action(
        (),
        each(WATCHERS, SUBTREE) | APPROVES | {Role.VENDOR: OWN},
        Text("接收实时更新", "follow live updates"),
    ),
    "subscription.create": Action(
        ("subscriptions",), SUBSCRIBES, Text("订阅算法", "subscribe to algorithms")
    ),
    "subscription.delete": Action(
        ("subscriptions",), SUBSCRIBES, Text("取消订阅", "end subscriptions")
    ),
    "subscription.read": Action(
        ("subscriptions",), WATCHED | RUNS, Text("查看订阅", "see subscriptions")
    ),
    "subscription.replay": Action(
        ("subscriptions",),
        each((Role.SUBSCRIBER, Role.DISPATCHER), SUBTREE),
        Text("用规则回放历史检测", "replay rules over what was detected"),
    ),
    "subscription.update": Action(
        ("subscriptions",), SUBSCRIBES, Text("修改订阅", "change subscriptions")
    ),
    "system.read": Action((), RUNS, Text("查看系统运行状况", "see how the system runs")),
    "test_set.read": Action(("test_sets",), APPROVES, Text("查看测试集", "see test sets")),
    "test_set.retire": Action(("test_sets",), RUNS, Text("停用测试集", "retire test sets")),
    "test_set.upload": Action(
        ("uploads", "test_sets"), RUNS, Text("上传测试集", "upload test sets")
    ),
    "token.create": Action(("api_tokens",), OWN_ACCOUNT, Text("创建访问令牌", "make API tokens")),
    "token.delete": Action(
        ("api_tokens",), OWN_ACCOUNT | GRANTS, Text("吊销访问令牌", "revoke API tokens")
    ),
    "token.read": Action(
        ("api_tokens",), OWN_ACCOUNT | GRANTS, Text("查看访问令牌", "see API tokens")
    ),
    "user.create": Action(("users", "organizations"), GRANTS, Text("新增用户", "add users")),
    "user.read": Action(("users",), GRANTS | {Role.AUDIT: SUBTREE}, Text("查看用户", "see users")),
    "user.update": Action(("users",), GRANTS, Text("修改用户", "change users")),
    "version.act": Action(
        ("versions",),
        {Role.VENDOR: OWN, Role.SYSTEM: SUBTREE},
        Text("上架或下架算法版本", "publish and withdraw versions"),
    ),
    "version.read": Action(
        ("algorithms", "versions"),
        each((Role.VENDOR, Role.SYSTEM, Role.SECURITY), SUBTREE),
        Text("查看算法版本", "see versions of algorithms"),
    ),
    "version.submit": Action(
        ("versions",), {Role.VENDOR: OWN}, Text("提交版本审批", "ask for the approval of versions")
    ),
    "viewing.create": Action(
        ("viewings",), LOOKS, Text("说明理由后查看清晰画面", "see clear pictures after saying why")
    ),
    "viewing.delete": Action(("viewings",), LOOKS, Text("结束查看", "end looks")),
    "viewing.read": Action(
        ("viewings",),
        OWN_ACCOUNT | {Role.AUDIT: SUBTREE},
        Text("查看调阅记录", "see who looked at what"),
    ),
}

POLICY: Mapping[str, Action] = dict(sorted({**_PLATFORM, **CASE_ACTIONS}.items()))

WHILE_PENDING: dict[str, frozenset[str]] = {
    "password": frozenset({"account.leave", "account.password", "account.read", "account.totp"}),
    "totp": frozenset({"account.leave", "account.read", "account.totp"}),
}
"""What one may do before a duty is done. The second factor comes first: a stolen password changes nothing."""

WHATEVER_IS_PENDING = frozenset[str]().union(*WHILE_PENDING.values())
"""What one may do even in an organization that is not active."""

BY_HAND = frozenset(
    {
        "account.password",
        "account.totp",
        "signing_key.create",
        "signing_key.retire",
        "signing_rule.update",
        "token.create",
        "token.delete",
    }
)
"""What only a session may do: a leaked token must not outlive itself, nor sign in a vendor's name."""


def allowed(action: str, roles: Collection[Role]) -> bool:
    """Tell whether any of the roles may carry out the action; an unknown action is a bug."""
    return not POLICY[action].grants.keys().isdisjoint(roles)


def reaches(action: str, roles: Collection[Role]) -> frozenset[Reach]:
    """Return how far the roles reach with an action; nothing where none of them may carry it out."""
    grants = POLICY[action].grants
    return frozenset(grants[role] for role in roles if role in grants)


def actions_of(roles: Collection[Role]) -> list[str]:
    """Return every action the roles may carry out, sorted."""
    return sorted(action for action in POLICY if allowed(action, roles))


def combine(roles: Collection[Role]) -> frozenset[Role]:
    """Return the roles as a set, or raise `RolesConflict` where one person may not hold them together."""
    held = frozenset(roles)
    if not held or (held & ADMINISTRATORS and len(held) > 1):
        raise RolesConflict(roles=", ".join(sorted(held)) or "-")
    return held


def require_home(kind: str, roles: Collection[Role]) -> None:
    """Raise `RoleMisplaced` where one of the roles is not held in this kind of organization."""
    strange = sorted(role for role in roles if kind not in HOMES[role])
    if strange:
        raise RoleMisplaced(role=ROLE_NAMES[strange[0]], kind=KIND_NAMES[kind])
