"""What an index must answer, said in the plainest way. Every engine is compared with this."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from search.documents import Facets, Offer, SearchDocument, SearchPage, SearchQuery, Sort, local_hour
from search.geo import miles_between
from search.text import fold, words

Test = Callable[[SearchDocument, Offer], object]


def search(documents: Sequence[SearchDocument], asked: SearchQuery) -> SearchPage:
    rows = [(doc, offer) for doc in documents for offer in doc.offers if fits(asked, doc, offer)]
    tests: dict[str, Test] = {
        "category": lambda _, offer: not asked.categories or offer.category in asked.categories,
        "city": lambda doc, _: not asked.cities or doc.city in asked.cities,
        "deals": lambda doc, offer: not asked.deals or hours(asked, doc, offer.deal),
        "open": lambda doc, _: not asked.open_now or is_open(asked, doc),
    }

    def found(without: str = "", besides: Test = lambda *_: True) -> list[tuple[SearchDocument, Offer]]:
        kept = [test for name, test in tests.items() if name != without]
        return [row for row in rows if besides(*row) and all(test(*row) for test in kept)]

    def count(kind: str, besides: Test) -> int:
        return len({doc.id for doc, _ in found(kind, besides)})

    by_category = {
        o.category: count("category", lambda _, p, c=o.category: p.category == c) for _, o in found("category")
    }
    by_city = {d.city: count("city", lambda e, _, c=d.city: e.city == c) for d, _ in found("city")}
    deals = count("deals", lambda doc, offer: hours(asked, doc, offer.deal))
    facets = Facets(by_category, by_city, deals, count("open", lambda doc, _: is_open(asked, doc)))
    hits = found()
    ids = sorted({doc.id: doc for doc, _ in hits}.values(), key=lambda doc: order(asked, doc, hits))
    first = (asked.page - 1) * asked.size
    return SearchPage(tuple(doc.id for doc in ids[first : first + asked.size]), len(ids), facets)


def fits(asked: SearchQuery, doc: SearchDocument, offer: Offer) -> bool:
    told = begins(asked.text, f"{doc.name} {doc.keywords}")
    near = asked.near is None or miles_between(asked.near.point, doc.point) <= asked.near.miles
    return told and near and (asked.free_at is None or bool(hours(asked, doc, offer.free)))


def begins(asked: str, text: str) -> bool:
    return all(any(word.startswith(part) for word in words(text)) for part in words(asked, most=12))


def is_open(asked: SearchQuery, doc: SearchDocument) -> bool:
    return any(begins <= asked.asked_at < ends for begins, ends in doc.open)


def hours(asked: SearchQuery, doc: SearchDocument, free: Sequence[int]) -> list[int]:
    soonest = local_hour((asked.asked_at + timedelta(minutes=doc.notice_minutes)).astimezone(ZoneInfo(doc.zone)))
    return [h for h in free if h >= soonest and (asked.free_at is None or h in asked.free_at.hours())]


def order(asked: SearchQuery, doc: SearchDocument, hits: Sequence[tuple[SearchDocument, Offer]]) -> tuple[object, ...]:
    own = [offer for hit, offer in hits if hit.id == doc.id]
    miles = miles_between(asked.near.point, doc.point) if asked.near else 0.0
    soonest = [h for offer in own for h in hours(asked, doc, offer.deal if asked.deals else offer.free)]
    cents = [offer.from_cents for offer in own if offer.from_cents is not None]
    by = {
        Sort.BEST: (not begins(asked.text, doc.name),),
        Sort.NEAREST: (),
        Sort.SOONEST: (not soonest, wall_stamp(doc, min(soonest)) if soonest else 0),
        Sort.PRICE: (not cents, min(cents, default=0)),
    }
    return (*by[asked.sort], miles, fold(doc.name), doc.id)


def wall_stamp(doc: SearchDocument, hour: int) -> float:
    # An aware datetime plus hours moves its wall clock, which is what is meant.
    return (datetime(1970, 1, 1, tzinfo=ZoneInfo(doc.zone)) + timedelta(hours=hour)).timestamp()
