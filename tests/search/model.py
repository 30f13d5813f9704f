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


def search(documents: Sequence[SearchDocument], asked: SearchQuery) -> SearchPage:
    """Return the page for a question. Words are corrected or left out only if no document has all of them."""
    found = search_all_words(documents, asked)
    other = None if found.total else reword(asked, Known(documents))
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


def search_all_words(documents: Sequence[SearchDocument], asked: SearchQuery) -> SearchPage:
    tests: dict[str, Test] = {
        "kinds": lambda doc: not asked.kinds or doc.kind in asked.kinds,
        "cities": lambda doc: not asked.cities or doc.city in asked.cities,
        "tags": lambda doc: asked.tags <= doc.tags,
        "open": lambda doc: not asked.open_now or is_open(doc, asked.asked_at),
        "offers": lambda doc: not (asked.categories or asked.deals) or fitting(asked, doc, deals=asked.deals),
    }
    known = [doc for doc in documents if fits(asked, doc)]

    def found(*without: str) -> list[SearchDocument]:
        return [doc for doc in known if all(test(doc) for name, test in tests.items() if name not in without)]

    by_category = {
        doc.id: {name for o in offers(asked, doc, deals=asked.deals) for name in o.categories}
        for doc in found("offers")
    }
    facets = Facets(
        categories=count(name for names in by_category.values() for name in names),
        kinds=count(doc.kind for doc in found("kinds")),
        tags=count(tag for doc in found() for tag in doc.tags),
        cities=count(doc.city for doc in found("cities")),
        deals=sum(bool(fitting(asked, doc, deals=True)) for doc in found("offers")),
        open_now=sum(is_open(doc, asked.asked_at) for doc in found("open")),
    )
    hits = sorted(found(), key=lambda doc: order(asked, doc))
    first = (asked.page - 1) * asked.size
    return SearchPage(tuple(hit(asked, doc) for doc in hits[first : first + asked.size]), len(hits), facets)


def count(values: Iterable[T]) -> dict[T, int]:
    return dict(Counter(values))


def fits(asked: SearchQuery, doc: SearchDocument) -> bool:
    """Return whether a document passes all filters that have no facet."""
    return (
        has_words(asked, doc)
        and (not asked.name or name_keys(asked.name)[:1] == name_keys(doc.name)[:1] != ())
        and (asked.near is None or miles_between(asked.near.point, doc.point) <= asked.near.miles)
        and (asked.box is None or asked.box.holds(doc.point))
        and (asked.rating is None or (doc.rating is not None and doc.rating >= asked.rating))
        and (asked.open_at is None or is_open(doc, asked.open_at))
        and bool(offers(asked, doc) or not asked.asks_more_of_offers)
    )


def has_words(asked: SearchQuery, doc: SearchDocument) -> bool:
    """Return whether all words of the question begin a word of the document, or its only word is the whole name."""
    is_name = len(sought(asked.text)) == 1 and not {*name_keys(asked.text)}.isdisjoint(name_keys(doc.name))
    return is_name or begins(asked, all_text(doc))


def begins(asked: SearchQuery, said: str) -> bool:
    return all(one.fits(index_words(said)) for one in sought(asked.text))


def is_open(doc: SearchDocument, at: datetime) -> bool:
    return any(begins <= at < ends for begins, ends in doc.open)


def offers(asked: SearchQuery, doc: SearchDocument, *, deals: bool = False) -> list[Offer]:
    """Return the offers that match, of any category."""
    lowest, highest = (asked.prices.lowest, asked.prices.highest) if asked.prices else (0, None)
    return [
        offer
        for offer in doc.offers
        if offer.cents >= lowest
        and (highest is None or offer.cents <= highest)
        and offer.guests >= asked.guests
        and (not asked.genders or offer.genders & asked.genders)
        and (asked.minutes is None or asked.minutes.hold(offer.minutes))
        and (asked.free_at is None or hours(asked, doc, offer.free))
        and (not deals or hours(asked, doc, offer.deal))
    ]


def fitting(asked: SearchQuery, doc: SearchDocument, *, deals: bool) -> list[Offer]:
    return [o for o in offers(asked, doc, deals=deals) if not asked.categories or o.categories & asked.categories]


def hours(asked: SearchQuery, doc: SearchDocument, among: Sequence[int]) -> list[int]:
    """Return the requested hours that are not over."""
    coming = [hour for hour in among if hour >= hour_of(asked.asked_at)]
    if asked.free_at is None:
        return coming
    at = asked.free_at
    ranges = next(
        hours for hours, zones in local_hours(at.first, at.last, at.from_hour, at.to_hour).items() if doc.zone in zones
    )
    return [hour for hour in coming if any(begins <= hour < ends for begins, ends in ranges)]


def order(asked: SearchQuery, doc: SearchDocument) -> tuple[object, ...]:
    miles = miles_between(asked.near.point, doc.point) if asked.near else 0.0
    own = fitting(asked, doc, deals=asked.deals)
    soonest = [h for offer in own for h in hours(asked, doc, offer.deal if asked.deals else offer.free)]
    away = min(soonest, default=hour_of(asked.asked_at) + 10_000) - hour_of(asked.asked_at)
    by: dict[Sort, tuple[object, ...]] = {
        # Rounded to a thousandth, because engines calculate with different precision.
        Sort.BEST: (-round(score(asked, doc, miles), 3),),
        Sort.NEAREST: (),
        Sort.SOONEST: (soonest_step(away),),
        Sort.PRICE: (not own, min((offer.cents for offer in own), default=0)),
        Sort.RATING: (-(doc.rating or 0),),
    }
    return (*by[asked.sort], miles, fold(doc.name), doc.id)


def score(asked: SearchQuery, doc: SearchDocument, miles: float) -> float:
    found = RATED * (doc.rating or UNRATED)
    if asked.near:
        found += nearness(miles)
    if sought(asked.text):
        found += EXACT / 2 * len({*name_keys(asked.text)} & {*name_keys(doc.name)})
        found += NAMED * begins(asked, doc.name)
        found += SOLD * any(begins(asked, offer.title) for offer in doc.offers)
    return found


def hit(asked: SearchQuery, doc: SearchDocument) -> Hit:
    def told(offer: Offer) -> int:
        return sum(one.fits(index_words(offer.title)) for one in sought(asked.text))

    own = sorted(fitting(asked, doc, deals=asked.deals), key=lambda offer: (-told(offer), offer.cents, offer.id))
    miles = miles_between(asked.near.point, doc.point) if asked.near else None
    return Hit(doc.id, miles, tuple(offer.id for offer in own[:SHOWN_OFFERS]))
