from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.core.db import EXCLUSION, session, sqlstate
from app.core.errors import DomainError, NotFound
from app.hours import actions
from app.hours.actions import set_date, set_week
from app.hours.models import Opening
from app.hours.queries import openings_of
from app.venues.models import Venue
from tests.factories import make_member, make_venue
from tests.support import Jobs, statements
from tests.tabs import DONE, in_tabs, no_lock
from tests.venue_factories import open_on

MEMORIAL_DAY = date(2026, 5, 25)


def hours(venue: Venue) -> list[tuple[object, int, int]]:
    return [
        (row.on_date or row.weekday, row.opens, row.closes) for row in openings_of([venue.id]) if row.member_id is None
    ]


def test_setting_a_week_replaces_weekly_hours_and_keeps_special_hours(db: None) -> None:
    venue = make_venue()
    set_date(venue=venue, on=MEMORIAL_DAY, spans=[(600, 840)])
    set_week(venue=venue, hours={1: [(780, 1200), (600, 780)], 4: [(1320, 1560)], 6: []})
    assert hours(venue) == [(1, 600, 780), (1, 780, 1200), (4, 1320, 1560), (MEMORIAL_DAY, 600, 840)]


def test_the_same_week_can_be_saved_twice(db: None) -> None:
    venue = make_venue(weekdays=())
    for _ in range(2):
        set_week(venue=venue, hours={1: [(600, 1200)]})
    session.commit()
    assert hours(venue) == [(1, 600, 1200)]


def test_a_special_date_without_spans_is_closed(db: None) -> None:
    venue = make_venue(weekdays=())
    set_date(venue=venue, on=MEMORIAL_DAY, spans=[(600, 840)])
    set_date(venue=venue, on=MEMORIAL_DAY, spans=[], note="Memorial Day")
    session.commit()
    assert hours(venue) == [(MEMORIAL_DAY, 0, 0)]
    assert openings_of([venue.id])[0].note == "Memorial Day"


def test_hours_of_a_team_member_do_not_change_the_venue_hours(db: None) -> None:
    venue = make_venue(weekdays=[1])
    tobias = make_member(venue, name="Tobias Lind")
    set_week(venue=venue, hours={1: [(720, 1200)]}, member=tobias)
    set_date(venue=venue, on=MEMORIAL_DAY, spans=[], member=tobias)
    assert hours(venue) == [(1, 600, 1200)]
    kept = session.query(Opening).filter_by(member_id=tobias.id).order_by(Opening.weekday).all()
    assert [(row.weekday, row.on_date, row.opens) for row in kept] == [(1, None, 720), (None, MEMORIAL_DAY, 0)]


def test_hours_of_another_venues_team_member_are_refused(db: None) -> None:
    with pytest.raises(NotFound):
        set_week(venue=make_venue(), hours={}, member=make_member(make_venue()))


def test_overlapping_hours_are_refused_with_a_message_and_nothing_changes(db: None) -> None:
    venue = make_venue(weekdays=[1])
    with pytest.raises(DomainError, match=r"May 25: 9:00 AM – 1:00 PM and 12:00 PM – 5:00 PM overlap\."):
        set_date(venue=venue, on=MEMORIAL_DAY, spans=[(540, 780), (720, 1020)])
    assert hours(venue) == [(1, 600, 1200)]


def test_the_database_constraint_refuses_overlapping_hours(db: None) -> None:
    venue = make_venue(weekdays=[1])
    with pytest.raises(IntegrityError) as refused:
        open_on(venue, 1140, 1260, weekday=1)
    assert sqlstate(refused.value) == EXCLUSION


def test_the_constraint_allows_touching_hours_and_other_days_or_people(db: None) -> None:
    venue = make_venue(weekdays=[1])
    open_on(venue, 1200, 1260, weekday=1)
    open_on(venue, 600, 1200, weekday=2)
    open_on(venue, 600, 1200, on=MEMORIAL_DAY)
    open_on(venue, 600, 1200, weekday=1, member=make_member(venue))
    assert len(hours(venue)) == 4


def test_the_constraint_allows_the_same_hours_at_many_venues(db: None) -> None:
    venues = [make_venue() for _ in range(60)]
    for venue in venues:
        set_date(venue=venue, on=MEMORIAL_DAY, spans=[])
    session.commit()
    assert session.query(Opening).count() == 60 * 8


def tab_saving(venue_id: int) -> object:
    return lambda number: set_week(venue=session.get_one(Venue, venue_id), hours={1: [(600 + number, 1200)]})


def test_without_the_lock_two_tabs_saving_a_week_violate_the_constraint(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = make_venue(weekdays=())
    session.commit()
    monkeypatch.setattr(actions, "lock_venue", no_lock)
    tries = (in_tabs(app, tab_saving(venue.id), tabs=2) for _ in range(100))
    assert any("ex_opening_overlap" in outcomes for outcomes in tries)


def test_with_the_lock_all_tabs_save_and_one_week_remains(app: Flask, db: None) -> None:
    venue = make_venue(weekdays=())
    session.commit()
    assert in_tabs(app, tab_saving(venue.id)) == [DONE] * 8
    assert len(hours(venue)) == 1


def test_the_hours_of_many_venues_take_one_statement(db: None) -> None:
    for count in (1, 3):
        ids = [make_venue().id for _ in range(count)]
        with statements() as sent:
            found = openings_of(ids)
        assert len(sent) == 1
        assert [sum(row.venue_id == venue_id for row in found) for venue_id in ids] == [7] * count


def test_a_venue_may_have_no_hours(db: None) -> None:
    venue = make_venue(weekdays=())
    assert openings_of([venue.id]) == []


def test_changed_hours_schedule_a_reindex(db: None, jobs: Jobs) -> None:
    set_week(venue=make_venue(), hours={1: [(600, 1200)]})
    session.commit()
    assert jobs.waiting() == ["search_index.reindex"]
