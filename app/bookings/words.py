"""What bookings say of themselves, on pages, in mails and in calendars. Times are in each venue's zone."""

from collections.abc import Sequence
from datetime import timedelta

from app import clock
from app.bookings.enums import Actor, ItemState, RefundState
from app.bookings.models import BookingItem, ItemTransition, Order, Refund
from app.bookings.states import WORDS as STATES
from app.bookings.visits import Visit, standing
from app.cart.journeys import distance_miles, walk_minutes
from app.filters import clock as clock_time
from app.filters import day, duration, moment_zone, plural, span, spelled, usd, weekday, zone_name
from app.venues.models import Venue

BANK_TIME = "3 to 5 business days"
DAY, WEEK = timedelta(days=1), timedelta(days=6)


def title(item: BookingItem) -> str:
    """Sauna circuit, 90 min, 2 guests."""
    guests = f", {item.quantity} guests" if item.quantity > 1 else ""
    return f"{item.title}, {duration(item.minutes)}{guests}"


def with_whom(item: BookingItem) -> str:
    return f" with {item.with_whom}" if item.with_whom else ""


def begins(visit: Visit) -> str:
    """Tue, May 19, 1:00 PM PDT."""
    return moment_zone(visit.item.starts_at, visit.venue.zone)


def when(visit: Visit) -> str:
    """Tue, May 19, 1:00 – 2:00 PM PDT."""
    item, zone = visit.item, visit.venue.zone
    hours = span(item.starts_at, item.ends_at, zone)
    return f"{day(item.starts_at, zone)}, {hours} {zone_name(item.starts_at, zone)}"


def directions(venue: Venue) -> str:
    """A map elsewhere that shows the way."""
    return f"https://www.openstreetmap.org/directions?to={venue.latitude}%2C{venue.longitude}"


def number(count: int, one: str, many: str) -> str:
    """One visit, three visits: in words, small."""
    return f"{spelled(count)} {one if count == 1 else many}"


