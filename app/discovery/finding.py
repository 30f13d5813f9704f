"""What search proposes, held against the calendars: a list shows only what can be booked as it was asked for."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

from app.discovery.cards import Card
from app.discovery.criteria import Criteria, Kinds, names_of, narrowed_kinds
from app.discovery.index import index
from app.discovery.kind_names import kinds_named
from app.discovery.venue_cards import cards
from search.documents import DEEPEST, Facets, SearchPage, Sort
from search.text import without_small_ends

T = TypeVar("T")

NO_KINDS: Kinds = MappingProxyType({})
MOST_ROUNDS = 4
"""Pages that are looked through for one: after so many it may stay short."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of venues. `gone` are those that search proposed and that cannot be booked as asked. If there are some,
    `total` is exact only where all that search proposes was checked: nobody has looked at the other pages."""

    cards: Sequence[Card]
    page: SearchPage
    asked: Criteria  # with the page that it is
    gone: Sequence[int] = ()  # ids of venues

    @property
    def total(self) -> int:
        return max(self.page.total - len(self.gone), len(self.cards))

    @property
    def checked(self) -> int:
        """How many were held against the calendars."""
        return len(self.cards) + len(self.gone)

    @property
    def is_about(self) -> bool:
        """Whether `total` is an estimate."""
        return bool(self.gone) and self.total > 0 and self.checked < self.page.total

    @property
    def facets(self) -> Facets:
        """The numbers of search, none of which is larger than that of the list where it narrows the list."""
        asked, facets = self.asked, self.page.facets
        if not self.gone:
            return facets
        # Search counts categories and deals without either choice.
        offers = (*asked.categories, *(["deals"] if asked.deals else []))
        return replace(
            facets,
            categories=self._agreeing(facets.categories, offers),
            kinds=self._agreeing(facets.kinds, asked.types),
            tags=self._agreeing(facets.tags, asked.tags),
            cities=self._agreeing(facets.cities, asked.cities),
            deals=facets.deals if asked.categories else min(facets.deals, self.total),
            open_now=min(facets.open_now, self.total),
        )

    def _agreeing(self, numbers: Mapping[T, int], chosen: Collection[object]) -> Mapping[T, int]:
        """A choice that is the only one of its facet finds what the list has."""
        return {
            value: min(number, self.total) if not chosen or {*chosen} == {value} else number
            for value, number in numbers.items()
        }


def find(asked: Criteria, *, size: int, kinds: Kinds = NO_KINDS) -> Found:
    """The asked page, or the last where there are fewer. What is gone is replaced by what comes next.
    Where search left words out, or read them in another way, and the rest names one of the `kinds`, it is the list of
    that category."""
    page = index().search(asked.query(size=size))
    named = of_category(asked, page, kinds)
    if named:
        # Of the category: else prices, hours and the rest could be those of any service of a venue that sells it.
        own = index().search(named.query(size=size))
        if own.total:
            asked, page = named, with_words_of(own, page)
    if page.total and not page.hits:
        asked = asked.at_page(last_page(page.total, size))
        page = with_words_of(index().search(asked.query(size=size)), page)
    kept: list[Card] = []
    gone: list[int] = []
    for card in proposed(page, asked, size):
        if is_bookable(card, asked):
            kept.append(card)
        else:
            gone.append(card.venue.id)
        if len(kept) == size:
            break
    return Found(in_order(kept, asked), page, asked, gone)


def with_words_of(page: SearchPage, first: SearchPage) -> SearchPage:
    """Return a page with what another says about the words: a question about a category no longer has those."""
    return replace(page, read_as=first.read_as, left_out=first.left_out, kept=first.kept)


def of_category(asked: Criteria, page: SearchPage, kinds: Kinds) -> Criteria | None:
    """Return the question about the category that the words that were read name; None where they name none."""
    if asked.kinds or not page.total or not (page.left_out or page.read_as):
        return None
    named = kinds_named(words_read(page), kinds)
    if not named:
        return None
    categories = narrowed_kinds(named, kinds)
    sort = None if asked.sort is Sort.BEST else asked.sort
    named_asked = asked.but(text="", kinds=named, categories=categories, names=names_of(categories, kinds), sort=sort)
    return named_asked.at_page(asked.page)


def words_read(page: SearchPage) -> str:
    """Return the words that search asked for instead of those that were typed."""
    return without_small_ends(page.kept if page.left_out else page.read_as or "")


def text_found_by(found: Found) -> str:
    """Return the words that the venues of a list have: what was typed, unless search asked for others instead."""
    asked, page = found.asked, found.page
    return asked.text and (page.kept if page.left_out else page.read_as or asked.text)


def proposed(page: SearchPage, asked: Criteria, size: int) -> Iterator[Card]:
    """The cards of a page, and of the pages that follow it as long as somebody wants more."""
    wanted = replace(asked.wanted, text=page.read_as) if page.read_as and asked.text else asked.wanted
    ids = page.ids
    for number in range(asked.page + 1, asked.page + MOST_ROUNDS):
        yield from cards(ids, at=asked.at, wanted=wanted, strictly=True)
        if (number - 1) * size >= page.total:
            return
        ids = index().search(asked.at_page(number).query(size=size)).ids
    yield from cards(ids, at=asked.at, wanted=wanted, strictly=True)


def is_bookable(card: Card, asked: Criteria) -> bool:
    """As it was asked for; where nothing was asked of times, a venue without any is shown, too."""
    if asked.durations and not (card.service and asked.durations.hold(card.service.duration_minutes)):
        return False
    if not (asked.free_at or asked.deals or asked.prices or asked.guests > 1 or asked.genders):
        return True
    return card.times is not None and card.times.as_asked


def last_page(total: int, size: int) -> int:
    """Of those that can be reached by their numbers."""
    return max(1, min(-(-total // size), DEEPEST // size))


def in_order(found: Sequence[Card], asked: Criteria) -> list[Card]:
    """Search proposes by the hour, and by the lowest price of two weeks; on one page what is shown decides."""
    if asked.order is Sort.SOONEST:
        return sorted(found, key=lambda card: (not card.times, card.times.starts[0].at if card.times else None))
    if asked.order is Sort.PRICE:
        return sorted(found, key=lambda card: (not card.times, card.times.best.price_each if card.times else 0))
    return list(found)
