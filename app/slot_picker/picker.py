"""The content of a service's time picker for one guest's choice. Times are in the venue's zone."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.deals.from_price import FromPrice, from_price, with_choice
from app.deals.pricing import PriceList
from app.deals.queries.prices import price_lists
from app.slot_picker.days import DayPartStarts, PickerDay, Priced, ServiceStarts, UnavailableStart, chosen_day, parts_of
from app.slot_picker.selection import DAYS, Selection, first_day, window_of
from app.slot_picker.snapshots import Snapshot, prices_of
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Picker:
    venue: Venue
    option: ServiceOption
    plan: ServiceSchedule
    prices: PriceList
    other_prices: Mapping[int, PriceList]  # of all options of the service, by option id
    selection: Selection
    days: Sequence[PickerDay]
    chosen_day: PickerDay | None
    chosen: Priced | None
    near: Sequence[Priced] = ()
    explained: UnavailableStart | None = None
    parts: Sequence["DayPartStarts"] = ()

    @property
    def service(self) -> Service:
        return self.option.service

    @property
    def free_until(self) -> datetime | None:
        """Return the last instant at which canceling the chosen start is free of charge."""
        return self.chosen.at - timedelta(hours=self.service.free_hours) if self.chosen else None

    @property
    def minutes(self) -> int:
        """Return the duration with the chosen team member, or the option's own for anyone available, including
        add-ons."""
        return (
            self.option.minutes_with(self.selection.member.id if self.selection.member else None)
            + self.selection.extra_minutes
        )

    @property
    def ends_at(self) -> datetime | None:
        return self.chosen.at + timedelta(minutes=self.minutes) if self.chosen else None

    @property
    def price(self) -> FromPrice:
        """Return the lowest price of the chosen length with the chosen team member, or with anyone; without add-ons."""
        return self.price_of(self.option, self.selection.member.id if self.selection.member else None)

    def price_of(self, option: ServiceOption, member_id: int | None) -> FromPrice:
        """Return the lowest price of a length with this team member, or with anyone (None); without add-ons."""
        return from_price([with_choice(self.other_prices[option.id], member_id)], at=clock.now())

    @property
    def first(self) -> date:
        return self.days[0].date

    @property
    def earlier(self) -> date | None:
        """Return the first day of the previous strip, not before today; None if this strip starts today."""
        today = clock.now().astimezone(self.plan.zone).date()
        return max(today, self.first - timedelta(days=DAYS)) if self.first > today else None

    @property
    def later(self) -> date | None:
        """Return the first day of the next strip; None if it is beyond what can be booked."""
        last = clock.now().astimezone(self.plan.zone).date() + timedelta(days=self.plan.booking_window)
        after = self.first + timedelta(days=DAYS)
        return after if after <= last else None


def picker(
    venue: Venue,
    option: ServiceOption,
    selection: Selection,
    *,
    own_bookings: Collection[int] = (),
    snapshot: Snapshot | None = None,
) -> Picker:
    """Return the content of the whole page.

    `own_bookings` has the ids of bookings whose holds belong to the guest. Five statements at most, one or two with a
    `snapshot` of the venue.
    """
    service = option.service
    today = clock.now().astimezone(venue.zone).date()
    first = first_day(selection, today, today + timedelta(days=service.booking_window))
    schedule = snapshot.schedule if snapshot else None
    found = load_schedules([option], window_of(venue, first), except_bookings=own_bookings, schedule=schedule)
    plan = found[option.id].extended_by(selection.extra_minutes)
    found_prices = (
        prices_of([snapshot])
        if snapshot and not own_bookings
        else price_lists(service.options, except_bookings=own_bookings)
    )
    prices = found_prices[option.id]
    offered = ServiceStarts(plan, prices, selection)
    days = offered.days(first, today)
    starts = [priced for day in days for priced in day.starts]
    chosen = next((priced for priced in starts if priced.at == selection.start), None)
    missed = selection.unavailable or (selection.start if chosen is None else None)
    day = chosen_day(days, selection, missed, venue)
    return Picker(
        venue=venue,
        option=option,
        plan=plan,
        prices=prices,
        other_prices=found_prices,
        selection=selection,
        days=days,
        chosen_day=day,
        chosen=chosen,
        near=offered.near(missed) if missed else (),
        explained=offered.explain(service, day.date, selection.why) if selection.why is not None and day else None,
        parts=parts_of(day, plan) if day else (),
    )
