"""Quotes for a guest who reschedules a booking of a series together with the later ones."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.availability.actions import SlotUnavailable
from app.availability.engine.types import Refusal, Start
from app.availability.queries import load_schedules
from app.bookings.models.bookings import Booking
from app.catalog.models import ServiceOption
from app.catalog.queries import active_options
from app.core import clock
from app.core.errors import Conflict
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.passes.queries import rules_of_bookings
from app.rescheduling.errors import ReschedulingErrorCode
from app.rescheduling.quote import RescheduleQuote, extra_cents, paid_as_before
from app.venues.payment_policy import LEAST_CHARGE_CENTS


@dataclass(frozen=True, slots=True)
class GuestMove:
    """The new start (UTC) of a booking, with the chosen team member or anyone."""

    booking: Booking
    starts_at: datetime
    member_id: int | None


def quote_moves(moves: Sequence[GuestMove], *, code: str | None) -> list[RescheduleQuote]:
    """Quote several bookings of a series at their new starts. A fixed number of statements.

    A new time may be one that another of these bookings leaves. Raises what `quote_reschedule` raises.
    """
    ids = [move.booking.id for move in moves]
    option = option_of([move.booking for move in moves], {move.member_id for move in moves})
    starts = [move.starts_at for move in moves]
    window = min(starts), max(starts) + timedelta(minutes=1)
    schedule = load_schedules([option], window, except_bookings=ids)[option.id]
    prices = price_lists([option], except_bookings=ids)[option.id]
    passes = rules_of_bookings(ids)
    used: Counter[int] = Counter()
    unavailable: dict[int, Refusal] = {}
    quotes = []
    for move in moves:
        plan = schedule.extended_by(move.booking.extra_minutes)
        found = plan.check(move.starts_at, quantity=move.booking.quantity, member_id=move.member_id)
        if not isinstance(found, Start):
            unavailable[move.booking.id] = found
            continue
        priced = price_of(paid_as_before(prices.without(used), move.booking, passes), move, code=code)
        used.update(priced.deal_ids)
        quotes.append(RescheduleQuote(move.booking, option, plan, found, move.member_id, priced))
    if unavailable:
        raise SlotUnavailable(unavailable)
    return quotes


def option_of(bookings: Sequence[Booking], member_ids: set[int | None]) -> ServiceOption:
    """Return the option of a series. Raises Conflict if it, or one of the team members, is no longer offered."""
    option = next(iter(active_options([bookings[0].option_id])), None)
    if option is None or not option.service.venue.is_public:
        raise Conflict(ReschedulingErrorCode.SERVICE_NOT_OFFERED)
    if member_ids - {None} - {performer.member_id for performer in option.service.performers}:
        raise Conflict(ReschedulingErrorCode.MEMBER_NOT_OFFERED)
    return option


def price_of(prices: PriceList, move: GuestMove, *, code: str | None) -> Quote:
    return quote(
        prices,
        start=move.starts_at,
        at=clock.now(),
        quantity=move.booking.quantity,
        member_id=move.member_id,
        code=code,
        extra_cents=extra_cents(move.booking),
    )


def settled(quotes: Sequence[RescheduleQuote], left: Mapping[int, int]) -> tuple[list[RescheduleQuote], int]:
    """Return the quotes and their total difference in cents: to pay, or to refund if it is negative.

    Lower prices pay for higher ones, as far as what was paid is `left`, by booking id. A total that is too small to
    pay is waived.
    """
    found = list(quotes)
    total = sum(given_back(each, left) + max(0, each.difference) for each in found)
    if 0 < total < LEAST_CHARGE_CENTS:
        place = max(range(len(found)), key=lambda number: found[number].difference)
        found[place] = replace(found[place], waived=total)
        total = 0
    return found, total


def given_back(wanted: RescheduleQuote, left: Mapping[int, int]) -> int:
    """Return the refund of a lower price in negative cents, at most what is left of the payment, or 0."""
    return max(wanted.difference, -left.get(wanted.booking.id, 0)) if wanted.difference < 0 else 0
