"""What moving a visit says: what is in the way, what is unusual, and what was done. Times are in the venue's zone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from app.availability.enums import ReservationKind
from app.bookings.enums import Actor
from app.bookings.fitting import Obstacle, Place
from app.bookings.models import BookingItem, VisitMove
from app.filters import clock as clock_time
from app.filters import day, duration, listed, moment, moment_zone, span, spelled, zone_name
from app.venues.models import Venue


def stands(item: BookingItem, zone: str) -> str:
    """It is on Tue, May 19, 1:00 – 2:00 PM with June Castellano now."""
    who = f" with {item.with_whom}" if item.with_whom else ""
    return f"it is on {day(item.starts_at, zone)}, {span(item.starts_at, item.ends_at, zone)}{who} now"


def in_the_way(places: Sequence[Place], venue: Venue, quantity: int) -> str:
    """Why a visit cannot be there: what takes the time of whoever should serve it; of several, how many are free."""
    if not places:
        return "Nobody on the team does this any more. Choose who shall do it."
    taken = [(place.member, place.obstacle) for place in places if place.obstacle]
    free = len(places) - len(taken)
    for member, found in taken:
        if member is not None and (quantity == 1 or not free):
            return f"{obstacle(member.first_name, found, venue.zone)} Choose another time."
    one, many = ("person", "people") if places[0].member else ("place", "places")
    left = f"{'Only ' if free else ''}{spelled(free) if free else 'no'} {one if free < 2 else many}"
    needs = f", and this visit takes {spelled(quantity)}" if quantity > 1 else ""
    return f"{left[0].upper()}{left[1:]} {'is' if free < 2 else 'are'} free then{needs}. Choose another time."


def obstacle(who: str, found: Obstacle, zone: ZoneInfo) -> str:
    """June has Ada Lovelace on Tue, May 19, 2:00 – 3:00 PM."""
    row, item = found.reservation, found.item
    if item is None:
        when = f"on {day(row.begins, zone)}, {span(row.begins, row.ends, zone)}"
        if row.kind is ReservationKind.IMPORT:
            return f"{who} has something else {when}, in another calendar."
        return f"{who} is blocked {when}{f': {found.note}' if found.note else ''}."
    when = f"on {day(item.starts_at, zone)}, {span(item.starts_at, item.ends_at, zone)}"
    if row.expires_at is not None:
        return f"A guest at checkout holds {who}’s time until {clock_time(row.expires_at, zone)} at the latest."
    clear = int((row.ends - item.ends_at).total_seconds() // 60)
    after = f", and {clear} minutes to clear up after" if clear > 0 else ""
    return f"{who} has {item.booking.order.name} {when}{after}."


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


def moved(move: VisitMove, zone: ZoneInfo) -> str:
    """What was done, for the history: Moved by the venue from Tue, May 19, 1:00 PM to Wed, May 20, 2:00 PM."""
    by = {Actor.CUSTOMER: "by the guest", Actor.PROVIDER: "by the venue"}.get(move.actor, "by CozyWish")
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
    return f"{said}: “{move.reason}”" if move.reason else f"{said}."


def _at(at: datetime, who: str, zone: ZoneInfo) -> str:
    return f"{moment_zone(at, zone)}{f' with {who}' if who else ''}"


def _both(move: VisitMove) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    return (move.from_starts_at, move.from_ends_at), (move.to_starts_at, move.to_ends_at)
