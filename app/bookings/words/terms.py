"""What was agreed of a visit, in words: until when it can be canceled, and for how much."""

from collections.abc import Sequence
from datetime import timedelta

from app import clock
from app.bookings.models import BookingItem
from app.bookings.visits import Visit
from app.bookings.words.visits import begins
from app.filters import clock as clock_time
from app.filters import day, moment_zone, weekday

WEEK = timedelta(days=6)


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
    if visit.is_requested:
        return f"Free to cancel until {visit.venue.name} says yes."
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
    if visit.order.is_from_desk:
        return [("undo-2", "You pay at the venue. If you cannot come, cancel here or call, as early as you can.")]
    missed = "A visit that is missed is not refunded."
    back = "all of it comes back"
    if visit.is_requested:
        return [("clock", waiting(visit) + f". If it says no, or nothing, {back}."), ("undo-2", policy(visit))]
    return [("undo-2", policy(visit)), ("ban", missed), ("store", f"If the venue cancels, {back}.")]


def waiting(visit: Visit) -> str:
    """Of a visit that the venue has not said yes to."""
    until = visit.item.answer_by or visit.item.starts_at
    return f"Waiting for {visit.venue.name}’s yes, until {moment_zone(until, visit.venue.zone)}"


def rule_tag(visit: Visit) -> tuple[str, str]:
    """How the rule stands for a visit to come, short, and the kind of its tag."""
    item = visit.item
    if visit.is_requested:
        return waiting(visit), "wait"
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
