"""Deletion of what was kept for as long as `retention.KEPT` says."""

from sqlalchemy import text

from app.core import clock
from app.core.db import session
from app.privacy.retention import KEPT


def purge() -> int:
    """Delete rows that are older than their kind may be. Return how many."""
    number = 0
    for kept in KEPT.values():
        for old in kept.purges:
            if kept.time is not None:
                statement = f"DELETE FROM {old.table} WHERE {old.column} < :before AND {old.condition} RETURNING 1"  # noqa: S608
                number += len(session.execute(text(statement), {"before": clock.now() - kept.time}).all())
    return number
