"""No sealed column is forgotten when the keys change."""

from sqlalchemy import LargeBinary

from serving.sealed import SEALED
from serving.tables import METADATA


def test_every_sealed_column_is_in_the_table_of_sealed_columns() -> None:
    named = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if "sealed" in column.name and isinstance(column.type, LargeBinary)
    }
    assert named == {sealed.name for sealed in SEALED}
