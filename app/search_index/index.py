from typing import cast

from flask import current_app

from search.protocol import SearchIndex


def index() -> SearchIndex:
    """Return the search index that the application was started with."""
    return cast(SearchIndex, current_app.extensions["search"])