def listed(names: Sequence[str]) -> str:
    """Hazel Bodywork, Fernway and Alder & Salt."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def date_in_large(visit: Visit) -> tuple[str, str]:
    """What leads a row: 19 and Tue, May; Today; with the year where it is another one."""
    today = clock.now().astimezone(visit.venue.zone).date()
    named = {today: "Today", today + DAY: "Tomorrow"}.get(visit.day, f"{visit.day:%a, %b}")
    return f"{visit.day:%d}", named if visit.day.year == today.year else f"{named} {visit.day.year}"


def starts(visit: Visit, *, with_zone: bool) -> str:
    """1:00 PM; with the name of the zone where visits are in several."""
    item, zone = visit.item, visit.venue.zone
    return f"{clock_time(item.starts_at, zone)}{f' {zone_name(item.starts_at, zone)}' if with_zone else ''}"


# What was agreed: until when, and for how much.


def late(item: BookingItem) -> str:
    if item.cancel_keep_percent == 100:
        return "canceling gives nothing back"
    if item.cancel_keep_percent == 0:
        return "canceling still gives everything back, until it starts"
    return f"canceling gives {100 - item.cancel_keep_percent}% back"


def is_always_free(item: BookingItem) -> bool:
    """Whether canceling costs nothing as long as it is possible."""
    return item.cancel_keep_percent == 0 or item.cancel_free_hours == 0


def policy(visit: Visit) -> str:
    """The whole rule with its deadline, as it stands now."""
    item = visit.item
    if is_always_free(item):
        return f"Free to cancel until it starts, {begins(visit)}."
    deadline = moment_zone(item.free_until, visit.venue.zone)
    if item.free_until >= clock.now():
        return f"Free to cancel until {deadline}. After that, {late(item)}."
    return f"It was free to cancel until {deadline}. Since then, {late(item)}."


def terms(visit: Visit) -> list[tuple[str, str]]:
    """What holds, each with its icon; of what is canceled nothing holds any more."""
    if visit.is_canceled:
        return []
    missed = "A visit that is missed is not refunded."
    return [("undo-2", policy(visit)), ("ban", missed), ("store", "If the venue cancels, all of it comes back.")]


def price_lines(item: BookingItem) -> list[dict[str, object]]:
    """The usual price, and what was less, and why."""
    guests = f" × {item.quantity}" if item.quantity > 1 else ""
    lines: list[dict[str, object]] = [{"label": f"{item.title}{guests}", "cents": item.list_cents}]
    if item.discount_cents:
        lines.append({"label": item.price_reason, "cents": -item.discount_cents, "kind": "less"})
    return lines


def rule_tag(visit: Visit) -> tuple[str, str]:
    """How the rule stands for a visit to come, short, and the kind of its tag."""
    item = visit.item
    if item.starts_at <= clock.now():
        return "It has begun: call the venue to change it", "calm"
    if is_always_free(item):
        return "Free to cancel until it starts", "ok"
    if item.free_until >= clock.now():
        return f"Free to cancel until {_near(visit)}", "ok"
    back = 100 - item.cancel_keep_percent
    return f"Inside {item.cancel_free_hours} hours: {f'{back}% comes back' if back else 'no refund'}", "wait"


def _near(visit: Visit) -> str:
    """The deadline; the weekday is enough within a week."""
    local = visit.item.free_until.astimezone(visit.venue.zone)
    today = clock.now().astimezone(visit.venue.zone).date()
    named = weekday(local.date()) if local.date() - today <= WEEK else day(local, visit.venue.zone)
    return f"{named} {clock_time(local, visit.venue.zone)}"


def free_until(visits: Sequence[Visit]) -> str:
    """The first instant from which canceling one of them costs something; empty once it has come."""
    bound = [visit for visit in visits if not is_always_free(visit.item)]
    first = min(bound, key=lambda visit: visit.item.free_until, default=None)
    if first is None or first.item.free_until < clock.now():
        return ""
    return moment_zone(first.item.free_until, first.venue.zone)


def others(visits: Sequence[Visit]) -> str:
    """What canceling one leaves as it is: the others of its order that stand; there is one at least."""
    if len(visits) > 1:
        return f"Your other {spelled(len(visits))} visits of this order stay booked."
    return f"Your {visits[0].item.title} at {visits[0].venue.name} stays booked."


def cancel_button(item: BookingItem, back: int) -> str:
    if back:
        return f"Cancel and refund {usd(back)}"
    return "Cancel without a refund" if item.price_cents else "Cancel the visit"


def consequence(visit: Visit, back: int) -> str:
    """What canceling now means, below the amounts."""
    item = visit.item
    if back:
        return f"It takes {BANK_TIME}."
    if not item.price_cents:
        return "It was free, so there is nothing to give back."
    return f"It was free to cancel until {moment_zone(item.free_until, visit.venue.zone)}."


# What happened, and the money.


def call(visit: Visit) -> str:
    """Hazel Bodywork at (503) 555-0142."""
    return f"{visit.venue.name} at {visit.venue.phone}" if visit.venue.phone else visit.venue.name


def already(visit: Visit, back: str) -> str:
    """Why it cannot be canceled (again); `back` is where money goes: Visa 4242."""
    if visit.item.state is ItemState.CONFIRMED:
        return f"This visit has begun, so it can no longer be canceled here. Call {call(visit)}."
    refunded = refunded_cents(visit.item) if visit.is_canceled else 0
    goes = f" {usd(refunded)} goes back to {back}." if refunded else ""
    return f"This visit is {STATES[visit.item.state]}.{goes}"


def canceled(item: BookingItem, cents: int, back: str) -> str:
    """What is said right after."""
    if cents:
        return f"{item.title} is canceled. {usd(cents)} goes back to {back} in {BANK_TIME}."
    return f"{item.title} is canceled." + (" Nothing comes back, as agreed." if item.price_cents else "")


def refunded_cents(item: BookingItem) -> int:
    """All that goes or went back of an item; `refunds` must be loaded."""
    return sum(refund.amount_cents for refund in item.refunds)


def refund(one: Refund, back: str) -> str:
    """How far a refund is."""
    amount = usd(one.amount_cents)
    return {
        RefundState.DUE: f"{amount} goes back to {back}. We are sending it now.",
        RefundState.SENT: f"{amount} is on its way to {back}. Banks take {BANK_TIME} to show it.",
        RefundState.SUCCEEDED: f"{amount} went back to {back}. Banks take {BANK_TIME} to show it.",
        RefundState.FAILED: f"{amount} could not be sent back to {back}. We see to it and write to you.",
    }[one.state]


BY = {
    Actor.CUSTOMER: "by you",
    Actor.PROVIDER: "by the venue",
    Actor.ADMIN: "by CozyWish",
    Actor.SYSTEM: "by CozyWish",
}


def canceled_by(actor: Actor | None) -> str:
    return f"Canceled {BY[actor]}" if actor else "Canceled"


def history(visit: Visit, moves: Sequence[ItemTransition]) -> list[tuple[str, str]]:
    """When, and what happened then."""
    return [(moment_zone(move.at, visit.venue.zone), happened(move)) for move in moves]


def happened(move: ItemTransition) -> str:
    """One change of an item's state."""
    said = {
        ItemState.CONFIRMED: "Paid and booked",
        ItemState.COMPLETED: "The visit was over",
        ItemState.NO_SHOW: f"Marked as missed {BY[move.actor]}",
        ItemState.CANCELLED: canceled_by(move.actor),
        ItemState.EXPIRED: "The hold ended",
        ItemState.PENDING: "Held for you",
    }[move.to_state]
    told = move.reason if move.actor in {Actor.PROVIDER, Actor.ADMIN} else ""
    return f"{said}: “{told}”" if told else f"{said}."


def state_tag(item: BookingItem, actor: Actor | None = None) -> tuple[str, str]:
    """What became of a visit that is not to come any more, and the kind of its tag; empty when it simply was."""
    if item.state is ItemState.CANCELLED:
        return canceled_by(actor), "calm"
    return ("Missed", "no") if item.state is ItemState.NO_SHOW else ("", "calm")


# An order as a whole.


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


def headline(order: Order, visits: list[Visit]) -> str:
    """Tuesday is yours, Wren."""
    days = {visit.day for visit in standing(visits)}
    if not days:
        return "Everything here is canceled."
    if len(days) == 1:
        return f"{days.pop():%A} is yours, {order.first_name}."
    return f"{spelled(len(days)).capitalize()} days are yours, {order.first_name}."


def summary(visits: list[Visit]) -> str:
    """Three visits, two places, one day."""
    parts = (
        number(len(visits), "visit", "visits"),
        number(len({visit.venue.id for visit in visits}), "place", "places"),
        number(len({visit.day for visit in visits}), "day", "days"),
    )
    return f"{', '.join(parts)}.".capitalize()


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
