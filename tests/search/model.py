"""A model of an index in the plainest code. Every engine is compared with it."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from search import text
from search.documents import SHOWN_OFFERS, Facets, Hit, Offer, SearchDocument, SearchPage, SearchQuery, Sort, hour_of
from search.geo import miles_between
from search.relevance import EXACT, NAMED, RATED, SOLD, UNRATED, nearness, soonest_step
from search.rewording import WordUse, reword, weights
from search.sought import Sought, sought
from search.text import fold, index_words, name_keys, nearest
from search.zones import local_hours

T = TypeVar("T", bound=Hashable)
Test = Callable[[SearchDocument], object]


def search(documents: Sequence[SearchDocument], query: SearchQuery) -> SearchPage:
    """Return the page for a question. Words are corrected or left out only if no document has all of them."""
    found = search_all_words(documents, query)
    other = None if found.total else reword(query, Known(documents))
    if other is None:
        return found
    return other.noted(search_all_words(documents, other.query))


@dataclass
class Known:
    """What the documents contribute to interpreting words."""

    documents: Sequence[SearchDocument]

    def known(self, words: Sequence[Sought]) -> dict[str, str | None]:
        often = Counter(word for doc in self.documents for word in text.words(all_text(doc)))
        return {
            one.word: one.word
            if any(one.fits(index_words(all_text(doc))) for doc in self.documents)
            else nearest(one.word, often.items())
            for one in words
        }

    def kept(self, query: SearchQuery, words: Sequence[Sought]) -> set[str]:
        rest = search_all_words(self.documents, replace(query, text="", page=1, size=100, after=None)).ids
        texts = [(index_words(all_text(doc)), index_words(doc.name)) for doc in self.documents if doc.id in rest]
        has = [[name for known, name in texts if one.fits(known)] for one in words]
        worth = weights(
            [
                WordUse(len(names), sum(not one.fits(name) for name in names))
                for one, names in zip(words, has, strict=True)
            ]
        )
        choices = [[number for number, one in enumerate(words) if one.fits(known)] for known, _ in texts]
        best = max(choices, key=lambda numbers: sum(worth[number] for number in numbers), default=[])
        return {words[number].word for number in best}


def all_text(doc: SearchDocument) -> str:
    return "\n".join((doc.name, doc.keywords, *(offer.title for offer in doc.offers)))


def search_all_words(documents: Sequence[SearchDocument], query: SearchQuery) -> SearchPage:
    tests: dict[str, Test] = {
        "kinds": lambda doc: not query.kinds or doc.kind in query.kinds,
        "cities": lambda doc: not query.cities or doc.city in query.cities,
        "tags": lambda doc: query.tags <= doc.tags,
        "open": lambda doc: not query.open_now or is_open(doc, query.at),
        "offers": lambda doc: not (query.categories or query.deals) or fitting(query, doc, deals=query.deals),
    }
    known = [doc for doc in documents if fits(query, doc)]

    def found(*without: str) -> list[SearchDocument]:
        return [doc for doc in known if all(test(doc) for name, test in tests.items() if name not in without)]

    by_category = {
        doc.id: {name for o in offers(query, doc, deals=query.deals) for name in o.categories}
        for doc in found("offers")
    }
    facets = Facets(
        categories=count(name for names in by_category.values() for name in names),
        kinds=count(doc.kind for doc in found("kinds")),
        tags=count(tag for doc in found() for tag in doc.tags),
        cities=count(doc.city for doc in found("cities")),
        deals=sum(bool(fitting(query, doc, deals=True)) for doc in found("offers")),
        open_now=sum(is_open(doc, query.at) for doc in found("open")),
    )
    hits = sorted(found(), key=lambda doc: order(query, doc))
    first = (query.page - 1) * query.size
    return SearchPage(tuple(hit(query, doc) for doc in hits[first : first + query.size]), len(hits), facets)


def count(values: Iterable[T]) -> dict[T, int]:
    return dict(Counter(values))


def fits(query: SearchQuery, doc: SearchDocument) -> bool:
    """Return whether a document passes all filters that have no facet."""
    return (
        has_words(query, doc)
        and (not query.name or name_keys(query.name)[:1] == name_keys(doc.name)[:1] != ())
        and (query.near is None or miles_between(query.near.point, doc.point) <= query.near.miles)
        and (query.box is None or query.box.holds(doc.point))
        and (query.rating is None or (doc.rating is not None and doc.rating >= query.rating))
        and (query.open_at is None or is_open(doc, query.open_at))
        and bool(offers(query, doc) or not query.asks_more_of_offers)
    )


def has_words(query: SearchQuery, doc: SearchDocument) -> bool:
    """Return whether all words of the question begin a word of the document, or its only word is the whole name."""
    is_name = len(sought(query.text)) == 1 and not {*name_keys(query.text)}.isdisjoint(name_keys(doc.name))
    return is_name or begins(query, all_text(doc))


def begins(query: SearchQuery, text: str) -> bool:
    return all(one.fits(index_words(text)) for one in sought(query.text))


def is_open(doc: SearchDocument, at: datetime) -> bool:
    return any(begins <= at < ends for begins, ends in doc.open)


def offers(query: SearchQuery, doc: SearchDocument, *, deals: bool = False) -> list[Offer]:
    """Return the offers that match, of any category."""
    lowest, highest = (query.prices.lowest, query.prices.highest) if query.prices else (0, None)
    return [
        offer
        for offer in doc.offers
        if offer.cents >= lowest
        and (highest is None or offer.cents <= highest)
        and offer.guests >= query.guests
        and (not query.genders or offer.genders & query.genders)
        and (query.minutes is None or query.minutes.hold(offer.minutes))
        and (query.free_at is None or hours(query, doc, offer.free))
        and (not deals or hours(query, doc, offer.deal))
    ]


def fitting(query: SearchQuery, doc: SearchDocument, *, deals: bool) -> list[Offer]:
    return [o for o in offers(query, doc, deals=deals) if not query.categories or o.categories & query.categories]


def hours(query: SearchQuery, doc: SearchDocument, among: Sequence[int]) -> list[int]:
    """Return the requested hours that are not over."""
    coming = [hour for hour in among if hour >= hour_of(query.at)]
    if query.free_at is None:
        return coming
    at = query.free_at
    ranges = next(
        hours for hours, zones in local_hours(at.first, at.last, at.from_hour, at.to_hour).items() if doc.zone in zones
    )
    return [hour for hour in coming if any(begins <= hour < ends for begins, ends in ranges)]


def order(query: SearchQuery, doc: SearchDocument) -> tuple[object, ...]:
    miles = miles_between(query.near.point, doc.point) if query.near else 0.0
    own = fitting(query, doc, deals=query.deals)
    soonest = [h for offer in own for h in hours(query, doc, offer.deal if query.deals else offer.free)]
    away = min(soonest, default=hour_of(query.at) + 10_000) - hour_of(query.at)
    by: dict[Sort, tuple[object, ...]] = {
        # Rounded to a thousandth, because engines calculate with different precision.
        Sort.BEST: (-round(score(query, doc, miles), 3),),
        Sort.NEAREST: (),
        Sort.SOONEST: (soonest_step(away),),
        Sort.PRICE: (not own, min((offer.cents for offer in own), default=0)),
        Sort.RATING: (-(doc.rating or 0),),
    }
    return (*by[query.sort], miles, fold(doc.name), doc.id)


def score(query: SearchQuery, doc: SearchDocument, miles: float) -> float:
    found = RATED * (doc.rating or UNRATED)
    if query.near:
        found += nearness(miles)
    if sought(query.text):
        found += EXACT / 2 * len({*name_keys(query.text)} & {*name_keys(doc.name)})
        found += NAMED * begins(query, doc.name)
        found += SOLD * any(begins(query, offer.title) for offer in doc.offers)
    return found


def hit(query: SearchQuery, doc: SearchDocument) -> Hit:
    def matches(offer: Offer) -> int:
        return sum(one.fits(index_words(offer.title)) for one in sought(query.text))

    own = sorted(fitting(query, doc, deals=query.deals), key=lambda offer: (-matches(offer), offer.cents, offer.id))
    miles = miles_between(query.near.point, doc.point) if query.near else None
    return Hit(doc.id, miles, tuple(offer.id for offer in own[:SHOWN_OFFERS]))
