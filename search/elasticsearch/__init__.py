"""Elasticsearch as a search engine. It needs only the core: no plugin, no script, no language analyzer."""

from elasticsearch import Elasticsearch

from search.elasticsearch.index import ElasticsearchIndex

__all__ = ["ElasticsearchIndex", "connect"]


def connect(url: str, alias: str) -> ElasticsearchIndex:
    """Return the index with this alias, on the engine at the URL."""
    return ElasticsearchIndex(Elasticsearch(url), alias)
