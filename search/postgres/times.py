"""Counts of the venues that match a query at each of the given times, as SQL."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from search.documents import FreeAt, SearchQuery, Sort
from search.postgres.hours import RequestedHours
from search.postgres.matches import matches, shows
from search.postgres.prepared_query import PreparedQuery, ask, values
from search.postgres.statements import SETTINGS


def count_at(connection: Connection, query: SearchQuery, times: Sequence[FreeAt]) -> Sequence[int]:
    """Count the venues in one statement, which reads their offers once."""
    # The sort order that needs no more columns.
    prepared = PreparedQuery.of(replace(query, free_at=None, sort=Sort.RATING, page=1, after=None))
    column = "offer.deal" if query.deals else "offer.free"
    each = (RequestedHours(replace(query, free_at=time)) for time in times)
    tests = (hours.among(column, group=f"({hours.group})") for hours in each)
    counts = (f"count(DISTINCT document_id) FILTER (WHERE {test})" for test in tests)
    statement = f"""{SETTINGS} WITH {matches(prepared)}
        SELECT ARRAY[{", ".join(counts)}] AS numbers
        FROM matches JOIN search_offer AS offer ON document_id = matches.id
        WHERE {prepared.chosen()} AND {shows(prepared)}"""
    (row,) = ask(connection, statement, values(prepared))
    return [int(number) for number in row.numbers]
