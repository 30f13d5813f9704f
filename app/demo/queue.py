"""The jobs that the demo's actions defer: emails to fictional people, and search entries that the demo adds itself."""

from sqlalchemy import text

from app.core.db import session


def last_job() -> int:
    """Return the id of the newest job, or 0 if there is none."""
    return session.scalar(text("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")) or 0


def drop_jobs(*, after: int) -> None:
    """Delete the jobs newer than `after`."""
    session.execute(text("DELETE FROM procrastinate_jobs WHERE id > :after"), {"after": after})
