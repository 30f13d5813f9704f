"""A venue's pages for its owner, from its first three answers until it is deleted."""

import re

import pytest
from flask.testing import FlaskClient

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.enums import BookingState, OrderState
from app.catalog.models import Service
from app.core.db import session
from app.taxonomy.enums import TagGroup
from app.taxonomy.models import Tag
from app.venues.actions.review import approve, request_changes, submit_venue
from app.venues.enums import ChangeReason, VenueStatus, VenueType
from app.venues.models import Submission, Venue
from app.venues.queries import tags_of, venue_owned_by, waiting_submission
from tests.factories import (
    add,
    make_booking,
    make_category,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
)
from tests.reading import filled, words
from tests.support import Jobs, sign_in, statements, utc

ANSWERS = {"name": "Quiet Room", "category": "massage", "type": "studio", "postal_code": "97202"}
SUMMARY = "One room, one person, no hurry. Known for slow pressure and warm towels."


@pytest.fixture
def owner(client: FlaskClient) -> User:
    """Return a guest who is about to list a venue."""
    make_category()
    person = make_user(name="Maren Oyelaran")
    session.commit()
    sign_in(client, person)
    return person


def kept(owner: User) -> Venue:
    session.expire_all()
    venue = venue_owned_by(owner)
    assert venue is not None
    return venue


def ready(owner: User, status: VenueStatus = VenueStatus.DRAFT) -> Venue:
    """Return a complete venue of this owner."""
    owner.role = Role.PROVIDER
    venue = make_venue(name="Hazel Bodywork", slug="hazel-bodywork", status=status, summary=SUMMARY, owner_id=owner.id)
    make_service(venue, members=[make_member(venue)])
    session.commit()
    return venue


def read(client: FlaskClient, path: str = "/venue/") -> str:
    return words(client.get(path).text)


def saved(client: FlaskClient, path: str, **changed: object) -> int:
    """Submit a page's form as it is, with some fields changed."""
    form = filled(client.get(path).text, path)
    return client.post(path, data={**form, **changed}).status_code


def test_three_answers_create_a_draft_and_make_its_owner_a_provider(client: FlaskClient, owner: User) -> None:
    answer = client.post("/venue/start", data=ANSWERS)
    assert (answer.status_code, answer.location) == (303, "/venue/next")
    venue = kept(owner)
    assert (venue.status, venue.type, venue.city, venue.state) == (
        VenueStatus.DRAFT,
        VenueType.STUDIO,
        "Portland",
        "OR",
    )
    assert (owner.role, venue.zone_name) == (Role.PROVIDER, "America/Los_Angeles")
    assert "5 more steps before you can submit for review" in read(client)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " ", "Enter the name of your business."),
        ("name", "x" * 121, "Shorten the name to 120 characters."),
        ("category", "", "Choose the category that most guests book."),
        ("category", "astrology", "Not a valid choice"),
        ("type", "castle", "Not a valid choice"),
        ("postal_code", "00000", "We can’t find ZIP code 00000"),
        ("postal_code", "９７２０２", "We can’t find ZIP code"),
    ],
)
def test_invalid_answer_is_refused_without_losing_input(
    client: FlaskClient, owner: User, field: str, value: str, says: str
) -> None:
    answer = client.post("/venue/start", data={**ANSWERS, field: value})
    assert answer.status_code == 422
    assert says in words(answer.text)
    assert ANSWERS["name"] in answer.text or field == "name"
    assert venue_owned_by(owner) is None


def test_second_venue_is_refused_with_a_redirect_to_the_first(client: FlaskClient, owner: User) -> None:
    client.post("/venue/start", data=ANSWERS)
    for ask in (client.get, client.post):
        assert ask("/venue/start", data={**ANSWERS, "name": "Second Room"}).location == "/venue/home"
    assert "You already work at" in read(client)
    assert session.query(Venue).count() == 1


def test_basics_are_saved_and_shown_again(client: FlaskClient, owner: User) -> None:
    client.post("/venue/start", data=ANSWERS)
    make_category(slug="sauna")
    for position, slug in enumerate(("parking", "quiet")):
        add(Tag(slug=slug, name=slug.capitalize(), group=TagGroup.AMENITY, position=position))
    session.commit()
    form = {"name": "Quiet Rooms", "category": "sauna", "type": "bathhouse", "summary": SUMMARY, "tags": ["quiet"]}
    assert saved(client, "/venue/basics", **form) == 303
    venue = kept(owner)
    assert (venue.name, venue.category.slug, venue.summary, venue.slug) == (
        "Quiet Rooms",
        "sauna",
        SUMMARY,
        "quiet-rooms",
    )
    assert [tag.slug for tag in tags_of(venue)] == ["quiet"]
    assert SUMMARY in client.get("/venue/basics").text


