"""A few weeks of bookings, past and upcoming: ordered and paid as guests do it, but without filling a cart each time.

The clock is set back to the time of each booking, so that prices, minimum notice, and holds are those of that time.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice, product
from math import inf
from random import Random

from sqlalchemy import select

from app.accounts.actions.accounts import open_account
from app.accounts.models import User
from app.accounts.queries.users import user_by_email
from app.availability.actions import SlotUnavailable
from app.availability.engine.types import Refusal
from app.availability.queries import load_schedules
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor, OrderKind
from app.bookings.models.orders import Order
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.core import clock
from app.core.db import session
from app.core.slugs import slugify
from app.deals.pricing import quote
from app.deals.queries.prices import price_lists
from app.demo import tables
from app.demo.accounts import ACCOUNTS
from app.demo.payments import pay
from app.demo.planned_bookings import Book, PlannedBooking, visits_on
from app.demo.randomness import rng
from app.demo.scale import Scale
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact, LineItem, OrderRequest, VenueRequest, create_order
from app.orders.limits import HOLD_DURATION
from app.payments.actions import note_refund, start_refund
from app.payments.gateway import GatewayRefund, RefundStatus
from app.venues.models import Venue

LONGEST_ORDER = 6
# The number of guests who come only once.
MANY = 150
BETWEEN = timedelta(hours=1)
# The share of the flagship's time that is booked, by distance from today in days: in the future, and in the past.
FULLNESS = ((1, 0.4), (3, 0.16), (inf, 0.08))
WAS_FULL = ((1, 0.4), (28, 0.17), (56, 0.13), (inf, 0.09))
# The share of its bookings by guests who come only once.
ONCE = 0.16
# Other venues have a few bookings on some days: enough to show that guests book there.
DAYS, VISITS_A_DAY, CALM = 3, 2, 0.3
# Services that the guest of the printed account books at the flagship.
LIKED = {"unwinding-massage", "deep-tissue-massage"}
# The share of guests who cancel.
CANCELED = 0.06


@dataclass(frozen=True, slots=True)
class Errand:
    """What a guest books in one order, and when."""

    guest: User
    at: datetime
    visits: Sequence[PlannedBooking]


def add_bookings(venues: Iterable[Venue], password_hash: str, scale: Scale) -> int:
    """Add orders for `scale.days` before and after today, and return how many were made."""
    guests = add_guests(password_hash)
    made = 0
    in_cities = sorted(venues, key=lambda venue: (venue.city, venue.id))
    for city, group in groupby(in_cities, key=lambda venue: venue.city):
        neighbors = list(group)
        for errand in errands(city, neighbors, guests, scale):
            made += place(errand) is not None
    hold_one(in_cities, guests[-1], scale.days)
    return made


def add_guests(password_hash: str) -> list[User]:
    """Create the guest of the printed account, followed by regulars and by guests who come only once."""
    known = user_by_email(ACCOUNTS[0].email)
    guests = [known] if known else []
    for number, name in enumerate([*tables.guests().guests, *names_of_many()]):
        email = f"{slugify(name, fallback='guest', longest=60).replace('-', '.')}@example.com"
        guests.append(
            open_account(
                email=email,
                password_hash=password_hash,
                name=name,
                phone=f"(503) 555-01{number % 70:02}",
                is_verified=True,
            )
        )
    return guests


def names_of_many() -> list[str]:
    """List each name once, in random order."""
    people = tables.guests()
    names = [f"{first} {last}" for first, last in product(people.first_names, people.last_names)]
    return rng("names").sample(names, MANY)


def errands(city: str, venues: Sequence[Venue], guests: Sequence[User], scale: Scale) -> list[Errand]:
    """Assign a city's bookings to guests; all that one guest books in a week is one order.

    Some guests of the flagship have never been there before and do not return.
    """
    visits = [visit for venue in venues for visit in visits_to(venue, scale)]
    visits.sort(key=lambda visit: (visit.starts_at, visit.service.id))
    flagship_visits = demo_guests_share(visits) if any(is_flagship(venue) for venue in venues) else []
    dice = rng(city, "guests")
    everybody = range(1, len(guests) - MANY)
    regulars = dice.sample(everybody, max(4, len(venues) * 3 // 2))
    strangers = iter(range(len(guests) - MANY, len(guests)))
    baskets: dict[tuple[int, int], list[PlannedBooking]] = defaultdict(list)
    for visit in visits:
        week = visit.starts_at.isocalendar().week
        come_again = everybody if is_flagship(visit.venue) else regulars
        others = dice.sample(come_again, len(come_again))
        if is_flagship(visit.venue) and dice.random() < ONCE:
            others = [*islice(strangers, 1), *others]
        for who in [0] if visit in flagship_visits else others:
            basket = baskets[week, who]
            if len(basket) < LONGEST_ORDER and not any(collide(visit, other) for other in basket):
                basket.append(visit)
                break
    return [
        Errand(guests[who], booked_at(basket, dice), basket) for (_, who), basket in sorted(baskets.items()) if basket
    ]


def demo_guests_share(visits: Sequence[PlannedBooking]) -> list[PlannedBooking]:
    """Choose the bookings of the printed account's guest: three past ones, two upcoming ones."""
    now = clock.now()
    home = [visit for visit in visits if is_flagship(visit.venue) and visit.service.slug in LIKED]
    hair = [visit for visit in visits if "hair" in visit.service.category.slugs]
    past = [visit for visit in home if visit.ends_at < now - timedelta(days=1)]
    soon = [visit for visit in home if visit.starts_at > now + timedelta(hours=26)]
    later = [visit for visit in hair if visit.starts_at > now + timedelta(days=2)]
    return [*past[:: max(1, len(past) // 3)][:3], *soon[:1], *later[:1]]


def visits_to(venue: Venue, scale: Scale) -> list[PlannedBooking]:
    days, today = scale.days, clock.now().astimezone(venue.zone).date()
    if is_flagship(venue):
        past = max(days, scale.past)
        book, reach = Book.of(venue, past), range(-past, days + 1)
        return [visit for offset in reach for visit in visits_on(book, today + timedelta(offset), fullness(offset))]
    book, reach = Book.of(venue, days), range(-days, days + 1)
    dice = rng(venue.name, "days")
    found: list[PlannedBooking] = []
    for offset in sorted(dice.sample(reach, min(DAYS, len(reach)))):
        there = list(visits_on(book, today + timedelta(offset), CALM))
        found.extend(dice.sample(there, min(VISITS_A_DAY, len(there))))
    return found


def fullness(offset: int) -> float:
    return next(fill for within, fill in (FULLNESS if offset > 0 else WAS_FULL) if abs(offset) <= within)


def is_flagship(venue: Venue) -> bool:
    """Return whether the owner of the printed account runs it."""
    return venue.name == tables.places()[0].name


def collide(one: PlannedBooking, other: PlannedBooking) -> bool:
    """Return whether no guest would book both: two at one venue on one day, or two venues within an hour."""
    if one.venue is other.venue and one.day == other.day:
        return True
    return one.starts_at < other.ends_at + BETWEEN and other.starts_at < one.ends_at + BETWEEN


def booked_at(basket: Sequence[PlannedBooking], dice: Random) -> datetime:
    """Return a time some days before the first of the bookings, and always before now."""
    first = min(visit.starts_at for visit in basket)
    return min(first, clock.now()) - timedelta(hours=dice.randint(3, 9 * 24), minutes=dice.randrange(60))


def place(errand: Errand) -> Order | None:
    """Order everything and pay.

    Returns None, and changes nothing, if one of the times is no longer available.
    """
    try:
        with clock.pinned(errand.at), session.begin_nested():
            order = create_order(request_of(errand))
            pay(order)
    except SlotUnavailable:
        return None
    # The database's own clock cannot be set back.
    order.created_at = errand.at
    if rng(order.email, "cancels", errand.at).random() < CANCELED:
        cancel_one(errand, order)
    return order


def cancel_one(errand: Errand, order: Order) -> None:
    """Cancel the guest's first booking two hours after it was made, with a completed refund."""
    booking = bookings_of_order(order.id)[0]
    with clock.pinned(errand.at + timedelta(hours=2)):
        cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=errand.guest.id, reason="Plans have changed.")
        for refund_id in session.scalars(select(Refund.id).where(Refund.booking_id == booking.id)).all():
            start_refund(refund_id=refund_id)
            note_refund(refund_id=refund_id, response=GatewayRefund(f"re_demo_{refund_id}", RefundStatus.SUCCEEDED))


def hold_one(venues: Sequence[Venue], guest: User, days: int) -> None:
    """Hold a time for a guest who is paying now: they checked out the flagship's next available time 4 minutes ago."""
    book = Book.of(next(venue for venue in venues if is_flagship(venue)), days)
    plan = next(iter(book.plans.values()))
    free = plan.starts((clock.now() + timedelta(hours=2), plan.window[1]))
    if free:
        visit = PlannedBooking(book.venue, book.options[plan.option_id], free[0].at)
        with clock.pinned(clock.now() - timedelta(minutes=4)):
            check_out(errand_as_cart(Errand(guest, clock.now(), [visit])))


def request_of(errand: Errand) -> OrderRequest:
    """Return what checkout would order from a cart with these bookings. Raises SlotUnavailable.

    A cart checks and prices everything twice for each line that is added, which would take most of the demo's time.
    """
    options = {visit.option.id: visit.option for visit in errand.visits}
    starts = [visit.starts_at for visit in errand.visits]
    plans = load_schedules(options.values(), (min(starts), max(starts) + timedelta(minutes=1)))
    prices = price_lists(options.values())
    lines: dict[int, list[LineItem]] = defaultdict(list)
    for number, visit in enumerate(errand.visits):
        found = plans[visit.option.id].check(visit.starts_at, quantity=visit.quantity, member_id=visit.member_id)
        if isinstance(found, Refusal):
            raise SlotUnavailable({number: found})
        ends = visit.starts_at + timedelta(minutes=visit.option.minutes_with(visit.member_id))
        price = quote(
            prices[visit.option.id],
            start=visit.starts_at,
            at=clock.now(),
            quantity=visit.quantity,
            member_id=visit.member_id,
        )
        lines[visit.venue.id].append(LineItem(visit.option, visit.starts_at, ends, price, visit.member_id))
    notes = notes_of(errand)
    return OrderRequest(
        kind=OrderKind.CART,
        user_id=errand.guest.id,
        contact=contact_of(errand.guest),
        groups=[VenueRequest(venue_id, wanted, notes.get(venue_id, "")) for venue_id, wanted in lines.items()],
        until=clock.now() + HOLD_DURATION,
        read=plans,
        cart_id=open_cart(user_id=errand.guest.id).id,
    )


def errand_as_cart(errand: Errand) -> CheckOut:
    cart = open_cart(user_id=errand.guest.id)
    for visit in errand.visits:
        add_line(cart=cart, slot=SlotRequest(visit.option.id, visit.starts_at, visit.quantity, visit.member_id))
    return CheckOut(cart, view_of(cart), errand.guest.id, contact_of(errand.guest), notes_of(errand))


def contact_of(guest: User) -> Contact:
    return Contact(guest.name, guest.email, guest.phone)


def notes_of(errand: Errand) -> dict[int, str]:
    """Return a note to the first venue, by its id, from some of the guests."""
    dice = rng(errand.guest.name, "note", errand.at)
    return {errand.visits[0].venue.id: dice.choice(tables.guests().notes)} if dice.random() < 0.3 else {}
