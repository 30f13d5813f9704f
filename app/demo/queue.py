"""The jobs that the demo's actions defer: most of them would tell people who do not exist what never happened."""

from sqlalchemy import text

from app.db import session


def last_job() -> int:
    """The id of the newest job; 0 without any."""
    return session.scalar(text("SELECT coalesce(max(id), 0) FROM procrastinate_jobs")) or 0


def keep_one_reindexing_each(*, after: int) -> None:
    """Of the jobs newer than `after` keep the last for each venue's search entry; the mails are not sent."""
    session.execute(
        text(
            """
            DELETE FROM procrastinate_jobs WHERE id > :after AND id NOT IN (
                SELECT max(id) FROM procrastinate_jobs WHERE task_name = 'discovery.reindex' GROUP BY lock
            )
            """
        ),
        {"after": after},
    )
