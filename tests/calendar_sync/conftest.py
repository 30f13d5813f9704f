from collections.abc import Iterator

import pytest

from tests.calendar_sync.servers import Server, calendar_server


@pytest.fixture
def server() -> Iterator[Server]:
    with calendar_server() as running:
        yield running
