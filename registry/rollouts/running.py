"""The trials that run: which version is tried on which cameras, for whoever has them watched."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from registry.catalogue import service as catalogue
from registry.catalogue.model import STABLE, Alias, Version
from registry.catalogue.service import Meant, Runnable
from registry.rollouts.model import FIT, Rollout


@dataclass(frozen=True, slots=True)
class Trial:
    """A rollout, and the version on trial as it is run."""

    rollout: Rollout
    model: Runnable

    @property
    def rollout_id(self) -> UUID:
        """Whose figures it makes."""
        return self.rollout.id

    @property
    def shadow(self) -> bool:
        """Whether it sees what the stable version sees, and raises nothing."""
        return self.rollout.mode == "shadow"

    def has(self, camera_id: UUID, meant: Meant) -> bool:
        """Tell whether a subscription on a camera takes part."""
        return meant == STABLE and self.rollout.has(camera_id)


def trials(session: Session) -> dict[UUID, Trial]:
    """Return what is tried now, by algorithm.

    Not what is over though its row does not say so yet: the alias has moved, or the version may not run.
    """
    held = and_(Alias.algorithm_id == Rollout.algorithm_id, Alias.name == STABLE)
    running = (
        select(Rollout, Version)
        .join(Alias, held)
        .join(Version, Version.id == Rollout.version_id)
        .where(Rollout.state == "running", Alias.version_id == Rollout.stable_version_id)
    )
    found = {}
    for rollout, version in session.execute(running).all():
        if version.state in FIT[rollout.mode] and (model := catalogue.tried(version)) is not None:
            found[rollout.algorithm_id] = Trial(rollout, model)
    return found
