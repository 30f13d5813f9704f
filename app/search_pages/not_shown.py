"""The venues that one filter hides from a list: how many, why, and the search without that filter."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from flask_babel import ngettext

from app.core.formats import duration, usd_short
from app.search_index.index import index
from app.search_pages.copy import times as time_copy
from app.search_pages.criteria import Criteria
from app.search_pages.results_page import ResultsPage, text_found_by
from search.documents import Sort

MOST_REASONS = 3

Description = Callable[[int], str]
"""A filter's sentence for a number of venues."""


class NotShown(NamedTuple):
    label: str
    criteria: Criteria  # the criteria without that filter


def not_shown(found: ResultsPage) -> Sequence[NotShown]:
    """Return what the first few filters hide, with one search query each."""
    criteria, page = found.criteria, found.page
    text = text_found_by(found)
    shown = []
    for rest, describe in list(reasons(criteria))[:MOST_REASONS]:
        query = rest.but(text=text, sort=None if rest.sort is Sort.BEST and not text else rest.sort).query(size=0)
        number = index().search(query).total - page.total
        if number > 0:
            shown.append(NotShown(describe(number), rest))
    return shown


def reasons(criteria: Criteria) -> Iterator[tuple[Criteria, Description]]:
    """Yield the criteria without each of the filters, with the filter's sentence about the hidden venues."""
    if criteria.prices:
        yield criteria.but(lowest=None, highest=None), costs(criteria)
    if criteria.guests > 1:
        yield (
            criteria.but(guests=1),
            lambda number: ngettext(
                "%(number)s venue doesn’t have %(spots)s spots at the same time",
                "%(number)s venues don’t have %(spots)s spots at the same time",
                number,
                number=f"{number:,}",
                spots=criteria.guests,
            ),
        )
    if criteria.free_at:
        yield (
            criteria.but(day=None, last=None, part=None),
            lambda number: ngettext(
                "%(number)s venue isn’t available %(when)s",
                "%(number)s venues aren’t available %(when)s",
                number,
                number=f"{number:,}",
                when=time_copy.when(criteria),
            ),
        )
    yield from more_reasons(criteria)


def more_reasons(criteria: Criteria) -> Iterator[tuple[Criteria, Description]]:
    if criteria.minutes:
        minutes = criteria.minutes
        yield (
            criteria.but(minutes=None),
            lambda number: ngettext(
                "%(number)s venue doesn’t have a service of about %(duration)s",
                "%(number)s venues don’t have a service of about %(duration)s",
                number,
                number=f"{number:,}",
                duration=duration(minutes),
            ),
        )
    if criteria.deals:
        yield (
            criteria.but(deals=False),
            lambda number: ngettext(
                "%(number)s venue has no off-peak price",
                "%(number)s venues have no off-peak price",
                number,
                number=f"{number:,}",
            ),
        )
    if criteria.open_now:
        yield (
            criteria.but(open_now=False),
            lambda number: ngettext(
                "%(number)s venue is closed now", "%(number)s venues are closed now", number, number=f"{number:,}"
            ),
        )


def costs(criteria: Criteria) -> Description:
    """Return the sentence about venues outside the price range."""
    lowest, highest = usd_short(100 * (criteria.lowest or 0)), usd_short(100 * (criteria.highest or 0))
    if criteria.highest is None:
        return lambda number: ngettext(
            "%(number)s venue costs less than %(lowest)s",
            "%(number)s venues cost less than %(lowest)s",
            number,
            number=f"{number:,}",
            lowest=lowest,
        )
    if criteria.lowest:
        return lambda number: ngettext(
            "%(number)s venue has prices outside %(lowest)s to %(highest)s",
            "%(number)s venues have prices outside %(lowest)s to %(highest)s",
            number,
            number=f"{number:,}",
            lowest=lowest,
            highest=highest,
        )
    return lambda number: ngettext(
        "%(number)s venue costs more than %(highest)s",
        "%(number)s venues cost more than %(highest)s",
        number,
        number=f"{number:,}",
        highest=highest,
    )
