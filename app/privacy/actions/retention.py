"""Deletion of what was kept for as long as `retention.KEPT` says."""

from sqlalchemy import text

from app.core import clock
from app.core.db import session
from app.privacy.retention import KEPT, Retention

# Jobs whose arguments hold an address that is nowhere else. A job that succeeds is deleted at once.
ADDRESSED = ("admin.email_correction", "privacy.email_deleted")
GIVEN_UP = text("""
    DELETE FROM procrastinate_jobs AS job
    WHERE status = 'failed' AND task_name = ANY(:tasks)
      AND NOT EXISTS (SELECT FROM procrastinate_events WHERE job_id = job.id AND at > now() - :time)
    RETURNING 1
""")


def purge() -> int:
    """Delete rows that are older than their kind may be. Return how many."""
    time = KEPT[Retention.LAST_EMAILS].time
    number = len(session.execute(GIVEN_UP, {"tasks": list(ADDRESSED), "time": time}).all())
    for kept in KEPT.values():
        for old in kept.purges:
            if kept.time is not None:
                statement = f"DELETE FROM {old.table} WHERE {old.column} < :before AND {old.condition} RETURNING 1"  # noqa: S608
                number += len(session.execute(text(statement), {"before": clock.now() - kept.time}).all())
    return number
