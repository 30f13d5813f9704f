"""Persistent state of the stand-in: one SQLite file, so that it survives a restart."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import RLock
from typing import Any

JSON = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS resource (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL,
    body TEXT NOT NULL, private TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS resource_status ON resource (kind, json_extract(body, '$.status'));
CREATE INDEX IF NOT EXISTS resource_intent ON resource (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS resource_account ON resource (kind, json_extract(private, '$.account'));
CREATE INDEX IF NOT EXISTS resource_source ON resource (kind, json_extract(body, '$.source_transaction'));
CREATE INDEX IF NOT EXISTS resource_charge ON resource (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS resource_transfer ON resource (kind, json_extract(body, '$.transfer'));
CREATE INDEX IF NOT EXISTS resource_due ON resource (kind, json_extract(private, '$.due'));
CREATE TABLE IF NOT EXISTS ledger (
    id TEXT PRIMARY KEY, account TEXT NOT NULL, currency TEXT NOT NULL, net INTEGER NOT NULL,
    available_on INTEGER NOT NULL, payout TEXT
);
CREATE INDEX IF NOT EXISTS ledger_sums ON ledger (account, currency, available_on, net, payout);
CREATE INDEX IF NOT EXISTS ledger_payout ON ledger (payout);
CREATE TABLE IF NOT EXISTS delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, type TEXT NOT NULL, state TEXT NOT NULL,
    due REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, answer TEXT, connect INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS delivery_due ON delivery (state, due);
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event);
CREATE TABLE IF NOT EXISTS idempotency (
    key TEXT PRIMARY KEY, endpoint TEXT NOT NULL, fingerprint TEXT NOT NULL, created INTEGER NOT NULL,
    status INTEGER, body TEXT, request TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS request (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL,
    params TEXT NOT NULL, version TEXT NOT NULL, idempotency_key TEXT, status INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
# Columns that a file of an earlier version may lack: table, column, definition.
ADDED = (("delivery", "connect", "INTEGER NOT NULL DEFAULT 0"),)
TABLES = ("resource", "ledger", "delivery", "idempotency", "request", "setting")


@dataclass
class Record:
    """One Stripe object: the body that the API shows, and the sandbox's private data about it."""

    body: JSON
    private: JSON = field(default_factory=dict)


class Store:
    """A thread-safe store: one connection behind one lock, which a transaction holds until it ends."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = RLock()
        self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._db.row_factory = sqlite3.Row
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(SCHEMA)
        self._add_missing_columns()

    def _add_missing_columns(self) -> None:
        for table, column, definition in ADDED:
            present = {row["name"] for row in self.rows(f"PRAGMA table_info({table})")}
            if column not in present:
                self.rows(f"ALTER TABLE {table} ADD COLUMN {column} {definition}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Run the block atomically. Inside another transaction, the block joins that one."""
        with self._lock:
            if self._db.in_transaction:
                yield
                return
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        """Run one statement and return its rows, if any."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def add(self, record: Record) -> None:
        self.rows(
            "INSERT INTO resource (id, kind, body, private) VALUES (?, ?, ?, ?)",
            record.body["id"],
            record.body["object"],
            json.dumps(record.body),
            json.dumps(record.private),
        )

    def save(self, record: Record) -> None:
        self.rows(
            "UPDATE resource SET body = ?, private = ? WHERE id = ?",
            json.dumps(record.body),
            json.dumps(record.private),
            record.body["id"],
        )

    def get(self, kind: str, identity: str) -> Record | None:
        found = self.find("id = ?", identity, kind=kind)
        return found[0] if found else None

    def find(self, condition: str, *values: object, kind: str) -> list[Record]:
        """Return the objects of a kind that match an SQL condition, newest first."""
        statement = f"SELECT body, private FROM resource WHERE kind = ? AND {condition} ORDER BY seq DESC"  # noqa: S608
        rows = self.rows(statement, kind, *values)
        return [Record(json.loads(row["body"]), json.loads(row["private"])) for row in rows]

    def setting(self, name: str) -> Any:
        """Return a stored setting, or None."""
        rows = self.rows("SELECT value FROM setting WHERE name = ?", name)
        return json.loads(rows[0]["value"]) if rows else None

    def set_setting(self, name: str, value: object) -> None:
        self.rows("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", name, json.dumps(value))

    def clear(self) -> None:
        """Delete all state."""
        with self.transaction():
            for table in TABLES:
                self.rows(f"DELETE FROM {table}")  # noqa: S608

    def close(self) -> None:
        with self._lock:
            self._db.close()
