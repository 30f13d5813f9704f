import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.booking_links import actions
from app.booking_links.actions import add_origin, remove_origin, restore_origin
from app.booking_links.queries import origins_of
from app.core.db import session
from app.core.errors import Conflict, NotFound
from app.venues.models import Venue
from tests.factories import make_venue
from tests.tabs import DONE, in_tabs, no_lock, read_together
from tests.venue_factories import make_embed_origin

FULL = "You can list up to 10 websites. Remove one to add another."


def filled(count: int) -> Venue:
    venue = make_venue()
    for number in range(count):
        add_origin(venue=venue, address=f"https://{number}.hazel.example")
    session.commit()
    return venue


def listed(venue: Venue) -> list[str]:
    return [each.origin for each in origins_of(venue)]


def tab_adding(venue_id: int) -> object:
    def add(number: int) -> None:
        add_origin(venue=session.get_one(Venue, venue_id), address=f"https://tab{number}.hazel.example")

    return add


def test_website_is_listed_once(db: None) -> None:
    venue = filled(1)
    with pytest.raises(Conflict, match=r"https://0\.hazel\.example is already on your list"):
        add_origin(venue=venue, address="0.Hazel.example/")


def test_eleventh_website_is_refused_until_one_is_removed(db: None) -> None:
    venue = filled(10)
    with pytest.raises(Conflict, match="up to 10 websites"):
        add_origin(venue=venue, address="https://hazel.example")
    remove_origin(venue=venue, key=origins_of(venue)[3].key)
    add_origin(venue=venue, address="https://hazel.example")
    assert len(listed(venue)) == 10


def test_removed_website_is_restored_once(db: None) -> None:
    venue = filled(2)
    removed = remove_origin(venue=venue, key=origins_of(venue)[0].key)
    for _ in range(2):  # pressed twice
        restore_origin(venue=venue, address=removed.origin)
    assert sorted(listed(venue)) == ["https://0.hazel.example", "https://1.hazel.example"]


def test_another_venues_website_cannot_be_removed(db: None) -> None:
    mine, other = filled(1), filled(1)
    with pytest.raises(NotFound):
        remove_origin(venue=mine, key=origins_of(other)[0].key)
    assert len(listed(other)) == 1


@pytest.mark.parametrize("text", ["https://hazel.example; script-src *", "http://hazel.example", "*"])
def test_database_refuses_what_would_change_the_policy(db: None, text: str) -> None:
    with pytest.raises(IntegrityError, match="ck_embed_origin_origin"):
        make_embed_origin(make_venue(), text)


def test_websites_are_deleted_with_their_venue(db: None) -> None:
    venue = filled(1)
    session.execute(text("DELETE FROM venue WHERE id = :id"), {"id": venue.id})
    assert listed(venue) == []


def test_without_the_lock_the_database_refuses_an_eleventh_website(
    app: Flask, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    venue = filled(9)
    monkeypatch.setattr(actions, "lock_venue", no_lock)
    monkeypatch.setattr(actions, "origins_of", read_together(origins_of))
    assert in_tabs(app, tab_adding(venue.id)) == [DONE] + ["uq_embed_origin_venue_id_position"] * 7
    assert len(listed(venue)) == 10


def test_with_the_lock_one_tab_adds_the_tenth_website_and_others_get_the_reason(app: Flask, db: None) -> None:
    venue = filled(9)
    assert in_tabs(app, tab_adding(venue.id)) == [FULL] * 7 + [DONE]
