"""One commit for each request, at its end, when its answer is a success."""

import psycopg2
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.errors import WORDS


def kept(app: Flask) -> list[str]:
    """The categories that another connection sees."""
    connection = psycopg2.connect(app.extensions["settings"].database_url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug FROM category ORDER BY slug")
        rows = cursor.fetchall()
    connection.close()
    return [slug for (slug,) in rows]


def add(client: FlaskClient, slug: str, then: str = "") -> int:
    return client.post("/probes/categories", data={"slug": slug, "then": then}).status_code


def test_a_success_is_kept(strict_app: Flask, strict_without_tokens: FlaskClient) -> None:
    assert add(strict_without_tokens, "massage") == 201
    assert kept(strict_app) == ["massage"]


@pytest.mark.parametrize(
    ("then", "status"), [("raise", 500), ("refuse", 409), ("say-422", 422), ("break-at-commit", 409)]
)
def test_anything_else_leaves_nothing(
    strict_app: Flask, strict_without_tokens: FlaskClient, then: str, status: int
) -> None:
    assert add(strict_without_tokens, "massage", then) == status
    assert kept(strict_app) == []


def test_nobody_is_told_of_a_success_that_failed_at_commit(strict_without_tokens: FlaskClient) -> None:
    response = strict_without_tokens.post("/probes/categories", data={"slug": "massage", "then": "break-at-commit"})
    assert "added" not in response.text
    assert str(WORDS[409].message) in response.text


def test_the_next_request_starts_clean(strict_app: Flask, strict_without_tokens: FlaskClient) -> None:
    assert [add(strict_without_tokens, "massage", "break-at-commit"), add(strict_without_tokens, "massage")] == [
        409,
        201,
    ]
    assert kept(strict_app) == ["massage"]


def test_a_second_of_what_is_unique_is_told_as_a_conflict(
    strict_app: Flask, strict_without_tokens: FlaskClient
) -> None:
    assert [add(strict_without_tokens, "massage"), add(strict_without_tokens, "massage")] == [201, 409]
    assert kept(strict_app) == ["massage"]
