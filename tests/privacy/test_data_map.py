"""Tests that each column of each table has a rule about personal data, and that the rules can be applied."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from app.core.database_access import APPEND_ONLY
from app.core.db import Base, session
from app.privacy.cli import DATA_MAP as DOCUMENT
from app.privacy.data_map.document import document
from app.privacy.data_map.tables import DATA_MAP, erased_tables, exported_tables
from app.privacy.retention import KEPT
from app.privacy.rules import Export, Rule


def rules() -> Iterator[tuple[str, str, Rule]]:
    for name, table in DATA_MAP.items():
        for column, rule in table.columns.items():
            yield name, column, rule


def test_each_column_has_a_rule_and_each_rule_a_column() -> None:
    columns = {(table.name, column.name) for table in Base.metadata.tables.values() for column in table.columns}
    ruled = {(name, column) for name, column, _rule in rules()}
    assert sorted(columns - ruled) == [], "columns without a rule: add them to app/privacy/data_map"
    assert sorted(ruled - columns) == [], "rules without a column"


def test_what_stays_after_a_deletion_has_a_reason() -> None:
    silent = [
        f"{name}.{column}"
        for name, column, rule in rules()
        if rule.is_personal and not DATA_MAP[name].deletes_rows and rule.becomes is None and not rule.why
    ]
    assert silent == []


def test_rows_with_personal_values_are_found_by_account_or_guest() -> None:
    unreachable = [name for name in erased_tables() if not (DATA_MAP[name].of_account or DATA_MAP[name].of_guest)]
    assert unreachable == []


def test_append_only_tables_keep_their_rows() -> None:
    marked = {name for name, table in DATA_MAP.items() if table.appends_only}
    assert marked == set(APPEND_ONLY)
    assert marked.isdisjoint(erased_tables())


def test_each_exported_table_has_a_file_of_its_own() -> None:
    for scope in (Export.HOLDER, Export.VENUE):
        names = [DATA_MAP[name].part for name in exported_tables(scope)]
        assert all(names)
        assert len(names) == len(set(names))


@pytest.mark.usefixtures("db")
def test_conditions_and_purges_fit_the_tables() -> None:
    for name, table in DATA_MAP.items():
        for condition in filter(None, (table.of_account, table.of_guest)):
            session.execute(text(f"SELECT count(*) FROM {name} WHERE {condition}"), {"account": 1, "record": 1})
    for kept in KEPT.values():
        for purge in kept.purges:
            session.execute(text(f"SELECT {purge.column} FROM {purge.table} WHERE {purge.condition}"))


def test_document_is_up_to_date(app: Flask) -> None:
    with app.app_context():
        assert DOCUMENT.read_text() == document(), "run `make data-map`"
