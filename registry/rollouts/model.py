"""Tables of rollouts, and of what came of one on each camera."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from core.database.model import Base, Owned, Versioned
from registry.catalogue import share
from registry.catalogue.transitions import TRANSITIONS, State

Mode = Literal["shadow", "canary"]
MODES: tuple[Mode, ...] = get_args(Mode)
STATES = ("running", "ended", "rolled_back")
FIT: Mapping[str, frozenset[State]] = {
    "canary": frozenset({State.PUBLISHED}),
    "shadow": TRANSITIONS["approve"].sources | {State.APPROVED, State.PUBLISHED},
}
"""Where a version must stand to be tried. A canary's events are real ones; what raises nothing need not lie
on the shelf yet, nor have been voted on: what it sees in the field is worth knowing then."""
PERMILLE_MOST = 500
"""Half the cameras at the most: the other half is what the version on trial is held against."""


class Rollout(Base, Owned, Versioned):
    """One version of an algorithm on trial; its owner is the vendor. One at a time runs of an algorithm."""

    __tablename__ = "rollouts"
    __table_args__ = (
        CheckConstraint(f"mode IN {MODES}", name="mode"),
        CheckConstraint(f"state IN {STATES}", name="state"),
        CheckConstraint("(permille IS NULL) <> (camera_ids IS NULL)", name="cameras"),
        CheckConstraint(f"permille BETWEEN 1 AND {PERMILLE_MOST}", name="permille"),
        CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(ended_at IS NULL) = (ending IS NULL)", name="ending"),
        Index(
            "uq_rollouts_running",
            "algorithm_id",
            unique=True,
            postgresql_where=text("state = 'running'"),
        ),
        Index(None, "algorithm_id", "begun_at", "id"),
    )

    algorithm_id: Mapped[UUID] = mapped_column(ForeignKey("algorithms.id"))
    version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"), index=True)
    """The version on trial."""
    stable_version_id: Mapped[UUID] = mapped_column(ForeignKey("versions.id"))
    """What it is held against: what `stable` meant when it began. Once that moves, the trial is over."""
    mode: Mapped[str]
    permille: Mapped[int | None]
    """Of the cameras that follow `stable`, so many of a thousand."""
    camera_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid()))
    """Or these of them."""
    reason: Mapped[str]
    state: Mapped[str] = mapped_column(default="running", server_default="running")
    begun_at: Mapped[datetime]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    """Who began it."""
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"))
    """Who ended it; nobody: the product itself."""
    ending: Mapped[dict[str, Any] | None]
    """`code`, `zh`, `en`: why it is over."""
    figures: Mapped[dict[str, Any] | None]
    """What had come of it when it was over."""

    def has(self, camera_id: UUID) -> bool:
        """Tell whether a camera takes part, if it follows `stable`."""
        if self.permille is None:
            return camera_id in (self.camera_ids or ())
        return share.is_in(self.algorithm_id, camera_id, self.permille)


class RolloutCamera(Base):
    """What came of a rollout on one camera. Looks in the shadow are those that both versions saw."""

    __tablename__ = "rollout_cameras"

    rollout_id: Mapped[UUID] = mapped_column(
        ForeignKey("rollouts.id", ondelete="CASCADE"), primary_key=True
    )
    camera_id: Mapped[UUID] = mapped_column(
        ForeignKey("cameras.id", ondelete="CASCADE"), primary_key=True
    )
    looks: Mapped[int] = mapped_column(server_default="0")
    """That the version on trial saw."""
    lost: Mapped[int] = mapped_column(server_default="0")
    """That it failed on and the stable one did not, on the same frame."""
    left_out: Mapped[int] = mapped_column(server_default="0")
    """That there was no time for in the shadow."""
    agree: Mapped[int] = mapped_column(server_default="0")
    only_stable: Mapped[int] = mapped_column(server_default="0")
    only_trial: Mapped[int] = mapped_column(server_default="0")
    otherwise: Mapped[int] = mapped_column(server_default="0")
    """In which each saw a kind of incident that the other one did not."""
    raised_stable: Mapped[int] = mapped_column(server_default="0")
    """Incidents that the stable one's rules make of the compared looks, and of no others."""
    raised_trial: Mapped[int] = mapped_column(server_default="0")
    stable_s: Mapped[float] = mapped_column(server_default="0")
    """Seconds that the compared looks waited for the stable one's answers, together."""
    trial_s: Mapped[float] = mapped_column(server_default="0")
    samples: Mapped[list[dict[str, Any]]] = mapped_column(server_default="[]")
    """The last looks that differ: `at`, `seen` (`only_stable`, `only_trial`, `otherwise`), and what each
    version detected, `stable` and `trial`."""
