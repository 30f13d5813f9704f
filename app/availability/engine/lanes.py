"""The rules of one lane of a resource: working time and reservations."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import inf

from app.availability.engine.local_time import MINUTE
from app.availability.engine.ranges import Bounds
from app.availability.engine.rules import LaneRules, StartRule
from app.availability.engine.types import Range, ResourceCalendar, SlotTerms
from app.availability.enums import UnavailableReason

EARLIEST = datetime.min.replace(tzinfo=UTC)


def lanes_of(
    resource: ResourceCalendar,
    offer: SlotTerms,
    opening: Sequence[Bounds],
    there: Sequence[Bounds],
    shortest: int,
    pools: Sequence[StartRule] = (),
) -> list[LaneRules]:
    """Return the lanes of a resource; all lanes without reservations are returned as one.

    `shortest` is the duration in minutes with the fastest resource. `there` is the part of the venue's opening in which
    this resource works, and the same object as `opening` if it always does. `pools` are the rules of the rooms and
    equipment needed besides, for the duration with this resource.
    """
    duration = offer.duration_with(resource)
    rules = [] if there is opening else [presence_rule(resource, duration * MINUTE, opening, there)]
    if duration > shortest:
        rules.append(StartRule(UnavailableReason.TOO_LONG, opening, tail=duration * MINUTE, resource=resource.id))
    reason = UnavailableReason.TAKEN if len(resource.busy) == 1 else UnavailableReason.FULL
    # Existing reservations include their own buffers; the new booking's are added to them.
    lead, tail = offer.before * MINUTE, (duration + max(offer.after, resource.after)) * MINUTE

    def lane(busy: Sequence[Range], places: int = 1) -> LaneRules:
        vacant = vacancies(busy, timedelta(seconds=lead + tail))
        return LaneRules(resource.id, (*rules, StartRule(reason, vacant, lead, tail, resource.id), *pools), places)

    taken = [lane(busy) for busy in resource.busy if busy]
    empty = len(resource.busy) - len(taken)
    return [*taken, lane((), empty)] if empty else taken


def presence_rule(
    resource: ResourceCalendar, duration: int, opening: Sequence[Bounds], there: Sequence[Bounds]
) -> StartRule:
    """Return the rule that a resource must be present for `duration` seconds. A resource that stays until closing also
    counts as present for a service that would run past it: the too-long rule reports that."""
    closings = {ends for _, ends in opening}
    stretched = [(begins, ends + duration if ends in closings else ends) for begins, ends in there]
    return StartRule(UnavailableReason.MEMBER_OFF, stretched, tail=duration, resource=resource.id)


def vacancies(busy: Sequence[Range], needed: timedelta) -> list[Bounds]:
    """Return the gaps that are long enough, from the beginning to the end of time.

    Most gaps of a busy month are too short: they are dropped while still datetimes, which is cheaper than converting
    all of them to numbers first.
    """
    vacant: list[Bounds] = []
    free_from, enough = EARLIEST, EARLIEST + needed
    for begins, ends in sorted(busy):
        if begins >= ends:
            continue
        if begins >= enough:
            vacant.append((free_from.timestamp(), begins.timestamp()))
        if ends > free_from:
            free_from, enough = ends, ends + needed
    return [*vacant, (free_from.timestamp(), inf)]
