"""Every engine that must pass the contract; for now there is one."""

from collections.abc import Iterator

import pytest
from sqlalchemy import create_engine

from search.factory import make_index
from search.protocol import SearchIndex


@pytest.fixture
def index(database_url: str) -> Iterator[SearchIndex]:
    """An empty index, without the application; what a test writes is rolled back."""
    engine = create_engine(database_url.replace("postgresql://", "postgresql+psycopg2://"))
    with engine.connect() as connection:
        yield make_index(lambda: connection)
    engine.dispose()
