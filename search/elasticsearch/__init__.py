"""Elasticsearch as a search engine. It needs only the core: no plugin, no script, no language analyzer."""
