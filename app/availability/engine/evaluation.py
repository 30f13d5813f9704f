"""A question prepared for answering: the grid of a window, and the rules that its points must pass."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from math import inf
from zoneinfo import ZoneInfo

from app.availability.engine.grid import LOOK_BACK, grid
from app.availability.engine.lanes import lanes_of
from app.availability.engine.local_time import MINUTE, days_around, to_minutes, wall_stamp
from app.availability.engine.pools import pool_rules
from app.availability.engine.ranges import Bounds, intersect
from app.availability.engine.rules import LaneRules, Slice, StartRule
from app.availability.engine.types import Hours, ResourceCalendar, SlotTerms
from app.availability.engine.working_time import attended, opened
from app.availability.enums import UnavailableReason


@dataclass(frozen=True, slots=True)
class Question:
    zone: ZoneInfo
    hours: Hours
    offer: SlotTerms
    resources: Sequence[ResourceCalendar]
    now: datetime

    def durations(self) -> list[int]:
        """Return the duration in minutes with each resource that may serve; the offer's own if there is none."""
        return [self.offer.duration_with(resource) for resource in self.resources] or [self.offer.duration]


@dataclass(frozen=True, slots=True)
class Evaluation:
    points: list[int]
    """Every candidate start, as ascending timestamps."""

    long_enough: StartRule
    """For every lane: the service must fit into the opening. The points already pass all other shared rules."""

    lanes: list[LaneRules]
    """By resource, ascending, each with its own rules."""

    def free(self) -> list[tuple[int, ...]]:
        """Return, for each point, the resources of its free lanes, ascending: a resource once per free lane."""
        free: list[tuple[int, ...]] = [()] * len(self.points)
        for lane, slices in self.passing():
            for start, stop in slices:
                for place in range(start, stop):
                    free[place] += (lane.resource,) * lane.places
        return free

    def passing(self) -> Iterator[tuple[LaneRules, list[Slice]]]:
        """Yield each lane with the points at which it is free."""
        shared = self.long_enough.passing(self.points)
        for lane in self.lanes:
            yield lane, reduce(intersect, (rule.passing(self.points) for rule in lane.rules), shared)


def evaluate(question: Question, window: Bounds) -> Evaluation:
    """Build the grid and lanes of a window.

    Hours are computed only between the minimum notice and the end of the booking window: outside, the clock rules are
    reported first anyway.
    """
    zone, offer = question.zone, question.offer
    begins, ends = reach(question, window)
    # One more date at the end, because clocks that go back across midnight repeat the previous date.
    durations = question.durations()
    shortest, longest = min(durations), max(durations)
    days = days_around(zone, (begins, ends + longest * MINUTE), before=LOOK_BACK, after=1)
    opening = opened(zone, question.hours, days)
    lanes = []
    pools = {duration: pool_rules(offer, duration) for duration in set(durations)} if offer.pools else {}
    for resource in sorted(question.resources, key=lambda resource: resource.id):
        there = attended(zone, question.hours, opening, resource, days)
        needed = pools.get(offer.duration_with(resource), ())
        lanes += lanes_of(resource, offer, opening, there, shortest, needed)
    points = grid(zone, offer, opening, days, (begins, ends))
    return Evaluation(points, StartRule(UnavailableReason.TOO_LONG, opening, tail=shortest * MINUTE), lanes)


def reach(question: Question, window: Bounds) -> Bounds:
    """Return the part of a window from the minimum notice to the end of the booking window.

    An empty range near now if there is none.
    """
    now = to_minutes(question.now)
    begins = max(window[0], now + question.offer.minimum_notice * MINUTE)
    ends = min(window[1], end_of_booking_window(question))
    return (begins, ends) if begins < ends else (now, now)


def end_of_booking_window(question: Question) -> int:
    beyond = question.now.astimezone(question.zone).date() + timedelta(days=question.offer.booking_window + 1)
    return wall_stamp(question.zone, beyond, 0, "start")


def clock_rules(question: Question) -> list[StartRule]:
    now = to_minutes(question.now)
    return [
        StartRule(UnavailableReason.PAST, [(now, inf)]),
        StartRule(UnavailableReason.MINIMUM_NOTICE, [(now + question.offer.minimum_notice * MINUTE, inf)]),
        StartRule(UnavailableReason.BOOKING_WINDOW, [(-inf, end_of_booking_window(question))]),
    ]


def shared_rules(question: Question, workings: Evaluation) -> list[StartRule]:
    """Return the rules that apply to every lane, including for a start that is not on the grid."""
    long_enough = workings.long_enough
    return [*clock_rules(question), StartRule(UnavailableReason.CLOSED, long_enough.good), long_enough]
