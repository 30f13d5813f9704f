"""The owner's list of services: its order, and hiding, copying, removing and photos."""

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.bookings.enums import BookingState
from app.bookings.models.bookings import Booking
from app.catalog.actions.create import MAX_SERVICES
from app.catalog.models import ListedStart
from app.catalog.queries import removed_services
from app.core.db import session
from app.team.models import TeamMember
from app.venues.models import Venue
from tests.catalog.editor import HOME, HTMX, book_it, edited, errors, june, kept, shown_by, typed, venue
from tests.factories import make_category, make_service
from tests.photos.samples import photo_file
from tests.support import Jobs, statements

__all__ = ["june", "venue"]


def test_services_are_grouped_by_category_and_can_be_reordered(client: FlaskClient, venue: Venue) -> None:
    hair = make_category(slug="hair", name="Hair")
    for slug, category in (("one", "massage"), ("cut", hair.slug), ("two", "massage"), ("three", "massage")):
        make_service(venue, capacity=1, slug=slug, title=slug.title(), category=category)
    session.commit()

    def order() -> list[str]:
        return [service.slug for service in kept(venue)]

    response = client.post(f"{HOME}order?of=massage", data={"move": "three:up"}, headers=HTMX)
    assert "Three is now 2 of 3." in response.text
    assert order() == ["one", "three", "two", "cut"]
    client.post(f"{HOME}order?of=massage", data={"order": "two,one,three"})
    assert order() == ["two", "one", "three", "cut"]
    assert client.post(f"{HOME}order", data={"move": "kind.hair:up"}).status_code == 303
    assert order() == ["cut", "two", "one", "three"]
    stale = client.post(f"{HOME}order?of=massage", data={"order": "two,one"})
    assert stale.status_code == 409
    assert "changed in another tab" in stale.text
    assert client.post(f"{HOME}order?of=gone", data={"move": "two:up"}).status_code == 409
    assert order() == ["cut", "two", "one", "three"]


