"""The connection to an Elasticsearch server."""

from elasticsearch import Elasticsearch

from search.elasticsearch.index import ElasticsearchIndex


def connect(url: str, alias: str) -> ElasticsearchIndex:
    """Return the index with this alias, on the engine at the URL."""
    return ElasticsearchIndex(Elasticsearch(url), alias)
