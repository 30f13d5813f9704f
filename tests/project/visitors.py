"""People whose requests are undone, so that each request meets the same rows."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Connection
from werkzeug.test import TestResponse

from app.accounts.models import User
from tests import database
from tests.project.hostile import File, body, encoded
from tests.project.samples import Sample, offered
from tests.support import sign_in


@dataclass(frozen=True)
class Visitor:
    """A person who is logged in. Each request starts with the same cookie, and what it changes is undone."""

    app: Flask
    connection: Connection
    cookie: str

    @classmethod
    def of(cls, app: Flask, connection: Connection, user: User) -> "Visitor":
        client = app.test_client()
        sign_in(client, user)
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        return cls(app, connection, cookie.value)

    def send(
        self, sample: Sample, files: Iterable[File] = (), headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Send a request and read its response to the end."""
        with self.opened(sample, files, headers) as response:
            return response

    @contextmanager
    def opened(
        self, sample: Sample, files: Iterable[File] = (), headers: Mapping[str, str] | None = None
    ) -> Iterator[TestResponse]:
        """Send a request, and undo what it changed after the block."""
        with database.undone(self.connection):
            yield self._open(sample, files, headers or {})

    def offers_after(self, sample: Sample, seen: set[str]) -> list[Sample]:
        """Send a form and return what the next page offers, such as Undo, unless its address is in `seen`."""
        with database.undone(self.connection):
            response = self._open(sample, (), {})
            page = response.location or ""
            if sample.method == "GET" or response.status_code != 303 or not page.startswith("/") or page in seen:
                return []
            seen.add(page)
            following = self._client()
            for cookie in response.headers.getlist("Set-Cookie"):
                name, _, value = cookie.partition(";")[0].partition("=")
                following.set_cookie(name, value)
            return list(offered(self.app, page, following.get(page).text))

    def _client(self) -> Any:
        client = self.app.test_client()
        client.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self.cookie)
        return client

    def _open(self, sample: Sample, files: Iterable[File], headers: Mapping[str, str]) -> TestResponse:
        content, content_type = body(sample.form, files, in_parts=bool(sample.files))
        sent: dict[str, Any] = {} if sample.method == "GET" else {"data": content, "content_type": content_type}
        query = encoded(sample.query)
        response: TestResponse = self._client().open(
            sample.path, method=sample.method, query_string=query, headers=list(headers.items()), **sent
        )
        assert response.data is not None  # a page that is sent in pieces fails while it is read
        return response