def test_a_hidden_service_is_not_offered_until_it_is_shown_again(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    make_service(venue, capacity=2, slug="sauna", title="Cedar sauna")
    session.commit()
    response = client.post(f"{HOME}sauna/show", data={"active": "0"}, headers=HTMX)
    assert 'aria-checked="false"' in response.text
    assert "Cedar sauna is hidden." in response.text
    assert "search_index.reindex" in jobs.waiting()
    assert client.get("/venues/hazel-bodywork/sauna").status_code == 404
    client.post(f"{HOME}sauna/show", data={"active": "1"})
    assert client.get("/venues/hazel-bodywork/sauna").status_code == 200


def test_a_copied_service_has_everything_but_the_bookings_and_is_hidden(client: FlaskClient, venue: Venue) -> None:
    yoga = make_service(
        venue,
        capacity=9,
        listed=[(1, 1080)],
        slug="yoga",
        title="Yoga",
        minimum_notice_minutes=45,
        buffer_before_minutes=10,
    )
    session.commit()
    response = client.post(f"{HOME}yoga/copy")
    assert response.location == f"{HOME}copy-of-yoga/edit"
    first, copy = kept(venue)
    assert (first.id, copy.title, copy.active) == (yoga.id, "Copy of Yoga", False)
    assert (copy.minimum_notice_minutes, copy.buffer_before_minutes, copy.kind) == (45, 10, yoga.kind)
    assert copy.resource is not None
    assert copy.resource_id != yoga.resource_id
    assert copy.resource.capacity == 9
    starts = select(ListedStart.weekday, ListedStart.minute).where(ListedStart.service_id == copy.id)
    assert [tuple(row) for row in session.execute(starts)] == [(1, 1080)]
    assert edited(client, copy, title="Yin yoga", active="y").status_code == 303
    assert client.get("/venues/hazel-bodywork/yin-yoga").status_code == 200, "its address follows its new name"


def test_a_copied_treatment_has_the_prices_of_each_team_member(
    client: FlaskClient, venue: Venue, june: TeamMember
) -> None:
    make_service(venue, members=[june], own={june.slug: {"price_cents": 14000, "duration_minutes": 75}}, slug="massage")
    session.commit()
    client.post(f"{HOME}massage/copy")
    own = kept(venue)[1].first_option.members
    assert [(one.price_cents, one.duration_minutes) for one in own] == [(14000, 75)]


def test_a_removed_service_disappears_at_once_and_undo_restores_it(client: FlaskClient, venue: Venue) -> None:
    sauna = make_service(venue, capacity=2, slug="sauna", title="Cedar sauna")
    book_it(sauna)
    assert client.post(f"{HOME}sauna/remove").location == HOME
    page = client.get(HOME).text
    assert "Cedar sauna was removed. 1 upcoming booking stays in your calendar." in page
    assert kept(venue) == []
    assert [service.id for service in removed_services(venue)] == [sauna.id]
    assert client.get("/venues/hazel-bodywork/sauna").status_code == 404
    assert session.scalars(select(Booking.state)).all() == [BookingState.CONFIRMED]
    undo = re.findall(rf'action="({HOME}sauna/restore\?active=1)"', page)[0]
    assert client.post(undo).location == HOME
    assert "Cedar sauna is back on your list." in client.get(HOME).text
    assert [service.active for service in kept(venue)] == [True]
    assert client.post(undo).status_code == 404, "it is no longer among the removed"


def test_a_service_restored_without_undo_is_hidden(client: FlaskClient, venue: Venue) -> None:
    make_service(venue, capacity=2, slug="sauna")
    session.commit()
    client.post(f"{HOME}sauna/remove")
    client.post(f"{HOME}sauna/restore")
    assert [service.active for service in kept(venue)] == [False]


def test_service_names_may_be_long_and_in_any_script(client: FlaskClient, venue: Venue) -> None:
    for title in ("מסז׳ שקט", "按摩 " * 30, "W" * 120):
        given = typed(title=title, places="2")
        assert client.post(f"{HOME}new/type/room", data=given).status_code == 303
    assert [service.title for service in kept(venue)] == ["מסז׳ שקט", ("按摩 " * 30).strip(), "W" * 120]


@pytest.mark.parametrize("path", ["", "{slug}/edit"])
def test_service_pages_take_as_many_statements_for_three_services_as_for_one(
    client: FlaskClient, venue: Venue, june: TeamMember, path: str
) -> None:
    def pages() -> int:
        make_service(venue, members=[june], slug=f"massage-{len(kept(venue))}")
        make_service(venue, capacity=2, listed=[(1, 600)])
        session.commit()
        with statements() as sent:
            assert client.get(HOME + path.format(slug="massage-0")).status_code == 200
        return len(sent)

    assert [pages(), pages(), pages()] == [27 if path else 9] * 3


def test_move_buttons_are_disabled_at_the_ends_of_each_group(client: FlaskClient, venue: Venue) -> None:
    for number, category in enumerate(("massage", "massage", "sauna")):
        make_service(venue, title=f"Service {number}", category=category, members=[])
    session.commit()
    page = client.get("/venue/services/").text
    shut = re.findall(r'aria-label="Move (Service [^"]+)" disabled', page)
    assert shut == ["Service 0 up", "Service 1 down", "Service 2 up", "Service 2 down"]


def test_a_service_photo_is_added_described_and_removed(client: FlaskClient, venue: Venue, jobs: Jobs) -> None:
    sauna = make_service(venue, capacity=2, max_quantity=2, slug="sauna")
    session.commit()
    path = f"{HOME}sauna/photo"
    for data, phrase in ((b"", "Choose a photo first."), (b"no photo", "We can’t read this file as a photo.")):
        response = client.post(path, data={"file": (BytesIO(data), "a.png" if data else ""), "alt": "Benches"})
        assert response.status_code == 422
        assert phrase in response.text
        assert 'value="Benches"' in response.text
    # The values in the page's other form can be submitted from this response.
    assert client.post(f"{HOME}sauna/edit", data=shown_by(response.text)).status_code == 303
    response = client.post(path, data={"file": (BytesIO(photo_file()), "a.png"), "alt": "Benches"})
    assert response.location == f"{HOME}sauna/edit#photo"
    jobs.run()
    assert sauna.photo_id is not None
    assert 'alt="Benches"' in client.get(f"{HOME}sauna/edit").text
    assert edited(client, sauna, **{"price-0": "50"}).status_code == 303
    session.expire_all()
    assert sauna.photo_id is not None
    client.post(path, data={"remove": "y"})
    session.expire_all()
    assert sauna.photo_id is None


def test_a_venue_can_have_up_to_100_services(client: FlaskClient, venue: Venue) -> None:
    for _ in range(MAX_SERVICES):
        last = make_service(venue, capacity=1)
    session.commit()
    full = "You can have up to 100 services. Remove one to add another."
    response = client.post(f"{HOME}new/type/room", data=typed(title="Float", places="2"))
    assert (response.status_code, errors(response.text)) == (422, [full])
    response = client.post(f"{HOME}{last.slug}/copy")
    assert response.status_code == 409
    assert full in response.text
    client.post(f"{HOME}{last.slug}/remove")
    assert client.post(f"{HOME}new/type/room", data=typed(title="Float", places="2")).status_code == 303
