"""The jobs that the demo's actions defer: mails to people who do not exist, and search entries that are made here."""

from sqlalchemy import text

from app.db import session


def last_job() -> int:
    """The id of the newest job; 0 without any."""
    return session.scalar(text("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")) or 0


def drop_jobs(*, after: int) -> None:
    """Forget the jobs newer than `after`."""
    session.execute(text("DELETE FROM procrastinate_jobs WHERE id > :after"), {"after": after})
