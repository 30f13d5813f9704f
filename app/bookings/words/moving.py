"""What moving a visit says: what is in the way, what is unusual, and what was done. Times are in the venue's zone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app import clock
from app.bookings.enums import Actor, ItemState
from app.bookings.fitting import Place
from app.bookings.models import BookingItem, Order, VisitMove
from app.bookings.states import WORDS as STATES
from app.bookings.visits import STANDS, Visit
from app.filters import day, duration, listed, moment, moment_zone, span, spelled, usd, zone_name
from app.venues.models import Venue


def why_not(item: BookingItem, order: Order, venue: Venue) -> str:
    """Why a guest cannot move her visit herself (any more), and whom to call; empty when she can."""
    call = f"Call {venue.name} at {venue.phone}" if venue.phone else f"Talk to {venue.name}"
    if item.state is ItemState.REQUESTED:
        return f"{venue.name} has not said yes yet. You can move it after that."
    if item.starts_at <= clock.now():
        return f"It has begun. {call} to change it."
    if order.is_from_desk:
        return f"It was booked at the venue. {call} to move it."
    if item.move_until is None:
        return f"{call} to move it."
    if item.move_until < clock.now():
        return f"It could be moved here until {moment_zone(item.move_until, venue.zone)}. {call} to move it now."
    return ""


HOLD_OF_MOVE_ENDED = "The hold on the new time has ended, and nothing was charged. Your visit stays where it is."


def cannot_move(visit: Visit) -> str:
    """The same of a visit with its service and venue: also what is no longer offered is not moved."""
    if visit.item.state not in STANDS:
        return f"This visit is {STATES[visit.item.state]}, so it cannot be moved."
    if not visit.venue.is_public or not visit.item.service.active:
        return f"{visit.venue.name} no longer offers this, so it cannot be moved here."
    return why_not(visit.item, visit.order, visit.venue)


def can_move_until(visit: Visit) -> str:
    """You can move it here until Mon, May 18, 1:00 PM PDT."""
    until = visit.item.move_until
    return f"You can move it here until {moment_zone(until, visit.venue.zone)}." if until else ""


def moved_now(move: VisitMove, zone: ZoneInfo) -> str:
    """What is said right after."""
    more = move.to_cents - move.from_cents
    back = f" {usd(-more)} goes back to your card." if more < 0 else ""
    return f"Moved to {_at(move.to_starts_at, move.to_with_whom, zone)}.{back}"


def stands(item: BookingItem, zone: str) -> str:
    """It is on Tue, May 19, 1:00 – 2:00 PM with June Castellano now."""
    who = f" with {item.with_whom}" if item.with_whom else ""
    return f"it is on {day(item.starts_at, zone)}, {span(item.starts_at, item.ends_at, zone)}{who} now"


def in_the_way(places: Sequence[Place], venue: Venue, quantity: int) -> str:
    """Why a visit cannot be there: what takes the time of whoever should serve it; of several, how many are free."""
    if not places:
        return "Nobody on the team does this now. Choose who should do it."
    taken = [(place.member, place.obstacle) for place in places if place.obstacle]
    free = len(places) - len(taken)
    for member, found in taken:
        if member is not None and (quantity == 1 or not free):
            return f"{found.words(venue.zone)} Choose another time."
    one, many = ("person", "people") if places[0].member else ("place", "places")
    left = f"{'Only ' if free else ''}{spelled(free) if free else 'no'} {one if free < 2 else many}"
    needs = f", and this visit takes {spelled(quantity)}" if quantity > 1 else ""
    return f"{left[0].upper()}{left[1:]} {'is' if free < 2 else 'are'} free then{needs}. Choose another time."


def unusual(places: Iterable[Place], title: str, venue: Venue) -> list[str]:
    """Why somebody must mean it, a sentence for each reason."""
    said = []
    for place in places:
        if place.member is None:
            said.append(f"{venue.name} is closed then, or closes before the end.")
            continue
        if not place.performs:
            said.append(f"{place.member.first_name} does not do “{title}” otherwise.")
        if not place.is_there:
            said.append(f"{place.member.first_name} is not there then, or not to the end.")
    return list(dict.fromkeys(said))


def was(move: VisitMove, zone: ZoneInfo) -> str:
    """Where a visit was before it: Tue, May 19, 1:00 – 2:00 PM PDT with June Castellano."""
    when = f"{day(move.from_starts_at, zone)}, {span(move.from_starts_at, move.from_ends_at, zone)}"
    who = f" with {move.from_with_whom}" if move.from_with_whom else ""
    return f"{when} {zone_name(move.from_starts_at, zone)}{who}"


def price_now(move: VisitMove) -> str:
    """What became of the price."""
    more = move.to_cents - move.from_cents
    if not more:
        return "The price stays as it is."
    return f"{usd(more)} more was paid." if more > 0 else f"{usd(-more)} goes back."


def difference(cents: int) -> str:
    """What another time costs, beside the time: $12.00 less: goes back."""
    if not cents:
        return "Same price"
    return f"{usd(cents)} more: to pay" if cents > 0 else f"{usd(-cents)} less: goes back"


def moved(move: VisitMove, zone: ZoneInfo, guest: str = "you") -> str:
    """What was done, for the history: Moved by the venue from Tue, May 19, 1:00 PM to Wed, May 20, 2:00 PM. `guest` is
    how whoever reads it calls her."""
    by = {Actor.CUSTOMER: f"by {guest}", Actor.PROVIDER: "by the venue"}.get(move.actor, "by CozyWish")
    if move.undoes_id is not None:
        return f"A move was taken back: {_at(move.to_starts_at, move.to_with_whom, zone)} again."
    parts = []
    if move.from_starts_at != move.to_starts_at:
        parts.append(f"Moved {by} from {moment(move.from_starts_at, zone)} to {moment_zone(move.to_starts_at, zone)}")
    before, after = (int((b - a).total_seconds() // 60) for a, b in _both(move))
    if before != after:
        parts.append(f"{'Lengthened' if after > before else 'Shortened'} from {duration(before)} to {duration(after)}")
    if move.from_with_whom != move.to_with_whom:
        parts.append(f"Passed on from {move.from_with_whom} to {move.to_with_whom}")
    said = listed([parts[0], *(f"{part[0].lower()}{part[1:]}" for part in parts[1:])]) if parts else f"Moved {by}"
    if move.actor is Actor.CUSTOMER and move.from_cents != move.to_cents:
        return f"{said}. {price_now(move)}"
    return f"{said}: “{move.reason}”" if move.reason else f"{said}."


def _at(at: datetime, who: str, zone: ZoneInfo) -> str:
    return f"{moment_zone(at, zone)}{f' with {who}' if who else ''}"


def _both(move: VisitMove) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    return (move.from_starts_at, move.from_ends_at), (move.to_starts_at, move.to_ends_at)
