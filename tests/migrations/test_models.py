"""A test that the migrations create the tables that the models describe."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from app.core.db import db

pytestmark = pytest.mark.usefixtures("db")

# The job queue and the search index have their own tables.
OTHERS = ("procrastinate", "search_")


def is_ours(compared: Any, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (name if kind == "table" else compared.table.name).startswith(OTHERS)


def test_migrated_schema_equals_the_models() -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
        assert compare_metadata(context, db.metadata) == []
