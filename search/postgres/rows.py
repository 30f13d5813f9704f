"""Documents as rows of the tables, and the statements that insert them."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Executable, Integer, ScalarSelect, Text, bindparam, cast, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.dialects.postgresql import insert as upsert

from search.documents import Offer, SearchDocument
from search.postgres import hours
from search.postgres.tables import documents, offers, sets, texts, titles, vocabulary
from search.text import fold, index_words, name_keys, words

Values = dict[str, object]


# Lexemes are passed ready-made: PostgreSQL's own parser splits words differently.
def _set_of(name: str) -> ScalarSelect[int]:
    return select(sets.c.id).where(sets.c.members == bindparam(name, type_=ARRAY(Text))).scalar_subquery()


_insert_document = insert(documents).values(
    tag_set=_set_of("its_tags"),
    category_set=_set_of("its_categories"),
    city_set=_set_of("its_city"),
    name_words=func.array_to_tsvector(bindparam("in_name", type_=ARRAY(Text))),
    free=cast(bindparam("free_days", type_=Text), ARRAY(Integer)),
)
_insert_text = insert(texts).values(words=cast(bindparam("in_all", type_=Text), TSVECTOR))
_insert_offer = insert(offers).values(
    words=func.array_to_tsvector(bindparam("in_title", type_=ARRAY(Text))),
    free=cast(bindparam("free_days", type_=Text), ARRAY(Integer)),
    deal=cast(bindparam("deal_days", type_=Text), ARRAY(Integer)),
)
_new_title = upsert(titles).values(words=func.array_to_tsvector(bindparam("in_title", type_=ARRAY(Text))))
# Updated only if the stored words of a title have changed.
_insert_title = _new_title.on_conflict_do_update(
    index_elements=[titles.c.name],
    set_={"words": _new_title.excluded.words},
    where=titles.c.words != _new_title.excluded.words,
)


def inserts(fresh: Sequence[SearchDocument]) -> Iterator[tuple[Executable, list[Values]]]:
    """Return the statements that insert documents, each with its rows, at least one."""
    every = (
        (upsert(sets).on_conflict_do_nothing(), _sets(fresh)),
        (_insert_document, [_document(document) for document in fresh]),
        (_insert_text, [{"document_id": document.id, "in_all": _marked(document)} for document in fresh]),
        (upsert(vocabulary).on_conflict_do_nothing(), _vocabulary(fresh)),
        (_insert_title, _titles_sold(fresh)),
        (_insert_offer, [row for document in fresh for row in _offers(document)]),
    )
    return ((statement, rows) for statement, rows in every if rows)


def _sets(fresh: Sequence[SearchDocument]) -> list[Values]:
    known = {tuple(members) for document in fresh for members in _its_sets(document).values()}
    # Sorted: two writers of the same sets queue up instead of deadlocking.
    return [{"members": [*members]} for members in sorted(known)]


def _its_sets(document: SearchDocument) -> dict[str, list[str]]:
    return {
        "its_tags": sorted(document.tags),
        "its_categories": sorted({category for offer in document.offers for category in offer.categories}),
        "its_city": [*document.city],
    }


def _vocabulary(fresh: Sequence[SearchDocument]) -> list[Values]:
    # Sorted: two writers of the same words queue up instead of deadlocking.
    return [{"word": word} for word in sorted({word for document in fresh for word in words(_text(document))})]


def _titles_sold(fresh: Sequence[SearchDocument]) -> list[Values]:
    spelled = {fold(offer.title): offer.title for document in fresh for offer in document.offers}
    # Sorted for the same reason.
    return [
        {"name": name, "title": spelled[name], "in_title": list(index_words(spelled[name]))} for name in sorted(spelled)
    ]


def _text(document: SearchDocument) -> str:
    return "\n".join((document.name, document.keywords, *(offer.title for offer in document.offers)))


def _document(document: SearchDocument) -> Values:
    its_sets = _its_sets(document)
    until = dict.fromkeys(its_sets["its_categories"], 0)
    for offer in document.offers:
        for category in offer.categories:
            until[category] = max(until[category], _deal_until(offer))
    return {
        **its_sets,
        "id": document.id,
        "name": fold(document.name),
        "title": document.name,
        "in_name": [*index_words(document.name), *name_keys(document.name)],
        "kind": document.kind,
        "tags": sorted(document.tags),
        "city": document.city.name,
        "state": document.city.state,
        "latitude": document.point.latitude,
        "longitude": document.point.longitude,
        "zone": document.zone,
        "rating": document.rating,
        "open": [hours.minute(instant) for opening in document.open for instant in opening],
        "categories": list(until),
        "deals_until": list(until.values()),
        "deal_until": max(until.values(), default=0),
        "cents": min((offer.cents for offer in document.offers), default=None),
        "free_days": hours.written(hours.together(hours.days(offer.free) for offer in document.offers)),
    }


def _marked(document: SearchDocument) -> str:
    """Return the words of a document in tsvector syntax, those of titles with the weight B."""
    sold = {word for offer in document.offers for word in index_words(offer.title)}
    known = {*index_words(_text(document)), *index_words(document.name), *sold, *name_keys(document.name)}
    return " ".join(f"'{word}':1{'B' if word in sold else ''}" for word in known)


def _deal_until(offer: Offer) -> int:
    return max(offer.deal, default=-1) + 1


def _offers(document: SearchDocument) -> list[Values]:
    return [
        {
            "document_id": document.id,
            "id": offer.id,
            "categories": sorted(offer.categories),
            "name": fold(offer.title),
            "in_title": list(index_words(offer.title)),
            "cents": offer.cents,
            "guests": offer.guests,
            "genders": sorted(offer.genders),
            "minutes": offer.minutes,
            "free_days": hours.written(hours.days(offer.free)),
            "deal_days": hours.written(hours.days(offer.deal)),
            "deal_until": _deal_until(offer),
        }
        for offer in document.offers
    ]
