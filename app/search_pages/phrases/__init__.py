"""Natural-language search: from a typed sentence to search criteria. Pure."""
