"""A repeating booking before it is in the cart: its dates, which can be booked, and what they cost."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from app.availability.copy import why
from app.availability.engine.types import Refusal
from app.availability.queries import load_schedules
from app.availability.repeating import CheckedDate, WantedDate, check_dates, window_around
from app.cart.actions.carts import MAX_LINES
from app.cart.models import Cart, CartLine
from app.cart.queries import is_live, view_of
from app.catalog.models import Service, ServiceOption
from app.core import clock
from app.core.db import session
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.orders.actions.checkout import MOST_HELD
from app.orders.limits import held_count, upcoming_count
from app.slot_picker.selection import Selection
from app.venues.models import Venue


@dataclass(frozen=True, slots=True)
class Choice:
    """A start that can be booked in place of a date, with its price."""

    at: datetime
    quote: Quote


@dataclass(frozen=True, slots=True)
class SeriesDate:
    """A date of the series: what can be booked, what is picked, and why its own time is unavailable."""

    number: int
    wanted: WantedDate
    choices: Sequence[Choice]
    picked: Choice | None
    reason: str = ""
    # Whether no other time can be chosen either.
    is_fixed: bool = False

    @property
    def is_available(self) -> bool:
        """Return whether the wanted time itself can be booked."""
        return not self.reason


@dataclass(frozen=True, slots=True)
class Room:
    """How many more bookings fit in the cart and at the venue, by each limit; None without that limit."""

    cart: int
    upcoming: int | None
    held: int

    @property
    def left(self) -> int:
        return max(0, min(self.cart, self.held, self.cart if self.upcoming is None else self.upcoming))


@dataclass(frozen=True, slots=True)
class Series:
    """A repeating booking as its page shows it."""

    venue: Venue
    option: ServiceOption
    selection: Selection
    dates: Sequence[SeriesDate]
    room: Room

    @property
    def picked(self) -> list[Choice]:
        return [date.picked for date in self.dates if date.picked is not None]

    @property
    def unavailable(self) -> list[SeriesDate]:
        return [date for date in self.dates if not date.is_available]

    @property
    def total_cents(self) -> int:
        return sum(choice.quote.price_cents for choice in self.picked)

    @property
    def list_cents(self) -> int:
        return sum(choice.quote.list_cents for choice in self.picked)

    @property
    def fits(self) -> bool:
        """Return whether all picked dates can be added to the cart."""
        return 1 <= len(self.picked) <= self.room.left


@dataclass(frozen=True, slots=True)
class SeriesRequest:
    """What a guest wants to repeat. `picks` are the chosen starts by the number of their date, None for a skipped date;
    a date without an entry gets its own time if that is available."""

    option: ServiceOption
    selection: Selection
    dates: Sequence[WantedDate]
    picks: Mapping[int, datetime | None]


def series_of(
    venue: Venue, wanted: SeriesRequest, *, cart: Cart | None, user_id: int | None, own_bookings: Collection[int] = ()
) -> Series:
    """Check and price all dates. A fixed number of statements, however many dates there are."""
    option, selection = wanted.option, wanted.selection
    window = window_around(venue.zone, wanted.dates)
    found = load_schedules([option], window, except_bookings=own_bookings)[option.id]
    plan = found.extended_by(selection.extra_minutes)
    member_id = selection.member.id if selection.member else None
    checked = check_dates(plan, wanted.dates, quantity=selection.quantity, member_id=member_id)
    prices = price_lists([option], except_bookings=own_bookings)[option.id]
    slots = Slots(option.service, member_id, selection.quantity, {date.at for date in wanted.dates if date.at})
    room = room_in(venue, slots, cart=cart, user_id=user_id, own_bookings=own_bookings)
    spent = _spent_in(cart, prices, own_bookings)
    code = cart.code if cart else None

    def price(at: datetime, taken: Spent) -> Quote:
        return quote(
            prices.without(taken.deals),
            start=at,
            at=clock.now(),
            quantity=selection.quantity,
            member_id=member_id,
            code=code,
            extra_cents=selection.extra_cents,
        )

    names = {one.member_id: one.member.first_name for one in option.service.performers}

    def explain(refusal: Refusal) -> str:
        return why(refusal, plan, names, anyone=member_id is None, quantity=selection.quantity)

    return Series(venue, option, selection, dates_of(checked, wanted.picks, room.left, spent, price, explain), room)


def chosen(choices: Sequence[Choice], at: datetime | None, *, otherwise: Choice | None) -> Choice | None:
    """Return the choice that starts `at`; None means skipped. After a change of the dates, a start may belong to none
    of the choices: then `otherwise`."""
    return None if at is None else next((choice for choice in choices if choice.at == at), otherwise)


def dates_of(
    checked: Sequence[CheckedDate],
    picks: Mapping[int, datetime | None],
    room: int,
    spent: "Spent",
    price: Callable[[datetime, "Spent"], Quote],
    explain: Callable[[Refusal], str],
) -> list[SeriesDate]:
    """Return the dates with what is picked for each, at most `room` unless the person picked more.

    `price` quotes a start after what earlier dates have spent: the first dates get deals and packages.
    """
    dates: list[SeriesDate] = []
    number_picked = 0
    for number, each in enumerate(checked, start=1):
        at = each.wanted.at
        starts = [start.at for start in each.nearest] if each.refusal or at is None else [at]
        choices = [Choice(start, price(start, spent)) for start in starts]
        picked = choices[0] if each.refusal is None and number_picked < room else None
        if number in picks:
            picked = chosen(choices, picks[number], otherwise=picked)
        if picked is not None:
            spent.note(picked.quote)
        number_picked += picked is not None
        dates.append(SeriesDate(number, each.wanted, choices, picked, explain(each.refusal) if each.refusal else ""))
    return dates


@dataclass(frozen=True, slots=True)
class Spent:
    """What earlier dates have used: how often each deal, and how many uses of what the guest bought ahead, by id."""

    deals: Counter[int] = field(default_factory=Counter)
    passes: Counter[int] = field(default_factory=Counter)

    def note(self, priced: Quote) -> None:
        """Count what a booking uses."""
        self.deals.update(priced.deal_ids)
        if priced.pass_id is not None:
            self.passes[priced.pass_id] += priced.quantity


@dataclass(frozen=True, slots=True)
class Slots:
    """Starts of a service with a team member, or anyone, for a number of guests each."""

    service: Service
    member_id: int | None
    quantity: int
    starts: Collection[datetime]


def room_in(
    venue: Venue, slots: Slots, *, cart: Cart | None, user_id: int | None, own_bookings: Collection[int] = ()
) -> Room:
    """Return how many more bookings fit. Three statements at most. The cart and checkout enforce these limits.

    Lines for one of the slots don't count: adding the same slot again doesn't add a line.
    """
    same = slots.service.id, slots.member_id
    lines = [line for line in _lines(cart) if (line[1], line[2]) != same or line[3] not in slots.starts]
    here = [line for line in lines if line[0] == venue.id]
    spots, booked = sum(line[4] for line in here), len(here)
    if user_id is not None:
        spots += held_count(venue_id=venue.id, user_id=user_id, except_bookings=own_bookings)
        if venue.max_upcoming is not None:
            booked += upcoming_count(venue_id=venue.id, user_id=user_id, except_bookings=own_bookings)
    return Room(
        cart=MAX_LINES - len(lines),
        upcoming=None if venue.max_upcoming is None else venue.max_upcoming - booked,
        held=(MOST_HELD - spots) // slots.quantity,
    )


def _lines(cart: Cart | None) -> Sequence[tuple[int, int, int | None, datetime, int]]:
    """Return venue, service, team member, start and guests of each live line. One statement."""
    if cart is None:
        return ()
    query = (
        select(Service.venue_id, CartLine.service_id, CartLine.member_id, CartLine.starts_at, CartLine.quantity)
        .join(Service, Service.id == CartLine.service_id)
        .where(CartLine.cart_id == cart.id, is_live())
    )
    return [(venue, service, member, at, spots) for venue, service, member, at, spots in session.execute(query)]


def _spent_in(cart: Cart | None, prices: PriceList, own_bookings: Collection[int]) -> Spent:
    """Count how often the cart's lines use each deal, if a deal has few uses left: they come first."""
    spent = Spent()
    if cart is None or all(rule.left is None for rule in prices.rules):
        return spent
    for line in view_of(cart, except_bookings=own_bookings).lines:
        spent.deals.update(line.quote.deal_ids if line.is_free else ())
    return spent
