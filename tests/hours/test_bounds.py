"""Limits of one request: no form or URL for hours can add more rows than a venue could ever need."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.core.db import session
from app.core.errors import DomainError
from app.hours.actions import set_dates, set_week
from app.hours.date_ranges import FARTHEST, MOST_DATE_RANGES, DateRange, pack
from app.hours.intervals import MOST_RANGES
from app.hours.models import Opening
from app.venues.models import Venue
from tests.hours.browser import PATH, Editor, words
from tests.hours.week import TODAY, venue

__all__ = ["venue"]

MANY = [(30 * n, 30 * n + 15) for n in range(MOST_RANGES + 1)]
ONE_DAY = timedelta(days=1)
TOO_MANY_DATES = "You can change special hours for up to 60 dates or date ranges at once"


def rows() -> int:
    session.rollback()
    return session.scalar(select(func.count(Opening.id))) or 0


def years(first: date, number: int) -> list[str]:
    """Return date ranges of whole years, one after the other, as a form submits them."""
    return [pack(DateRange(first + n * 366 * ONE_DAY, first + (n * 366 + 365) * ONE_DAY)) for n in range(number)]


def singles(number: int) -> list[str]:
    return [pack(DateRange(TODAY + n * 2 * ONE_DAY, TODAY + n * 2 * ONE_DAY)) for n in range(1, number + 1)]


@pytest.mark.parametrize(
    "sent", [singles(MOST_DATE_RANGES + 1), years(TODAY, 4), singles(8000)], ids=["ranges", "days", "thousands"]
)
def test_too_many_special_dates_are_refused_in_the_form_and_in_the_undo_url(
    client: FlaskClient, venue: Venue, sent: list[str]
) -> None:
    before = rows()
    editor = Editor(client)
    answer = editor.type(dates=sent).save()
    assert answer.status_code in {413, 422}
    if answer.status_code == 422:
        assert TOO_MANY_DATES in words(answer)
    for name in ("clear", "back"):
        undo = client.post(f"{PATH}dates/undo", query_string={name: sent[:200]})
        assert undo.status_code == 422
        assert TOO_MANY_DATES in words(undo)
    assert rows() == before


def test_special_dates_more_than_three_years_away_are_refused(client: FlaskClient, venue: Venue) -> None:
    before = rows()
    for day in (date(9999, 12, 31), TODAY + FARTHEST + ONE_DAY, TODAY - FARTHEST - ONE_DAY, date(1, 1, 1)):
        sent = pack(DateRange(day, day))
        for answer in (
            Editor(client).type(dates=[sent]).save(),
            client.post(f"{PATH}dates/undo", query_string={"back": sent}),
        ):
            assert answer.status_code == 422
            assert "Special hours can be up to three years away." in words(answer)
    assert rows() == before


def test_a_day_has_at_most_twelve_ranges(client: FlaskClient, venue: Venue) -> None:
    with pytest.raises(DomainError, match="up to 12 ranges"):
        set_week(venue=venue, hours={0: MANY})
    with pytest.raises(DomainError, match="up to 12 ranges"):
        set_dates(venue=venue, date_range=DateRange(TODAY, TODAY, tuple(MANY)))
    before = rows()
    times = [(f"{opens // 60}:{opens % 60:02d}", f"{closes // 60}:{closes % 60:02d}") for opens, closes in MANY]
    typed = {
        "monday_opens": [opens for opens, _ in times] * 300,
        "monday_closes": [closes for _, closes in times] * 300,
    }
    answer = Editor(client).type(**typed, monday_closed=None).save()
    assert answer.status_code == 422
    assert "A day can have up to 12 ranges of hours." in words(answer)
    assert answer.text.count('name="monday-opens"') == MOST_RANGES + 1
    sent = pack(DateRange(TODAY, TODAY, tuple(MANY)))
    assert client.post(PATH, data={**Editor(client).fields, "dates": sent}).status_code == 422
    assert client.post(f"{PATH}dates/undo", query_string={"back": sent}).status_code == 422
    assert rows() == before
