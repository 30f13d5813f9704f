"""The mapping of an index, field by field. Strict: a field that is not here is a mistake, not a new field.

Words are folded, stemmed and matched with their synonyms before they get here (`search.text`), so every cluster reads
them alike: the engine only splits at spaces.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from search.documents import SearchDocument
from search.text import fold, index_words, name_keys, words

VERSION = 8
"""Increase it with every change below: it is part of the alias, so an index of another version is not searched."""

_KEYWORD: dict[str, Any] = {"type": "keyword"}
# Every query word is a prefix: prefixes are indexed so that a short one is as fast as a long one.
_WORDS: dict[str, Any] = {
    "type": "text",
    "analyzer": "whitespace",
    "norms": False,
    "index_options": "docs",
    "index_prefixes": {"min_chars": 1, "max_chars": 12},
}
# Fields that are only returned.
_SHOWN: dict[str, Any] = {"type": "keyword", "index": False}
# Consecutive hours are one range, which reduces their number to a third. Doc values stay on, so that a query near a
# location looks only at the offers there.
_HOURS: dict[str, Any] = {"type": "integer_range"}

MAPPINGS: Mapping[str, Any] = {
    "dynamic": "strict",
    "_meta": {"version": VERSION},
    "_source": {"excludes": ["offers.free", "offers.deal"]},
    "properties": {
        "id": {"type": "long"},
        "name": _KEYWORD,  # folded: the last sort key before the id
        "title": _SHOWN,  # the name as written
        "name_words": _WORDS,  # with the keys of the whole name
        "words": _WORDS,  # of the name, the keywords and the titles of its offers
        "terms": _KEYWORD,  # the same, without joined words: for correcting misspelled words
        "kind": _KEYWORD,
        "tags": _KEYWORD,
        "city": _KEYWORD,  # Portland, OR
        "point": {"type": "geo_point"},
        "open": {"type": "date_range", "format": "epoch_second"},
        "rating": {"type": "float"},
        # A summary of its offers: their categories, and the hour after the last deal, 0 for none.
        "categories": _KEYWORD,
        "deal_until": {"type": "integer"},
        "offers": {
            "type": "nested",
            "properties": {
                "id": {"type": "long"},
                "categories": _KEYWORD,
                "name": _KEYWORD,  # the title, folded
                "title": _SHOWN,
                "words": _WORDS,
                "cents": {"type": "integer"},
                "guests": {"type": "integer"},
                "genders": _KEYWORD,
                "minutes": {"type": "short"},
                "zone": _KEYWORD,
                "free": _HOURS,
                "deal": _HOURS,
            },
        },
    },
}

SETTINGS: Mapping[str, Any] = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    # Documents are searchable within a second, also for the first query after a quiet period.
    "refresh_interval": "500ms",
    # How long the version of a removed document is known: a late writer is at most a day late.
    "gc_deletes": "24h",
    "mapping.nested_objects.limit": 10_000,
}


def source(document: SearchDocument) -> dict[str, Any]:
    """Return a document in the form that the engine stores."""
    text = "\n".join((document.name, document.keywords, *(offer.title for offer in document.offers)))
    named = (*index_words(document.name), *name_keys(document.name))
    sold = (word for offer in document.offers for word in index_words(offer.title))
    known = dict.fromkeys((*index_words(text), *named, *sold))
    return {
        "id": document.id,
        "name": fold(document.name),
        "title": document.name,
        "name_words": " ".join(named),
        "words": " ".join(known),
        "terms": words(text),
        "kind": document.kind,
        "tags": sorted(document.tags),
        "city": str(document.city),
        "point": {"lat": document.point.latitude, "lon": document.point.longitude},
        # Half-open, like the document's own ranges.
        "open": [{"gte": int(begins.timestamp()), "lt": int(ends.timestamp())} for begins, ends in document.open],
        "rating": document.rating,
        "categories": sorted({category for offer in document.offers for category in offer.categories}),
        "deal_until": max((hour + 1 for offer in document.offers for hour in offer.deal[-1:]), default=0),
        "offers": [
            {
                "id": offer.id,
                "categories": sorted(offer.categories),
                "name": fold(offer.title),
                "title": offer.title,
                "words": " ".join(index_words(offer.title)),
                "cents": offer.cents,
                "guests": offer.guests,
                "genders": sorted(offer.genders),
                "minutes": offer.minutes,
                "zone": document.zone,
                "free": runs(offer.free),
                "deal": runs(offer.deal),
            }
            for offer in document.offers
        ],
    }


def runs(hours: Sequence[int]) -> list[dict[str, int]]:
    """Return ascending hours as ranges, first and last included."""
    # Consecutive hours have the same difference from their index.
    found = ([hour for _, hour in run] for _, run in groupby(enumerate(hours), lambda placed: placed[1] - placed[0]))
    return [{"gte": run[0], "lte": run[-1]} for run in found]
