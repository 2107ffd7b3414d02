"""A manifest that is right, for tests that break one thing in it."""

from typing import Any

import yaml

from algorithms.contract.manifest import DecoderKind, DecoderSpec


def right() -> dict[str, Any]:
    """Return the data of a small, valid manifest."""
    words = {"zh": "火", "en": "Fire"}
    return {
        "format": 1,
        "id": "fire",
        "version": "1.0.0",
        "vendor": {"id": "somebody", "name": words},
        "title": words,
        "summary": words,
        "license": {"code": "Apache-2.0", "weights": "AGPL-3.0-only"},
        "stages": [model_stage()],
        "events": [
            {
                "event_type": "fire.flame",
                "labels": ["fire"],
                "title": words,
                "severity": "critical",
                "threshold": 0.5,
            }
        ],
        "look": {"interval_s": 2},
        "resources": {"memory_mb": 300, "cpu_ms": 60},
        "privacy": {"faces": False, "plates": False},
        "contact": "somebody@example.org",
        "provenance": {
            "base_model": "YOLO",
            "base_license": "AGPL-3.0",
            "trained_at": "2026-11-22",
        },
    }


def model_stage() -> dict[str, Any]:
    """Return the data of one model stage."""
    return {
        "kind": "model",
        "file": "model.onnx",
        "input": {"width": 640, "height": 640},
        "decoder": {"kind": "yolo_v8", "labels": ["fire", "smoke"]},
    }


def as_yaml(data: dict[str, Any]) -> bytes:
    """Return the data as the bytes of `algorithm.yaml`."""
    return yaml.dump(data, Dumper=_Plain, allow_unicode=True).encode()


class _Plain(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


def decoder(kind: DecoderKind, labels: int = 2, **options: Any) -> DecoderSpec:
    """Return a decoder of so many labels: a, b, c …"""
    names = tuple(f"label{index}" for index in range(labels))
    return DecoderSpec(kind=kind, labels=names, **options)
