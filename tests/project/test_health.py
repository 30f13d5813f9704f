"""Tests that /readyz reports missing or late workers to monitoring, and /healthz, which restarts web, does not."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.core.db import session
from tests.queue import add_job, add_worker

A_MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("silent_for", "state"),
    [(None, "missing"), (timedelta(seconds=70), "missing"), (timedelta(seconds=50), "running")],
)
def test_workers_without_a_heartbeat_for_a_minute_are_missing(
    strict: FlaskClient, silent_for: timedelta | None, state: str
) -> None:
    if silent_for is not None:
        add_worker(silent_for=silent_for)
    session.commit()
    response = strict.get("/readyz")
    assert response.json is not None
    assert response.json["worker"] == state
    assert response.status_code == (200 if state == "running" else 503)
    assert strict.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("due", "deferred", "is_late"),
    [
        (None, -6 * A_MINUTE, True),
        (None, -4 * A_MINUTE, False),
        (-6 * A_MINUTE, -60 * A_MINUTE, True),
        (-4 * A_MINUTE, -60 * A_MINUTE, False),
        (60 * A_MINUTE, -60 * A_MINUTE, False),
    ],
)
def test_workers_with_a_job_due_for_five_minutes_are_behind(
    strict: FlaskClient, due: timedelta | None, deferred: timedelta, is_late: bool
) -> None:
    add_worker()
    add_job(due=due, deferred=deferred)
    session.commit()
    response = strict.get("/readyz")
    assert response.status_code == (503 if is_late else 200)
    status = {"status": "not ready", "worker": "behind", "late_jobs": 1, "behind_seconds": 360}
    assert response.json == (
        status if is_late else {"status": "ready", "worker": "running", "late_jobs": 0, "behind_seconds": 0}
    )
