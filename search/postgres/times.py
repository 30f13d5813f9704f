"""Counts of the venues that match a query at each of the given times, as SQL."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from search.documents import FreeAt, SearchQuery, Sort
from search.postgres.asking import Asking, ask, values
from search.postgres.fitting import fitting, shows
from search.postgres.hours import RequestedHours
from search.postgres.statements import SETTINGS


def count_at(connection: Connection, query: SearchQuery, times: Sequence[FreeAt]) -> Sequence[int]:
    """Count the venues in one statement, which reads their offers once."""
    # The sort order that needs no more columns.
    asking = Asking.of(replace(query, free_at=None, sort=Sort.RATING, page=1, after=None))
    column = "offer.deal" if query.deals else "offer.free"
    each = (RequestedHours(replace(query, free_at=time)) for time in times)
    tests = (hours.among(column, group=f"({hours.group})") for hours in each)
    counts = (f"count(DISTINCT document_id) FILTER (WHERE {test})" for test in tests)
    statement = f"""{SETTINGS} WITH {fitting(asking)}
        SELECT ARRAY[{", ".join(counts)}] AS numbers
        FROM fitting JOIN search_offer AS offer ON document_id = fitting.id
        WHERE {asking.chosen()} AND {shows(asking)}"""
    (row,) = ask(connection, statement, values(asking))
    return [int(number) for number in row.numbers]
