from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.team import actions
from app.team.actions import add_member, add_time_off
from app.team.models import TimeOff
from app.team.queries import member_of, members_of
from app.venues.models import Resource, Venue
from tests.factories import make_venue
from tests.support import NOW, Jobs
from tests.tabs import DONE, in_tabs, no_lock, read_together

FULL = "A venue can have up to 5 team members. Remove one to add another."
NAMES = ("June Castellano", "Maren Oyelaran", "Tobias Lind", "Priya Raman", "Ada Whitlock")


def staffed(count: int) -> Venue:
    venue = make_venue()
    for name in NAMES[:count]:
        add_member(venue=venue, name=name)
    session.commit()
    return venue


def test_new_member_gets_a_resource_of_one_lane_and_a_slug_from_the_first_name(db: None) -> None:
    venue = make_venue()
    member = add_member(venue=venue, name="June Castellano", title="Deep tissue, prenatal")
    assert (member.slug, member.position, member.title) == ("june", 1, "Deep tissue, prenatal")
    assert session.get_one(Resource, member.resource_id).capacity == 1


def test_members_with_the_same_first_name_get_different_slugs(db: None) -> None:
    venue = make_venue()
    slugs = [add_member(venue=venue, name=name).slug for name in ("Ana Flores", "Ana Petrov", "Ana Kim")]
    assert slugs == ["ana", "ana-2", "ana-3"]


def test_member_with_a_name_in_another_script_still_gets_a_slug(db: None) -> None:
    assert add_member(venue=make_venue(), name="春子").slug == "member"


def test_sixth_member_is_refused_with_a_message(db: None) -> None:
    venue = staffed(5)
    with pytest.raises(Conflict, match="up to 5 team members"):
        add_member(venue=venue, name="Nadia Ferris")


def test_member_is_found_only_at_their_own_venue(db: None) -> None:
    mine, other = staffed(1), make_venue()
    assert member_of(mine, "june").name == "June Castellano"
    with pytest.raises(NotFound):
        member_of(other, "june")


def test_time_off_is_half_open(db: None) -> None:
    member = members_of(staffed(1))[0]
    add_time_off(member=member, begins=NOW, ends=NOW + timedelta(hours=1), note="Lunch")
    session.commit()
    during = session.scalars(select(TimeOff.during)).one()
    assert (during.lower, during.upper, during.bounds) == (NOW, NOW + timedelta(hours=1), "[)")


def test_time_off_that_ends_before_it_begins_is_refused(db: None) -> None:
    with pytest.raises(DomainError, match="end after it starts"):
        add_time_off(member=members_of(staffed(1))[0], begins=NOW, ends=NOW)


def test_new_members_and_their_time_off_schedule_a_reindex(db: None, jobs: Jobs) -> None:
    member = add_member(venue=make_venue(), name="June Castellano")
    add_time_off(member=member, begins=NOW, ends=NOW + timedelta(hours=1))
    session.commit()
    assert jobs.waiting() == ["search_index.reindex"] * 2


def tab_adding(venue_id: int) -> object:
    return lambda number: add_member(venue=session.get_one(Venue, venue_id), name=f"Tab{number} Lind")


def test_without_the_lock_tabs_collide_and_the_database_refuses_a_sixth(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = staffed(4)
    monkeypatch.setattr(actions, "lock_venue", no_lock)
    monkeypatch.setattr(actions, "members_of", read_together(members_of))
    outcomes = in_tabs(app, tab_adding(venue.id))
    assert outcomes.count(DONE) == 1
    # Positions are compared when the tabs commit, and two that wait for each other are a deadlock.
    assert set(outcomes) <= {DONE, "uq_team_member_venue_id_position", "40P01"}
    assert len(members_of(venue)) == 5


def test_with_the_lock_one_tab_succeeds_and_the_others_get_the_reason(app: Flask, db: None) -> None:
    venue = staffed(4)
    assert in_tabs(app, tab_adding(venue.id)) == [FULL] * 7 + [DONE]
    assert len(members_of(venue)) == 5
