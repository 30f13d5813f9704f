"""What the rows of a test belong to: two accounts made alike, and what a request writes to the rows of either."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Table, func, literal_column, select, text

from app.core.db import Base, session
from tests.project.world import NEIGHBORS, Cast, World, furnish, make_world

# Columns whose values are ids in URLs and forms.
PUBLIC_IDS = ("public_id", "key", "slug", "token")
# Tables whose rows belong to nobody.
SHARED = ("category", "tag")
# What a guest may name although it is a venue's.
PUBLISHED = ("venue", "service", "team_member", "add_on", "deal", "faq", "photo")
TABLES = [table for table in Base.metadata.sorted_tables if table.name not in SHARED]
WITH_ID = [table for table in TABLES if "id" in table.columns]

# The public ids of each table, in the order in which the rows were made.
Ids = dict[str, list[str]]
# The number of rows of each table, and the newest transaction that wrote one of them.
State = dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Accounts:
    """Two venues with a guest each, made alike: what `ours` has, `theirs` has too.

    `counterparts` are their ids by ours, `private` those of what no page shows to others, and `named` those that a
    parameter of this name could hold. `last` is the highest row id of each table in `theirs`, which was made first, and
    `rows` their number. `secrets` are texts that only they may read.
    """

    ours: World
    theirs: World
    counterparts: dict[str, str]
    private: dict[str, str]
    named: dict[str, str]
    last: dict[str, int]
    rows: dict[str, int]
    secrets: tuple[str, ...]


def make_accounts() -> Accounts:
    theirs = furnish(make_world())
    before, last, rows = public_ids(), of_ids(func.max), of_ids(func.count)
    ours = furnish(make_world(NEIGHBORS), NEIGHBORS)
    after = public_ids()
    pairs = {table: dict(zip(after[table][len(some) :], some, strict=False)) for table, some in before.items()}
    question = {ours.names["question"]: theirs.names["question"]}
    everything = {own: other for found in pairs.values() for own, other in found.items()} | question
    private = {own: other for table, found in pairs.items() if table not in PUBLISHED for own, other in found.items()}
    secrets = (Cast.guest, *(theirs.people[role].email for role in ("guest", "owner")))
    session.commit()  # ends the savepoint that reading opened
    return Accounts(ours, theirs, everything, private | question, named(theirs), last, rows, secrets)


def named(world: World) -> dict[str, str]:
    """Return the world's ids by the names that parameters have for them."""
    member, room_key = world.special["team.edit"]["slug"], world.special["facility_changes.edit"]["key"]
    short = {name.removesuffix("_id"): value for name, value in world.names.items()}
    return {
        **short,
        "member": member,
        "with": member,
        "who": member,
        "room": room_key,
    }


def public_ids() -> Ids:
    return {
        table.name: [
            str(value)
            for name in PUBLIC_IDS
            if name in table.columns
            for value in session.scalars(select(table.columns[name]).order_by(*table.primary_key))
        ]
        for table in TABLES
    }


def of_ids(measure: Callable[[ColumnElement[int]], ColumnElement[int]]) -> dict[str, int]:
    """Return the highest row id of each table, or the number of rows."""
    return {table.name: session.scalar(select(measure(table.columns["id"]))) or 0 for table in WITH_ID}


def written_rows(connection: Connection) -> dict[str, int]:
    """Return how many rows of each table this transaction has written, those that it undid included."""
    rows = "n_tup_ins + n_tup_upd + n_tup_del"
    counted = text(f"SELECT relname, {rows} AS rows FROM pg_stat_xact_user_tables WHERE schemaname = 'public'")
    return {row.relname: row.rows for row in connection.execute(counted)}


def state(connection: Connection, tables: Iterable[str] | None = None) -> State:
    """Return the state of tables, by default all. A savepoint counts as a transaction, newer than all before it."""
    if tables is None:
        tables = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
    parts = [
        f"""SELECT '{name}' AS name, count(*) AS rows, coalesce(max(xmin::text::bigint), 0) AS newest FROM "{name}" """
        for name in tables
    ]
    if not parts:
        return {}
    return {row.name: (row.rows, row.newest) for row in connection.execute(text(" UNION ALL ".join(parts)))}


def changed_tables(connection: Connection, before: State, written: Mapping[str, int]) -> set[str]:
    """Return the tables whose state isn't as `before`, of those with more rows written than in `written`.

    Looking at all tables takes longer than most requests.
    """
    touched = [name for name, rows in written_rows(connection).items() if rows != written[name]]
    return {name for name, now in state(connection, touched).items() if now != before[name]}


def reached(connection: Connection, before: State, written: Mapping[str, int], accounts: Accounts) -> list[str]:
    """Return what changed since `before` in rows of `theirs`, and the columns of new rows that refer to one."""
    newest, names = max(number for _, number in before.values()), changed_tables(connection, before, written)
    changed = [table for table in TABLES if table.name in names]
    written = [
        f"{table.name}.{column}"
        for table in changed
        for column, most in theirs_in(table, accounts.last)
        if connection.scalar(
            select(func.count())
            .select_from(table)
            .where(literal_column("xmin::text::bigint") > newest, table.columns[column] <= most)
        )
    ]
    left = {
        table.name: connection.scalar(
            select(func.count()).select_from(table).where(table.columns["id"] <= accounts.last[table.name])
        )
        for table in changed
        if table in WITH_ID
    }
    return written + [f"{table} deleted" for table, rows in left.items() if rows != accounts.rows[table]]


def theirs_in(table: Table, last: dict[str, int]) -> list[tuple[str, int]]:
    """Return the columns of a table that name rows, each with the highest id that is theirs."""
    own = [("id", last[table.name])] if table.name in last else []
    keys = [
        (key.parent.name, last.get(key.column.table.name, 0)) for key in table.foreign_keys if key.column.name == "id"
    ]
    return [*own, *keys]
