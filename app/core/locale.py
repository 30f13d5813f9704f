"""The locale of the current request or job."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")


T = TypeVar("T")


LOCALE = "en_US"


# Set by `app.web.translation`.
CURRENT: ContextVar[str] = ContextVar("locale", default=LOCALE)


def locale() -> str:
    """Return the current locale.

    Takes a hundredth of the time of Flask-Babel's get_locale, which matters on a page of venues, where each time and
    each price needs it.
    """
    return CURRENT.get()


def cached_by_locale(maxsize: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return an lru_cache that keeps the results of different locales apart."""

    def decorator(make: Callable[P, T]) -> Callable[P, T]:
        def make_in(_: str, *args: P.args, **named: P.kwargs) -> T:
            return make(*args, **named)

        made: Callable[..., T] = lru_cache(maxsize=maxsize)(make_in)

        @wraps(make)
        def made_now(*args: P.args, **named: P.kwargs) -> T:
            return made(locale(), *args, **named)

        return made_now

    return decorator
