"""One transaction a request, committed before the first byte of the answer leaves."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from core.database.engine import transaction
from core.http.described import refuses
from core.http.services import services


@refuses(503)
def open_session(request: Request) -> Iterator[Session]:
    """Yield the request's session; an error of the route or of the commit rolls everything back."""
    with transaction(services(request).sessions) as session:
        yield session


SessionDep = Annotated[Session, Depends(open_session, scope="function")]
