"""How routes about cases, and about who deals with what where, are called so that they succeed."""

from typing import Any

from accounts.policy import Role
from tests.house.change import Change

A_CITY = "UPDATE organizations SET kind = 'city' WHERE kind = 'department'"
"""The organization is a city."""
DISTRICT = (
    b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"code": "370203",'
    b' "name": "\xe5\xb8\x82\xe5\x8c\x97\xe5\x8c\xba"}, "geometry": {"type": "Polygon", "coordinates":'
    b" [[[110, 36], [111, 36], [111, 37], [110, 36]]]}}]}"
)
"""A file of places."""
SCHEME: dict[str, Any] = {
    "weights": {"unit": {"closed": 1}},
    "verify_h": 2,
}
"""Weights of key figures, and the limit of a verdict."""
NO_RULES = b"matter,area,unit\n"
"""A file of rules: a table without any."""
OWNS_MATTERS = (
    "WITH owner AS (SELECT owner_id AS id FROM cases), mapped AS"
    " (UPDATE matter_mappings SET owner_id = owner.id FROM owner)"
    " UPDATE matters SET owner_id = owner.id FROM owner"
)
"""So is the dictionary there is."""

CASE_CHANGES: dict[tuple[str, str], Change] = {
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
    ("POST", "/cases/{case_id}/reports"): Change(
        Role.HANDLER, "case.dispatch", "both", {"stage": "dispatched"}
    ),
    ("POST", "/cases/{case_id}/steps"): Change(
        Role.DISPATCHER, "case.void", "both", {"action": "void", "note": "误报"}
    ),
    ("DELETE", "/cases/{case_id}/photos/{photo_id}"): Change(Role.HANDLER, "case.photo", "before"),
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
