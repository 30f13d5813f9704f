"""How often what may be requested: the one table of rate limits, by class of route.

A class with rates counts in PostgreSQL, so that its limits hold no matter how many processes answer. Three classes
count in memory (`load_shedding`): their routes are requested all the time, and counting in the database would take
longer than many of the answers. Login has limits of its own (`app.login.attempts`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from flask import request
from flask_login import current_user

from app.core.networks import network
from app.web.extensions import limiter

V = TypeVar("V", bound=Callable[..., Any])
Key = Callable[[], str]


def account() -> str:
    """Return whose requests count together: those of an account, from any network; a visitor's by their network."""
    return f"account:{current_user.id}" if current_user.is_authenticated else network()


def link() -> str:
    """Return the private link that is being read. Only for links that exist: a made-up one would leave a row."""
    return f"link:{request.path}"


KEYS: dict[str, Key] = {"account": account, "network": network, "link": link}


@dataclass(frozen=True)
class Rate:
    limit: str  # such as "60/hour"
    key: Key


@dataclass(frozen=True)
class RouteClass:
    name: str
    routes: str
    rates: tuple[Rate, ...] = ()
    # Every method if empty.
    methods: tuple[str, ...] = ("POST",)

    @property
    def in_words(self) -> str:
        """Return the limits as docs/operations.md lists them."""
        if not self.rates:
            return "`NETWORK_LIMIT` a minute per network, in each web process"
        names = {key: name for name, key in KEYS.items()}
        return ", ".join(f"{rate.limit.replace('/', ' per ')} and {names[rate.key]}" for rate in self.rates)


def per(*, network: str, account: str) -> tuple[Rate, ...]:
    """Return the limits of everyone in a network together, and of each account."""
    return Rate(network, KEYS["network"]), Rate(account, KEYS["account"])


TABLE = (
    # In memory.
    RouteClass("search", "search, lists, venues, times, booking pages", methods=()),
    RouteClass("suggestions", "what appears while someone types in the search form", methods=()),
    RouteClass("forms", "every other form, besides the limits below"),
    # In PostgreSQL.
    RouteClass("checkout", "holding times, going to the payment page", per(network="300/hour", account="60/hour")),
    RouteClass("codes", "promo codes, codes of gift cards", per(network="120/hour", account="10/minute")),
    RouteClass(
        "messages",
        "emails that an owner writes or sends again, copies of data",
        per(network="300/hour", account="60/hour"),
    ),
    RouteClass("uploads", "photos and files", (Rate("120/hour", account),)),
    RouteClass("feeds", "private calendar links", (Rate("6000/hour", network), Rate("120/hour", link)), methods=()),
    RouteClass("links", "private links in emails", (Rate("60/minute", network),), methods=()),
    RouteClass(
        "calendars",
        "connecting and refreshing calendars of other programs",
        (Rate("30/hour", account), Rate("6/minute", account)),
    ),
    RouteClass("addresses", "looking up a venue's address", (Rate("60/hour", account),)),
    RouteClass("providers", "going to Google or Apple to log in", (Rate("30/minute", network),)),
    RouteClass("posters", "making a poster or another PDF", (Rate("20/minute", account),), methods=()),
)
CLASSES = {each.name: each for each in TABLE}


def limited(name: str) -> Callable[[V], V]:
    """Limit a view by the class `name`. All views of a class share its counters.

    The outermost decorator below the route: requests that a guard refuses count too.
    """
    kind = CLASSES[name]

    def mark(view: V) -> V:
        found: Any = view
        for rate in kind.rates:
            if rate.key is not link:  # counted by the view, once it knows the link
                found = limiter.shared_limit(
                    rate.limit, scope=name, key_func=rate.key, methods=list(kind.methods) or None
                )(found)
        found.route_class = name
        return cast(V, found)

    return mark


def count_link(name: str) -> None:
    """Count a request to a private link that exists. Raises TooManyRequests."""
    for rate in CLASSES[name].rates:
        if rate.key is link:
            with limiter.limit(rate.limit, key_func=link):
                pass
