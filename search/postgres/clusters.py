"""The venues of a query, grouped by the cells of a map, as SQL."""

from collections.abc import Sequence

from sqlalchemy import Connection

from search.clusters import MOST_CLUSTERS, NORTHERNMOST, Cluster, precision
from search.documents import SearchQuery
from search.geo import Point
from search.postgres.matches import cheapest, matches
from search.postgres.prepared_query import PreparedQuery, ask, values
from search.postgres.statements import SETTINGS

# The same formula as search.clusters.cell.
_CELLS = """
placed AS (
    SELECT
        found.*, latitude, longitude,
        least(floor((longitude + 180) / 360 * :cells), :cells - 1) AS x,
        greatest(0, least(:cells - 1, floor(
            (1 - asinh(tan(radians(greatest(-:northernmost, least(:northernmost, latitude))))) / pi()) / 2 * :cells
        ))) AS y
    FROM found JOIN search_document USING (id)
)
SELECT
    avg(latitude) AS latitude, avg(longitude) AS longitude, count(*) AS number, min(lowest) AS cents,
    coalesce(min(lowest) = min(lowest_deal), false) AS is_deal, min(id) AS id
FROM placed GROUP BY x, y ORDER BY number DESC, x, y LIMIT :most
"""


def clusters(connection: Connection, query: SearchQuery, *, zoom: int) -> Sequence[Cluster]:
    prepared = PreparedQuery.of(query)
    statement = f"{SETTINGS} WITH {matches(prepared)}, {cheapest(prepared)}, {_CELLS}"
    parameters = {
        **values(prepared),
        "cells": 2 ** precision(zoom),
        "northernmost": NORTHERNMOST,
        "most": MOST_CLUSTERS,
    }
    return [
        Cluster(
            Point(row.latitude, row.longitude), row.number, row.cents, row.is_deal, row.id if row.number == 1 else None
        )
        for row in ask(connection, statement, parameters)
    ]
