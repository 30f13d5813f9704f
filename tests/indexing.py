"""A fixture that updates the search index."""

from collections.abc import Callable

import pytest

from app.core.db import session
from app.search_index.actions import all_venue_ids, reindex

Know = Callable[[], None]


@pytest.fixture
def know() -> Know:
    """Return a function that reindexes all venues and commits."""

    def know() -> None:
        reindex(venue_ids=all_venue_ids())
        session.commit()

    return know
