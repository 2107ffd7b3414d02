"""Cases are found by the pairs of letters of their numbers, titles and places."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "d1f6b8390c47"
down_revision: str | None = "c8e4a5207f16"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_TEXTS = "((((((number || chr(1)) || title_zh) || chr(1)) || title_en) || chr(1)) || place)"
_LOWER = f'lower({_TEXTS} COLLATE "C")'
PAIRS = (
    "array_to_tsvector(array_remove(string_to_array((regexp_replace("
    f"{_LOWER}, '(..)'::text, '\\1'::text || chr(1), 'g'::text) || chr(1)) || regexp_replace("
    f"substr({_LOWER}, 2), '(..)'::text, '\\1'::text || chr(1), 'g'::text), chr(1)), ''::text))"
)


def upgrade() -> None:
    op.create_index("ix_cases_search", "cases", [sa.text(PAIRS)], postgresql_using="gin")
