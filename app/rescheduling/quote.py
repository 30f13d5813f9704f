"""Quotes for rescheduling by the guest: the new end, the price, and the difference from what was agreed.

The page and the action use the same quote.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import lazy_gettext

from app.availability.actions import SlotUnavailable
from app.availability.engine.types import Start
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.bookings.models.bookings import Booking
from app.catalog.models import ServiceOption
from app.catalog.queries import active_options
from app.core import clock
from app.core.errors import Conflict
from app.deals.pass_rules import PassRule
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.passes.queries import rules_of_bookings
from app.rescheduling.errors import ReschedulingErrorCode
from app.venues.payment_policy import LEAST_CHARGE_CENTS

UNCHANGED = lazy_gettext("Your price stays the same")


@dataclass(frozen=True, slots=True)
class RescheduleQuote:
    """A booking at another start (UTC), with the chosen team member or anyone."""

    booking: Booking
    option: ServiceOption
    plan: ServiceSchedule
    start: Start
    member_id: int | None
    quote: Quote
    # A difference in cents that is too small to pay.
    waived: int = 0

    @property
    def starts_at(self) -> datetime:
        return self.start.at

    @property
    def ends_at(self) -> datetime:
        """Return the end; with anyone, by the length of the option."""
        places = [place for place, member in self.plan.members.items() if member == self.member_id]
        return self.start.at + timedelta(minutes=self.plan.minutes(places[0] if places else None))

    @property
    def price_cents(self) -> int:
        return effective_price(self.booking, self.quote) - self.waived

    @property
    def funded_cents(self) -> int:
        """Return how much of the discount we pay the venue."""
        return min(self.quote.funded_cents, max(0, self.quote.list_cents - self.price_cents))

    @property
    def more_funded_cents(self) -> int:
        """Return how much more of the price we pay at the new time, or less if negative."""
        return self.funded_cents - self.booking.funded_cents

    @property
    def difference(self) -> int:
        """Return what the guest pays for the new time, in cents, or gets back if negative."""
        return difference_of(self.booking, self.price_cents)

    @property
    def reason(self) -> str:
        return self.quote.reason if self.price_cents == self.quote.price_cents else str(UNCHANGED)


def difference_of(booking: Booking, price_cents: int) -> int:
    """Return what the guest pays for a new price, in cents, or gets back if negative.

    A lower price first lowers what is due later.
    """
    change = price_cents - booking.price_cents
    return change if change >= 0 else min(0, change + booking.later_cents)


def effective_price(booking: Booking, priced: Quote) -> int:
    """Return the new price, or the current one if the new one is only a few cents higher."""
    return (
        booking.price_cents if 0 < priced.price_cents - booking.price_cents < LEAST_CHARGE_CENTS else priced.price_cents
    )


def extra_cents(booking: Booking) -> int:
    """Return the price of the add-ons per spot as agreed, even if the venue has changed it since."""
    return sum(extra.cents for extra in booking.extras)


def paid_as_before(prices: PriceList, booking: Booking, passes: Mapping[int, PassRule]) -> PriceList:
    """Return the price list for another start of a booking: the package that paid for it still does."""
    return prices.with_passes([passes[booking.id]], {}) if booking.id in passes else prices


def quote_reschedule(
    booking: Booking, starts_at: datetime, member_id: int | None, *, code: str | None
) -> RescheduleQuote:
    """Quote a booking at another start. At most six statements.

    `code` is the promo code that it was booked with. Raises Conflict if the option is no longer offered,
    SlotUnavailable if that start cannot be booked.
    """
    option = next(iter(active_options([booking.option_id])), None)
    if option is None or not option.service.venue.is_public:
        raise Conflict(ReschedulingErrorCode.SERVICE_NOT_OFFERED)
    if member_id is not None and member_id not in {performer.member_id for performer in option.service.performers}:
        raise Conflict(ReschedulingErrorCode.MEMBER_NOT_OFFERED)
    window = starts_at, starts_at + timedelta(minutes=1)
    plan = load_schedules([option], window, except_bookings=[booking.id])[option.id].extended_by(booking.extra_minutes)
    found = plan.check(starts_at, quantity=booking.quantity, member_id=member_id)
    if not isinstance(found, Start):
        raise SlotUnavailable({booking.id: found})
    prices = price_lists([option], except_bookings=[booking.id])[option.id]
    priced = quote(
        paid_as_before(prices, booking, rules_of_bookings([booking.id])),
        start=starts_at,
        at=clock.now(),
        quantity=booking.quantity,
        member_id=member_id,
        code=code,
        extra_cents=extra_cents(booking),
    )
    return RescheduleQuote(booking, option, plan, found, member_id, priced)
