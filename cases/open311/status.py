"""What GeoReport's status, and mySociety's wider set of it, mean as a stage of a case, and the way back."""

from collections.abc import Mapping

from cases.lifecycle.transitions import OVER, State

STAGE_OF: Mapping[str, str] = {
    "for_triage": "filed",
    "planned": "dispatched",
    "action_scheduled": "dispatched",
    "investigating": "handling",
    "in_progress": "handling",
    "fixed": "closed",
    "closed": "closed",
    "no_further_action": "void",
    "not_councils_responsibility": "void",
    "duplicate": "void",
    "cancelled": "void",
}
"""`open` and what is not known say nothing new."""

_EXTENDED: Mapping[str, str] = {
    State.REPORTED: "for_triage",
    State.VERIFYING: "investigating",
    State.ACCEPTED: "for_triage",
    State.FILED: "for_triage",
    State.DISPATCHED: "action_scheduled",
    State.HANDLING: "in_progress",
    State.HANDLED: "investigating",
    State.SUSPENDED: "planned",
    State.CLOSED: "closed",
    State.VOID: "no_further_action",
}


def plain(state: str) -> str:
    """Return `open` or `closed`, all that GeoReport knows."""
    return "closed" if state in OVER else "open"


def extended(state: str) -> str:
    """Return mySociety's word for the state of a case."""
    return _EXTENDED.get(state, "open")
