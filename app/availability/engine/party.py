"""A party: up to eight guests who each have a booking, all at the same time or back to back inside a window."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.availability.engine.combined import ServedService, ServiceRequest
from app.availability.engine.local_time import bounds, to_instant
from app.availability.engine.party_lanes import Board, Key, Kind, board_of
from app.availability.engine.party_orders import Search, classes_of
from app.availability.engine.types import Hours, Range
from app.availability.enums import UnavailableReason

TRIES = 50
"""How many bookings `back_to_back` places for one first start before it answers with the best that it has found. Eight
guests take eight; the rest is for other orders. A larger number finds few more and takes longer."""

MOST_TRIES = 4000
"""The same for all first starts together, so that a request from the web never takes long."""

Party = tuple[ServedService, ...]
"""One booking for each request, in the order of the requests."""


@dataclass(frozen=True, slots=True)
class PartySearch:
    """Finds the ways for a party to be served. Build it with `party`."""

    board: Board
    size: int

    def together(self) -> Iterator[Party]:
        """Yield one way for each time at which all can start, in order of time.

        A time is missing only if there is no way. Resources that come first in their request are preferred.
        """
        kinds = [kind for kind in self.board.kinds for _ in kind.places]
        for place, point in enumerate(self.board.points):
            served = _Matching(kinds, 1 << place).found()
            if served is not None:
                yield self._party(
                    (kind, resource, duration, point) for kind, (resource, duration) in zip(kinds, served, strict=True)
                )

    def back_to_back(self, *, tries: int = TRIES, most_tries: int = MOST_TRIES) -> Iterator[Party]:
        """Yield for each first start the way that ends earliest, in order of time.

        The first booking starts then, and every other as soon as those placed before it allow. After `tries` bookings
        placed it is the best way found so far, if any: there are too many orders to try them all.
        """
        ways = [list(kind.ways()) for kind in self.board.kinds]
        classes = classes_of(ways)
        for place in range(len(self.board.points)):
            search = Search(self.board, ways, classes, place, min(tries, most_tries))
            search.run()
            most_tries -= search.tried
            if search.best:
                yield self._party((kind, way.resource, way.duration, at) for kind, way, at in search.best)
            if most_tries <= 0:
                return

    def _party(self, served: Iterable[tuple[Kind, int, int, int]]) -> Party:
        left = {id(kind): list(kind.places) for kind in self.board.kinds}
        found: dict[int, ServedService] = {}
        for kind, resource, duration, at in sorted(served, key=lambda each: (each[3], each[1])):
            found[left[id(kind)].pop(0)] = ServedService(to_instant(at), to_instant(at + duration), resource)
        return tuple(found[place] for place in range(self.size))


def party(
    zone: ZoneInfo, hours: Hours, requests: Sequence[ServiceRequest], window: Range, now: datetime
) -> PartySearch:
    """Prepare the search for a party with one request for each guest, all of it inside [from, until].

    Each booking has its own buffers, which may reach outside. Reservations must be complete as for `starts`.
    """
    return PartySearch(board_of(zone, hours, requests, bounds(window), now), len(requests))


def missing_pool(
    zone: ZoneInfo, hours: Hours, requests: Sequence[ServiceRequest], window: Range, now: datetime, *, in_turn: bool
) -> UnavailableReason | None:
    """Return which rooms or equipment a party lacks that cannot be served: it could if there were enough of them.

    None if it lacks something else, such as team members or time. `in_turn` asks about back to back.
    """
    reasons = dict.fromkeys(pool.missing for request in requests for pool in request.offer.pools)
    for given_up in [*([reason] for reason in reasons), list(reasons)]:
        enough = [_without_pools(request, given_up) for request in requests]
        search = party(zone, hours, enough, window, now)
        if any(search.back_to_back() if in_turn else search.together()):
            return given_up[0]
    return None


def _without_pools(request: ServiceRequest, reasons: Sequence[UnavailableReason]) -> ServiceRequest:
    pools = [pool for pool in request.offer.pools if pool.missing not in reasons]
    return replace(request, offer=replace(request.offer, pools=pools))


class _Matching:
    """Gives each booking at one start a lane of its own, and one from each pool, if there is a way.

    How long a booking keeps its pools depends on who serves it. So each booking gets a limit on its duration, and for
    these limits it is an ordinary matching. Limits that leave the same lanes of the pools count once.
    """

    def __init__(self, kinds: Sequence[Kind], bit: int) -> None:
        self._levels = {id(kind): list(_levels(kind, bit)) for kind in kinds}
        self._kinds = kinds

    def found(self) -> list[tuple[int, int]] | None:
        """Return who serves each booking, and for how many seconds."""
        if not all(self._levels[id(kind)] for kind in self._kinds):
            return None
        return self._extended([], {}, 0)

    def _extended(
        self, wanted: list[tuple[int, Sequence[Key]]], owners: dict[Key, int], level: int
    ) -> list[tuple[int, int]] | None:
        done = len({booking for booking, _ in wanted})
        if done == len(self._kinds):
            return self._served(wanted, owners)
        kind = self._kinds[done]
        # Equal bookings have limits in descending order: another order is the same.
        first = level if done and self._kinds[done - 1] is kind else 0
        levels = self._levels[id(kind)]
        for number in range(first, len(levels)):
            more, got = [*wanted, *((done, keys) for keys in levels[number])], dict(owners)
            if all(_augment(more, got, node, set()) for node in range(len(wanted), len(more))):
                served = self._extended(more, got, number)
                if served is not None:
                    return served
        return None

    def _served(self, wanted: list[tuple[int, Sequence[Key]]], owners: Mapping[Key, int]) -> list[tuple[int, int]]:
        keys = {node: key for key, node in owners.items()}
        firsts = [
            next(node for node, (owner, _) in enumerate(wanted) if owner == booking)
            for booking in range(len(self._kinds))
        ]
        served = []
        for kind, node in zip(self._kinds, firsts, strict=True):
            duration = next(duration for use, duration in kind.servers if use.key == keys[node])
            served.append((keys[node][0], duration))
        return served


def _levels(kind: Kind, bit: int) -> Iterator[list[list[Key]]]:
    """Yield what a booking at a start can use: its servers' lanes, and the lanes of each pool; for each limit on its
    duration that matters, the longest first."""
    servers = [(use.key, duration) for use, duration in kind.servers if use.free & bit]
    known: list[list[Key]] | None = None
    for limit in sorted({duration for _, duration in servers}, reverse=True):
        pools = [[use.key for use in pool if use.free & bit] for pool in kind.pools[limit]]
        if pools == known:
            continue  # those who are slower can use the same
        known = pools
        if all(pools):
            yield [[key for key, duration in servers if duration <= limit], *pools]


def _augment(wanted: Sequence[tuple[int, Sequence[Key]]], owners: dict[Key, int], node: int, seen: set[Key]) -> bool:
    """Give a node one of its lanes, moving others to another of theirs if necessary."""
    for key in wanted[node][1]:
        if key in seen:
            continue
        seen.add(key)
        if key not in owners or _augment(wanted, owners, owners[key], seen):
            owners[key] = node
            return True
    return False
