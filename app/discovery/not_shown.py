"""Which venues a list does not show because of one filter: how many, why, and the list without that filter."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.discovery import list_words as words
from app.discovery.criteria import Criteria
from app.discovery.finding import Found, text_found_by
from app.discovery.index import index
from app.filters import duration, plural
from search.documents import Sort

MOST_REASONS = 3


class NotShown(NamedTuple):
    label: str
    asked: Criteria  # the question without that filter


def not_shown(found: Found) -> Sequence[NotShown]:
    """Return what the first few filters leave out, one question to search each."""
    asked, page = found.asked, found.page
    text = text_found_by(found)
    shown = []
    for rest, one, more in list(reasons(asked))[:MOST_REASONS]:
        query = rest.but(text=text, sort=None if rest.sort is Sort.BEST and not text else rest.sort).query(size=0)
        number = index().search(query).total - page.total
        if number > 0:
            shown.append(NotShown(f"{plural(number, 'venue', 'venues')} {one if number == 1 else more}", rest))
    return shown


def reasons(asked: Criteria) -> Iterator[tuple[Criteria, str, str]]:
    """Yield the question without each of its filters, and what that filter says of one venue and of several."""
    if asked.prices:
        yield asked.but(lowest=None, highest=None), *costs(asked)
    if asked.guests > 1:
        together = f"{words.spots(asked.guests)} at the same time"
        yield asked.but(guests=1), f"does not have {together}", f"do not have {together}"
    if asked.free_at:
        anytime, when = asked.but(day=None, last=None, part=None), words.when(asked)
        yield anytime, f"is not available {when}", f"are not available {when}"
    if asked.minutes:
        long = f"a service of about {duration(asked.minutes)}"
        yield asked.but(minutes=None), f"does not have {long}", f"do not have {long}"
    if asked.deals:
        yield asked.but(deals=False), "has no off-peak price", "have no off-peak price"
    if asked.open_now:
        yield asked.but(open_now=False), "is closed now", "are closed now"


def costs(asked: Criteria) -> tuple[str, str]:
    """Say where the prices of one venue and of several are."""
    if asked.highest is None:
        return f"costs less than ${asked.lowest:,}", f"cost less than ${asked.lowest:,}"
    if asked.lowest:
        outside = f"outside ${asked.lowest:,} to ${asked.highest:,}"
        return f"has prices {outside}", f"have prices {outside}"
    return f"costs more than ${asked.highest:,}", f"cost more than ${asked.highest:,}"
