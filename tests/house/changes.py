"""How each route that changes something is called so that it succeeds, and what the trail must say then."""

from dataclasses import dataclass, field
from typing import Any, Literal

from accounts.policy import Role

Told = Literal["before", "after", "both", "none"]
"""Which values a line must carry: what is made has an after, what is removed a before, a change both."""

WAITS = (
    "UPDATE verdicts SET undone_at = now(), settled_at = NULL",
    "UPDATE events SET review = 'waiting', wants = 'verdict'",
)
"""The event waits for a judge again."""

CLAIMED = (
    *WAITS,
    "UPDATE claims SET user_id = :caller, ended_at = NULL, ending = NULL, until = '2100-01-01'",
)
"""The caller is at the event."""
CLIP = (
    "INSERT INTO evidence (event_id, kind, digest, media_type, about)"
    " SELECT id, 'clip', repeat('ab', 32), 'video/mp4', jsonb_build_object('codec', 'hevc')"
    " FROM events"
)
"""The event has a clip that not every browser plays."""

A_CITY = "UPDATE organizations SET kind = 'city' WHERE kind = 'department'"
"""The organization is a city."""
DISTRICT = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "370203",'
    b' "name": "\xe5\xb8\x82\xe5\x8c\x97\xe5\x8c\xba"}, "geometry": {"type": "Polygon", "coordinates":'
    b" [[[120, 36], [121, 36], [121, 37], [120, 36]]]}}]}"
)
"""A file of places."""
SCHEME: dict[str, Any] = {
    "weights": {"unit": {"closed": 1}},
    "limits_h": {"verify": 1, "file": 1, "dispatch": 1, "handle": 9, "check": 4, "close": 24},
}
"""Weights and limits of key figures."""
NO_RULES = b"matter,area,unit\n"
"""A file of rules: a table without any."""
"""The objects' organization is a city."""
OWNS_MATTERS = (
    "WITH owner AS (SELECT owner_id AS id FROM cases), mapped AS"
    " (UPDATE matter_mappings SET owner_id = owner.id FROM owner)"
    " UPDATE matters SET owner_id = owner.id FROM owner"
)
"""So is the dictionary there is."""


@dataclass(frozen=True, slots=True)
class Change:
    """One call; `{camera_id}` in a body is filled like one in the path, with an object there is."""

    role: Role
    action: str
    """What the line must be called."""
    told: Told
    body: dict[str, Any] = field(default_factory=dict)
    first: tuple[str, ...] = ()
    """SQL that prepares the objects; `:caller` and `:credential` are the caller's."""
    at: dict[str, str] = field(default_factory=dict)
    """Other objects than those the parameters are named after."""
    content: bytes | None = None
    """A file that is sent instead of a body."""
    own: str | None = None
    """Table and id of the object whose organization the caller must be in himself."""


PACKAGE = {"any": "bytes are a file"}
"""The whole of the announced upload, as it is sent."""

