"""Why a start cannot be booked: the rules of the listing, in the order of `UnavailableReason`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import inf

from app.availability.engine.evaluation import Evaluation, Question, evaluate, shared_rules
from app.availability.engine.listed_starts import first_listed
from app.availability.engine.local_time import DAY, MINUTE, to_instant, to_minutes
from app.availability.engine.rules import INSTANT, LaneRules, StartRule
from app.availability.engine.types import Refusal
from app.availability.enums import UnavailableReason

LOOK_AHEAD = 28 * DAY
"""How far to look for the end of a reason."""

ORDER = {reason: place for place, reason in enumerate(UnavailableReason)}
NOBODY = LaneRules(0, (StartRule(UnavailableReason.FULL, []),))
"""Stands in for lanes that do not exist, if more are requested than there are."""


def refusal(question: Question, point: float, known_until: datetime | None) -> Refusal:
    """Explain why `point` is unavailable.

    Ranks failing lanes by how close they came, and returns the reason of the last lane that was still needed.
    """
    workings, quantity = evaluate(question, (point, point + LOOK_AHEAD)), question.offer.quantity
    shared = [rule for rule in (*shared_rules(question, workings), on_grid(workings)) if not rule.allows(point)]
    lanes = [lane for lane in workings.lanes for _ in range(lane.places)]
    failing = sorted(obstacles(shared, lanes, point), key=lambda rule: nearness(rule, point))
    free = len(lanes) - len(failing)
    enough = quantity <= len(lanes)
    rule = failing[quantity - free - 1] if enough else next(obstacles(shared, [NOBODY], point))
    until = rule.until(point)
    return Refusal(
        rule.reason,
        rule.resource,
        until=None if until is None else to_instant(until),
        next=following(question, point, known_until),
        free=free,
    )


def on_grid(workings: Evaluation) -> StartRule:
    return StartRule(UnavailableReason.OFF_GRID, [(listed, listed + INSTANT) for listed in workings.points])


def obstacles(shared: Sequence[StartRule], lanes: Sequence[LaneRules], point: float) -> Iterator[StartRule]:
    """Yield the first rule that each failing lane breaks. `shared` are failed rules that apply to every lane."""
    for lane in lanes:
        failed = [*shared, *(rule for rule in lane.rules if not rule.allows(point))]
        if failed:
            yield min(failed, key=lambda rule: ORDER[rule.reason])


def nearness(rule: StartRule, point: float) -> tuple[int, float, int]:
    """Return a sort key: the lane that passes most rules first; among equals, the one that is free again soonest."""
    until = rule.until(point)
    return -ORDER[rule.reason], inf if until is None else until, rule.resource or 0


def following(question: Question, point: float, known_until: datetime | None) -> datetime | None:
    """Return the next start from here, as far as the reservations are known (None: in the whole booking window)."""
    needed = (max(question.durations()) + question.offer.after) * MINUTE
    last = inf if known_until is None else to_minutes(known_until) - needed
    found = first_listed(question, (point, last + INSTANT), 1)
    return found[0].at if found else None
