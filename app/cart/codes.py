"""Why a code lowers nothing in a cart, in words. Times are in the zone of the visit's venue."""

from app import clock
from app.cart.queries import CartView, LineView
from app.deals import words
from app.deals.queries import Coded
from app.filters import day_of


def why_not(cart: CartView, code: Coded | None) -> str:
    """The first that holds: no such code, used up, not now, another venue, another service, other hours, too early, or
    other prices that are lower."""
    name = f"The code {cart.code}"
    if code is None:
        return f"{name} is no longer valid. Clear it, or try another."
    if code.is_used_up:
        return f"{name} is used up: it was for the first visits that were booked with it."
    lines = [line for line in cart.lines if line.is_free]
    return f"{name} {_why_of(lines, code)}" if lines else ""


def _why_of(lines: list[LineView], code: Coded) -> str:
    deal, rule, now = code.deal, code.rule, clock.now()
    zone = lines[0].venue.zone
    if now < rule.valid_from:
        return f"is valid from {day_of(rule.valid_from.astimezone(zone).date())}."
    if not rule.is_valid(now):
        return "is no longer valid. Clear it, or try another."
    here = [line for line in lines if deal.venue_id in (None, line.venue.id)]
    if not here:
        return f"is for {deal.venue.name}, which is not in your cart." if deal.venue else "is for another venue."
    of = [line for line in here if deal.service_id in (None, line.service.id)]
    if not of:
        return f"is for {deal.service.title}, which is not in your cart." if deal.service else "is for another service."
    fitting = [
        line
        for line in of
        if rule.applies(local=line.starts_at.astimezone(line.venue.zone), start=line.starts_at, at=now)
    ]
    if not fitting:
        return f"is for other hours: {_hours(code)}."
    return "makes nothing cheaper here: the prices that you have are as low or lower."


def _hours(code: Coded) -> str:
    said = words.when(code.deal)
    return said[:1].lower() + said[1:] if said.startswith("Booked") else said
