"""A party: up to eight guests who each have a booking, all at the same time or back to back inside a window."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from app.availability.engine.combined import ServedService, ServiceRequest
from app.availability.engine.local_time import bounds, to_instant
from app.availability.engine.party_lanes import Board, Key, Kind, board_of
from app.availability.engine.party_matching import matched_at
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

        A time is missing only if there is no way. Resources that come first in their request are preferred. Guests with
        equal requests may share a room if they have one booking.
        """
        for place, point in enumerate(self.board.points):
            matched = matched_at(self.board.kinds, 1 << place)
            if matched is not None:
                yield self._party((one.kind, one.resource, one.duration, point, one.room) for one in matched)

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
                yield self._party((kind, way.resource, way.duration, at, None) for kind, way, at in search.best)
            if most_tries <= 0:
                return

    def _party(self, served: Iterable[tuple[Kind, int, int, int, Key | None]]) -> Party:
        left = {id(kind): list(kind.places) for kind in self.board.kinds}
        found: dict[int, ServedService] = {}
        for kind, resource, duration, at, room in sorted(served, key=lambda each: (each[3], each[1])):
            found[left[id(kind)].pop(0)] = ServedService(to_instant(at), to_instant(at + duration), resource, room)
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
