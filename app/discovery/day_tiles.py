"""The days above a list: how many venues are available on each of the next seven, and in all of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from app.discovery import list_words as words
from app.discovery.criteria import Criteria
from app.discovery.finding import Found, text_found_by
from app.discovery.index import index
from app.discovery.phrases.days import next_days
from app.filters import plural
from search.documents import FreeAt

DAYS = 7


class DayTile(NamedTuple):
    name: str  # Today, Fri, This week
    number: str  # the day of the month, or how many days
    venues: int
    asked: Criteria
    chosen: bool

    @property
    def day(self) -> date | None:
        """The only day."""
        return None if self.asked.is_range else self.asked.day


def day_tiles(found: Found) -> Sequence[DayTile]:
    """Return a tile for a range of days and for each of the next seven, by one question to search. None where a list is
    of the whole country: that question would read what every venue sells."""
    asked = found.asked
    if not (asked.near or asked.box):
        return ()
    days = [asked.today + timedelta(days=ahead) for ahead in range(DAYS)]
    chosen = (asked.day, asked.last) if asked.day and asked.last and asked.is_range else next_days(asked.today, DAYS)
    spans = [chosen, *((day, day) for day in days)]
    hours = asked.part.hours if asked.part else (0, 24)
    query = asked.but(text=text_found_by(found)).query(size=0)
    numbers = index().count_at(query, [FreeAt(*span, *hours) for span in spans])
    return [
        DayTile(*named(asked.today, *span), number, asked.but(day=span[0], last=span[1]), is_asked(asked, *span))
        for span, number in zip(spans, numbers, strict=True)
    ]


def is_asked(asked: Criteria, first: date, last: date) -> bool:
    return asked.day is not None and (asked.day, asked.last or asked.day) == (first, last)


def named(today: date, first: date, last: date) -> tuple[str, str]:
    """Return what a tile says of its days: This week, 7 days; Today, 14."""
    if first == last:
        return "Today" if first == today else f"{first:%a}", str(first.day)
    name = words.name_of_days(today, first, last)
    number = plural((last - first).days + 1, "day", "days")
    return words.sentence(name) or words.dates(first, last), number
