"""GeoReport's two forms, JSON and XML, written and read. Lists have a name, and so have their items."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring  # nosec B405  # only writes

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

Form = str
"""`json` or `xml`."""
MEDIA = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
ITEMS = {
    "services": "service",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
}
"""What an item of each list is called in XML."""


def write(form: Form, name: str, content: Any) -> bytes:
    """Return a list, or one object, of this name in a form."""
    if form == "json":
        return json.dumps(content, ensure_ascii=False).encode()
    root = Element(name)
    _fill(root, name, content)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def read(form: Form, body: bytes) -> list[dict[str, Any]]:
    """Return the objects of a list; `ValueError` where it is none. Values of XML are text or None."""
    if form == "json":
        found = json.loads(body)
        items = found if isinstance(found, list) else [found]
        if not all(isinstance(one, dict) for one in items):
            raise ValueError("a list of objects was expected")
        return items
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException) as error:
        raise ValueError("no well-formed XML") from error
    return [{part.tag: part.text for part in item} for item in root]


def _fill(element: Element, name: str, content: Any) -> None:
    if isinstance(content, Mapping):
        for key, value in content.items():
            _fill(SubElement(element, key), key, value)
    elif isinstance(content, Sequence) and not isinstance(content, str):
        for value in content:
            _fill(SubElement(element, ITEMS[name]), ITEMS[name], value)
    elif isinstance(content, bool):
        element.text = str(content).lower()
    elif content is not None:
        element.text = "".join(one for one in str(content) if one >= " " or one in "\n\t")
