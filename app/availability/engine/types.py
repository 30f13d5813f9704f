"""Inputs and results of the engine."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.availability.enums import UnavailableReason

Span = tuple[int, int]
"""Wall minutes after local midnight: 0 <= opens < 1440, opens < closes <= opens + 1440 (past midnight is > 1440)."""

Range = tuple[datetime, datetime]
"""Two aware instants, half-open: touching is not overlapping. The engine answers in UTC."""


@dataclass(frozen=True, slots=True, eq=False)
class Hours:
    """When a venue is open or a member works, in wall time. Monday is weekday 0; a missing weekday is closed.

    Results computed from the hours are cached here (see `opening`), so their contents must not change.
    """

    weekly: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    dates: Mapping[date, Sequence[Span]] = field(default_factory=dict)
    """Special hours replace the spans that begin on that date; an empty list means closed."""

    worked_out: dict[Hashable, Sequence[tuple[float, float]]] = field(default_factory=dict, init=False, repr=False)

    def on(self, day: date) -> Sequence[Span]:
        """Return the spans that begin on a date. One that runs over from the evening before is not included."""
        special = self.dates.get(day)
        return self.weekly.get(day.weekday(), ()) if special is None else special


@dataclass(frozen=True, slots=True)
class Timetable:
    """The starts of a scheduled service, in wall minutes after local midnight: weekly, and once on a date."""

    weekly: Mapping[int, Sequence[int]] = field(default_factory=dict)
    dates: Mapping[date, Sequence[int]] = field(default_factory=dict)
    """In addition to those of the weekday, not instead of them."""

    def on(self, day: date) -> Sequence[int]:
        return [*self.weekly.get(day.weekday(), ()), *self.dates.get(day, ())]


@dataclass(frozen=True, slots=True)
class ResourceCalendar:
    """A bookable resource: a team member (one lane) or a room with n spots (n lanes)."""

    id: int
    hours: Hours | None = None
    """None uses the venue's hours. So do dates if only `weekly` is given, and weekdays if only `dates` is."""

    off: Sequence[Range] = ()
    """Time off. It limits the service in the same way as hours: a buffer may reach into it."""

    busy: Sequence[Sequence[Range]] = ((),)
    """Reservations by lane, in any order, each range with its own buffers. A free room with three lanes has three empty
    lists."""

    after: int = 0
    """Buffer after a booking in minutes, used if the offer's is shorter."""

    duration: int | None = None
    """Duration in minutes with this resource, if it differs from the offer's."""

    guests: int = 1
    """How many guests of one booking fit into one lane: two in a couples room. Only counts in a pool."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Rooms or devices that serve equally well. A booking needs enough of them for its guests, besides those who serve
    it, for as long as its slowest member takes, with the offer's buffers."""

    missing: UnavailableReason
    """The reason reported when too few are free."""

    resources: Sequence[ResourceCalendar]
    """Their hours, time off, durations and buffers do not count, only their reservations."""


@dataclass(frozen=True, slots=True)
class SlotTerms:
    """The request. Durations, buffers, step and minimum notice are elapsed minutes.

    Raises ValueError for invalid values.
    """

    duration: int
    before: int = 0
    after: int = 0
    quantity: int = 1
    """Lanes needed at the same time, over all resources."""

    step: int = 15
    listed: Timetable | None = None
    """The only starts of a scheduled service, instead of steps."""

    minimum_notice: int = 0
    booking_window: int = 90
    """Days: the last local date that can be booked is today's, in the venue's time zone, plus this."""

    pools: Sequence[Pool] = ()
    """What the service needs besides the resources that serve it: something from each pool."""

    def __post_init__(self) -> None:
        if min(self.duration, self.quantity, self.step) < 1:
            raise ValueError("duration, quantity and step are at least 1")
        if min(self.before, self.after, self.minimum_notice, self.booking_window) < 0:
            raise ValueError("buffers, minimum notice and booking window are not negative")

    def duration_with(self, resource: ResourceCalendar) -> int:
        """Return the duration in minutes with this resource."""
        return self.duration if resource.duration is None else resource.duration


@dataclass(frozen=True, slots=True)
class Start:
    """A start that can be booked now."""

    at: datetime
    free: int
    """Lanes that are free for it, at least as many as requested."""

    resources: tuple[int, ...]
    """Resources with a free lane: ids, ascending."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a start cannot be booked, and what can be booked instead."""

    reason: UnavailableReason
    resource: int | None = None
    """The resource that the reason belongs to; None if it is the venue's or the clock's."""

    until: datetime | None = None
    """When the reason ends: the skipped hour is over, the notice has run out, the venue opens, the team member is back,
    the next step comes, the conflicting bookings have ended with their buffers and leave enough time. For `too_long`
    and `booking_window` it is the limit that the start exceeds, closing time or the end of the last date that can be
    booked; for `past` it is now. None if it is beyond the booking window, or four weeks away."""

    next: datetime | None = None
    """The next start that can be booked, within the range that was searched."""

    free: int = 0
    """Lanes that are free, though fewer than requested."""
