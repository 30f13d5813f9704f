"""The buttons beside the week (holidays, special hours, Undo) save a week that was typed and not saved yet."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.db import session
from app.hours.actions import set_dates
from app.hours.date_ranges import DateRange
from app.hours.queries import special_dates
from app.venues.models import Venue
from tests.hours.browser import PATH, Editor, fields, words
from tests.hours.week import TODAY, now, venue

__all__ = ["venue"]

OLD = {1: [(600, 1200)], 2: [(600, 1200)]}
TYPED = {**OLD, 4: [(540, 1020)]}
HOLIDAYS = f"{PATH}holidays"
JULY_4 = DateRange(TODAY.replace(month=7, day=4), TODAY.replace(month=7, day=4), (), "Independence Day")


@pytest.fixture
def editor(client: FlaskClient, venue: Venue) -> Editor:
    """A page with special hours on July 4, on which the owner has typed hours for Friday."""
    set_dates(venue=venue, date_range=JULY_4)
    session.commit()
    return Editor(client).type(friday_opens="9", friday_closes="5", friday_closed=None)


def press(editor: Editor, path: str, **button: str) -> TestResponse:
    return editor.client.post(path, data={**editor.fields, **button})


def closed_dates(venue: Venue) -> list[str]:
    return [date_range.note for date_range in special_dates(venue, TODAY)]


def test_closing_on_a_holiday_saves_the_typed_week_too(editor: Editor, venue: Venue) -> None:
    assert press(editor, HOLIDAYS, on="2026-05-25").status_code == 303
    assert now(venue) == TYPED
    assert closed_dates(venue) == ["Memorial Day", "Independence Day"]
    page = editor.client.get(PATH)
    assert "Hours saved. You’re closed on Mon, May 25 (Memorial Day)." in words(page)
    undo = re.search(r'form="week" formaction="([^"]+dates/undo[^"]+)"', page.text)
    assert undo is not None
    again = Editor(editor.client).type(sunday_opens="9", sunday_closes="5", sunday_closed=None)
    assert press(again, unescape(undo[1])).status_code == 303
    assert now(venue) == {**TYPED, 6: [(540, 1020)]}
    assert closed_dates(venue) == ["Independence Day"]


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ({"special": "new"}, "/venue/hours/dates/new"),
        ({"special": "2026-07-04"}, "/venue/hours/dates/2026-07-04"),
    ],
)
def test_opening_the_page_of_special_hours_saves_the_typed_week(
    editor: Editor, venue: Venue, button: dict[str, str], leads_to: str
) -> None:
    assert press(editor, PATH, **button).location == leads_to
    assert now(venue) == TYPED


def test_removing_special_hours_saves_the_typed_week(editor: Editor, venue: Venue) -> None:
    assert press(editor, f"{PATH}dates/2026-07-04/remove").status_code == 303
    assert (now(venue), closed_dates(venue)) == (TYPED, [])


def test_a_mistake_in_the_typed_week_is_shown_and_nothing_is_lost(editor: Editor, venue: Venue) -> None:
    page = press(editor.type(friday_closes="soon"), HOLIDAYS, on="2026-05-25")
    assert page.status_code == 422
    assert fields(page)["friday-closes"] == ["soon"]
    assert (now(venue), closed_dates(venue)) == (OLD, ["Independence Day"])


def test_a_question_about_the_week_remembers_the_holiday(editor: Editor, venue: Venue) -> None:
    editor.type(tuesday_closed="1", wednesday_closed="1", friday_closed="1")
    page = press(editor, HOLIDAYS, on="2026-05-25")
    assert page.status_code == 409
    answer = {**fields(page, HOLIDAYS), "closed_week": "1"}
    assert editor.client.post(HOLIDAYS, data=answer).status_code == 303
    assert (now(venue), closed_dates(venue)) == ({}, ["Memorial Day", "Independence Day"])


def test_a_week_that_was_not_touched_is_neither_checked_nor_saved(client: FlaskClient, venue: Venue) -> None:
    first, second = Editor(client), Editor(client)
    assert second.type(friday_opens="9", friday_closes="5", friday_closed=None).save().status_code == 303
    assert press(first, HOLIDAYS, on="2026-05-25").status_code == 303
    assert now(venue) == TYPED
    assert press(Editor(client), PATH, special="new").location == "/venue/hours/dates/new"
