"""The venues of a query, grouped by the cells of a map: the body of one request, and its answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from search.clusters import MOST_CLUSTERS, Cluster, precision
from search.documents import SearchQuery
from search.elasticsearch.conditions import Clause, found_by, matching_offers
from search.geo import Point


def body(query: SearchQuery, *, zoom: int) -> Clause:
    lowest = {"min": {"field": "offers.cents"}}
    shown = {"filter": matching_offers(query), "aggs": {"lowest": lowest}}
    # The same, limited to a start below its usual price.
    cheaper = {"filter": matching_offers(query, deals=True), "aggs": {"lowest": lowest}}
    return {
        "query": found_by(query),
        "size": 0,
        "aggs": {
            "cells": {
                "geotile_grid": {"field": "point", "precision": precision(zoom), "size": MOST_CLUSTERS},
                "aggs": {
                    "middle": {"geo_centroid": {"field": "point"}},
                    "id": {"min": {"field": "id"}},
                    "offers": {"nested": {"path": "offers"}, "aggs": {"shown": shown, "cheaper": cheaper}},
                },
            }
        },
    }


def clusters(counted: Mapping[str, Any]) -> Sequence[Cluster]:
    return [_cluster(bucket) for bucket in counted["cells"]["buckets"]]


def _cluster(bucket: Mapping[str, Any]) -> Cluster:
    middle, number = bucket["middle"]["location"], bucket["doc_count"]
    lowest, cheaper = (bucket["offers"][name]["lowest"]["value"] for name in ("shown", "cheaper"))
    return Cluster(
        point=Point(middle["lat"], middle["lon"]),
        number=number,
        cents=None if lowest is None else int(lowest),
        is_deal=lowest is not None and lowest == cheaper,
        id=int(bucket["id"]["value"]) if number == 1 else None,
    )
