"""Verification of search results against the calendars: a list shows only venues that can be booked as requested."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from app.search_index.index import index
from app.search_pages.cards import Card
from app.search_pages.criteria import Criteria, Kinds, names_of, narrowed_kinds
from app.search_pages.kind_names import kinds_named
from app.search_pages.venue_cards import cards
from search.documents import DEEPEST, Facets, SearchPage, Sort
from search.text import without_small_ends

T = TypeVar("T")

NO_KINDS: Kinds = MappingProxyType({})
MOST_ROUNDS = 4
"""How many pages of results are checked to fill one page; after that it may stay short."""


@dataclass(frozen=True, slots=True)
class ResultsPage:
    """One page of venues. `unavailable` has those that the search proposed but that cannot be booked as requested. If
    there are any, `total` is exact only if everything that the search proposes was checked: other pages were not."""

    cards: Sequence[Card]
    page: SearchPage
    criteria: Criteria  # with the number of this page
    unavailable: Sequence[int] = ()  # ids of venues

    @property
    def total(self) -> int:
        return max(self.page.total - len(self.unavailable), len(self.cards))

    @property
    def checked(self) -> int:
        """Return how many were checked against the calendars."""
        return len(self.cards) + len(self.unavailable)

    @property
    def is_about(self) -> bool:
        """Return whether `total` is an estimate."""
        return bool(self.unavailable) and self.total > 0 and self.checked < self.page.total

    @property
    def facets(self) -> Facets:
        """Return the engine's counts, capped at the total of the list where a choice narrows the list."""
        criteria, facets = self.criteria, self.page.facets
        if not self.unavailable:
            return facets
        # Search counts categories and deals without either choice.
        offers = (*criteria.categories, *(["deals"] if criteria.deals else []))
        return replace(
            facets,
            categories=self._agreeing(facets.categories, offers),
            kinds=self._agreeing(facets.kinds, criteria.types),
            tags=self._agreeing(facets.tags, criteria.tags),
            cities=self._agreeing(facets.cities, criteria.cities),
            deals=facets.deals if criteria.categories else min(facets.deals, self.total),
            open_now=min(facets.open_now, self.total),
        )

    def _agreeing(self, numbers: Mapping[T, int], chosen: Collection[object]) -> Mapping[T, int]:
        """Cap the counts of one facet: if a choice is the only one of its facet, it finds what the list has."""
        return {
            value: min(number, self.total) if not chosen or {*chosen} == {value} else number
            for value, number in numbers.items()
        }


def find(criteria: Criteria, *, size: int, kinds: Kinds = NO_KINDS) -> ResultsPage:
    """Return the requested page, or the last one if there are fewer. Venues that are not bookable are replaced by the
    next results.

    If the search left out words or read them differently, and the remaining text names one of the `kinds`, the result
    is the list of that category.
    """
    page = index().search(criteria.query(size=size))
    named = of_category(criteria, page, kinds)
    if named:
        # By category: otherwise prices, hours and other conditions could match any service of a venue that offers it.
        own = index().search(named.query(size=size))
        if own.total:
            criteria, page = named, with_words_of(own, page)
    if page.total and not page.hits:
        criteria = criteria.at_page(last_page(page.total, size))
        page = with_words_of(index().search(criteria.query(size=size)), page)
    bookable: list[Card] = []
    unavailable: list[int] = []
    for card in proposed(page, criteria, size):
        if is_bookable(card, criteria):
            bookable.append(card)
        else:
            unavailable.append(card.venue.id)
        if len(bookable) == size:
            break
    return ResultsPage(in_order(bookable, criteria), page, criteria, unavailable)


def with_words_of(page: SearchPage, first: SearchPage) -> SearchPage:
    """Return a page with the notes on words of another: a query for a category no longer has those words."""
    return replace(page, read_as=first.read_as, left_out=first.left_out, kept=first.kept)


def of_category(criteria: Criteria, page: SearchPage, kinds: Kinds) -> Criteria | None:
    """Return the criteria for the category that the words searched for name; None if they name none."""
    if criteria.kinds or not page.total or not (page.left_out or page.read_as):
        return None
    named = kinds_named(words_read(page), kinds)
    if not named:
        return None
    categories = narrowed_kinds(named, kinds)
    sort = None if criteria.sort is Sort.BEST else criteria.sort
    by_category = criteria.but(
        text="", kinds=named, categories=categories, names=names_of(categories, kinds), sort=sort
    )
    return by_category.at_page(criteria.page)


def words_read(page: SearchPage) -> str:
    """Return the words that were searched instead of the typed ones."""
    return without_small_ends(page.kept if page.left_out else page.read_as or "")


def text_found_by(found: ResultsPage) -> str:
    """Return the words that the venues of a list have: the typed ones, unless others were searched instead."""
    criteria, page = found.criteria, found.page
    return criteria.text and (page.kept if page.left_out else page.read_as or criteria.text)


def proposed(page: SearchPage, criteria: Criteria, size: int) -> Iterator[Card]:
    """Yield the cards of a page, and of the next pages while the caller wants more, up to MOST_ROUNDS pages."""
    wanted = replace(criteria.wanted, text=page.read_as) if page.read_as and criteria.text else criteria.wanted
    ids = page.ids
    for number in range(criteria.page + 1, criteria.page + MOST_ROUNDS):
        yield from cards(ids, at=criteria.at, wanted=wanted, strictly=True)
        if (number - 1) * size >= page.total:
            return
        ids = index().search(criteria.at_page(number).query(size=size)).ids
    yield from cards(ids, at=criteria.at, wanted=wanted, strictly=True)


def is_bookable(card: Card, criteria: Criteria) -> bool:
    """Return whether the card matches the criteria; without conditions on time, a venue without times also does."""
    if criteria.durations and not (card.option and criteria.durations.hold(card.option.duration_minutes)):
        return False
    if not (criteria.free_at or criteria.deals or criteria.prices or criteria.guests > 1 or criteria.genders):
        return True
    return card.times is not None and card.times.is_match


def last_page(total: int, size: int) -> int:
    """Return the last page that can be reached by its number."""
    return max(1, min(-(-total // size), DEEPEST // size))


def in_order(found: Sequence[Card], criteria: Criteria) -> list[Card]:
    """Sort the cards by what they show: the search orders by the hour, and by the lowest price of two weeks."""
    if criteria.order is Sort.SOONEST:
        return sorted(found, key=lambda card: (not card.times, card.times.starts[0].at if card.times else None))
    if criteria.order is Sort.PRICE:
        return sorted(found, key=lambda card: (not card.times, card.times.best.price_each if card.times else 0))
    return list(found)