def test_submitting_an_incomplete_listing_names_the_missing_steps(client: FlaskClient, owner: User) -> None:
    client.post("/venue/start", data=ANSWERS)
    answer = client.post("/venue/submit")
    assert answer.status_code == 422
    text = words(answer.text)
    assert "Complete these steps first: Name, category, and description, Address and map" in text
    assert kept(owner).status is VenueStatus.DRAFT


def test_an_unconfirmed_pin_is_named_and_does_not_block_the_listing(client: FlaskClient, owner: User) -> None:
    venue = ready(owner)
    assert "isn’t confirmed" not in read(client)
    venue.position_confirmed = False
    session.commit()
    assert "3128 SE Division St, Portland. The pin on the map isn’t confirmed yet." in read(client)
    assert client.post("/venue/submit").status_code == 303
    sent = waiting_submission(venue)
    assert sent is not None
    assert dict(sent.facts)["Pin on the map"].endswith("not confirmed by the owner")


def test_unconfirmed_email_blocks_only_the_submission(client: FlaskClient, owner: User, jobs: Jobs) -> None:
    ready(owner)
    owner.email_verified_at = None
    session.commit()
    assert "1 more step before you can submit for review" in read(client)
    assert client.get("/venue/next").location == "/venue/photos", "the way through the listing goes on"
    answer = client.post("/venue/submit")
    assert (answer.status_code, "Complete these steps first: Your email." in words(answer.text)) == (422, True)
    assert client.post("/account/security/email/send-again", data={"next": "/venue/"}).location == "/venue/"
    assert jobs.waiting()[-1] == "accounts.email_link"


def test_complete_listing_can_be_submitted_and_withdrawn(client: FlaskClient, owner: User) -> None:
    venue = ready(owner)
    assert "Ready to submit for review" in read(client)
    assert client.post("/venue/submit").status_code == 303
    sent = waiting_submission(venue)
    assert sent is not None
    facts = dict(sent.facts)
    assert facts["About"] == SUMMARY
    assert facts["Monday"] == "10:00 AM – 8:00 PM"
    assert "Hazel Bodywork is in review." in read(client)
    client.post("/venue/withdraw")
    assert kept(owner).status is VenueStatus.DRAFT


@pytest.mark.parametrize(
    ("part", "reason", "step"),
    [
        ("Photos", ChangeReason.PHOTOS, "Photos"),
        ("Services", ChangeReason.CONTACT, "Services and prices"),
        ("", ChangeReason.ADDRESS, "Address and map"),
    ],
)
def test_requested_change_is_shown_at_its_step_with_the_reason(
    client: FlaskClient, owner: User, part: str, reason: ChangeReason, step: str
) -> None:
    sent = submit_venue(venue=ready(owner), by=owner)
    request_changes(submission=sent, by=make_user(role=Role.ADMIN), reason=reason, part=part, note="Please change it.")
    session.commit()
    assert "Change requested:" in client.get("/venue/").text
    shown = read(client)
    assert "One change, then submit again" in shown
    assert re.search(rf" {step} .*?{reason.label} Please change it\. CozyWish.*? Make change {step}", shown)
    assert shown.count("Please change it.") == 1
    assert client.post("/venue/submit").status_code == 303


def test_requested_change_to_the_whole_listing_is_shown_above_the_checklist(
    client: FlaskClient, owner: User, jobs: Jobs
) -> None:
    sent = submit_venue(venue=ready(owner), by=owner)
    note = "Please take out <b>cures</b>."
    request_changes(submission=sent, by=make_user(role=Role.ADMIN), reason=ChangeReason.HEALTH, note=note)
    session.commit()
    assert "venues.email_decided" in jobs.waiting()
    shown = read(client)
    assert f"Health claim {note}" in shown


def test_live_name_stays_until_the_new_one_is_approved(client: FlaskClient, owner: User) -> None:
    ready(owner, VenueStatus.LIVE)
    saved(client, "/venue/basics", name="Hazel House")
    assert "Saved. We review the new name or category first." in read(client)
    assert "Live now Proposed Name Hazel Bodywork Hazel House" in read(client)
    assert "Hazel Bodywork" in read(client, "/venues/hazel-bodywork")
    assert 'value="Hazel House"' in client.get("/venue/basics").text
    approve(submission=session.query(Submission).one(), by=make_user(role=Role.ADMIN))
    session.commit()
    assert client.get("/venues/hazel-bodywork").location == "/venues/hazel-house"