CHANGES: dict[tuple[str, str], Change] = {
    ("DELETE", "/session"): Change(Role.VIEWER, "session.delete", "none"),
    ("DELETE", "/sessions/{session_id}"): Change(Role.SECURITY, "session.delete", "before"),
    ("PATCH", "/account"): Change(Role.VIEWER, "account.update", "both", {"name": "李四"}),
    ("POST", "/account/totp"): Change(Role.VIEWER, "account.totp", "after"),
    ("POST", "/organizations"): Change(
        Role.SECURITY,
        "organization.create",
        "after",
        {"kind": "unit", "name_zh": "一所", "name_en": "Unit one", "parent_id": "{parent_id}"},
    ),
    ("PATCH", "/organizations/{organization_id}"): Change(
        Role.SECURITY, "organization.update", "both", {"name_zh": "新名"}
    ),
    ("DELETE", "/organizations/{organization_id}"): Change(
        Role.SECURITY,
        "organization.delete",
        "before",
        first=("DELETE FROM responsibilities",),
        at={"organization_id": "unit_id"},
    ),
    ("PATCH", "/organizations/{organization_id}/quotas"): Change(
        Role.SYSTEM, "quota.update", "both", {"cameras": 7}
    ),
    ("PUT", "/organizations/{organization_id}/calendar/{year}"): Change(
        Role.SYSTEM,
        "calendar.update",
        "both",
        {"days": [{"date": "2027-01-01", "kind": "holiday", "name": "元旦"}]},
        first=(A_CITY,),
    ),
    ("POST", "/organizations/{organization_id}/places/check"): Change(
        Role.SYSTEM, "place.check", "after", content=DISTRICT, first=(A_CITY,)
    ),
    ("PUT", "/organizations/{organization_id}/places"): Change(
        Role.SYSTEM, "place.import", "after", content=DISTRICT, first=(A_CITY,)
    ),
    ("DELETE", "/places/{place_id}"): Change(Role.SYSTEM, "place.delete", "before"),
    ("POST", "/organizations/{organization_id}/responsibilities"): Change(
        Role.SYSTEM,
        "responsibility.create",
        "after",
        {"matter": "06", "unit_id": "{unit_id}"},
    ),
    ("POST", "/organizations/{organization_id}/responsibilities/check"): Change(
        Role.SYSTEM, "responsibility.check", "after", content=NO_RULES
    ),
    ("PUT", "/organizations/{organization_id}/responsibilities"): Change(
        Role.SYSTEM, "responsibility.import", "after", content=NO_RULES
    ),
    ("DELETE", "/responsibilities/{responsibility_id}"): Change(
        Role.SYSTEM, "responsibility.delete", "before"
    ),
    ("POST", "/assignments/retries"): Change(Role.DISPATCHER, "assignment.retry", "after"),
    ("PUT", "/cases/{case_id}/assignment"): Change(
        Role.DISPATCHER, "assignment.choose", "both", {"unit_id": "{unit_id}", "note": "就近"}
    ),
    ("POST", "/organizations/{organization_id}/matters"): Change(
        Role.SYSTEM,
        "matter.create",
        "after",
        {"class_code": "10", "name_zh": "路面塌陷", "name_en": "Road collapse"},
        first=(A_CITY,),
    ),
    ("PATCH", "/organizations/{organization_id}/matters/{matter_id}"): Change(
        Role.SYSTEM,
        "matter.update",
        "both",
        {"enabled": False},
        first=(A_CITY, OWNS_MATTERS),
    ),
    ("POST", "/organizations/{organization_id}/matter-mappings"): Change(
        Role.SYSTEM,
        "matter.map",
        "after",
        {"event_type": "fire.flare", "matter_id": "{matter_id}"},
        first=(A_CITY, OWNS_MATTERS),
    ),
    ("DELETE", "/organizations/{organization_id}/matter-mappings/{mapping_id}"): Change(
        Role.SYSTEM, "matter.map", "before", first=(A_CITY, OWNS_MATTERS)
    ),
    ("PUT", "/organizations/{organization_id}/kpi-scheme"): Change(
        Role.SYSTEM, "kpi.update", "both", SCHEME, first=(A_CITY,)
    ),
    ("POST", "/users"): Change(
        Role.SECURITY,
        "user.create",
        "after",
        {
            "owner_id": "{owner_id}",
            "login": "somebody",
            "name": "张三",
            "password": "Correct-horse-9",
            "roles": ["viewer"],
        },
    ),
    ("PATCH", "/users/{user_id}"): Change(Role.SECURITY, "user.update", "both", {"name": "李四"}),
    ("POST", "/tokens"): Change(Role.VIEWER, "token.create", "after", {"name": "script"}),
    ("DELETE", "/tokens/{token_id}"): Change(
        Role.VIEWER,
        "token.delete",
        "before",
        first=("UPDATE api_tokens SET user_id = :caller",),
    ),
    ("POST", "/viewings"): Change(
        Role.VIEWER,
        "viewing.create",
        "after",
        {
            "kind": "evidence",
            "object_type": "events",
            "object_ids": ["{event_id}"],
            "reason": "recheck",
        },
    ),
    ("DELETE", "/viewings/{viewing_id}"): Change(
        Role.VIEWER,
        "viewing.end",
        "after",
        first=("UPDATE viewings SET user_id = :caller, credential_id = :credential",),
    ),
    ("POST", "/organizations/{organization_id}/approval"): Change(
        Role.SECURITY,
        "organization.submit",
        "both",
        {"reason": "已补齐材料"},
        first=("UPDATE organizations SET state = 'rejected' WHERE kind <> 'operator'",),
    ),
    ("POST", "/approvals/{approval_id}/votes"): Change(
        Role.SYSTEM, "approval.vote", "after", {"vote": "approve", "reason": "可信"}
    ),
    ("POST", "/approvals/{approval_id}/withdrawal"): Change(
        Role.VENDOR, "approval.decide", "after", {"reason": "重新提交"}, own="approval_id"
    ),
    ("POST", "/versions/{version_id}/approval"): Change(
        Role.VENDOR,
        "approval.request",
        "after",
        {"reason": "请审批"},
        first=("UPDATE approvals SET state = 'withdrawn', decided_at = now()",),
        own="version_id",
    ),
    ("POST", "/shares"): Change(
        Role.SYSTEM,
        "share.create",
        "after",
        {
            "object_type": "cameras",
            "object_id": "{object_id}",
            "organization_id": "{organization_id}",
        },
        first=("UPDATE cameras SET owner_id = (SELECT owner_id FROM users WHERE id = :caller)",),
    ),
    ("DELETE", "/shares/{share_id}"): Change(Role.SYSTEM, "share.delete", "before"),
    ("POST", "/cameras"): Change(
        Role.SYSTEM,
        "camera.create",
        "after",
        {"name_zh": "东门", "name_en": "East gate", "url": "rtsp://10.0.0.9/1"},
    ),
    ("PATCH", "/cameras/{camera_id}"): Change(
        Role.SYSTEM, "camera.update", "both", {"place": "elsewhere"}
    ),
    ("POST", "/cameras/{camera_id}/view"): Change(Role.DISPATCHER, "camera.accept_view", "both"),
    ("DELETE", "/cameras/{camera_id}"): Change(
        Role.SYSTEM, "camera.delete", "before", at={"camera_id": "free_camera_id"}
    ),
    ("POST", "/cameras/test"): Change(
        Role.SUBSCRIBER,
        "camera.test",
        "after",
        {"url": "rtsp://nowhere.invalid/1", "reason": "maintenance"},
    ),
    ("POST", "/cameras/{camera_id}/test"): Change(
        Role.SUBSCRIBER, "camera.test", "after", {"reason": "maintenance"}
    ),
    ("POST", "/cameras/{camera_id}/live-link"): Change(
        Role.SUBSCRIBER, "viewing.end", "after", {"reason": "maintenance"}
    ),
    ("POST", "/cameras/lookup"): Change(
        Role.SYSTEM, "camera.lookup", "after", {"host": "nowhere.invalid"}
    ),
    ("POST", "/camera-sources"): Change(
        Role.SYSTEM,
        "source.create",
        "after",
        {
            "name": "市平台",
            "base_url": "https://wvp.test",
            "account": "a",
            "secret": "b",
            "stream_url": "rtsp://10.0.0.8/rtp/<gb_id>",
        },
    ),
    ("PATCH", "/camera-sources/{source_id}"): Change(
        Role.SYSTEM, "source.update", "both", {"name": "新名"}
    ),
    ("DELETE", "/camera-sources/{source_id}"): Change(Role.SYSTEM, "source.delete", "before"),
    ("POST", "/camera-sources/{source_id}/synchronization"): Change(
        Role.SYSTEM, "source.synchronize", "after"
    ),
    ("POST", "/cameras/bulk"): Change(
        Role.SYSTEM,
        "camera.update",
        "after",
        {"camera_ids": ["{camera_id}"], "act": "tag", "tag": "重点"},
    ),
    ("POST", "/camera-imports"): Change(
        Role.SYSTEM, "camera.import", "after", {"filename": "list.csv"}
    ),
    ("PUT", "/camera-imports/{import_id}/file"): Change(
        Role.SYSTEM, "camera.import", "after", {"any": "bytes are a file"}
    ),
    ("POST", "/camera-imports/{import_id}/start"): Change(
        Role.SYSTEM,
        "camera.import",
        "both",
        {"mapping": {"url": 0}},
        at={"import_id": "full_import_id"},
    ),
    ("POST", "/camera-imports/{import_id}/cancel"): Change(
        Role.SYSTEM, "camera.import", "both", at={"import_id": "full_import_id"}
    ),
    ("POST", "/packages/uploads"): Change(
        Role.VENDOR,
        "package.upload",
        "after",
        {"filename": "a.zip", "size": 3, "sha256": "ab" * 32},
        own="upload_id",
    ),
    ("PUT", "/packages/uploads/{upload_id}/content"): Change(
        Role.VENDOR, "package.upload", "both", PACKAGE, own="upload_id"
    ),
    ("DELETE", "/packages/uploads/{upload_id}"): Change(
        Role.VENDOR, "package.cancel", "both", own="upload_id"
    ),
    ("POST", "/subscriptions"): Change(
        Role.SUBSCRIBER,
        "subscription.create",
        "after",
        {"camera_id": "{camera_id}", "algorithm_id": "{published_id}"},
        at={"camera_id": "free_camera_id"},
    ),
    ("PATCH", "/subscriptions/{subscription_id}"): Change(
        Role.SUBSCRIBER, "subscription.update", "both", {"enabled": False}
    ),
    ("POST", "/subscriptions/{subscription_id}/replay"): Change(
        Role.SUBSCRIBER,
        "subscription.replay",
        "after",
        {"since": "2026-11-26T08:00:00+08:00", "until": "2026-11-26T09:00:00+08:00"},
        first=("UPDATE subscriptions SET algorithm_id = (SELECT algorithm_id FROM aliases)",),
    ),
    ("DELETE", "/subscriptions/{subscription_id}"): Change(
        Role.SUBSCRIBER, "subscription.delete", "before"
    ),
    ("POST", "/events/{event_id}/evidence/{kind}/shown"): Change(
        Role.DISPATCHER, "evidence.read", "after", first=CLAIMED
    ),
    ("POST", "/events/{event_id}/clip/h264"): Change(
        Role.DISPATCHER, "evidence.transcode", "after", first=(*CLAIMED, CLIP)
    ),
    ("POST", "/events/{event_id}/verdicts"): Change(
        Role.DISPATCHER, "event.judge", "both", {"verdict": "confirm"}, first=WAITS
    ),
    ("DELETE", "/events/{event_id}/verdicts/{verdict_id}"): Change(
        Role.DISPATCHER,
        "event.judge",
        "both",
        first=(
            "UPDATE verdicts SET user_id = :caller, settled_at = NULL, effective_at = '2100-01-01'",
        ),
    ),
    ("POST", "/events/{event_id}/split"): Change(
        Role.DISPATCHER,
        "event.split",
        "both",
        {"reason": "另一处"},
        first=(
            "DELETE FROM case_events",
            "UPDATE events SET incident_id = id",
            "INSERT INTO events SELECT (json_populate_record(e, json_build_object("
            "'id', gen_random_uuid(), 'watcher_id', gen_random_uuid()))).* FROM events e",
        ),
    ),
    ("POST", "/review/claims"): Change(
        Role.DISPATCHER, "event.claim", "after", {"event_id": "{event_id}"}, first=WAITS
    ),
    ("POST", "/review/claims/renewals"): Change(
        Role.DISPATCHER, "event.claim", "after", {"claim_ids": ["{claim_id}"]}, first=CLAIMED
    ),
    ("DELETE", "/review/claims/{claim_id}"): Change(
        Role.DISPATCHER, "event.release", "before", first=CLAIMED
    ),
    ("POST", "/review/rejections"): Change(
        Role.DISPATCHER,
        "event.judge",
        "both",
        {"event_id": "{event_id}", "event_ids": ["{event_id}"], "reason": "reflection"},
        first=WAITS,
    ),
    ("DELETE", "/review/rejections/{batch_id}"): Change(
        Role.DISPATCHER,
        "event.judge",
        "both",
        first=(
            "UPDATE verdicts SET user_id = :caller, settled_at = NULL, effective_at = '2100-01-01',"
            " batch_id = id",
        ),
    ),
    ("POST", "/sinks"): Change(
        Role.SYSTEM, "sink.create", "after", {"name": "市平台", "url": "https://cases.test/in"}
    ),
    ("PATCH", "/sinks/{sink_id}"): Change(Role.SYSTEM, "sink.update", "both", {"name": "新名"}),
    ("DELETE", "/sinks/{sink_id}"): Change(Role.SYSTEM, "sink.delete", "before"),
    ("POST", "/sinks/{sink_id}/test"): Change(Role.SYSTEM, "sink.test", "after"),
    ("POST", "/deliveries/replay"): Change(
        Role.SYSTEM, "delivery.replay", "after", {"sink_id": "{sink_id}"}
    ),
    ("POST", "/cases/{case_id}/reports"): Change(
        Role.HANDLER, "case.dispatch", "both", {"stage": "dispatched"}
    ),
    ("POST", "/cases/{case_id}/steps"): Change(
        Role.DISPATCHER, "case.void", "both", {"action": "void", "note": "误报"}
    ),
    ("DELETE", "/cases/{case_id}/photos/{photo_id}"): Change(Role.HANDLER, "case.photo", "before"),
    ("POST", "/deliveries/{delivery_id}/retry"): Change(
        Role.SYSTEM, "delivery.retry", "both", first=("UPDATE deliveries SET attempts = 3",)
    ),
    ("POST", "/resources"): Change(
        Role.DISPATCHER,
        "resource.create",
        "after",
        {"kind": "pump", "name": "泵车 02", "longitude": 120.4, "latitude": 36.1},
    ),
    ("PATCH", "/resources/{resource_id}"): Change(
        Role.DISPATCHER, "resource.update", "both", {"name": "新名"}
    ),
    ("DELETE", "/resources/{resource_id}"): Change(Role.DISPATCHER, "resource.delete", "before"),
    ("POST", "/resources/import"): Change(
        Role.DISPATCHER,
        "resource.create",
        "after",
        {"text": "类型,名称,经度,纬度\n排水泵车,泵车 03,120.4,36.1"},
    ),
    ("PATCH", "/emergencies/{emergency_id}"): Change(
        Role.DISPATCHER, "emergency.update", "both", {"chosen": {"response": 1}}
    ),
    ("POST", "/emergencies/{emergency_id}/dispatch"): Change(
        Role.DISPATCHER,
        "emergency.dispatch",
        "after",
        {"audiences": ["street"], "resource_ids": ["{resource_id}"]},
    ),
    ("POST", "/emergencies/{emergency_id}/calls/{call_id}/receipt"): Change(
        Role.HANDLER, "emergency.receipt", "both", {"receipt": "acknowledged"}
    ),
    ("POST", "/emergencies/{emergency_id}/end"): Change(
        Role.DISPATCHER, "emergency.end", "both", {"reason": "水已退"}
    ),
    ("PUT", "/organizations/{organization_id}/emergency-rules"): Change(
        Role.SYSTEM,
        "emergency.rules",
        "both",
        {
            "rules": [
                {"kind": "waterlogging", "measure": "depth_cm", "at_least": 10, "response": 4}
            ],
            "tells": {"level_4": ["street"]},
        },
        first=("UPDATE organizations SET kind = 'city' WHERE kind = 'department'",),
    ),
    ("POST", "/water/sensors"): Change(
        Role.SYSTEM,
        "sensor.create",
        "after",
        {"device": "W-7", "name": "隧道口", "longitude": 120.4, "latitude": 36.1},
    ),
    ("PATCH", "/water/sensors/{sensor_id}"): Change(
        Role.SYSTEM, "sensor.update", "both", {"name": "新名"}
    ),
    ("DELETE", "/water/sensors/{sensor_id}"): Change(Role.SYSTEM, "sensor.delete", "before"),
    ("POST", "/water/readings"): Change(
        Role.SYSTEM,
        "water.report",
        "both",
        {"readings": [{"sensor": "W-1", "depth_cm": 1}]},
    ),
}
"""By method and path below `/api/v1`."""

ELSEWHERE: dict[tuple[str, str], str] = {
    ("POST", "/cases/{case_id}/photos"): "test_a_photo_of_a_case_is_on_the_trail",
    ("POST", "/session"): "test_signing_in_and_failing_to_are_on_the_trail",
    ("POST", "/setup"): "test_the_first_start_is_on_the_trail",
    ("POST", "/account/password"): "test_proofs_given_in_a_session_are_on_the_trail",
    ("POST", "/session/totp"): "test_proofs_given_in_a_session_are_on_the_trail",
    ("POST", "/cameras/from-lookup"): "test_a_looked_up_camera_is_on_the_trail",
    ("POST", "/cameras/discovery"): "test_a_search_of_the_network_is_on_the_trail",
}
"""Routes nobody is signed in for, or that want a secret, and the test of each."""
