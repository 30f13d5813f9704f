"""Times on admin pages, in the office's time zone."""

from datetime import timedelta

import pytest
from flask import Flask

from app.admin import copy
from tests.support import utc


@pytest.mark.parametrize(
    ("instant", "said"),
    [
        ("2026-05-14 16:04", "today, 9:04 AM"),
        ("2026-05-14 07:00", "today, 12:00 AM"),
        ("2026-05-14 06:59", "yesterday, 11:59 PM"),
        ("2026-05-12 20:00", "on Tue, May 12, 1:00 PM"),
    ],
)
def test_moments_are_relative_to_today(app: Flask, now: None, instant: str, said: str) -> None:
    with app.app_context():
        assert copy.when(utc(instant)) == said


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-5, "0 min"),
        (0, "0 min"),
        (59, "59 min"),
        (60, "1 hr"),
        (1439, "23 hr"),
        (1440, "1 day"),
        (2880, "2 days"),
        (14400, "10 days"),
    ],
)
def test_durations_are_rounded_down(minutes: int, said: str) -> None:
    assert copy.how_long(timedelta(minutes=minutes)) == said
