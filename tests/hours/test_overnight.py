"""Hours in the wrong order, such as 6 PM to 10 AM, look like a long night: each form asks before it saves one."""

import re
from html import unescape

from flask.testing import FlaskClient

from app.core.db import session
from app.hours.actions import set_week
from app.hours.queries import special_dates, week_of
from app.venues.models import Venue
from tests.factories import make_member
from tests.hours.browser import PATH, Editor, words
from tests.hours.week import TODAY, now, venue

__all__ = ["venue"]

QUESTION = "Open overnight for more than 12 hours?"


def confirm(editor: Editor) -> int:
    """Press the confirm button, and return the status of the response."""
    found = re.search(r'<button[^>]* name="overnight" value="([^"]+)"', editor.page.text)
    assert found is not None
    return editor.press(unescape(found[1]), name="overnight").status_code


def test_hours_in_the_wrong_order_are_asked_about_before_the_week_is_saved(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(sunday_opens="6 pm", sunday_closes="10 am", sunday_closed=None)
    page = editor.save()
    assert page.status_code == 409
    assert QUESTION in words(page)
    assert "Sunday: 6:00 PM to 10:00 AM on Monday, 16 hours" in words(page)
    assert editor.day("sunday") == ["6:00 PM – 10:00 AM"]
    assert 6 not in now(venue)
    assert editor.save().status_code == 409, "Save is no answer"
    assert confirm(editor) == 303
    assert now(venue)[6] == [(1080, 2040)]
    assert Editor(client).save().status_code == 303, "what is saved is not asked about again"


def test_changed_overnight_hours_are_asked_about_again(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(sunday_opens="6 pm", sunday_closes="10 am", sunday_closed=None)
    editor.save()
    editor.type(sunday_opens="7 pm")
    assert confirm(editor) == 409
    assert confirm(editor) == 303
    assert now(venue)[6] == [(1140, 2040)]


def test_short_nights_and_whole_days_are_not_asked_about(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(thursday_opens="2 pm", thursday_closes="2 am", thursday_closed=None)
    editor.type(saturday_opens="10 am", saturday_closes="10 am", saturday_closed=None)
    assert editor.save().status_code == 303


def test_hours_in_the_wrong_order_in_text_are_asked_about(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client).type(text="Sat-Sun 6 PM - 10 AM\nJuly 4: 7 PM - 9 AM")
    assert editor.press("read").status_code == 200
    page = editor.save()
    assert page.status_code == 409
    for text in (
        "Saturday: 6:00 PM to 10:00 AM on Sunday, 16 hours",
        "Sat, Jul 4: 7:00 PM to 9:00 AM the next day, 14 hours",
    ):
        assert text in words(page)
    assert confirm(editor) == 303
    assert special_dates(venue, TODAY)[0].spans == ((1140, 1980),)


def test_a_special_date_in_the_wrong_order_is_asked_about(client: FlaskClient, venue: Venue) -> None:
    editor = Editor(client, f"{PATH}dates/new")
    editor.type(first="2026-07-04", hours_opens="6 pm", hours_closes="10 am", hours_closed=None)
    page = editor.save()
    assert page.status_code == 409
    assert "6:00 PM to 10:00 AM the next day, 16 hours" in words(page)
    assert confirm(editor) == 303


def test_a_team_member_s_hours_in_the_wrong_order_are_asked_about(client: FlaskClient, venue: Venue) -> None:
    june = make_member(venue, name="June Castellano")
    set_week(venue=venue, member=june, hours={1: [(600, 1200)]})
    session.commit()
    editor = Editor(client, f"/venue/team/{june.slug}/hours")
    assert editor.type(tuesday_opens="6 pm", tuesday_closes="10 am").save().status_code == 409
    assert QUESTION in words(editor.page)
    assert confirm(editor) == 303
    session.expire_all()
    assert week_of(venue, june) == {1: [(1080, 2040)]}
