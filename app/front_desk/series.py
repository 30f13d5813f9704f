"""A repeating booking at the front desk, before it is added: its dates, conflicts and prices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.availability.copy import why
from app.availability.engine.types import Range, Refusal
from app.availability.queries import load_schedules
from app.availability.repeating import MOST_TIMES, WantedDate, check_dates, window_around
from app.availability.schedules import ServiceSchedule
from app.core import clock
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.front_desk.availability import AHEAD, FrontDeskRequest
from app.slot_picker.series import Choice, SeriesDate, Spent, dates_of


@dataclass(frozen=True, slots=True)
class DeskSeries:
    """The dates as the form shows them."""

    dates: Sequence[SeriesDate]
    # The agreed price of each booking, if it differs from the list price.
    price_cents: int | None = None

    @property
    def picked(self) -> list[Choice]:
        return [date.picked for date in self.dates if date.picked is not None]

    @property
    def paid_ahead(self) -> list[Choice]:
        """Return the picked dates that the guest's package pays for."""
        return [choice for choice in self.picked if choice.quote.pass_id is not None]

    @property
    def unavailable(self) -> list[SeriesDate]:
        return [date for date in self.dates if not date.is_available]

    @property
    def total_cents(self) -> int:
        if self.price_cents is not None:
            return self.price_cents * len(self.picked)
        return sum(choice.quote.price_cents for choice in self.picked)


def series_at_desk(
    requested: FrontDeskRequest, dates: Sequence[WantedDate], picks: Mapping[int, datetime | None]
) -> DeskSeries:
    """Check and price all dates by the rules of the front desk. Four statements, five with classes."""
    service = requested.service
    plan = plan_within(requested, window_around(service.venue.zone, dates))
    checked = check_dates(plan, dates, quantity=requested.quantity, member_id=requested.member_id, any_minute=True)
    prices = price_lists([requested.option])[requested.option.id]
    names = {one.member_id: one.member.first_name for one in service.performers}

    def explain(refusal: Refusal) -> str:
        return why(refusal, plan, names, anyone=requested.member_id is None, quantity=requested.quantity)

    def price(at: datetime, spent: Spent) -> Quote:
        return price_at(requested, prices, at, spent)

    return DeskSeries(dates_of(checked, picks, MOST_TIMES, Spent(), price, explain), requested.price_cents)


def plan_within(requested: FrontDeskRequest, window: Range) -> ServiceSchedule:
    """Load the schedule for all starts in a window, without minimum notice and with the front desk's booking window."""
    plan = load_schedules([requested.option], window, include_inactive=True)[requested.option.id]
    return replace(plan.extended_by(requested.extra_minutes), minimum_notice=0, booking_window=AHEAD.days)


def price_at(requested: FrontDeskRequest, prices: PriceList, at: datetime, spent: Spent) -> Quote:
    """Quote a start after what earlier dates have spent: the list price, or what the guest's package leaves of it."""
    left = prices.without(spent.deals)
    return quote(
        left if requested.price_cents is not None else left.with_passes(requested.passes, spent.passes),
        start=at,
        at=clock.now(),
        quantity=requested.quantity,
        member_id=requested.member_id,
        extra_cents=requested.extra_cents,
    )
