"""The console's client is generated from the API that is served, not from one that was."""

import json
from pathlib import Path

from serving.api.app import create_app

DOCUMENT = Path(__file__).parents[2] / "web" / "openapi.json"


def test_the_consoles_document_is_the_apis() -> None:
    kept = json.loads(DOCUMENT.read_text(encoding="utf-8"))
    assert kept == json.loads(json.dumps(create_app(None).openapi())), "run `make fix`"
