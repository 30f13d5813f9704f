"""Tests that each request commits once, at its end, if its response is a success."""

import psycopg2
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.errors import WORDS


def kept(app: Flask) -> list[str]:
    """Return the slugs of the categories that another connection sees."""
    connection = psycopg2.connect(app.extensions["settings"].database_url)
    with connection.cursor() as cursor:
        cursor.execute("SELECT slug FROM category ORDER BY slug")
        rows = cursor.fetchall()
    connection.close()
    return [slug for (slug,) in rows]


def add(client: FlaskClient, slug: str, then: str = "") -> int:
    return client.post("/probes/categories", data={"slug": slug, "then": then}).status_code


def test_a_successful_request_commits(strict_app: Flask, strict_without_tokens: FlaskClient) -> None:
    assert add(strict_without_tokens, "massage") == 201
    assert kept(strict_app) == ["massage"]


@pytest.mark.parametrize(
    ("then", "status"), [("raise", 500), ("refuse", 409), ("say-422", 422), ("break-at-commit", 409)]
)
def test_a_failed_request_is_rolled_back(
    strict_app: Flask, strict_without_tokens: FlaskClient, then: str, status: int
) -> None:
    assert add(strict_without_tokens, "massage", then) == status
    assert kept(strict_app) == []


def test_a_request_that_fails_at_commit_reports_no_success(strict_without_tokens: FlaskClient) -> None:
    response = strict_without_tokens.post("/probes/categories", data={"slug": "massage", "then": "break-at-commit"})
    assert "added" not in response.text
    assert str(WORDS[409].message) in response.text


def test_a_request_after_a_failed_commit_succeeds(strict_app: Flask, strict_without_tokens: FlaskClient) -> None:
    assert [add(strict_without_tokens, "massage", "break-at-commit"), add(strict_without_tokens, "massage")] == [
        409,
        201,
    ]
    assert kept(strict_app) == ["massage"]


def test_a_duplicate_of_a_unique_value_is_a_conflict(strict_app: Flask, strict_without_tokens: FlaskClient) -> None:
    assert [add(strict_without_tokens, "massage"), add(strict_without_tokens, "massage")] == [201, 409]
    assert kept(strict_app) == ["massage"]
