"""An order in words: its days, its ways, its lines."""

from app.bookings.enums import SettledBy
from app.bookings.models import BookingItem, Order
from app.bookings.visits import Visit, standing
from app.bookings.words.visits import number
from app.cart.journeys import distance_miles, walk_minutes
from app.filters import plural, spelled


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


def price_lines(item: BookingItem) -> list[dict[str, object]]:
    """The usual price, the add-ons, and what was less, and why."""
    guests = f" × {item.quantity}" if item.quantity > 1 else ""
    lines: list[dict[str, object]] = [{"label": f"{item.title}{guests}", "cents": item.service_cents}]
    lines += [{"label": f"{each.title}{guests}", "cents": each.cents * item.quantity} for each in item.extras]
    if item.discount_cents:
        lines.append({"label": item.price_reason, "cents": -item.discount_cents, "kind": "less"})
    return lines


def paid(order: Order, card: str) -> str:
    """What stands before the amount: Paid, Visa 4242; of what was booked at the desk, how it is paid there."""
    if order.settled_by is None:
        return f"Paid, {card}" if order.total_cents else "Paid"
    if not order.total_cents:
        return "Nothing to pay"
    return "To pay at the venue" if order.settled_by is SettledBy.UNPAID else f"Paid at the venue{BY[order.settled_by]}"


BY = {SettledBy.CASH: ", cash", SettledBy.CARD: ", by card", SettledBy.OTHER: ""}


def headline(order: Order, visits: list[Visit]) -> str:
    """Tuesday is yours, Wren."""
    days = {visit.day for visit in standing(visits)}
    if not days:
        return "Everything here is canceled."
    if len(days) == 1:
        return f"{days.pop():%A} is yours, {order.first_name}."
    return f"{spelled(len(days)).capitalize()} days are yours, {order.first_name}."


def summary(visits: list[Visit]) -> str:
    """Three visits, two places, one day; one visit at Hazel Bodywork. What is canceled is counted apart."""
    shown = standing(visits) or visits
    canceled = len(visits) - len(shown)
    less = f" {number(canceled, 'other is', 'others are').capitalize()} canceled." if canceled else ""
    if len(shown) == 1:
        return f"One visit at {shown[0].venue.name}.{less}"
    parts = (
        number(len(shown), "visit", "visits"),
        number(len({visit.venue.id for visit in shown}), "place", "places"),
        number(len({visit.day for visit in shown}), "day", "days"),
    )
    return f"{', '.join(parts)}.".capitalize() + less


def on_the_way(visits: list[Visit], visit: Visit) -> str:
    """How one gets there, and what to know on arriving, said once for each venue."""
    known = any(other.venue.id == visit.venue.id for other in visits[: visits.index(visit)])
    told = [way_before(visits, visit), "" if known else visit.venue.arrival_note]
    return " ".join(part for part in told if part)


def way_before(visits: list[Visit], visit: Visit) -> str:
    """How one gets there from the visit before, the same day."""
    earlier = [other for other in standing(visits) if other.item.starts_at < visit.item.starts_at]
    if not earlier or visit.is_canceled or earlier[-1].day != visit.day:
        return ""
    before, here = earlier[-1].venue, visit.venue
    gap = int((visit.item.starts_at - earlier[-1].item.ends_at).total_seconds() // 60)
    if before.id == here.id:
        return f"Same place, {plural(gap, 'minute', 'minutes')} to spare." if gap > 0 else "Same place, right after."
    walk = walk_minutes(distance_miles(*before.position, *here.position))
    return f"A {walk} minute walk from {before.name}." if walk is not None else ""
