"""How routes that decide about vendors' goods are called, and what the trail must say then: see `changes`."""

from typing import Any
from uuid import UUID

from accounts.policy import Role
from tests.house.change import Change
from tests.registry import signed

FOLLOWED = (
    "UPDATE subscriptions SET alias = 'stable', version_id = NULL,"
    " algorithm_id = (SELECT algorithm_id FROM versions WHERE state = 'checked')"
)
"""The department's camera follows what is on trial."""

GOODS_BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/api/v1/algorithms/{algorithm_id}/rollouts"): {
        "version_id": str(UUID(int=0)),
        "mode": "canary",
        "permille": 100,
        "reason": "试用",
    },
    ("PATCH", "/api/v1/rollouts/{rollout_id}"): {"permille": 100, "reason": "扩大"},
    ("POST", "/api/v1/rollouts/{rollout_id}/end"): {"reason": "到此为止"},
    ("POST", "/api/v1/remote-endpoints"): {"name": "main", "url": "https://localhost:9"},
    ("PATCH", "/api/v1/remote-endpoints/{remote_endpoint_id}"): {"url": "https://localhost:8"},
    ("POST", "/api/v1/remote-endpoints/{remote_endpoint_id}/decision"): {
        "approve": True,
        "reason": "已核查",
    },
    ("PUT", "/api/v1/remote-endpoints/{remote_endpoint_id}/agreement"): {"reason": "已评估"},
}
"""What is sent where a route about goods needs a body to get as far as the object."""

LET_IN = "UPDATE remote_endpoints SET state = 'approved', decided_at = now()"
"""Security has let the endpoint in."""
AGREED = (
    "INSERT INTO remote_agreements (id, owner_id, endpoint_id, user_id, reason, created_at)"
    " SELECT gen_random_uuid(), users.owner_id, remote_endpoints.id, users.id, '', now()"
    " FROM users, remote_endpoints WHERE users.id = :caller"
)
"""The caller's department agrees."""

GOODS_CHANGES: dict[tuple[str, str], Change] = {
    ("POST", "/signing-keys"): Change(
        Role.VENDOR,
        "signing_key.create",
        "after",
        {"name": "2027", "public_key": signed.public_pem(signed.new_key())},
        own="signing_key_id",
    ),
    ("POST", "/signing-keys/{signing_key_id}/retirement"): Change(
        Role.SECURITY, "signing_key.retire", "both", {"reason": "密钥外泄"}
    ),
    ("PUT", "/organizations/{organization_id}/signing"): Change(
        Role.SECURITY,
        "signing_rule.update",
        "both",
        {"required": True},
        at={"organization_id": "vendor_id"},
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
    ("POST", "/versions/{version_id}/steps"): Change(
        Role.SYSTEM,
        "version.withdraw",
        "both",
        {"action": "withdraw", "reason": "发现缺陷"},
        first=("UPDATE versions SET state = 'approved'",),
    ),
    ("PUT", "/algorithms/{algorithm_id}/aliases/{name}"): Change(
        Role.SYSTEM,
        "alias.move",
        "both",
        {"version_id": "{version_id}", "reason": "更准"},
        first=("UPDATE versions SET state = 'published'",),
    ),
    ("POST", "/algorithms/{algorithm_id}/rollouts"): Change(
        Role.SYSTEM,
        "rollout.begin",
        "after",
        {
            "version_id": "{version_id}",
            "mode": "shadow",
            "camera_ids": ["{object_id}"],
            "reason": "上线前比对",
        },
        first=(
            "UPDATE rollouts SET state = 'ended', ended_at = now(), ending = '{}'",
            FOLLOWED,
            "INSERT INTO aliases (algorithm_id, name, version_id) SELECT one.algorithm_id, 'stable', other.id"
            " FROM versions one, versions other WHERE one.state = 'checked' AND other.state = 'published'",
        ),
    ),
    ("PATCH", "/rollouts/{rollout_id}"): Change(
        Role.SYSTEM,
        "rollout.change",
        "both",
        {"camera_ids": ["{object_id}"], "reason": "只看一路"},
        first=(FOLLOWED,),
    ),
    ("POST", "/remote-endpoints"): Change(
        Role.VENDOR,
        "remote_endpoint.create",
        "after",
        {"name": "spare", "url": "https://localhost:9", "credential": "x"},
        own="remote_endpoint_id",
    ),
    ("PATCH", "/remote-endpoints/{remote_endpoint_id}"): Change(
        Role.VENDOR,
        "remote_endpoint.update",
        "both",
        {"url": "https://localhost:8"},
        own="remote_endpoint_id",
    ),
    ("DELETE", "/remote-endpoints/{remote_endpoint_id}"): Change(
        Role.VENDOR, "remote_endpoint.delete", "before", own="remote_endpoint_id"
    ),
    ("POST", "/remote-endpoints/{remote_endpoint_id}/test"): Change(
        Role.VENDOR, "remote_endpoint.test", "after", own="remote_endpoint_id"
    ),
    ("POST", "/remote-endpoints/{remote_endpoint_id}/decision"): Change(
        Role.SECURITY, "remote_endpoint.decide", "both", {"approve": True, "reason": "已核查"}
    ),
    ("PUT", "/remote-endpoints/{remote_endpoint_id}/agreement"): Change(
        Role.SUBSCRIBER, "remote_endpoint.agree", "after", {"reason": "已评估"}, first=(LET_IN,)
    ),
    ("DELETE", "/remote-endpoints/{remote_endpoint_id}/agreement"): Change(
        Role.SUBSCRIBER, "remote_endpoint.revoke", "before", first=(LET_IN, AGREED)
    ),
    ("POST", "/rollouts/{rollout_id}/end"): Change(
        Role.SYSTEM, "rollout.end", "both", {"reason": "看够了"}
    ),
}