def test_only_the_owner_and_admins_can_see_a_page_that_is_not_public(client: FlaskClient, owner: User) -> None:
    ready(owner)
    for path in ("/venues/hazel-bodywork", "/venues/hazel-bodywork/" + service_slug()):
        assert "Only you can see this page. Hazel Bodywork is a draft" in read(client, path)
    assert "noindex" in client.get("/venues/hazel-bodywork").text
    sign_in(client, make_user(role=Role.ADMIN))
    assert client.get("/venues/hazel-bodywork").status_code == 200
    sign_in(client, make_user(role=Role.PROVIDER))
    assert client.get("/venues/hazel-bodywork").status_code == 404


def service_slug() -> str:
    return session.query(Service.slug).scalar() or ""


def test_venue_can_be_unpublished_published_deleted_and_restored(client: FlaskClient, owner: User) -> None:
    ready(owner, VenueStatus.LIVE)
    client.post("/venue/unpublish")
    assert "isn’t published" in read(client)
    client.post("/venue/publish")
    assert "Hazel Bodywork is live." in read(client)
    assert "It has no upcoming bookings." in read(client, "/venue/delete")
    assert client.post("/venue/delete").location == "/venue/start"
    assert re.search("You deleted Hazel Bodywork. You can restore it until Sat, Jun 13", read(client, "/venue/start"))
    assert client.get("/venue/").location == "/venue/start"
    client.post("/venue/restore")
    assert kept(owner).status is VenueStatus.UNPUBLISHED


def test_venue_with_upcoming_bookings_cannot_be_deleted(client: FlaskClient, owner: User) -> None:
    venue = ready(owner, VenueStatus.LIVE)
    service = make_service(venue, members=[make_member(venue, name="Ada Lind")])
    order = make_order(
        user=make_user(name="Robin Vale"), total_cents=service.first_option.price_cents, state=OrderState.CONFIRMED
    )
    make_booking(service, utc("2026-05-20 19:00"), order=order, state=BookingState.CONFIRMED)
    session.commit()
    page = read(client, "/venue/delete")
    assert "it has 1 upcoming booking." in page
    assert "Robin Vale" in page
    assert client.post("/venue/delete").status_code == 409
    assert kept(owner).is_public


def test_edit_in_another_tab_is_shown_without_losing_input(client: FlaskClient, owner: User) -> None:
    ready(owner)
    first = filled(client.get("/venue/rules").text, "/venue/rules")
    saved(client, "/venue/rules", free_hours="48")
    answer = client.post("/venue/rules", data={**first, "free_hours": "12"})
    assert answer.status_code == 422
    assert "Someone (maybe you, in another tab) saved changes" in words(answer.text)
    assert "Saved value: 48" in words(answer.text)
    assert client.post("/venue/rules", data=filled(answer.text, "/venue/rules")).status_code == 303
    assert kept(owner).cancel_free_hours == 12


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"free_hours": "free"}, "Enter a whole number, like"),
        ({"free_hours": "721"}, "Enter a number from 0 to 720."),
        ({"keep_percent": "-1"}, "Enter a whole number, like"),
        ({"booking_window_days": ""}, "Enter a number of days."),
        ({"minimum_notice_minutes": "7"}, "Not a valid choice"),
    ],
)
def test_invalid_booking_rules_are_refused_with_a_message(
    client: FlaskClient, owner: User, changed: dict[str, str], says: str
) -> None:
    ready(owner)
    answer = client.post("/venue/rules", data={**filled(client.get("/venue/rules").text, "/venue/rules"), **changed})
    assert answer.status_code == 422
    assert words(answer.text).count(says) == 2, "once above the form, once at its field"
    assert "Fix 1 thing to continue" in words(answer.text)


def test_submitting_a_form_twice_is_no_conflict(client: FlaskClient, owner: User) -> None:
    ready(owner)
    form = {**filled(client.get("/venue/rules").text, "/venue/rules"), "free_hours": "48"}
    assert [client.post("/venue/rules", data=form).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize("number", [1, 3])
def test_checklist_takes_a_fixed_number_of_statements(client: FlaskClient, owner: User, number: int) -> None:
    venue = ready(owner)
    for nth in range(number):
        make_service(venue, title=f"Massage {nth}", members=[make_member(venue, name=f"Person {nth}")])
    session.commit()
    with statements() as made:
        client.get("/venue/")
    assert len(made) == CHECKLIST


CHECKLIST = 19


def test_markup_in_every_field_is_escaped(client: FlaskClient, owner: User) -> None:
    client.post("/venue/start", data=ANSWERS)
    bad = "<script>alert(1)</script>"
    assert saved(client, "/venue/basics", name=bad, summary=bad * 3) == 303
    assert saved(client, "/venue/location", street=bad, neighborhood=bad, directions=bad, arrival_note=bad) == 303
    for path in ("/venue/", "/venue/basics", "/venue/location", f"/venues/{kept(owner).slug}"):
        assert bad not in client.get(path).text
