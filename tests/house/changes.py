"""How each route that changes something is called so that it succeeds, and what the trail must say then."""

from accounts.policy import Role
from tests.house.case_changes import A_CITY, CASE_CHANGES
from tests.house.change import Change
from tests.house.goods_changes import GOODS_CHANGES

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

PACKAGE = {"any": "bytes are a file"}
"""The whole of the announced upload, as it is sent."""

CHANGES: dict[tuple[str, str], Change] = (
    CASE_CHANGES
    | GOODS_CHANGES
    | {
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
        ("PATCH", "/users/{user_id}"): Change(
            Role.SECURITY, "user.update", "both", {"name": "李四"}
        ),
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
        ("POST", "/shares"): Change(
            Role.SYSTEM,
            "share.create",
            "after",
            {
                "object_type": "cameras",
                "object_id": "{object_id}",
                "organization_id": "{organization_id}",
            },
            first=(
                "UPDATE cameras SET owner_id = (SELECT owner_id FROM users WHERE id = :caller)",
            ),
        ),
        ("PATCH", "/shares/{share_id}"): Change(
            Role.SYSTEM, "share.update", "both", {"terms": "see"}
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
        ("POST", "/cameras/{camera_id}/view"): Change(
            Role.DISPATCHER, "camera.accept_view", "both"
        ),
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
        ("POST", "/test-sets/uploads"): Change(
            Role.SYSTEM,
            "test_set.upload",
            "after",
            {
                "filename": "a.zip",
                "size": 3,
                "name": "城区火情",
                "covers": {"fire.flame": ["flame"]},
            },
        ),
        ("PUT", "/test-sets/uploads/{upload_id}/content"): Change(
            Role.SYSTEM, "test_set.upload", "both", PACKAGE, at={"upload_id": "set_upload_id"}
        ),
        ("DELETE", "/test-sets/uploads/{upload_id}"): Change(
            Role.SYSTEM, "test_set.cancel", "both", at={"upload_id": "set_upload_id"}
        ),
        ("POST", "/test-sets/{test_set_id}/retirement"): Change(
            Role.SYSTEM, "test_set.retire", "both", {"reason": "图片已公开"}
        ),
        ("POST", "/evaluations"): Change(
            Role.SYSTEM,
            "evaluation.start",
            "after",
            {"version_id": "{version_id}", "test_set_id": "{test_set_id}"},
            first=(
                "DELETE FROM evaluations",
                'UPDATE versions SET manifest = \'{"events": [{"event_type": "fire.flame"}]}\''
                " WHERE state = 'checked'",
            ),
        ),
        ("DELETE", "/evaluations/{evaluation_id}"): Change(
            Role.SYSTEM, "evaluation.cancel", "both"
        ),
        ("POST", "/subscriptions"): Change(
            Role.SUBSCRIBER,
            "subscription.create",
            "after",
            {"camera_id": "{camera_id}", "algorithm_id": "{published_id}"},
            at={"camera_id": "free_camera_id"},
        ),
        ("POST", "/subscriptions/bulk"): Change(
            Role.SUBSCRIBER,
            "subscription.create",
            "after",
            {"camera_ids": ["{free_camera_id}"], "algorithm_id": "{published_id}"},
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
                "CREATE TEMP TABLE twin ON COMMIT DROP AS SELECT * FROM events",
                "ALTER TABLE twin DROP claim_ms, DROP verdict_ms",
                "UPDATE twin SET id = gen_random_uuid(), watcher_id = gen_random_uuid()",
                "DO $$ BEGIN EXECUTE (SELECT format('INSERT INTO events (%1$s) SELECT %1$s FROM twin',"
                " string_agg(quote_ident(column_name), ',')) FROM information_schema.columns"
                " WHERE table_name = 'events' AND is_generated = 'NEVER'); END $$",
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
        ("POST", "/events/{event_id}/disclosure"): Change(
            Role.DISPATCHER,
            "disclosure.create",
            "after",
            first=(
                "DELETE FROM disclosures",
                "UPDATE events SET review = 'rejected', wants = NULL",
            ),
        ),
        ("DELETE", "/events/{event_id}/disclosure"): Change(
            Role.DISPATCHER, "disclosure.delete", "before"
        ),
        ("DELETE", "/auto-confirms/{auto_confirm_id}"): Change(
            Role.SUBSCRIBER, "auto_confirm.delete", "before"
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
        ("POST", "/deliveries/{delivery_id}/retry"): Change(
            Role.SYSTEM, "delivery.retry", "both", first=("UPDATE deliveries SET attempts = 3",)
        ),
    }
)
"""By method and path below `/api/v1`."""

ELSEWHERE: dict[tuple[str, str], str] = {
    ("POST", "/cases/{case_id}/photos"): "test_a_photo_of_a_case_is_on_the_trail",
    ("POST", "/session"): "test_signing_in_and_failing_to_are_on_the_trail",
    ("POST", "/setup"): "test_the_first_start_is_on_the_trail",
    ("POST", "/account/password"): "test_proofs_given_in_a_session_are_on_the_trail",
    ("POST", "/session/totp"): "test_proofs_given_in_a_session_are_on_the_trail",
    ("POST", "/auto-confirms"): "test_switching_automatic_confirmation_on_is_on_the_trail",
    ("POST", "/algorithms/{algorithm_id}/infer"): "test_calling_an_algorithm_is_on_the_trail",
    ("POST", "/cameras/from-lookup"): "test_a_looked_up_camera_is_on_the_trail",
    ("POST", "/cameras/discovery"): "test_a_search_of_the_network_is_on_the_trail",
    ("POST", "/organizations/{organization_id}/emergency-rules/preview"): (
        "test_asking_what_a_table_would_give_changes_nothing"
    ),
}
"""Routes nobody is signed in for, that want a secret or change nothing, and the test of each."""
