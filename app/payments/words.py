"""What checking out and a paid order say, in words. Times are in each venue's zone."""

from datetime import datetime

from app import clock
from app.bookings.models import Booking, BookingItem, Order
from app.cart.journeys import distance_miles, walk_minutes
from app.filters import clock as clock_time
from app.filters import day_of, moment, plural, spelled

GONE = "A time has gone since you looked. Nothing was held or charged."


def items_of(order: Order) -> list[BookingItem]:
    """All visits of an order, in the order of their times."""
    items = [item for booking in order.bookings for item in booking.items]
    return sorted(items, key=lambda item: (item.starts_at, item.id))


def venue_of(order: Order, item: BookingItem) -> Booking:
    return next(booking for booking in order.bookings if booking.id == item.booking_id)


def lines(order: Order) -> list[dict[str, object]]:
    """The order panel: each visit at its usual price, then what is less, by reason."""
    shown: list[dict[str, object]] = []
    less: dict[str, int] = {}
    for line in order.lines:
        if line.amount_cents < 0:
            less[line.text] = less.get(line.text, 0) + line.amount_cents
        else:
            shown.append({"label": line.text, "cents": line.amount_cents})
    return shown + [{"label": text, "cents": cents, "kind": "less"} for text, cents in less.items()]


def held(order: Order) -> str:
    number = len(items_of(order))
    return "your time" if number == 1 else f"your {spelled(number)} times"


def held_until(order: Order) -> str:
    """In the first venue's zone."""
    zone = venue_of(order, items_of(order)[0]).venue.zone
    return clock_time(order.held_until, zone)


def rules(order: Order) -> list[tuple[str, str]]:
    """The terms that hold, one for each venue where they differ."""
    policies = {(item.cancel_free_hours, item.cancel_keep_percent) for item in items_of(order)}
    shown = []
    for booking in order.bookings:
        item = booking.items[0]
        name = f"{booking.venue.name}: free" if len(policies) > 1 else "Free"
        free = f"{name} until {item.cancel_free_hours} hours before. After that, {late(item)}."
        if ("undo-2", free) not in shown:
            shown.append(("undo-2", free))
    shown.append(("calendar-x", "A visit that is missed is not refunded."))
    shown.append(("store", "If a venue cancels, you get all of that visit’s money back."))
    return shown


def late(item: BookingItem) -> str:
    if item.cancel_keep_percent == 100:
        return "canceling gives nothing back"
    if item.cancel_keep_percent == 0:
        return "canceling still gives everything back, until it starts"
    return f"canceling gives {100 - item.cancel_keep_percent}% back"


def venues(order: Order) -> str:
    names = [booking.venue.name for booking in order.bookings]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def headline(order: Order) -> str:
    """Tuesday is yours, Wren."""
    days = {local(order, item).date() for item in items_of(order)}
    if len(days) == 1:
        return f"{days.pop():%A} is yours, {order.first_name}."
    return f"{spelled(len(days)).capitalize()} days are yours, {order.first_name}."


def summary(order: Order) -> str:
    """Three visits, two places, one day."""
    items = items_of(order)
    days = len({local(order, item).date() for item in items})
    parts = (
        in_words(len(items), "visit", "visits"),
        in_words(len(order.bookings), "place", "places"),
        in_words(days, "day", "days"),
    )
    return f"{', '.join(parts)}.".capitalize()


def in_words(number: int, one: str, many: str) -> str:
    return f"{spelled(number)} {one if number == 1 else many}"


def by_day(order: Order) -> list[tuple[str, list[BookingItem]]]:
    """The timetable: visits under the local date of each, in words."""
    days: dict[str, list[BookingItem]] = {}
    for item in items_of(order):
        days.setdefault(day_of(local(order, item).date()), []).append(item)
    return list(days.items())


def local(order: Order, item: BookingItem) -> datetime:
    return item.starts_at.astimezone(venue_of(order, item).venue.zone)


def way_before(order: Order, item: BookingItem) -> str:
    """How one gets from the visit before, the same day: 9 min walk; 15 min to spare at the same place."""
    items = items_of(order)
    index = items.index(item)
    if index == 0 or local(order, items[index - 1]).date() != local(order, item).date():
        return ""
    before, here = venue_of(order, items[index - 1]).venue, venue_of(order, item).venue
    gap = int((item.starts_at - items[index - 1].ends_at).total_seconds() // 60)
    if before.id == here.id:
        return f"Same place, {plural(gap, 'minute', 'minutes')} to spare." if gap > 0 else "Same place, right after."
    walk = walk_minutes(distance_miles(*before.position, *here.position))
    return f"A {walk} minute walk from {before.name}." if walk is not None else ""


def free_until(order: Order) -> str:
    """The first instant from which cancelling costs something."""
    first = min(items_of(order), key=lambda item: item.free_until)
    if first.free_until <= clock.now():
        return ""
    return moment(first.free_until, venue_of(order, first).venue.zone)
