"""A group's bookings, found for the number of guests of each service. Times are in the venue's zone."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from app.availability.day_parts import PARTS, DayPart
from app.availability.engine.combined import ServedService, ServiceRequest
from app.availability.engine.local_time import resolve_wall
from app.availability.engine.party import Party, PartySearch, missing_pool, party
from app.availability.engine.types import Range
from app.availability.enums import UnavailableReason
from app.availability.queries import load_schedules
from app.availability.schedules import ServiceSchedule
from app.catalog.models import AddOn, Service, ServiceOption
from app.core import clock
from app.deals.pricing import PriceList, Quote, quote
from app.deals.queries.prices import price_lists
from app.slot_picker.selection import DAYS
from app.team.models import TeamMember
from app.venues.models import Venue

LEAST_GUESTS, MOST_GUESTS = 2, 8
MOST_SHOWN = 24  # groups that all start together
MOST_IN_TURN = 8  # those have a line for each guest
BACK = timedelta(days=3)  # how far before the day we look for others
MOST_OTHER_DAYS = 4
WHOLE_DAY = (0, 24 * 60)


class Turn(StrEnum):
    """Whether all of a group start at the same time, or take turns."""

    SAME = "same"
    IN_TURN = "in-turn"


class Lack(StrEnum):
    """Why a day has no times for a group."""

    CLOSED = "closed"
    OPENS_LATER = "opens-later"
    TOO_SHORT = "too-short"
    ROOMS = "rooms"
    EQUIPMENT = "equipment"
    SPOTS = "spots"
    TEAM = "team"


LACKS = {UnavailableReason.NO_ROOM: Lack.ROOMS, UnavailableReason.NO_EQUIPMENT: Lack.EQUIPMENT}


@dataclass(frozen=True, slots=True)
class GuestsOf:
    """How many of a group's guests want an option of a service."""

    option: ServiceOption
    number: int

    @property
    def service(self) -> Service:
        return self.option.service


@dataclass(frozen=True, slots=True)
class PartyQuery:
    """What a group wants: its services, and the day and wall minutes between which everything happens."""

    wanted: Sequence[GuestsOf]
    day: date
    begins: int = WHOLE_DAY[0]
    until: int = WHOLE_DAY[1]

    @property
    def guests(self) -> int:
        return sum(each.number for each in self.wanted)

    @property
    def bookings(self) -> int:
        """Return how many bookings it takes, unless guests share a room: they share one for a class or a sauna."""
        return sum(each.number if each.service.is_staffed else 1 for each in self.wanted)

    def window(self, venue: Venue, day: date) -> Range:
        """Return the window on a day, in UTC."""
        return (
            resolve_wall(venue.zone, day, self.begins, edge="start"),
            resolve_wall(venue.zone, day, self.until, edge="start"),
        )


@dataclass(frozen=True, slots=True)
class PartyItem:
    """One booking of a group as offered: for one guest with a team member, or for several who share a start."""

    option: ServiceOption
    served: ServedService
    quantity: int
    member: TeamMember | None  # None for a class or a sauna, or if guests share a room
    quote: Quote
    extras: Sequence[AddOn] = ()  # groups choose none


