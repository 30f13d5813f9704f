from datetime import date

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.db import EXCLUSION, session, sqlstate
from app.errors import DomainError, NotFound
from app.hours import actions
from app.hours.actions import set_date, set_week
from app.hours.models import Opening
from app.hours.queries import openings_of
from app.venues.models import Venue
from tests.factories import make_member, make_venue, open_on
from tests.support import Jobs, statements
from tests.tabs import DONE, in_tabs, no_lock

MEMORIAL_DAY = date(2026, 5, 25)


def hours(venue: Venue) -> list[tuple[object, int, int]]:
    return [
        (row.on_date or row.weekday, row.opens, row.closes) for row in openings_of([venue.id]) if row.member_id is None
    ]


def test_a_week_replaces_the_one_before_and_leaves_dates_alone(db: None) -> None:
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


def test_a_date_without_spans_is_closed(db: None) -> None:
    venue = make_venue(weekdays=())
    set_date(venue=venue, on=MEMORIAL_DAY, spans=[(600, 840)])
    set_date(venue=venue, on=MEMORIAL_DAY, spans=[], note="Memorial Day")
    session.commit()
    assert hours(venue) == [(MEMORIAL_DAY, 0, 0)]
    assert openings_of([venue.id])[0].note == "Memorial Day"


def test_a_members_hours_are_her_own(db: None) -> None:
    venue = make_venue(weekdays=[1])
    tobias = make_member(venue, name="Tobias Lind")
    set_week(venue=venue, hours={1: [(720, 1200)]}, member=tobias)
    set_date(venue=venue, on=MEMORIAL_DAY, spans=[], member=tobias)
    assert hours(venue) == [(1, 600, 1200)]
    kept = session.query(Opening).filter_by(member_id=tobias.id).order_by(Opening.weekday).all()
    assert [(row.weekday, row.on_date, row.opens) for row in kept] == [(1, None, 720), (None, MEMORIAL_DAY, 0)]


def test_another_venues_member_is_refused(db: None) -> None:
    with pytest.raises(NotFound):
        set_week(venue=make_venue(), hours={}, member=make_member(make_venue()))


def test_an_overlap_is_refused_in_words_and_nothing_changes(db: None) -> None:
    venue = make_venue(weekdays=[1])
    with pytest.raises(DomainError, match=r"May 25: 9:00 AM – 1:00 PM and 12:00 PM – 5:00 PM overlap\."):
        set_date(venue=venue, on=MEMORIAL_DAY, spans=[(540, 780), (720, 1020)])
    assert hours(venue) == [(1, 600, 1200)]


def test_an_overlap_that_passes_by_the_editor_meets_the_constraint(db: None) -> None:
    venue = make_venue(weekdays=[1])
    with pytest.raises(IntegrityError) as refused:
        open_on(venue, 1140, 1260, weekday=1)
    assert sqlstate(refused.value) == EXCLUSION


def test_the_constraint_lets_ranges_touch_and_keeps_people_and_days_apart(db: None) -> None:
    venue = make_venue(weekdays=[1])
    open_on(venue, 1200, 1260, weekday=1)
    open_on(venue, 600, 1200, weekday=2)
    open_on(venue, 600, 1200, on=MEMORIAL_DAY)
    open_on(venue, 600, 1200, weekday=1, member=make_member(venue))
    assert len(hours(venue)) == 4


def test_the_constraint_holds_the_hours_of_many_venues(db: None) -> None:
    venues = [make_venue() for _ in range(60)]
    for venue in venues:
        set_date(venue=venue, on=MEMORIAL_DAY, spans=[])
    session.commit()
    assert session.query(Opening).count() == 60 * 8


def tab_saving(venue_id: int) -> object:
    return lambda number: set_week(venue=session.get_one(Venue, venue_id), hours={1: [(600 + number, 1200)]})


def test_without_the_lock_two_tabs_that_save_a_week_meet_the_constraint(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = make_venue(weekdays=())
    session.commit()
    monkeypatch.setattr(actions, "lock_venue", no_lock)
    tries = (in_tabs(app, tab_saving(venue.id), tabs=2) for _ in range(100))
    assert any("ex_opening_overlap" in outcomes for outcomes in tries)


def test_with_the_lock_both_tabs_save_and_the_later_one_stays(app: Flask, db: None) -> None:
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


def test_changed_hours_are_told_to_search(db: None, jobs: Jobs) -> None:
    set_week(venue=make_venue(), hours={1: [(600, 1200)]})
    session.commit()
    assert jobs.waiting() == ["discovery.reindex"]
