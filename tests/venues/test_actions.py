import pytest
from flask import Flask

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.core.errors import Conflict, DomainError, NotFound
from app.photos.models import Photo
from app.taxonomy.models import Category
from app.venues.actions.create import create_venue, rename_venue
from app.venues.actions.details import set_booking_window, set_policy
from app.venues.actions.photos import add_venue_photo
from app.venues.actions.review import approve_venue, submit_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.queries import venue_by_slug, venue_of
from tests.factories import add, make_category, make_user, make_venue
from tests.support import Jobs, statements
from tests.tabs import DONE, in_tabs

AT_DIVISION = {
    "street": "3128 SE Division St",
    "city": "Portland",
    "state": "OR",
    "postal_code": "97202",
    "latitude": 45.5047,
    "longitude": -122.6321,
}


def listed(name: str = "Hazel Bodywork", **values: object) -> Venue:
    owner = make_user(role=Role.PROVIDER)
    return create_venue(owner=owner, name=name, category=make_category(), **{**AT_DIVISION, **values})


def approved(name: str = "Hazel Bodywork") -> Venue:
    venue = listed(name)
    submit_venue(venue=venue)
    approve_venue(venue=venue)
    return venue


def make_photo() -> Photo:
    return add(Photo(key="0" * 40, width=800, height=600))


def test_new_venue_is_a_draft_in_the_time_zone_of_its_position(db: None) -> None:
    venue = listed()
    assert (venue.slug, venue.status, venue.zone_name) == ("hazel-bodywork", VenueStatus.DRAFT, "America/Los_Angeles")


def test_slugs_are_readable_and_unique(db: None) -> None:
    names = ["Alder & Salt", "Alder and Salt", "Alder & Salt", "Maren’s Room", "Café Été", "春"]
    assert [listed(name).slug for name in names] == [
        "alder-and-salt",
        "alder-and-salt-portland",
        "alder-and-salt-portland-2",
        "marens-room",
        "cafe-ete",
        "venue",
    ]


def test_slug_of_a_long_name_is_cut_at_a_word(db: None) -> None:
    slug = listed("The Unhurried Company of Massage and Stretching Rooms at the River").slug
    assert slug == "the-unhurried-company-of-massage-and-stretching"


def test_owner_can_have_only_one_venue(db: None) -> None:
    owner = make_user(role=Role.PROVIDER)
    create_venue(owner=owner, name="Hazel Bodywork", category=make_category(), **AT_DIVISION)
    with pytest.raises(Conflict, match="can list one venue, and yours is Hazel Bodywork"):
        create_venue(owner=owner, name="Second Room", category=make_category(), **AT_DIVISION)


def test_creating_venues_in_several_tabs_at_once_creates_one(app: Flask, db: None) -> None:
    owner_id, category_id = make_user(role=Role.PROVIDER).id, make_category().id
    session.commit()

    def create(number: int) -> None:
        owner, category = session.get_one(User, owner_id), session.get_one(Category, category_id)
        create_venue(owner=owner, name=f"Room {number}", category=category, **AT_DIVISION)

    outcomes = in_tabs(app, create, tabs=4)
    assert outcomes.count(DONE) == 1
    assert sum("can list one venue" in outcome for outcome in outcomes) == 3


def test_owners_choosing_the_same_name_at_once_get_different_slugs(app: Flask, db: None) -> None:
    owners, category_id = [make_user(role=Role.PROVIDER).id for _ in range(4)], make_category().id
    session.commit()

    def create(number: int) -> None:
        owner, category = session.get_one(User, owners[number]), session.get_one(Category, category_id)
        create_venue(owner=owner, name="Hazel Bodywork", category=category, **AT_DIVISION)

    assert in_tabs(app, create, tabs=4) == [DONE] * 4
    assert session.query(Venue.slug).distinct().count() == 4


def test_venue_at_sea_is_rejected(db: None) -> None:
    with pytest.raises(DomainError, match="isn’t on land"):
        listed(latitude=0.0, longitude=-150.0)


def test_only_an_approved_venue_is_public(db: None, jobs: Jobs) -> None:
    venue = listed()
    for _ in range(2):
        with pytest.raises(NotFound):
            venue_by_slug("hazel-bodywork")
        if venue.status is VenueStatus.DRAFT:
            submit_venue(venue=venue)
    approve_venue(venue=venue)
    session.commit()
    assert venue_by_slug("hazel-bodywork") is venue
    assert jobs.waiting() == ["admin.email_submission", "search_index.reindex"]


