"""The search for a party that is served back to back: which booking comes next, on which lanes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import ceil, inf

from app.availability.engine.party_lanes import Board, Key, Kind, Way
from app.availability.engine.ranges import Bounds

Placed = tuple[Kind, Way, int]
"""A booking, how it is served, and its start."""

Taken = Mapping[Key, tuple[Bounds, ...]]
"""When the party itself takes a lane, buffers included."""

Classes = Mapping[Key, int]


def classes_of(ways: Sequence[Sequence[Way]]) -> Classes:
    """Number the lanes so that those which can serve the same bookings at the same times have the same number."""
    uses: dict[Key, set[tuple[int, int, int, int, int]]] = {}
    for kind, of_kind in enumerate(ways):
        for way in of_kind:
            for role, use in enumerate(way.uses):
                uses.setdefault(use.key, set()).add((kind, role, use.lead, use.tail, use.free))
    numbers: dict[frozenset[tuple[int, int, int, int, int]], int] = {}
    return {key: numbers.setdefault(frozenset(found), len(numbers)) for key, found in uses.items()}


@dataclass(slots=True)
class Search:
    """Searches depth-first for the way that starts at one point and ends earliest.

    The first booking placed starts there. Every other starts as early as those placed before it allow; in some order,
    that is as good as any other start. What ends earliest is tried first.
    """

    board: Board
    ways: Sequence[Sequence[Way]]
    classes: Classes
    place: int
    tries: int
    best: Sequence[Placed] = ()
    ends: float = inf
    tried: int = 0
    bound: float = 0
    seen: set[frozenset[tuple[int, int, tuple[Key, ...]]]] = field(default_factory=set)

    def run(self) -> None:
        left = [len(kind.places) for kind in self.board.kinds]
        if not all(self.ways):
            return
        self.bound = self._bound()
        if self.bound <= self.board.until:
            self._extend(left, {}, [])

    def _extend(self, left: list[int], taken: Taken, placed: list[Placed]) -> None:
        if not any(left):
            self.best, self.ends = placed, max(at + way.duration for _, way, at in placed)
            return
        for ends, kind, way, at in self._choices(left, taken):
            if self.tried >= self.tries or self.ends <= self.bound:
                return
            more = [*placed, (self.board.kinds[kind], way, at)]
            state = frozenset((id(one), start, tuple(use.key for use in how.uses)) for one, how, start in more)
            if ends >= self.ends or state in self.seen:
                continue
            self.seen.add(state)
            self.tried += 1
            left[kind] -= 1
            uses = {use.key: (*taken.get(use.key, ()), use.taken(at)) for use in way.uses}
            self._extend(left, {**taken, **uses}, more)
            left[kind] += 1

    def _choices(self, left: Sequence[int], taken: Taken) -> list[tuple[int, int, Way, int]]:
        """Return the bookings that can be placed next, each with its end, kind, way and start, by their ends."""
        choices: list[tuple[int, int, Way, int]] = []
        for kind, of_kind in enumerate(self.ways):
            if not left[kind]:
                continue
            found = self._choices_of(kind, of_kind, taken)
            if taken and not found:
                return []  # later there is even less room
            choices += found
        return sorted(choices, key=lambda choice: choice[:2])

    def _choices_of(self, kind: int, ways: Sequence[Way], taken: Taken) -> list[tuple[int, int, Way, int]]:
        allowed = self.board.from_start(self.place) if taken else 1 << self.place
        found: list[tuple[int, int, Way, int]] = []
        known: set[tuple[object, ...]] = set()
        for way in ways:
            same = tuple((self.classes[use.key], taken.get(use.key)) for use in way.uses)
            if same in known:
                continue
            known.add(same)
            free = way.free & allowed
            for use in way.uses:
                for busy in taken.get(use.key, ()):
                    free &= ~self.board.blocked(busy, use)
            if free:
                at = self.board.first(free)
                if at + way.duration < self.ends:
                    found.append((at + way.duration, kind, way, at))
        return found

    def _bound(self) -> float:
        """Return an instant before which the party cannot end.

        All bookings that need one of the same lanes take turns on them, for one round at least after each other.
        """
        begins = self.board.points[self.place]
        shortest = min(way.duration for ways in self.ways for way in ways)
        counts = [len(kind.places) for kind in self.board.kinds]
        roles = max(len(way.uses) for ways in self.ways for way in ways)
        bounds = [begins + shortest]
        groups = [range(len(counts)), *([kind] for kind in range(len(counts)))]
        for group, role in product(groups, range(roles)):
            uses = [(way, use) for kind in group for way in self.ways[kind] for use in way.uses[role : role + 1]]
            needing = sum(counts[kind] for kind in group if all(len(way.uses) > role for way in self.ways[kind]))
            if uses:
                rounds = ceil(needing / len({use.key for _, use in uses}))
                turn = min(use.lead for _, use in uses) + min(use.tail for _, use in uses)
                bounds.append(begins + (rounds - 1) * turn + min(way.duration for way, _ in uses))
        return max(bounds)