@dataclass(frozen=True, slots=True)
class PartyOffer:
    """A group's bookings, the earliest first."""

    bookings: Sequence[PartyItem]

    @property
    def at(self) -> datetime:
        return self.bookings[0].served.at

    @property
    def ends(self) -> datetime:
        return max(item.served.ends for item in self.bookings)

    @property
    def minutes(self) -> int:
        return int((self.ends - self.at).total_seconds() // 60)

    @property
    def price_cents(self) -> int:
        return sum(item.quote.price_cents for item in self.bookings)

    @property
    def list_cents(self) -> int:
        return sum(item.quote.list_cents for item in self.bookings)


@dataclass(frozen=True, slots=True)
class OtherDay:
    date: date
    turn: Turn


@dataclass(frozen=True, slots=True)
class PartyPicker:
    """What a group can book on a day: all at the same time, else in turn, else on other days."""

    query: PartyQuery
    turn: Turn
    offers: Sequence[PartyOffer]
    # Why not everyone can start together on this day.
    lack: Lack | None = None
    other_days: Sequence[OtherDay] = ()

    @property
    def shares_room(self) -> bool:
        """Return whether guests share a room, in one booking with team members."""
        return any(item.served.room is not None for offer in self.offers for item in offer.bookings)

    def parts(self, venue: Venue) -> list[tuple[DayPart, list[PartyOffer]]]:
        """Return the offers by morning, afternoon and evening, without empty parts."""
        found = [
            (part, [one for one in self.offers if part.holds(one.at.astimezone(venue.zone).hour)]) for part in PARTS
        ]
        return [(part, offers) for part, offers in found if offers]


def most_of(service: Service) -> int:
    """Return how many of a group's guests can choose a service: without team members, they share one booking."""
    return MOST_GUESTS if service.is_staffed else min(MOST_GUESTS, service.max_quantity)


def party_picker(venue: Venue, query: PartyQuery, *, own_bookings: Collection[int] = ()) -> PartyPicker:
    """Return what a group can book on the day, or on which days near it. A fixed number of statements."""
    options = [each.option for each in query.wanted]
    now = clock.now()
    today = now.astimezone(venue.zone).date()
    last = today + timedelta(days=min(option.service.booking_window for option in options))
    first = max(today, min(query.day, last) - BACK)
    days = [first + timedelta(days=n) for n in range(DAYS)]
    window = query.window(venue, days[0])[0], query.window(venue, days[-1])[1]
    read = load_schedules(options, window, except_bookings=own_bookings)
    finder = Finder(venue, query, read, price_lists(options, except_bookings=own_bookings), now)
    return finder.picker(days, last)


@dataclass(frozen=True, slots=True)
class Finder:
    """Asks the availability engine for a group, and prices what it finds."""

    venue: Venue
    query: PartyQuery
    read: Mapping[int, ServiceSchedule]
    prices: Mapping[int, PriceList]
    now: datetime

    def picker(self, days: Sequence[date], last: date) -> PartyPicker:
        query = self.query
        if query.day > last:
            return PartyPicker(query, Turn.IN_TURN, (), Lack.OPENS_LATER, self._other_days(days))
        search = self._search(query.day)
        together = list(islice(search.together(), MOST_SHOWN))
        if together:
            return PartyPicker(query, Turn.SAME, [self._offer(one) for one in together])
        in_turn = list(islice(search.back_to_back(), MOST_IN_TURN))
        lack = self._lack(in_turn=not in_turn)
        if in_turn:
            return PartyPicker(query, Turn.IN_TURN, [self._offer(one) for one in in_turn], lack)
        return PartyPicker(query, Turn.IN_TURN, (), lack, self._other_days(days))

    def _search(self, day: date) -> PartySearch:
        plan = next(iter(self.read.values()))
        return party(plan.zone, plan.hours, self._requests(), self.query.window(self.venue, day), self.now)

    def _requests(self) -> list[ServiceRequest]:
        return [request for each in self.query.wanted for request in [self._request(each.option)] * each.number]

    def _request(self, option: ServiceOption) -> ServiceRequest:
        """Return the request of one guest. Team members with lower prices come first: the engine prefers them."""
        plan = self.read[option.id]
        request = plan.wanted()

        def cents(resource_id: int) -> int:
            member_id = plan.members.get(resource_id)
            return option.price_cents if member_id is None else option.cents_with(member_id)

        cheapest = sorted(request.resources, key=lambda who: cents(who.id))
        return ServiceRequest(request.offer, cheapest, shares=option.service.max_quantity)

    def _other_days(self, days: Sequence[date]) -> list[OtherDay]:
        """Return the nearest other days that work, in order."""
        found: list[OtherDay] = []
        for day in sorted(days, key=lambda day: (abs(day - self.query.day), day)):
            if day != self.query.day and len(found) < MOST_OTHER_DAYS:
                search = self._search(day)
                if any(search.together()):
                    found.append(OtherDay(day, Turn.SAME))
                elif any(search.back_to_back()):
                    found.append(OtherDay(day, Turn.IN_TURN))
        return sorted(found, key=lambda other: other.date)

    def _lack(self, *, in_turn: bool) -> Lack:
        """Return why not everyone can start together; with `in_turn`, why there are no times at all."""
        query, plans = self.query, list(self.read.values())
        window = query.window(self.venue, query.day)
        if not plans[0].open_on(query.day):
            return Lack.CLOSED
        shortest = [min((plan.minutes(who.id) for who in plan.resources), default=0) for plan in plans]
        if max(shortest) > (window[1] - window[0]) // timedelta(minutes=1):
            return Lack.TOO_SHORT
        missing = missing_pool(plans[0].zone, plans[0].hours, self._requests(), window, self.now, in_turn=in_turn)
        if missing is not None:
            return LACKS[missing]
        return Lack.TEAM if any(each.service.is_staffed for each in query.wanted) else Lack.SPOTS

    def _offer(self, found: Party) -> PartyOffer:
        """Price a group's bookings. A deal with few uses left goes to the first of them, as in the cart."""
        options = [each.option for each in self.query.wanted for _ in range(each.number)]
        used: Counter[int] = Counter()
        items = []
        for option, served, quantity in shared(sorted(zip(options, found, strict=True), key=_in_time)):
            item = self._item(option, served, quantity, used)
            used.update(item.quote.deal_ids)
            items.append(item)
        return PartyOffer(items)

    def _item(self, option: ServiceOption, served: ServedService, quantity: int, used: Mapping[int, int]) -> PartyItem:
        performing = (one.member for one in option.service.performers)
        alone = quantity == 1
        member = next((each for each in performing if alone and each.resource_id == served.resource), None)
        price = quote(
            self.prices[option.id].without(used),
            start=served.at,
            at=self.now,
            quantity=quantity,
            member_id=member.id if member else None,
        )
        return PartyItem(option, served, quantity, member, price)


def _in_time(booking: tuple[ServiceOption, ServedService]) -> tuple[datetime, int]:
    option, served = booking
    return served.at, option.service.position


def shared(
    bookings: Sequence[tuple[ServiceOption, ServedService]],
) -> Iterator[tuple[ServiceOption, ServedService, int]]:
    """Yield bookings with their number of guests: one for all guests of a class at the same start, or in one room."""
    groups: dict[tuple[object, ...], list[tuple[ServiceOption, ServedService]]] = {}
    for number, (option, served) in enumerate(bookings):
        key = (number,) if option.service.is_staffed and served.room is None else (option.id, served.at, served.room)
        groups.setdefault(key, []).append((option, served))
    for group in groups.values():
        yield *group[0], len(group)
