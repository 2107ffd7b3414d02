"""Actions on what was seen and on what became of it: a part of the one table, see `accounts.policy`."""

from collections.abc import Mapping

from accounts.grants import (
    ACTS,
    ASSIGNED,
    CONCERNED,
    DELIVERS,
    OWN,
    RUNS,
    SETS_UP,
    STOCKS,
    SUBTREE,
    WATCHED,
    WATCHERS,
    Action,
    Role,
    each,
)
from core.text import Text

CASE_ACTIONS: Mapping[str, Action] = {
    "assignment.choose": Action(
        ("case_assignments", "cases"),
        {Role.DISPATCHER: SUBTREE},
        Text("指定案件的责任单位", "choose who deals with cases"),
    ),
    "assignment.read": Action(
        ("case_assignments", "cases"),
        each(WATCHERS, SUBTREE),
        Text("查看案件的责任单位", "see who deals with cases"),
    ),
    "auto_confirm.create": Action(
        ("auto_confirms",),
        {Role.SUBSCRIBER: SUBTREE},
        Text("开启自动确认", "have sure events confirmed automatically"),
    ),
    "auto_confirm.delete": Action(
        ("auto_confirms",),
        {Role.SUBSCRIBER: SUBTREE},
        Text("关闭自动确认", "end the automatic confirmation of events"),
    ),
    "auto_confirm.read": Action(
        ("auto_confirms",),
        each(WATCHERS, SUBTREE),
        Text("查看自动确认", "see where events are confirmed automatically"),
    ),
    "calendar.read": Action(
        ("organizations",),
        each(WATCHERS, SUBTREE) | RUNS,
        Text("查看工作日历", "see the working calendar"),
    ),
    "calendar.update": Action(
        ("organizations",), RUNS, Text("修改工作日历", "change the working calendar")
    ),
    "case.act": Action(("cases",), ACTS, Text("办理案件", "move cases along")),
    "case.photo": Action(("cases",), ACTS, Text("上传处置照片", "add photos of the work")),
    "case.read": Action(("cases",), each(WATCHERS, ASSIGNED), Text("查看案件", "see cases")),
    "case.report": Action(
        ("cases",),
        ACTS,
        Text("回报案件进展", "report what became of cases"),
    ),
    "delivery.read": Action(
        ("deliveries", "delivery_attempts", "sinks"),
        DELIVERS,
        Text("查看推送记录", "see how case messages are delivered"),
    ),
    "delivery.retry": Action(
        ("deliveries", "sinks"), DELIVERS, Text("重新推送案件消息", "send case messages again")
    ),
    "disclosure.create": Action(
        ("disclosures", "events"),
        {Role.DISPATCHER: SUBTREE},
        Text("将误报图片公开给厂商", "let vendors see pictures of false alarms"),
    ),
    "disclosure.delete": Action(
        ("disclosures", "events"),
        {Role.DISPATCHER: SUBTREE},
        Text("撤回公开给厂商的图片", "take pictures back from vendors"),
    ),
    "disclosure.read": Action(
        ("algorithms", "disclosures"),
        {Role.DISPATCHER: SUBTREE, Role.SUBSCRIBER: SUBTREE, Role.VENDOR: OWN},
        Text("查看公开给厂商的图片", "see pictures of false alarms shown to vendors"),
    ),
    "emergency.dispatch": Action(
        ("emergencies", "resources"),
        {Role.DISPATCHER: SUBTREE},
        Text("应急调度", "send resources to emergencies"),
    ),
    "emergency.read": Action(
        ("emergencies", "resources"),
        each(WATCHERS, SUBTREE),
        Text("查看应急事件", "see emergencies"),
    ),
    "emergency.receipt": Action(
        ("emergencies",),
        {Role.DISPATCHER: SUBTREE, Role.HANDLER: SUBTREE},
        Text("登记应急回执", "note receipts of calls"),
    ),
    "emergency.update": Action(
        ("emergencies",), {Role.DISPATCHER: SUBTREE}, Text("处理应急事件", "handle emergencies")
    ),
    "event.claim": Action(
        ("claims", "events"), {Role.DISPATCHER: SUBTREE}, Text("认领事件", "claim events")
    ),
    "event.export": Action(("events",), WATCHED, Text("导出事件统计", "export figures of events")),
    "event.judge": Action(
        ("events", "verdicts"), {Role.DISPATCHER: SUBTREE}, Text("研判事件", "judge events")
    ),
    "event.read": Action(("events",), WATCHED, Text("查看事件", "see events")),
    "event.split": Action(
        ("events",),
        {Role.DISPATCHER: SUBTREE},
        Text("拆分合并的事件", "take events out of an incident"),
    ),
    "evidence.read": Action(
        ("events",),
        each(WATCHERS, CONCERNED),
        Text("查看事件证据", "see the evidence of events"),
    ),
    "kpi.export": Action(
        ("kpi_months",), each(WATCHERS, SUBTREE), Text("导出考核指标", "export key figures")
    ),
    "kpi.read": Action(
        ("kpi_months", "organizations"),
        each(WATCHERS, SUBTREE) | RUNS,
        Text("查看考核指标", "see key figures of cases"),
    ),
    "kpi.update": Action(
        ("organizations",), RUNS, Text("修改考核方案", "change weights and limits of key figures")
    ),
    "matter.create": Action(
        ("matters", "organizations"), RUNS, Text("新增扩展事项", "add matters of the city's own")
    ),
    "matter.map": Action(
        ("matters", "organizations"),
        RUNS,
        Text("设置事件类型对应的事项", "say which matter an event type is"),
    ),
    "matter.read": Action(
        ("matters", "organizations"),
        each(WATCHERS, SUBTREE) | RUNS,
        Text("查看事项字典", "see the dictionary of matters"),
    ),
    "matter.update": Action(("matters", "organizations"), RUNS, Text("修改事项", "change matters")),
    "place.delete": Action(("places",), RUNS, Text("删除区域和网格", "remove places")),
    "place.import": Action(
        ("organizations",),
        RUNS,
        Text("导入区域和网格", "import districts, streets and grid cells"),
    ),
    "place.read": Action(
        ("organizations",),
        each(WATCHERS, SUBTREE) | RUNS,
        Text("查看区域和网格", "see districts, streets and grid cells"),
    ),
    "request.create": Action(
        ("service_requests",),
        {Role.DISPATCHER: SUBTREE, Role.HANDLER: SUBTREE},
        Text("经 Open311 提交诉求", "post requests by Open311"),
    ),
    "request.read": Action(
        ("cases", "service_requests"),
        each(WATCHERS, SUBTREE),
        Text("查看外部诉求", "see requests from outside"),
    ),
    "resource.create": Action(("resources",), STOCKS, Text("登记应急资源", "register resources")),
    "resource.delete": Action(("resources",), STOCKS, Text("删除应急资源", "remove resources")),
    "resource.import": Action(
        ("resources",), STOCKS, Text("导入应急资源清单", "import lists of resources")
    ),
    "resource.read": Action(
        ("resources",), each(WATCHERS, SUBTREE) | RUNS, Text("查看应急资源", "see resources")
    ),
    "resource.update": Action(("resources",), STOCKS, Text("修改应急资源", "change resources")),
    "responsibility.read": Action(
        ("organizations",),
        each(WATCHERS, SUBTREE) | RUNS,
        Text("查看责任单位表", "see who is responsible for what"),
    ),
    "responsibility.update": Action(
        ("organizations", "responsibilities"),
        RUNS,
        Text("修改责任单位表", "say who is responsible for what"),
    ),
    "sensor.create": Action(
        ("cameras", "water_sensors"), SETS_UP, Text("登记水位传感器", "register water sensors")
    ),
    "sensor.delete": Action(
        ("water_sensors",), SETS_UP, Text("删除水位传感器", "remove water sensors")
    ),
    "sensor.update": Action(
        ("cameras", "water_sensors"), SETS_UP, Text("修改水位传感器", "change water sensors")
    ),
    "sink.create": Action(("sinks",), RUNS, Text("添加案件接收方", "add receivers of cases")),
    "sink.delete": Action(("sinks",), RUNS, Text("删除案件接收方", "remove receivers of cases")),
    "sink.read": Action(("sinks",), RUNS, Text("查看案件接收方", "see receivers of cases")),
    "sink.test": Action(("sinks",), RUNS, Text("测试案件接收方", "try receivers of cases")),
    "sink.update": Action(("sinks",), RUNS, Text("修改案件接收方", "change receivers of cases")),
    "water.read": Action(
        ("water_points", "water_refusals", "water_sensors"),
        each(WATCHERS, SUBTREE) | RUNS,
        Text("查看积水与水位", "see waterlogging and water sensors"),
    ),
    "water.report": Action(
        ("water_sensors",),
        {Role.HANDLER: SUBTREE, Role.SYSTEM: SUBTREE},
        Text("上报水位读数", "report readings of water sensors"),
    ),
}
