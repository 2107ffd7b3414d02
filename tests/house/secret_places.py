"""Where the product takes and shows secrets: read off its settings, tables and OpenAPI document.

Whoever adds a setting, a column or a field that can hold one finds it here: it is a place unless it is
listed as plain.
"""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import SecretStr
from sqlalchemy import LargeBinary

from core.settings import Settings
from serving.api.app import create_app
from serving.tables import METADATA

DOCUMENT: dict[str, Any] = create_app(None).openapi()
_SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
_SECRET = re.compile(
    r"secret|token|passw|pwd|seed|totp|cookie|credential|sealed|digest|hash|verifier|nonce|uri\b|\bkeys?\b"
)

PLAIN_FIELDS = {
    "account", "action", "address", "answer", "area", "bbox", "begin", "class_code", "contact",
    "cursor", "device", "device_type", "digest", "emergency_code", "end", "error", "event_type",
    "filename", "gb_id", "group", "host", "if-match", "if-none-match", "if-range", "industry", "iss",
    "jurisdiction_id", "last-event-id", "login", "manufacturer", "matter", "matter_code", "model", "month",
    "since", "until",
    "model_digest", "name", "name_en", "name_zh", "note", "nvr", "object_type", "organization_en",
    "organization_zh", "parent", "phone", "place", "public_key", "q", "range",
    "reason", "recipients", "region",
    "resolution", "scopes", "sender", "sensor", "service", "sha256", "source_id",
    "tag", "tags", "text", "to", "trouble", "unit", "user", "version",
}  # fmt: skip
"""Free text people enter for others to read, what lists are asked for, public keys, digests of no secret."""

PLAIN_COLUMNS = {
    "audit_seals.entries", "audit_seals.head", "audit_seals.previous", "evidence.digest",
    "idempotency_keys.key", "users.password_changed_at", "users.password_given",
    "users.totp_confirmed_at", "users.totp_last_step", "uploads.digest", "versions.digest",
    "versions.model_digest", "viewings.credential_id", "events.model_digest",
    "audit_seals.sealed_at", "camera_imports.digest",
    "camera_views.url_digest", "camera_views.view",
    "manifests.seal", "manifests.sealed_at", "case_photos.digest", "evaluations.model_digest",
    "evaluations.set_digest", "test_pictures.digest", "test_sets.digest", "tunings.variant_digest",
}  # fmt: skip
"""Digests of what is no secret (a sealed address among it), times, counters, and the edges of pictures."""

COLUMNS = {
    "api_tokens.digest": "TokenMade.token",
    "camera_sources.secret_sealed": "SourcePatch.secret",
    "camera_sources.stream_sealed": "SourcePatch.stream_url",
    "cameras.url_sealed": "CameraIn.url",
    "idempotency_keys.answer": "TokenMade.token",
    "oidc_flows.digest": "/api/v1/session/oidc/callback.state",
    "password_history.password_hash": "UserPatch.password",
    "remote_endpoints.sealed_credential": "RemoteEndpointIn.credential",
    "sessions.digest": "cookie",
    "setup_links.digest": "Setup.token",
    "sinks.sealed_report_secret": "SinkMade.report_secret",
    "sinks.sealed_secret": "SinkNew.secret",
    "sinks.sealed_sign_secret": "SinkNew.sign_secret",
    "users.password_hash": "UserIn.password",
    "users.totp_sealed": "Enrolment.secret",
}
"""Columns that keep a secret, sealed or as a digest, and the place it came from."""

SHOWN = {
    "Enrolment.secret", "Enrolment.uri", "SinkMade.report_secret", "SinkMade.secret", "TokenMade.token",
}  # fmt: skip
"""Fields of answers that show a secret, this once."""


def of_settings() -> set[str]:
    """Return the variables whose value is a secret."""
    fields = Settings.model_fields.items()
    return {f"ALGOMART_{name.upper()}" for name, told in fields if _is(SecretStr, told.annotation)}


def open_settings() -> set[str]:
    """Return the text settings that are called like a secret and are not kept as one."""
    return {
        name
        for name, told in Settings.model_fields.items()
        if _is(str, told.annotation) and _SECRET.search(name.replace("_", " "))
    }


def of_columns() -> set[str]:
    """Return the columns that could keep a secret: bytes, and what is called like one."""
    return {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) or _SECRET.search(column.name)
    } - PLAIN_COLUMNS


def of_fields() -> set[str]:
    """Return the fields of request bodies, and the parameters, that take any text and are not plain."""
    named = {(name, field) for name in _sent() for field in _texts(_SCHEMAS[name])}
    named |= {(path, name) for path, name in _parameters()}
    return {f"{where}.{name}" for where, name in named if name not in PLAIN_FIELDS}


def of_answers() -> set[str]:
    """Return the fields of answers that are called like a secret."""
    sent = _sent()
    return {
        f"{name}.{field}"
        for name, schema in _SCHEMAS.items()
        if name not in sent
        for field in _texts(schema)
        if field not in PLAIN_FIELDS and _SECRET.search(field.replace("_", " "))
    }


def _is(kind: type, annotation: Any) -> bool:
    return annotation is kind or kind in getattr(annotation, "__args__", ())


def _sent() -> set[str]:
    """Return the schemas that requests are made of, those inside of others too."""
    bodies = [told.get("requestBody", {}) for _, told in _operations()]
    names: set[str] = set()
    left = {one for body in bodies for one in _references(body)}
    while left:
        names |= left
        left = {one for name in left for one in _references(_SCHEMAS[name])} - names
    return names


def _parameters() -> Iterator[tuple[str, str]]:
    for path, told in _operations():
        for parameter in told.get("parameters", ()):
            if _takes_text(parameter["schema"]):
                yield path, parameter["name"]


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for told in item.values():
            yield path, told


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from _references(inner)


def _texts(schema: dict[str, Any]) -> Iterator[str]:
    for name, told in schema.get("properties", {}).items():
        if _takes_text(told):
            yield name


def _takes_text(schema: dict[str, Any]) -> bool:
    """Say whether any text fits, here or in one of the alternatives or items."""
    inner = [*schema.get("anyOf", ()), *filter(None, [schema.get("items")])]
    is_text = schema.get("type") == "string" and not {"enum", "const", "format"} & schema.keys()
    return is_text or any(map(_takes_text, inner))
