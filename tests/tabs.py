"""Several tabs at once: the same work in as many threads, each with a session and a transaction of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.db import session
from app.errors import DomainError
from app.venues.models import Venue

DONE = "done"


def in_tabs(app: Flask, work: Callable[[int], object], *, tabs: int = 8) -> list[str]:
    """What each tab came to, sorted: DONE, what it was told, or the name of the constraint that spoke instead."""
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
            return DONE

    with ThreadPoolExecutor(tabs) as pool:
        return sorted(pool.map(tab, range(tabs)))


def read_together(read: Callable[..., object], *, tabs: int = 8) -> Callable[..., object]:
    """`read`, after which every tab waits for the others: so that all have seen the same before anybody writes."""
    seen = Barrier(tabs)

    def reading(*args: object, **kwargs: object) -> object:
        found = read(*args, **kwargs)
        seen.wait()
        return found

    return reading


def no_lock(venue: Venue) -> None:
    """In place of the lock: the guard, off."""
