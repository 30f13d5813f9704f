"""Elasticsearch as a search engine. Needs nothing but its core: no plugin, no script, no language analyzer."""

from elasticsearch import Elasticsearch

from search.elasticsearch.index import ElasticsearchIndex

__all__ = ["ElasticsearchIndex", "connect"]


def connect(url: str, alias: str) -> ElasticsearchIndex:
    """The index with this alias, on the engine at an address."""
    return ElasticsearchIndex(Elasticsearch(url), alias)
