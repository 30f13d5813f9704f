"""What two services in one visit say, in words. Times are in the venue's zone."""

from collections.abc import Mapping, Sequence

from app.cart.forms import ANY
from app.catalog.models import Service
from app.discovery.pairs import Both, Half, Turn
from app.filters import clock, duration, span
from app.venues.models import Venue

TURNS = (
    (Turn.ORDER, "In this order"),
    (Turn.EITHER, "Either order"),
    (Turn.SAME, "At the same time, for two of you"),
)


def problem(services: Sequence[Service], chosen: Sequence[Service | None]) -> str:
    """Why nothing is looked for yet, where something was chosen."""
    first, second = chosen
    if len(services) < 2:
        return "This venue offers one service, so there is nothing to put together."
    if first is not None and second is not None and first.id == second.id:
        if first.max_quantity > 1:
            return "For two guests of the same service, choose its times and two guests there."
        return "Choose two different services."
    return ""


def amiss(chosen: Sequence[Service | None], given: Mapping[str, str]) -> list[str]:
    """Who was asked for and does not do it, by service; empty where all is well."""
    return [_amiss(service, given.get(f"with-{number}") or ANY) for number, service in enumerate(chosen, start=1)]


def _amiss(service: Service | None, wanted: str) -> str:
    if service is None or not service.is_staffed or wanted in {ANY, *(one.member.slug for one in service.performers)}:
        return ""
    return f"Somebody else does “{service.title}”: these times are with anyone free."


def when(both: Both, venue: Venue) -> str:
    """10:00 AM – 12:15 PM."""
    return span(both.at, both.ends, venue.zone)


def half(one: Half, venue: Venue) -> str:
    """10:00 AM, Unwinding massage with June."""
    return f"{clock(one.served.at, venue.zone)}, {one.choice.service.title}{_with(one)}"


def _with(one: Half) -> str:
    extras = "".join(f", {add_on.title}" for add_on in one.choice.extras)
    return f"{f' with {one.member.first_name}' if one.member else ''}{extras}"


def pause(both: Both) -> str:
    """What lies between the two."""
    if both.first.served.at == both.second.served.at:
        return "Both begin together"
    return f"{duration(both.gap)} between" if both.gap else "Right after each other"
