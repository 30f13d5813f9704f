"""Tests that a database connection lost in the middle of a request leads to a clear page and never to a 500."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPICursor

from app.web.errors import WORDS
from tests.database import terminate
from tests.factories import make_user
from tests.support import sign_in


@contextmanager
def lost_before_statement(number: int, url: str) -> Iterator[list[str]]:
    """Lose the connection before statement `number`, counted from 0. Yield the statements sent, including that one."""
    sent: list[str] = []

    def lose(
        connection: Connection, _cursor: DBAPICursor, statement: str, _values: object, _context: object, _many: bool
    ) -> None:
        if len(sent) == number:
            terminate(connection.connection.dbapi_connection.info.backend_pid, url)  # type: ignore[union-attr]
        sent.append(statement)

    event.listen(Engine, "before_cursor_execute", lose)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", lose)


def test_connections_lost_at_any_statement_of_a_page_are_answered_503(strict: FlaskClient, database_url: str) -> None:
    sign_in(strict, make_user())
    number = 0
    while True:
        with lost_before_statement(number, database_url) as sent:
            response = strict.get("/bookings/")
        if len(sent) <= number:
            break
        assert (response.status_code, str(WORDS[503].title) in response.text) == (503, True), sent[-1]
        number += 1
    assert number >= 3, "the user, the cart and the bookings were read"
    assert response.status_code == 200, "the next request gets a new connection"


@pytest.mark.parametrize(
    ("when", "status"),
    [("statement", 503), ("commit", 503), ("savepoint", 503), ("swallowed", 503), ("refusal", 409), ("answer", 422)],
)
def test_connections_lost_in_a_view_never_show_500(strict_without_tokens: FlaskClient, when: str, status: int) -> None:
    response = strict_without_tokens.post(f"/probes/lose/{when}")
    assert (response.status_code, response.mimetype) == (status, "text/html")


def test_connections_lost_before_an_error_page_keep_its_status(strict: FlaskClient, database_url: str) -> None:
    sign_in(strict, make_user())
    with lost_before_statement(0, database_url):
        response = strict.get("/nowhere")
    assert (response.status_code, str(WORDS[404].message) in response.text) == (404, True)
