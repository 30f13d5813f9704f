"""The connection to an Elasticsearch server."""

from pathlib import Path

from elasticsearch import Elasticsearch

from search.elasticsearch.index import ElasticsearchIndex


def connect(url: str, alias: str, *, ca: Path | None = None) -> ElasticsearchIndex:
    """Return the index with this alias, on the engine at the URL.

    Over https:// its certificate is checked, against the authority in the file `ca` if there is one.
    """
    return ElasticsearchIndex(Elasticsearch(url, ca_certs=str(ca)) if ca else Elasticsearch(url), alias)
