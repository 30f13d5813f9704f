"""How a guest's credit pays an order: credit at a venue pays for bookings there, before credit for all venues does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.credit.queries import ByVenue
from app.venues.payment_policy import LEAST_CHARGE_CENTS


@dataclass(frozen=True, slots=True)
class Due:
    """What an order charges now for a booking, in cents."""

    booking_id: int | None
    venue_id: int | None
    cents: int


@dataclass(frozen=True, slots=True)
class Part:
    """What credit pays for a booking, in cents, and how much of that is credit at its venue."""

    cents: int
    at_venue_cents: int


@dataclass(frozen=True, slots=True)
class CreditPlan:
    """What credit pays of an order, by booking, and by the venue where it can be used."""

    by_booking: Mapping[int | None, Part]
    by_venue: ByVenue

    @property
    def cents(self) -> int:
        return sum(self.by_venue.values())


def plan_credit(due: Sequence[Due], balances: ByVenue) -> CreditPlan:
    """Spread a guest's credit over the bookings of an order, the first ones first, as much as can be used."""
    left, wanted = dict(balances), []
    for each in due:
        at_venue = min(each.cents, left.get(each.venue_id, 0)) if each.venue_id else 0
        wanted.append(at_venue)
        left[each.venue_id] = left.get(each.venue_id, 0) - at_venue
    everywhere = balances.get(None, 0)
    usable = usable_cents(sum(wanted) + everywhere, sum(each.cents for each in due))
    own = min(sum(wanted), usable)
    everywhere, parts = usable - own, {}
    by_venue: dict[int | None, int] = {None: everywhere}
    for each, most in zip(due, wanted, strict=True):
        at_venue = min(most, own)
        rest = min(each.cents - at_venue, everywhere)
        own, everywhere = own - at_venue, everywhere - rest
        parts[each.booking_id] = Part(at_venue + rest, at_venue)
        if at_venue:
            by_venue[each.venue_id] = by_venue.get(each.venue_id, 0) + at_venue
    return CreditPlan(parts, by_venue)


def usable_cents(balance: int, due: int) -> int:
    """Return how much of a balance pays an amount that is due. A card pays nothing, or at least the card minimum."""
    cents = min(balance, due)
    return cents if due - cents == 0 or due - cents >= LEAST_CHARGE_CENTS else max(0, due - LEAST_CHARGE_CENTS)
