"""A case system that speaks Open311 GeoReport v2: cases are posted as requests, in JSON or XML.

GeoReport has no idempotency key. After an ambiguous end (no answer, a broken one, a fault of the server's)
the request is looked up by our reference, which stands in its description, before it is sent again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cases.open311 import form
from cases.open311.status import extended
from cases.sinks.address import checked_url
from cases.sinks.errors import SinkSecretMissing
from cases.sinks.kind import Destination, Manner, Message, Wire, Wish
from cases.sinks.outcome import Fate, Outcome
from cases.sinks.post import Answer, ask, outcome_of
from core.http.fields import Body
from core.net.allowed import Allowed

Code = Annotated[str, StringConstraints(max_length=100, pattern=r"^[!-~]*$")]
TOKEN = "token:"  # nosec B105  # noqa: S105 - a request without an id, in GeoReport's own word
_SLACK = timedelta(minutes=10)
"""How far the other clock may be from ours."""


class Open311Options(Body):
    """Which service each event type is there, in which form they speak, and whether updates are exchanged."""

    jurisdiction_id: Code = ""
    format: Literal["json", "xml"] = "json"
    services: dict[Code, Code] = Field(default_factory=dict, max_length=200)
    """Service code by event type, or by its first word; what is not listed goes by the case's own code."""
    service: Code = ""
    """The service of all the rest."""
    updates: bool = False
    """Whether it takes and gives mySociety's `servicerequestupdates`."""
    poll_minutes: int = Field(5, ge=0, le=1440)
    """How often it is asked what became of our cases; 0: never."""


class Open311:
    """The kind `open311`."""

    manner = Manner(Open311Options, in_flight=2, reports_back=True)

    def checked(self, wish: Wish, allowed: Allowed) -> Wish:
        """Check the endpoint, which is what stands before `/requests.json`, and that there is an api_key."""
        if not wish.secret:
            raise SinkSecretMissing
        return Wish(checked_url(wish.url.rstrip("/"), allowed), wish.secret, None, wish.options)

    def send(self, to: Destination, messages: Sequence[Message], wire: Wire) -> Outcome:
        """Post a request for the first message of a case, and an update for each further one."""
        (message,) = messages
        there = Endpoint(to, wire)
        if message.is_test:
            return outcome_of(there.get("services", {}))
        if message.data["data"]["step"]["action"] == "file":
            return _first(there, message)
        return _further(there, message)


class Endpoint:
    """One GeoReport endpoint, with our key."""

    def __init__(self, to: Destination, wire: Wire) -> None:
        self.options = Open311Options.model_validate(to.options)
        self._to, self._wire = to, wire
        place = self.options.jurisdiction_id
        self._always = {"jurisdiction_id": place} if place else {}

    @property
    def now(self) -> datetime:
        """The instant of this sending."""
        return self._wire.now

    def get(self, path: str, query: dict[str, str]) -> Answer:
        """Ask for a list."""
        return ask(
            self._wire.http,
            "GET",
            self._url(path),
            now=self._wire.now,
            read=True,
            params=query | self._always,
            headers={"authorization": f"Bearer {self._to.secret}"},
        )

    def post(self, path: str, fields: dict[str, str]) -> Answer:
        """Post a form."""
        sent = fields | self._always | {"api_key": self._to.secret}
        return ask(
            self._wire.http, "POST", self._url(path), now=self._wire.now, read=True, data=sent
        )

    def read(self, answer: Answer) -> list[dict[str, Any]]:
        """Return the objects of an answer; `ValueError` where there are none."""
        return form.read(self.options.format, answer.body)

    def _url(self, path: str) -> str:
        return f"{self._to.url}/{path}.{self.options.format}"


def reference(message: Message) -> str:
    """Return what our request is found again by."""
    return f"[algomart {message.data['data']['case']['id']}]"


def _first(there: Endpoint, message: Message) -> Outcome:
    if message.is_doubtful:
        found = _looked_up(there, message)
        if found.fate is not Fate.REFUSED or found.error != "not_there":
            return found
    answer = there.post("requests", _request(there.options, message))
    if not answer.is_success:
        return _maybe_taken(answer)
    try:
        (made,) = there.read(answer)
        receipt = made.get("service_request_id") or f"{TOKEN}{made['token']}"
    except (ValueError, KeyError):
        return Outcome(Fate.AMBIGUOUS, "broken_answer")
    return Outcome(Fate.DELIVERED, receipt=str(receipt))


def _looked_up(there: Endpoint, message: Message) -> Outcome:
    """Say whether the request is there already; `not_there` where it certainly is not."""
    window = {
        "service_code": _service(there.options, message),
        "start_date": (message.first_at - _SLACK).isoformat(),
        "end_date": (there.now + _SLACK).isoformat(),
    }
    answer = there.get("requests", window)
    if answer.status == 404:  # some answer so for an empty list
        return Outcome(Fate.REFUSED, "not_there")
    if not answer.is_success:
        later = outcome_of(answer)
        is_refused = later.fate is Fate.REFUSED
        return Outcome(later.fate, "lookup_refused" if is_refused else later.error)
    try:
        rows = there.read(answer)
    except ValueError:
        return Outcome(Fate.LATER, "broken_answer")
    ours = [row for row in rows if reference(message) in str(row.get("description") or "")]
    if not ours:
        return Outcome(Fate.REFUSED, "not_there")
    return Outcome(Fate.DELIVERED, "found_there", receipt=str(ours[0]["service_request_id"]))


def _further(there: Endpoint, message: Message) -> Outcome:
    known = message.request_id
    if not there.options.updates or known is None or known.startswith(TOKEN):
        return Outcome(Fate.DELIVERED, "not_told")
    data = message.data["data"]
    sent = {
        "service_request_id": known,
        "update_id": str(message.data["id"]),  # who knows it takes an update once
        "status": extended(data["step"]["to"]).upper(),
        "updated_datetime": str(message.data["time"]),
        "description": f"{data['step']['action']} {data['step'].get('note', '')}".strip(),
    }
    return outcome_of(there.post("servicerequestupdates", sent))


def _maybe_taken(answer: Answer) -> Outcome:
    """A server that failed, or whose answer did not come, may have taken the request all the same."""
    is_open = answer.error in ("no_answer", "broken_answer") or answer.status in (500, 502, 504)
    found = outcome_of(answer)
    return Outcome(Fate.AMBIGUOUS, found.error, found.retry_after_s) if is_open else found


def _service(options: Open311Options, message: Message) -> str:
    case = message.data["data"]["case"]
    kind = case["event_type"] or ""
    listed = options.services.get(kind) or options.services.get(kind.split(".")[0])
    return listed or options.service or case["code"] or kind or case["title_zh"]


def _request(options: Open311Options, message: Message) -> dict[str, str]:
    case = message.data["data"]["case"]
    lines = [case["title_zh"], case["place"], case["number"], reference(message)]
    fields = {
        "service_code": _service(options, message),
        "description": "\n".join(one for one in lines if one),
    }
    if case["latitude"] is not None and case["longitude"] is not None:
        fields |= {"lat": str(case["latitude"]), "long": str(case["longitude"])}
    return fields | {"address_string": case["place"]}
