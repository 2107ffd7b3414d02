"""`algomart user`: people and their tokens, from the machine the product runs on."""

from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy import select
from sqlalchemy.orm import Session

from accounts.organizations import service as organizations
from accounts.organizations.model import Organization
from accounts.policy import Role
from accounts.scope import ORGANIZATION
from accounts.tokens import service as tokens
from accounts.users import service as users
from accounts.users.model import User
from accounts.users.passwords import random_password
from core.clock import SystemClock
from core.database.engine import transaction
from core.errors import NotFound
from core.settings import Settings
from core.text import Text
from serving import opening

app = typer.Typer(no_args_is_help=True, help="People who may sign in.")


@app.command()
def create(
    login: Annotated[str, typer.Option(help="Sign-in name.")],
    role: Annotated[list[Role], typer.Option(help="A role; may be given more than once.")],
    organization: Annotated[
        str,
        typer.Option(help="Chinese or English name of an organization; the first city is made."),
    ] = "示例市",
    name: Annotated[str, typer.Option(help="Name shown to others.")] = "",
    token: Annotated[bool, typer.Option(help="Print an API token instead of a password.")] = False,
) -> None:
    """Make a user with a random password, or an API token, printed once. The product must be running.

    The password must be changed at the first sign-in; the token lives as long as tokens may.
    """
    settings = Settings()
    services, clock = opening.services(settings, pool_size=1), SystemClock()
    password = random_password(settings)
    with transaction(services.sessions) as session:
        owner = _organization(session, organization)
        new = users.NewUser(login, name or login, password, role)
        user = users.create(session, None, owner.id, new, clock, settings)
        if token:
            wanted = tokens.Wanted("cli", settings.token_max_days)
            password = tokens.issue(session, None, user, wanted, clock).secret
    Console(soft_wrap=True, highlight=False).print(password)


@app.command("reset-totp")
def reset_totp(login: Annotated[str, typer.Option(help="Sign-in name.")]) -> None:
    """Take the second factor of a user away, who then enrols anew. The product must be running."""
    settings = Settings()
    services = opening.services(settings, pool_size=1)
    with transaction(services.sessions) as session:
        user = session.scalar(select(User).where(User.login == login.lower()).with_for_update())
        if user is None:
            raise NotFound(kind=users.USER, id=login)
        users.reset_totp(session, user, services.clock)


def _organization(session: Session, name: str) -> Organization:
    """Return the organization of this name; the first city is made."""
    known = session.scalars(select(Organization)).all()
    found = next((one for one in known if name in (one.name_zh, one.name_en)), None)
    if found is not None:
        return found
    if any(one.kind == "city" for one in known):
        raise NotFound(kind=ORGANIZATION, id=name)
    root = organizations.operator(session)
    return organizations.create(session, None, root, "city", Text(name, name), SystemClock())
