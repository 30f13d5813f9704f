"""A cache of rendered pages: the same search is answered from memory as long as nothing has changed.

Lists and venue pages are rendered again after any document is indexed, and every minute: what is available depends on
the time.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from hashlib import sha256
from threading import Lock
from typing import Any, Generic, TypeVar, cast

from flask import Response, current_app, g, request
from flask import session as cookie
from flask_login import current_user

from app.cart.current import KEY
from app.cart.queries import count_guest_lines
from app.core import clock
from app.core.locale import locale
from app.search_index.index import index
from app.web.assets import asset
from app.web.cookies import preference
from app.web.htmx import vary

T = TypeVar("T")
Stamp = tuple[int, int]
NAMES_KEPT = "names"
MOST = 200
"""Pages of each kind cached per process: some 40 KB each."""


def cache_version() -> Stamp:
    """Return a stamp that changes with the index, and every minute. Queried once per request."""
    if "search_stamp" not in g:
        g.search_stamp = index().latest(), int(clock.now().timestamp()) // 60
    return cast(Stamp, g.search_stamp)


def names_stamp() -> int:
    """Return a stamp that changes every ten minutes, for names and numbers that bookings do not change. A URL with a
    name that is not in memory reloads them at once."""
    return int(clock.now().timestamp()) // 600


class RenderCache(Generic[T]):
    """The most recent results by key. Thread-safe; two threads may render the same page at once."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._lock = most, Lock()
        self._made: OrderedDict[Hashable, tuple[object, T]] = OrderedDict()

    def get(self, key: Hashable, now: object, make: Callable[[], T]) -> T:
        """Return the cached value for `key` if `now` and the locale are unchanged, else make it."""
        key = locale(), key
        with self._lock:
            found = self._made.get(key)
            if found and found[0] == now:
                self._made.move_to_end(key)
                return found[1]
        made = make()
        with self._lock:
            self._made[key] = now, made
            self._made.move_to_end(key)
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made

    def forget(self) -> None:
        with self._lock:
            self._made.clear()


def render_cache(name: str) -> RenderCache[Any]:
    """Return the named cache of this process."""
    everything: dict[str, RenderCache[Any]] = current_app.extensions.setdefault("kept", {})
    return everything.setdefault(name, RenderCache())


def validator() -> str | None:
    """Return the ETag of a page for a visitor who is not logged in: the same as long as the page would be. None if
    there is none: one-time messages must not be shown again."""
    if current_user.is_authenticated or "_flashes" in cookie:
        return None
    in_cart = count_guest_lines(cookie[KEY]) if KEY in cookie else 0
    about = (
        cache_version(),
        locale(),
        request.full_path,
        request.headers.get("HX-Request-Type"),
        preference("theme"),
        sorted(cookie.items()),
        in_cart,
        asset("app.css"),
        asset("app.js"),
    )
    return sha256(repr(about).encode()).hexdigest()[:32]


def unchanged(tag: str | None) -> Response | None:
    """Return the response for a browser that already has this exact page."""
    if tag is None or not request.if_none_match.contains_weak(tag):
        return None
    return with_etag(Response(status=304), tag)


def with_etag(response: Response, tag: str | None) -> Response:
    if tag is not None:
        response.set_etag(tag, weak=True)
        response.headers["Cache-Control"] = "private, no-cache"
        response.vary.add("Cookie")
    return vary(response)
