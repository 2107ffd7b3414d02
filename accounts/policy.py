"""Who may do what to which kind of object, and how far: the one table routes declare their actions against.

The three administrators are separated (GB/T 22239 8.1.4): none of them holds another role, and no action
below is granted to two of them except reading what each needs in order to work, and voting, which takes two.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.errors import RoleMisplaced, RolesConflict
from accounts.organizations.model import KIND_NAMES, Kind
from core.text import Text


class Role(StrEnum):
    """A role of the design; a user has one or more."""

    VENDOR = "vendor"
    SUBSCRIBER = "subscriber"
    DISPATCHER = "dispatcher"
    HANDLER = "handler"
    VIEWER = "viewer"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"


class Reach(StrEnum):
    """How far a grant goes."""

    SELF = "self"
    """What is the caller's own person's: his sessions, his tokens."""
    OWN = "own"
    """What his organization owns."""
    SUBTREE = "subtree"
    """What his organization and all below it own."""
    BELOW = "below"
    """What the organizations below his own: nobody decides about himself."""
    SHARED = "shared"
    """The subtree, and what another organization shares with it."""
    ASSIGNED = "assigned"
    """The subtree, and the cases that are dispatched to it, whoever owns them."""
    EVERYWHERE = "everywhere"
    """Whoever owns it."""


@dataclass(frozen=True, slots=True)
class Action:
    """What may be done to rows of these tables, by which roles, and how far each of them reaches."""

    objects: tuple[str, ...]
    grants: Mapping[Role, Reach]
    title: Text
    """As a city says it."""


ROLE_NAMES: dict[Role, Text] = {
    Role.VENDOR: Text("算法厂商", "vendor"),
    Role.SUBSCRIBER: Text("委办局订阅员", "subscriber"),
    Role.DISPATCHER: Text("派遣员", "dispatcher"),
    Role.HANDLER: Text("处置人员", "handler"),
    Role.VIEWER: Text("查看", "viewer"),
    Role.SYSTEM: Text("系统管理员", "system administrator"),
    Role.SECURITY: Text("安全管理员", "security administrator"),
    Role.AUDIT: Text("审计管理员", "audit administrator"),
}

REACH_NAMES: dict[Reach, Text] = {
    Reach.SELF: Text("本人", "one's own"),
    Reach.OWN: Text("本组织", "one's organization"),
    Reach.SUBTREE: Text("本组织及下级", "one's organization and all below it"),
    Reach.BELOW: Text("仅下级组织", "only organizations below one's own"),
    Reach.SHARED: Text("本组织及下级，以及共享给本组织的", "all below, and what is shared with it"),
    Reach.ASSIGNED: Text(
        "本组织及下级，以及派给本组织的案件", "all below, and cases dispatched to it"
    ),
    Reach.EVERYWHERE: Text("全平台", "everywhere"),
}

ADMINISTRATORS = frozenset({Role.SYSTEM, Role.SECURITY, Role.AUDIT})

_PARTS: tuple[Kind, ...] = ("city", "district", "department", "unit")
_SEATS: tuple[Kind, ...] = ("operator", "city", "district", "department")

HOMES: dict[Role, tuple[Kind, ...]] = {
    Role.VENDOR: ("vendor",),
    Role.SUBSCRIBER: _PARTS,
    Role.DISPATCHER: _PARTS,
    Role.HANDLER: _PARTS,
    Role.VIEWER: _PARTS,
    Role.SYSTEM: _SEATS,
    Role.SECURITY: _SEATS,
    Role.AUDIT: _SEATS,
}
"""In which kinds of organization somebody may hold a role."""

BY_TWO = frozenset({"approval.vote"})
"""What two administrators may do because it takes one of each."""

_WATCHERS = (Role.SUBSCRIBER, Role.DISPATCHER, Role.HANDLER, Role.VIEWER)
_SELF, _OWN, _SUBTREE, _BELOW = Reach.SELF, Reach.OWN, Reach.SUBTREE, Reach.BELOW
_SHARED, _ASSIGNED, _EVERYWHERE = Reach.SHARED, Reach.ASSIGNED, Reach.EVERYWHERE


def _each(roles: Iterable[Role], reach: Reach) -> dict[Role, Reach]:
    return dict.fromkeys(roles, reach)


_OWN_ACCOUNT = _each(Role, _SELF)
_WATCHED = _each(_WATCHERS, _SHARED)
_SETS_UP = {Role.SUBSCRIBER: _SUBTREE, Role.SYSTEM: _SUBTREE}
_SUBSCRIBES = {Role.SUBSCRIBER: _SUBTREE}
_RUNS = {Role.SYSTEM: _SUBTREE}
_GRANTS = {Role.SECURITY: _SUBTREE}
_LOOKS = _each(_WATCHERS, _SELF)
_APPROVES = _RUNS | _GRANTS
_ACTS = {Role.DISPATCHER: _SUBTREE, Role.HANDLER: _ASSIGNED}
_STOCKS = _RUNS | {Role.DISPATCHER: _SUBTREE}
_DELIVERS = _RUNS | {Role.DISPATCHER: _SUBTREE}

POLICY: dict[str, Action] = {
    "account.leave": Action(("users",), _OWN_ACCOUNT, Text("退出登录", "sign out")),
    "account.password": Action(
        ("users",), _OWN_ACCOUNT, Text("修改自己的密码", "change one's own password")
    ),
    "account.read": Action(
        ("users",), _OWN_ACCOUNT, Text("查看自己的账户", "see one's own account")
    ),
    "account.totp": Action(
        ("users",), _OWN_ACCOUNT, Text("绑定或验证动态口令", "enrol and give a second factor")
    ),
    "account.update": Action(
        ("users",), _OWN_ACCOUNT, Text("修改自己的资料", "change one's own profile")
    ),
    "algorithm.read": Action(
        ("algorithms",),
        _each((role for role in Role if role is not Role.AUDIT), _EVERYWHERE),
        Text("浏览算法货架", "browse the shelf of algorithms"),
    ),
    "approval.read": Action(
        ("approvals",), _APPROVES | {Role.VENDOR: _OWN}, Text("查看审批", "see approvals")
    ),
    "approval.vote": Action(("approvals",), _APPROVES, Text("审批", "vote on approvals")),
    "approval.withdraw": Action(
        ("approvals",), {Role.VENDOR: _OWN}, Text("撤回审批申请", "withdraw requests for approval")
    ),
    "assignment.choose": Action(
        ("case_assignments", "cases"),
        {Role.DISPATCHER: _SUBTREE},
        Text("指定案件的责任单位", "choose who deals with cases"),
    ),
    "assignment.read": Action(
        ("case_assignments", "cases"),
        _each(_WATCHERS, _SUBTREE),
        Text("查看案件的责任单位", "see who deals with cases"),
    ),
    "audit.export": Action(
        ("audit",), {Role.AUDIT: _SUBTREE}, Text("导出审计日志", "export the audit trail")
    ),
    "audit.read": Action(
        ("audit",), {Role.AUDIT: _SUBTREE}, Text("查阅审计日志", "read the audit trail")
    ),
    "calendar.read": Action(
        ("organizations",),
        _each(_WATCHERS, _SUBTREE) | _RUNS,
        Text("查看工作日历", "see the working calendar"),
    ),
    "calendar.update": Action(
        ("organizations",), _RUNS, Text("修改工作日历", "change the working calendar")
    ),
    "camera.accept_view": Action(
        ("cameras",),
        {Role.SUBSCRIBER: _SUBTREE, Role.DISPATCHER: _SUBTREE},
        Text("确认摄像机的新视角", "accept what a camera looks at now"),
    ),
    "camera.create": Action(("cameras",), _SETS_UP, Text("添加摄像机", "add cameras")),
    "camera.delete": Action(("cameras",), _SETS_UP, Text("删除摄像机", "remove cameras")),
    "camera.discover": Action(
        ("cameras",), _SETS_UP, Text("搜索本网段的摄像机", "search the local network for cameras")
    ),
    "camera.export": Action(
        ("cameras",), _WATCHED | _RUNS, Text("导出摄像机清单", "export the list of cameras")
    ),
    "camera.import": Action(
        ("camera_imports", "cameras"), _SETS_UP, Text("批量导入摄像机", "import lists of cameras")
    ),
    "camera.lookup": Action(
        ("cameras",), _SETS_UP, Text("查询摄像机的码流地址", "look up the streams of cameras")
    ),
    "camera.picture": Action(
        ("cameras",), _WATCHED, Text("查看摄像机画面", "look through cameras")
    ),
    "camera.read": Action(("cameras",), _WATCHED | _RUNS, Text("查看摄像机", "see cameras")),
    "camera.test": Action(("cameras",), _SETS_UP, Text("测试摄像机", "try cameras")),
    "camera.update": Action(("cameras",), _SETS_UP, Text("修改摄像机", "change cameras")),
    "case.act": Action(("cases",), _ACTS, Text("办理案件", "move cases along")),
    "case.photo": Action(("cases",), _ACTS, Text("上传处置照片", "add photos of the work")),
    "case.read": Action(("cases",), _each(_WATCHERS, _ASSIGNED), Text("查看案件", "see cases")),
    "case.report": Action(
        ("cases",),
        _ACTS,
        Text("回报案件进展", "report what became of cases"),
    ),
    "delivery.read": Action(
        ("deliveries", "delivery_attempts", "sinks"),
        _DELIVERS,
        Text("查看推送记录", "see how case messages are delivered"),
    ),
    "delivery.retry": Action(
        ("deliveries", "sinks"), _DELIVERS, Text("重新推送案件消息", "send case messages again")
    ),
    "emergency.dispatch": Action(
        ("emergencies", "resources"),
        {Role.DISPATCHER: _SUBTREE},
        Text("应急调度", "send resources to emergencies"),
    ),
    "emergency.read": Action(
        ("emergencies", "resources"),
        _each(_WATCHERS, _SUBTREE),
        Text("查看应急事件", "see emergencies"),
    ),
    "emergency.receipt": Action(
        ("emergencies",),
        {Role.DISPATCHER: _SUBTREE, Role.HANDLER: _SUBTREE},
        Text("登记应急回执", "note receipts of calls"),
    ),
    "emergency.update": Action(
        ("emergencies",), {Role.DISPATCHER: _SUBTREE}, Text("处理应急事件", "handle emergencies")
    ),
    "emergency_rules.read": Action(
        ("organizations",),
        _each(_WATCHERS, _SUBTREE) | _RUNS,
        Text("查看响应级别规则", "see the rules of emergency levels"),
    ),
    "emergency_rules.update": Action(
        ("organizations",), _RUNS, Text("修改响应级别规则", "change the rules of emergency levels")
    ),
    "event.claim": Action(
        ("claims", "events"), {Role.DISPATCHER: _SUBTREE}, Text("认领事件", "claim events")
    ),
    "event.export": Action(("events",), _WATCHED, Text("导出事件统计", "export figures of events")),
    "event.judge": Action(
        ("events", "verdicts"), {Role.DISPATCHER: _SUBTREE}, Text("研判事件", "judge events")
    ),
    "event.read": Action(("events",), _WATCHED, Text("查看事件", "see events")),
    "event.split": Action(
        ("events",),
        {Role.DISPATCHER: _SUBTREE},
        Text("拆分合并的事件", "take events out of an incident"),
    ),
    "evidence.read": Action(
        ("events",), _WATCHED, Text("查看事件证据", "see the evidence of events")
    ),
    "kpi.export": Action(
        ("kpi_months",), _each(_WATCHERS, _SUBTREE), Text("导出考核指标", "export key figures")
    ),
    "kpi.read": Action(
        ("kpi_months", "organizations"),
        _each(_WATCHERS, _SUBTREE) | _RUNS,
        Text("查看考核指标", "see key figures of cases"),
    ),
    "kpi.update": Action(
        ("organizations",), _RUNS, Text("修改考核方案", "change weights and limits of key figures")
    ),
    "matter.create": Action(
        ("matters", "organizations"), _RUNS, Text("新增扩展事项", "add matters of the city's own")
    ),
    "matter.map": Action(
        ("matters", "organizations"),
        _RUNS,
        Text("设置事件类型对应的事项", "say which matter an event type is"),
    ),
    "matter.read": Action(
        ("matters", "organizations"),
        _each(_WATCHERS, _SUBTREE) | _RUNS,
        Text("查看事项字典", "see the dictionary of matters"),
    ),
    "matter.update": Action(
        ("matters", "organizations"), _RUNS, Text("修改事项", "change matters")
    ),
    "organization.create": Action(
        ("organizations",), _GRANTS, Text("新增组织", "add organizations")
    ),
    "organization.delete": Action(
        ("organizations",), {Role.SECURITY: _BELOW}, Text("删除组织", "remove organizations")
    ),
    "organization.directory": Action(
        ("organizations",),
        _each((Role.SUBSCRIBER, Role.SYSTEM), _EVERYWHERE),
        Text("查阅组织名录", "look up organizations by name"),
    ),
    "organization.read": Action(
        ("organizations",), _each(Role, _SUBTREE), Text("查看组织", "see organizations")
    ),
    "organization.submit": Action(
        ("organizations",),
        {Role.SECURITY: _BELOW},
        Text("为被驳回的厂商重新提交审批", "ask again for the approval of rejected vendors"),
    ),
    "organization.suspend": Action(
        ("organizations",),
        {Role.SECURITY: _BELOW},
        Text("停用或恢复组织", "suspend and resume organizations"),
    ),
    "organization.update": Action(
        ("organizations",), _GRANTS, Text("修改组织名称", "rename organizations")
    ),
    "package.read": Action(
        ("uploads",),
        _each((Role.VENDOR, Role.SYSTEM, Role.SECURITY), _SUBTREE),
        Text("查看算法包规范", "see the schema of packages"),
    ),
    "package.upload": Action(
        ("uploads", "versions"), {Role.VENDOR: _OWN}, Text("上传算法包", "hand in packages")
    ),
    "place.delete": Action(("places",), _RUNS, Text("删除区域和网格", "remove places")),
    "place.import": Action(
        ("organizations",),
        _RUNS,
        Text("导入区域和网格", "import districts, streets and grid cells"),
    ),
    "place.read": Action(
        ("organizations",),
        _each(_WATCHERS, _SUBTREE) | _RUNS,
        Text("查看区域和网格", "see districts, streets and grid cells"),
    ),
    "quota.read": Action(
        ("organizations",), _SETS_UP | {Role.VENDOR: _OWN}, Text("查看配额", "see quotas")
    ),
    "quota.update": Action(
        ("organizations",), {Role.SYSTEM: _BELOW}, Text("调整配额", "set quotas")
    ),
    "request.create": Action(
        ("service_requests",),
        {Role.DISPATCHER: _SUBTREE, Role.HANDLER: _SUBTREE},
        Text("经 Open311 提交诉求", "post requests by Open311"),
    ),
    "request.read": Action(
        ("cases", "service_requests"),
        _each(_WATCHERS, _SUBTREE),
        Text("查看外部诉求", "see requests from outside"),
    ),
    "resource.create": Action(("resources",), _STOCKS, Text("登记应急资源", "register resources")),
    "resource.delete": Action(("resources",), _STOCKS, Text("删除应急资源", "remove resources")),
    "resource.import": Action(
        ("resources",), _STOCKS, Text("导入应急资源清单", "import lists of resources")
    ),
    "resource.read": Action(
        ("resources",), _each(_WATCHERS, _SUBTREE) | _RUNS, Text("查看应急资源", "see resources")
    ),
    "resource.update": Action(("resources",), _STOCKS, Text("修改应急资源", "change resources")),
    "responsibility.read": Action(
        ("organizations",),
        _each(_WATCHERS, _SUBTREE) | _RUNS,
        Text("查看责任单位表", "see who is responsible for what"),
    ),
    "responsibility.update": Action(
        ("organizations", "responsibilities"),
        _RUNS,
        Text("修改责任单位表", "say who is responsible for what"),
    ),
    "role.read": Action(
        (), _each(Role, _EVERYWHERE), Text("查看角色权限", "see what roles may do")
    ),
    "sensor.create": Action(
        ("cameras", "water_sensors"), _SETS_UP, Text("登记水位传感器", "register water sensors")
    ),
    "sensor.delete": Action(
        ("water_sensors",), _SETS_UP, Text("删除水位传感器", "remove water sensors")
    ),
    "sensor.update": Action(
        ("cameras", "water_sensors"), _SETS_UP, Text("修改水位传感器", "change water sensors")
    ),
    "session.delete": Action(
        ("sessions",), _OWN_ACCOUNT | _GRANTS, Text("结束会话", "end sessions")
    ),
    "session.read": Action(("sessions",), _OWN_ACCOUNT | _GRANTS, Text("查看会话", "see sessions")),
    "share.create": Action(("cameras", "shares"), _SETS_UP, Text("共享摄像机", "share cameras")),
    "share.delete": Action(("shares",), _SETS_UP, Text("取消共享", "end shares")),
    "share.read": Action(("shares",), _SETS_UP, Text("查看共享", "see shares")),
    "sink.create": Action(("sinks",), _RUNS, Text("添加案件接收方", "add receivers of cases")),
    "sink.delete": Action(("sinks",), _RUNS, Text("删除案件接收方", "remove receivers of cases")),
    "sink.read": Action(("sinks",), _RUNS, Text("查看案件接收方", "see receivers of cases")),
    "sink.test": Action(("sinks",), _RUNS, Text("测试案件接收方", "try receivers of cases")),
    "sink.update": Action(("sinks",), _RUNS, Text("修改案件接收方", "change receivers of cases")),
    "source.create": Action(
        ("camera_sources",), _SETS_UP, Text("添加视频平台", "add video platforms")
    ),
    "source.delete": Action(
        ("camera_sources",), _SETS_UP, Text("删除视频平台", "remove video platforms")
    ),
    "source.read": Action(
        ("camera_sources", "source_channels"), _SETS_UP, Text("查看视频平台", "see video platforms")
    ),
    "source.synchronize": Action(
        ("camera_sources",), _SETS_UP, Text("同步视频平台", "synchronize video platforms")
    ),
    "source.update": Action(
        ("camera_sources",), _SETS_UP, Text("修改视频平台", "change video platforms")
    ),
    "stream.read": Action(
        (),
        _each(_WATCHERS, _SUBTREE) | _APPROVES | {Role.VENDOR: _OWN},
        Text("接收实时更新", "follow live updates"),
    ),
    "subscription.create": Action(
        ("subscriptions",), _SUBSCRIBES, Text("订阅算法", "subscribe to algorithms")
    ),
    "subscription.delete": Action(
        ("subscriptions",), _SUBSCRIBES, Text("取消订阅", "end subscriptions")
    ),
    "subscription.read": Action(
        ("subscriptions",), _WATCHED | _RUNS, Text("查看订阅", "see subscriptions")
    ),
    "subscription.replay": Action(
        ("subscriptions",),
        _each((Role.SUBSCRIBER, Role.DISPATCHER), _SUBTREE),
        Text("用规则回放历史检测", "replay rules over what was detected"),
    ),
    "subscription.update": Action(
        ("subscriptions",), _SUBSCRIBES, Text("修改订阅", "change subscriptions")
    ),
    "system.read": Action((), _RUNS, Text("查看系统运行状况", "see how the system runs")),
    "token.create": Action(("api_tokens",), _OWN_ACCOUNT, Text("创建访问令牌", "make API tokens")),
    "token.delete": Action(
        ("api_tokens",), _OWN_ACCOUNT | _GRANTS, Text("吊销访问令牌", "revoke API tokens")
    ),
    "token.read": Action(
        ("api_tokens",), _OWN_ACCOUNT | _GRANTS, Text("查看访问令牌", "see API tokens")
    ),
    "user.create": Action(("users", "organizations"), _GRANTS, Text("新增用户", "add users")),
    "user.read": Action(
        ("users",), _GRANTS | {Role.AUDIT: _SUBTREE}, Text("查看用户", "see users")
    ),
    "user.update": Action(("users",), _GRANTS, Text("修改用户", "change users")),
    "version.read": Action(
        ("algorithms", "versions"),
        _each((Role.VENDOR, Role.SYSTEM, Role.SECURITY), _SUBTREE),
        Text("查看算法版本", "see versions of algorithms"),
    ),
    "version.submit": Action(
        ("versions",), {Role.VENDOR: _OWN}, Text("提交版本审批", "ask for the approval of versions")
    ),
    "viewing.create": Action(
        ("viewings",), _LOOKS, Text("说明理由后查看清晰画面", "see clear pictures after saying why")
    ),
    "viewing.delete": Action(("viewings",), _LOOKS, Text("结束查看", "end looks")),
    "viewing.read": Action(
        ("viewings",),
        _OWN_ACCOUNT | {Role.AUDIT: _SUBTREE},
        Text("查看调阅记录", "see who looked at what"),
    ),
    "water.read": Action(
        ("water_points", "water_refusals", "water_sensors"),
        _each(_WATCHERS, _SUBTREE) | _RUNS,
        Text("查看积水与水位", "see waterlogging and water sensors"),
    ),
    "water.report": Action(
        ("water_sensors",),
        {Role.HANDLER: _SUBTREE, Role.SYSTEM: _SUBTREE},
        Text("上报水位读数", "report readings of water sensors"),
    ),
}

WHILE_PENDING: dict[str, frozenset[str]] = {
    "password": frozenset({"account.leave", "account.password", "account.read", "account.totp"}),
    "totp": frozenset({"account.leave", "account.read", "account.totp"}),
}
"""What one may do before a duty is done. The second factor comes first: a stolen password changes nothing."""

WHATEVER_IS_PENDING = frozenset[str]().union(*WHILE_PENDING.values())
"""What one may do even in an organization that is not active."""

BY_HAND = frozenset({"account.password", "account.totp", "token.create", "token.delete"})
"""What only a session may do: a leaked token must not outlive itself."""


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