def test_venue_is_indexed_for_search_only_after_approval(db: None, jobs: Jobs) -> None:
    venue = listed()
    set_booking_window(venue=venue, minimum_notice_minutes=0, booking_window_days=30)
    submit_venue(venue=venue)
    session.commit()
    assert jobs.waiting() == ["admin.email_submission"]
    approve_venue(venue=venue)
    set_booking_window(venue=venue, minimum_notice_minutes=0, booking_window_days=60)
    session.commit()
    assert jobs.waiting() == ["admin.email_submission", "search_index.reindex", "search_index.reindex"]


def test_venue_is_submitted_once_and_approved_once(db: None) -> None:
    venue = listed()
    with pytest.raises(Conflict, match="no longer in review"):
        approve_venue(venue=venue)
    submit_venue(venue=venue)
    with pytest.raises(Conflict, match="nothing to submit"):
        submit_venue(venue=venue)
    approve_venue(venue=venue)
    with pytest.raises(Conflict, match="no longer in review"):
        approve_venue(venue=venue)


def test_former_slug_finds_the_renamed_venue(db: None) -> None:
    venue = approved()
    rename_venue(venue=venue, name="Hazel & Daughters")
    session.commit()
    assert venue.slug == "hazel-and-daughters"
    assert venue_by_slug("hazel-bodywork").slug == "hazel-and-daughters"


def test_former_slug_is_not_given_to_another_venue(db: None) -> None:
    rename_venue(venue=approved(), name="Hazel & Daughters")
    assert listed().slug == "hazel-bodywork-portland"


def test_venue_can_return_to_its_former_name(db: None) -> None:
    venue = approved()
    for name in ("Hazel & Daughters", "Hazel Bodywork", "Hazel & Daughters"):
        rename_venue(venue=venue, name=name)
        session.commit()
    assert venue_by_slug("hazel-bodywork").slug == "hazel-and-daughters"
    assert venue_by_slug("hazel-and-daughters").slug == "hazel-and-daughters"


def test_respelling_a_name_with_the_same_slug_leaves_no_redirect(db: None) -> None:
    venue = approved()
    rename_venue(venue=venue, name="Hazel bodywork")
    session.commit()
    assert (venue.name, venue.slug) == ("Hazel bodywork", "hazel-bodywork")


def test_owner_finds_their_venue_before_it_is_public(db: None) -> None:
    venue = listed()
    assert venue_of(session.get_one(User, venue.owner_id)) is venue
    with pytest.raises(NotFound, match="don’t have a venue yet"):
        venue_of(make_user(role=Role.PROVIDER))


def test_thirteenth_photo_is_rejected(db: None) -> None:
    venue, photo = listed(), make_photo()
    assert [add_venue_photo(venue=venue, photo=photo).position for _ in range(12)] == list(range(1, 13))
    with pytest.raises(Conflict, match="up to 12 photos"):
        add_venue_photo(venue=venue, photo=photo)


def test_venue_takes_one_statement_with_one_photo_or_three(db: None) -> None:
    for count in (1, 3):
        venue = make_venue()
        for _ in range(count):
            add_venue_photo(venue=venue, photo=make_photo())
        session.commit()
        session.expunge_all()
        with statements() as sent:
            found = venue_by_slug(venue.slug)
            assert (found.category.slug, len(found.photos)) == ("massage", count)
            assert found.cover is not None
        assert len(sent) == 1


@pytest.mark.parametrize(("hours", "percent"), [(-1, 50), (721, 50), (24, -1), (24, 101)])
def test_cancellation_policy_out_of_range_is_rejected(db: None, hours: int, percent: int) -> None:
    with pytest.raises(DomainError):
        set_policy(venue=make_venue(), free_hours=hours, keep_percent=percent)


@pytest.mark.parametrize(("notice", "booking_window"), [(-1, 60), (43201, 60), (60, 0), (60, 366)])
def test_booking_window_out_of_range_is_rejected(db: None, notice: int, booking_window: int) -> None:
    with pytest.raises(DomainError):
        set_booking_window(venue=make_venue(), minimum_notice_minutes=notice, booking_window_days=booking_window)


def test_policy_and_booking_window_are_saved(db: None) -> None:
    venue = make_venue()
    set_policy(venue=venue, free_hours=48, keep_percent=50)
    set_booking_window(venue=venue, minimum_notice_minutes=120, booking_window_days=90)
    session.commit()
    session.expire_all()
    assert (venue.cancel_free_hours, venue.cancel_keep_percent) == (48, 50)
    assert (venue.minimum_notice_minutes, venue.booking_window_days) == (120, 90)
