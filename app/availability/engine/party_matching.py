"""A party whose guests all start at once: who serves each of them, in which room, if there is a way.

Guests with equal bookings may share a room that is large enough: they have one booking together. A room is for one
booking, so guests who want different services never share one.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from app.availability.engine.party_lanes import Key, Kind, Use

MOST_DIVISIONS = 500
"""How many ways to divide the large rooms among the services are tried: with two services, all of eight rooms."""

Slot = tuple[int, int, int]
"""A lane and one of the places in it, from 0."""

Owners = Mapping[Key, int]
"""Which kind of booking a room is for, by the position of the kind; other lanes are for all."""


@dataclass(frozen=True, slots=True)
class Matched:
    """How one guest is served: by whom and for how many seconds, and the room if it is shared."""

    kind: Kind
    resource: int
    duration: int
    room: Key | None


def matched_at(kinds: Sequence[Kind], bit: int) -> list[Matched] | None:
    """Return how each guest is served at a start, None if there is no way."""
    for owners in islice(_divisions(kinds, bit), MOST_DIVISIONS):
        found = _Matching(kinds, bit, owners).found()
        if found is not None:
            return found
    return None


def _divisions(kinds: Sequence[Kind], bit: int) -> Iterator[Owners]:
    """Yield each way to divide the rooms with several places that more than one kind of booking could have."""
    users: dict[Key, dict[int, int]] = {}
    for number, kind in enumerate(kinds):
        for pools in kind.pools.values():
            for use in (use for pool in pools for use in pool if use.free & bit):
                users.setdefault(use.key, {})[number] = use.guests
    contested = {key: [*of] for key, of in users.items() if len(of) > 1 and max(of.values()) > 1}
    for chosen in product(*contested.values()):
        yield dict(zip(contested, chosen, strict=True))


class _Matching:
    """Gives each guest at one start a lane of their own, and a place from each pool, if there is a way.

    How long a booking keeps its pools depends on who serves it. So each guest gets a limit on the duration, and for
    these limits it is an ordinary matching. Limits that leave the same places of the pools count once.
    """

    def __init__(self, kinds: Sequence[Kind], bit: int, owners: Owners) -> None:
        self._levels = {
            id(kind): list(_levels(kind, bit, {key for key, owner in owners.items() if owner != number}))
            for number, kind in enumerate(kinds)
        }
        self._kinds = [kind for kind in kinds for _ in kind.places]

    def found(self) -> list[Matched] | None:
        if not all(self._levels[id(kind)] for kind in self._kinds):
            return None
        return self._extended([], {}, 0)

    def _extended(
        self, wanted: list[tuple[int, Sequence[Slot]]], owners: dict[Slot, int], level: int
    ) -> list[Matched] | None:
        done = len({guest for guest, _ in wanted})
        if done == len(self._kinds):
            return self._matched(wanted, owners)
        kind = self._kinds[done]
        # Guests with equal bookings have limits in descending order: another order is the same.
        first = level if done and self._kinds[done - 1] is kind else 0
        levels = self._levels[id(kind)]
        for number in range(first, len(levels)):
            more, got = [*wanted, *((done, slots) for slots in levels[number])], dict(owners)
            if all(_augment(more, got, node, set()) for node in range(len(wanted), len(more))):
                matched = self._extended(more, got, number)
                if matched is not None:
                    return matched
        return None

    def _matched(self, wanted: list[tuple[int, Sequence[Slot]]], owners: Mapping[Slot, int]) -> list[Matched]:
        used = Counter(lane_of(slot) for slot in owners)
        got: list[list[Slot]] = [[] for _ in self._kinds]
        for slot, node in sorted(owners.items(), key=lambda each: each[1]):
            got[wanted[node][0]].append(slot)
        matched = []
        for kind, (server, *places) in zip(self._kinds, got, strict=True):
            duration = next(duration for use, duration in kind.servers if use.key == lane_of(server))
            room = next((lane_of(place) for place in places if used[lane_of(place)] > 1), None)
            matched.append(Matched(kind, server[0], duration, room))
        return matched


def lane_of(slot: Slot) -> Key:
    return slot[:2]


def _levels(kind: Kind, bit: int, closed: Collection[Key]) -> Iterator[list[list[Slot]]]:
    """Yield what a guest at a start can use: the servers' lanes, and the places of each pool that are not `closed`; for
    each limit on the duration that matters, the longest first. The first place of each room comes before others."""
    servers = [(use.key, duration) for use, duration in kind.servers if use.free & bit]
    known: list[list[Slot]] | None = None
    for limit in sorted({duration for _, duration in servers}, reverse=True):
        pools = [
            sorted(
                (slot for use in pool if use.free & bit and use.key not in closed for slot in _slots(use)),
                key=lambda slot: slot[2],
            )
            for pool in kind.pools[limit]
        ]
        if pools == known:
            continue  # those who are slower can use the same
        known = pools
        if all(pools):
            yield [[(*key, 0) for key, duration in servers if duration <= limit], *pools]


def _slots(use: Use) -> Iterator[Slot]:
    return ((*use.key, place) for place in range(use.guests))


def _augment(wanted: Sequence[tuple[int, Sequence[Slot]]], owners: dict[Slot, int], node: int, seen: set[Slot]) -> bool:
    """Give a node one of its slots, moving others to another of theirs if necessary."""
    for slot in wanted[node][1]:
        if slot in seen:
            continue
        seen.add(slot)
        if slot not in owners or _augment(wanted, owners, owners[slot], seen):
            owners[slot] = node
            return True
    return False
