"""Recorders of the requests that search/ sends to an engine, which send them again without search/."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from elasticsearch import Elasticsearch
from sqlalchemy import Connection, event

Requests = Sequence[Any]


class Recorded(Protocol):
    def record(self, work: Callable[[], object]) -> Requests:
        """Return the requests that the engine gets during `work`."""

    def send(self, requests: Requests) -> None:
        """Send the requests again with the plain client, and read the answers as it does."""


class ReplayPostgres:
    """A recorder of statements with their values filled in, sent by the driver's cursor."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, work: Callable[[], object]) -> Requests:
        sent: list[bytes] = []

        def note(_connection: object, cursor: Any, statement: str, values: Any, *_: object) -> None:
            sent.append(cursor.mogrify(statement, values))

        event.listen(self._connection, "before_cursor_execute", note)
        work()
        event.remove(self._connection, "before_cursor_execute", note)
        return sent

    def send(self, requests: Requests) -> None:
        driver = self._connection.connection.driver_connection
        assert driver is not None
        with driver.cursor() as cursor:
            for statement in requests:
                cursor.execute(statement)
                cursor.fetchall()


class Noting(Elasticsearch):
    """A client that records its requests in `noted`, unless that is None."""

    noted: list[dict[str, Any]] | None = None

    def perform_request(self, method: str, path: str, **given: Any) -> Any:
        if Noting.noted is not None:
            Noting.noted.append({"method": method, "path": path, **given})
        return super().perform_request(method, path, **given)


class ReplayElasticsearch:
    """A recorder of complete requests, sent by the client."""

    def __init__(self, client: Elasticsearch) -> None:
        self._client = client

    def record(self, work: Callable[[], object]) -> Requests:
        Noting.noted = []
        work()
        requests, Noting.noted = Noting.noted, None
        return requests

    def send(self, requests: Requests) -> None:
        for request in requests:
            self._client.perform_request(**request)
