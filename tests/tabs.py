"""Concurrent browser tabs: the same work in several threads, each with its own session and transaction."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.exc import IntegrityError, OperationalError

from app.core.db import DEADLOCK, session, sqlstate
from app.core.errors import DomainError
from app.venues.models import Venue

DONE = "done"


def in_tabs(app: Flask, work: Callable[[int], object], *, tabs: int = 8) -> list[str]:
    """Run `work` in every tab at once and return the sorted outcomes.

    An outcome is DONE, the message of a DomainError, the name of the violated constraint, or DEADLOCK: two rows that
    exclude each other may wait for each other, and PostgreSQL then ends one of them.
    """
    ready = Barrier(tabs)

    def tab(number: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                work(number)
                session.commit()
            except DomainError as error:
                return error.message
            except IntegrityError as error:
                return str(error.orig.diag.constraint_name)
            except OperationalError as error:
                if sqlstate(error) != DEADLOCK:
                    raise
                return DEADLOCK
            return DONE

    with ThreadPoolExecutor(tabs) as pool:
        return sorted(pool.map(tab, range(tabs)))


def read_together(read: Callable[..., object], *, tabs: int = 8) -> Callable[..., object]:
    """Wrap `read` so that each tab waits for the others after it: all have read the same before any of them writes."""
    seen = Barrier(tabs)

    def reading(*args: object, **kwargs: object) -> object:
        found = read(*args, **kwargs)
        seen.wait()
        return found

    return reading


def no_lock(venue: Venue) -> None:
    """Replace the venue lock with nothing, to show what happens without it."""
