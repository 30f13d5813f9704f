"""What the list of services says of each, in words."""

from collections.abc import Sequence

from app.catalog.enums import ServiceKind
from app.catalog.models import Service
from app.catalog.starts import DatedStart, ListedAt, WeeklyStart
from app.filters import clock_of, duration, listed, plural, usd_short, weekday

KINDS = {
    ServiceKind.STAFFED: (
        "treatment",
        "A treatment by a person",
        "A massage, a facial, a haircut: somebody of your team does it.",
    ),
    ServiceKind.OPEN: (
        "room",
        "A room or sauna for several",
        "A sauna, a pool, a quiet room: guests come at any free time.",
    ),
    ServiceKind.SCHEDULED: (
        "class",
        "A class at set times",
        "Yoga on Tuesdays at 6, a workshop on one date: all come at once.",
    ),
}
BY_WORD = {word: kind for kind, (word, _, _) in KINDS.items()}
SHOWN_STARTS = 4


def how_long(service: Service) -> str:
    """60 min; 60 min – 75 min where it hangs on who serves."""
    own = [one.duration_minutes or service.duration_minutes for one in service.performers] or [service.duration_minutes]
    least, most = min(own), max(own)
    return duration(least) if least == most else f"{duration(least)} – {duration(most)}"


def how_much(service: Service) -> str:
    """$110; $110 – $140 where it hangs on who serves; Free."""
    own = [service.price_cents if one.price_cents is None else one.price_cents for one in service.performers]
    least, most = min([service.price_cents, *own]), max([service.price_cents, *own])
    if least == most:
        return usd_short(least) if least else "Free"
    return f"{usd_short(least)} – {usd_short(most)}"


def who(service: Service, starts: Sequence[ListedAt] = ()) -> str:
    """June and Maren; Up to 8 guests; 12 places: Tue 6:00 PM, Sat 9:00 AM."""
    if service.is_staffed:
        names = [one.member.first_name for one in sorted(service.performers, key=lambda one: one.member.position or 0)]
        return listed(names) if names else "Nobody performs it"
    lanes = service.resource.lanes if service.resource else 0
    if service.kind is ServiceKind.OPEN:
        return f"Up to {plural(lanes, 'guest', 'guests')}"
    return f"{plural(lanes, 'place', 'places')}: {times(starts)}"


def times(starts: Sequence[ListedAt]) -> str:
    """Tue and Thu 6:00 PM, Sat 9:00 AM; the first few."""
    by_minute: dict[int, list[str]] = {}
    for start in starts:
        if isinstance(start, WeeklyStart):
            by_minute.setdefault(start.minute, []).append(weekday(start.weekday))
    said = [f"{listed(days)} {clock_of(minute)}" for minute, days in by_minute.items()]
    said += [start.words for start in starts if isinstance(start, DatedStart)]
    if not said:
        return "no times to come"
    more = len(said) - SHOWN_STARTS
    return ", ".join(said[:SHOWN_STARTS]) + (f" and {more} more" if more > 0 else "")


def saved(service: Service, gone: Sequence[tuple[str, int]], booked: int) -> str:
    """After an edit: what stays as it was agreed. `gone` are people who do it no more, with their visits to come."""
    stay = [
        f"{plural(visits, 'visit', 'visits')} with {name} stay{'s' if visits == 1 else ''} booked"
        for name, visits in gone
        if visits
    ]
    if stay:
        return f"{service.title} is saved. {listed(stay)}."
    if booked:
        keeps = "keeps its" if booked == 1 else "keep their"
        return f"{service.title} is saved. {plural(booked, 'visit', 'visits')} booked already {keeps} price and time."
    return f"{service.title} is saved."


def removed(service: Service, booked: int) -> str:
    stay = f" {plural(booked, 'visit', 'visits')} to come stay{'s' if booked == 1 else ''} booked." if booked else ""
    return f"{service.title} is off your list.{stay}"
