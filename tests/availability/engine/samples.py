"""Random questions for the engine, most of them around a clock change."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from app.availability.engine.local_time import resolve_wall
from app.availability.engine.openings import starts
from app.availability.engine.types import Hours, Pool, Range, ResourceCalendar, SlotTerms, Span, Start, Timetable
from app.availability.enums import UnavailableReason

MINUTE = timedelta(minutes=1)

# A zone and a date to test around. The US first, then unusual clocks: changes of half an hour, midnight skipped or
# repeated, negative daylight saving time, two hours at once, a quarter-hour offset, a date that was skipped entirely.
CLOCKS = [
    ("America/Los_Angeles", date(2026, 3, 8)),
    ("America/Los_Angeles", date(2026, 11, 1)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("America/Phoenix", date(2026, 3, 8)),
    ("Pacific/Honolulu", date(2026, 11, 1)),
    ("Asia/Kolkata", date(2026, 5, 19)),
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/Santiago", date(2026, 4, 4)),
    ("America/Santiago", date(2026, 9, 6)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Antarctica/Troll", date(2026, 3, 29)),
    ("Antarctica/Troll", date(2026, 10, 25)),
    ("Pacific/Chatham", date(2026, 4, 5)),
    ("Pacific/Apia", date(2011, 12, 30)),
]


@dataclass(frozen=True)
class EngineCase:
    """One question to the engine."""

    zone: ZoneInfo
    day: date
    hours: Hours
    offer: SlotTerms
    resources: tuple[ResourceCalendar, ...]
    window: Range
    now: datetime

    def starts(self) -> list[Start]:
        return starts(self.zone, self.hours, self.offer, self.resources, self.window, self.now)


def spans(*, least: int = 0) -> st.SearchStrategy[list[Span]]:
    """Generate up to two intervals, on quarter hours or at any minute, many of them past midnight."""
    opens = st.one_of(st.integers(0, 95).map(lambda quarter: quarter * 15), st.integers(0, 1439))
    length = st.one_of(st.integers(16, 96).map(lambda quarter: quarter * 15), st.integers(1, 1440), st.just(1440))
    return st.lists(
        st.builds(lambda begins, lasts: (begins, begins + lasts), opens, length), min_size=least, max_size=2
    )


def hours(day: date) -> st.SearchStrategy[Hours]:
    """Generate hours that are open on most weekdays, with up to two special dates near the day."""
    week = st.lists(spans(least=1), min_size=5, max_size=7).map(lambda spans_of: dict(enumerate(spans_of)))
    near = st.integers(-2, 3).map(lambda n: day + timedelta(days=n))
    return st.builds(Hours, weekly=week, dates=st.dictionaries(near, spans(), max_size=2))


def own_hours(day: date) -> st.SearchStrategy[Hours | None]:
    both = hours(day)
    return st.one_of(
        st.none(), both, both.map(lambda own: replace(own, dates={})), both.map(lambda own: replace(own, weekly={}))
    )


def ranges(day: date, *, longest: int, least: int = 0, most: int) -> st.SearchStrategy[list[Range]]:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    begins = st.integers(-1440, 2 * 1440).map(lambda minute: midnight + minute * MINUTE)
    taken = st.builds(lambda at, lasts: (at, at + lasts * MINUTE), begins, st.integers(0, longest))
    return st.lists(taken, min_size=least, max_size=most)


def resources(day: date) -> st.SearchStrategy[tuple[ResourceCalendar, ...]]:
    """Generate zero to three resources, some with several lanes, some lanes full."""
    lane = st.one_of(ranges(day, longest=180, most=4), ranges(day, longest=180, least=8, most=12))
    one = st.builds(
        ResourceCalendar,
        id=st.just(0),
        hours=own_hours(day),
        off=ranges(day, longest=600, most=2),
        busy=st.one_of(st.lists(lane, min_size=1, max_size=1), st.lists(lane, max_size=3)),
        duration=st.sampled_from([None, None, None, 30, 75, 240]),
    )
    several = st.one_of(*(st.lists(one, min_size=least, max_size=3) for least in (1, 1, 0)))
    return several.map(lambda found: tuple(replace(who, id=n) for n, who in enumerate(found, start=1)))


def pools(day: date) -> st.SearchStrategy[list[Pool]]:
    """Generate what a service needs besides: nothing, rooms, equipment or both. Their ids begin at 11 and 21."""
    lane = ranges(day, longest=400, most=6)
    room = st.builds(
        ResourceCalendar,
        id=st.just(0),
        busy=st.lists(lane, min_size=1, max_size=1),
        guests=st.sampled_from([1, 1, 2, 3]),
    )
    device = st.builds(ResourceCalendar, id=st.just(0), busy=st.lists(lane, min_size=1, max_size=2))

    def pool(
        missing: UnavailableReason, unit: st.SearchStrategy[ResourceCalendar], first: int
    ) -> st.SearchStrategy[Pool]:
        units = st.lists(unit, min_size=1, max_size=3)
        return units.map(lambda found: Pool(missing, [replace(one, id=n) for n, one in enumerate(found, start=first)]))

    rooms = pool(UnavailableReason.NO_ROOM, room, 11)
    devices = pool(UnavailableReason.NO_EQUIPMENT, device, 21)
    none: st.SearchStrategy[list[Pool]] = st.just([])
    return st.one_of(
        none, none, rooms.map(lambda one: [one]), devices.map(lambda one: [one]), st.tuples(rooms, devices).map(list)
    )


def timetables(day: date) -> st.SearchStrategy[Timetable]:
    minutes = st.lists(st.integers(0, 1439), max_size=6)
    near = st.integers(-2, 3).map(lambda n: day + timedelta(days=n))
    return st.builds(Timetable, st.dictionaries(st.integers(0, 6), minutes), st.dictionaries(near, minutes, max_size=2))


def offers(day: date) -> st.SearchStrategy[SlotTerms]:
    return st.builds(
        SlotTerms,
        duration=st.sampled_from([60, 15, 30, 45, 61, 90, 180, 1500]),
        before=st.sampled_from([0, 0, 5, 15]),
        after=st.sampled_from([0, 0, 10, 30]),
        quantity=st.sampled_from([1, 1, 1, 1, 2, 3]),
        step=st.sampled_from([15, 5, 20, 45, 60, 7]),
        listed=st.one_of(st.none(), st.none(), st.none(), timetables(day)),
        minimum_notice=st.sampled_from([0, 0, 0, 90, 1500]),
        booking_window=st.sampled_from([90, 90, 0, 1, 2]),
        pools=pools(day),
    )


@st.composite
def cases(draw: st.DrawFn) -> EngineCase:
    """Generate a window of two days from noon before the clock change, asked from three days before to a day into
    it."""
    name, day = draw(st.sampled_from(CLOCKS))
    zone = ZoneInfo(name)
    begins = resolve_wall(zone, day - timedelta(days=1), 720, edge="start")
    ask_ahead = st.one_of(st.integers(0, 3 * 86_400), st.integers(-86_400, 0))
    now = begins - draw(ask_ahead) * timedelta(seconds=1)
    window = begins, begins + timedelta(days=2)
    return EngineCase(zone, day, draw(hours(day)), draw(offers(day)), draw(resources(day)), window, now)
