"""PostgreSQL as a search engine: exact results without an additional server."""
