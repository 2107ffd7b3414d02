"""Routes by which people move versions along, and aliases from version to version."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Response
from pydantic import AwareDatetime

from accounts.api.deps import allow
from accounts.scope import Scope
from core.http.deps import ClockDep, IfMatch, SessionDep, router
from core.http.fields import Body, Note, Reason
from registry.catalogue import aliases, life, shelf
from registry.catalogue.aliases import Name
from registry.catalogue.life import Wish
from registry.catalogue.view import AliasOut, VersionOut, alias_out, outs

routes = router(tags=["algorithms"])
Action = Literal["publish", "deprecate", "withdraw"]
"""Every action of the table that one person takes; a test holds the two together."""


class VersionStepIn(Body):
    """One action on a version, with what it needs.

    `reason` says why it is deprecated or withdrawn; `until` names the moment at which a deprecated version
    will be withdrawn.
    """

    action: Action
    reason: Note = ""
    until: AwareDatetime | None = None


class AliasIn(Body):
    """The published version that an alias shall mean, and why."""

    version_id: UUID
    reason: Reason


@routes.post("/versions/{version_id}/steps")
def take_step(
    version_id: UUID,
    body: VersionStepIn,
    session: SessionDep,
    clock: ClockDep,
    scope: Annotated[Scope, allow("version.act")],
) -> VersionOut:
    """Publish a version, deprecate it until a date, or withdraw it: its aliases then fall back."""
    version = life.act(session, scope, version_id, Wish(**body.model_dump()), clock)
    [out] = outs(session, scope, [version])
    return out


@routes.get("/algorithms/{algorithm_id}/aliases/{name}")
def read_alias(
    algorithm_id: UUID,
    name: Name,
    session: SessionDep,
    scope: Annotated[Scope, allow("algorithm.read")],
    response: Response,
) -> AliasOut:
    """Show which version an alias means, and its last moves."""
    return _told(
        alias_out(session, shelf.fetch(session, scope, algorithm_id).algorithm.id, name), response
    )


@routes.put("/algorithms/{algorithm_id}/aliases/{name}")
def move_alias(
    algorithm_id: UUID,
    name: Name,
    body: AliasIn,
    session: SessionDep,
    clock: ClockDep,
    precondition: IfMatch,
    scope: Annotated[Scope, allow("alias.move")],
    response: Response,
) -> AliasOut:
    """Let an alias mean another published version; every camera that follows it runs that within seconds."""
    aliases.move(
        session, scope, algorithm_id, name, body.version_id, body.reason, precondition, clock
    )
    return _told(alias_out(session, algorithm_id, name), response)


def _told(out: AliasOut, response: Response) -> AliasOut:
    response.headers["ETag"] = f'"{out.revision}"'
    return out
