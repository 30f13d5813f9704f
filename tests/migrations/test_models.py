"""Tests that the migrations create the tables that the models describe."""

from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine

from app.core.db import db
from tests import database

# The job queue and the search index have their own tables.
OTHERS = ("procrastinate", "search_", "alembic_")
EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent", "cube", "earthdistance")
# NOT NULL is a constraint with a name, too; Alembic compares it with the column. Models don't have triggers.
CONSTRAINTS_AND_INDEXES = """
    SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid)
    FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
    WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('n', 't')
    UNION ALL
    SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""


def is_ours(compared: Any, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    return not (name if kind == "table" else compared.table.name).startswith(OTHERS)


@pytest.mark.usefixtures("db")
def test_migrated_tables_and_columns_equal_the_models() -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_ours, "compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_migrated_constraints_and_indexes_equal_the_models(database_url: str) -> None:
    """Alembic compares neither checks nor exclusion constraints, nor the conditions of indexes."""
    fresh = database.as_owner(database.prepared(f"test_{uuid4().hex}", template="template0"))
    for extension in EXTENSIONS:
        database.execute(fresh, f"CREATE EXTENSION {extension}")
    engine = create_engine(database.as_owner(fresh))
    db.metadata.create_all(engine)
    engine.dispose()
    assert constraints_and_indexes(database_url) == constraints_and_indexes(fresh)


def constraints_and_indexes(url: str) -> set[tuple[str, str, str]]:
    """Return the table, the name and the definition of each."""
    connection = psycopg2.connect(database.as_owner(url))
    try:
        with connection.cursor() as cursor:
            cursor.execute(CONSTRAINTS_AND_INDEXES)
            return {row for row in cursor.fetchall() if not row[0].startswith(OTHERS)}
    finally:
        connection.close()
