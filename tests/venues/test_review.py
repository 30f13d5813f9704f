"""Changes to an approved venue that need a review, and decisions on submissions."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.venues.actions.edit import Basics, VenueAddress, edit_basics, edit_place
from app.venues.actions.review import approve, proposed_values, request_changes, submit_venue, withdraw_venue
from app.venues.enums import ChangeReason, SubmissionKind, SubmissionState, VenueStatus, VenueType
from app.venues.models import Submission, Venue
from app.venues.queries import last_submission, venue_by_slug, venue_of, waiting_submission
from tests.factories import add, make_category, make_user, make_venue
from tests.support import NOW, Jobs
from tests.tabs import DONE, in_tabs

DIVISION = VenueAddress("3128 SE Division St", "Portland", "OR", "97202", 45.5047, -122.6321)
BEND = VenueAddress("61 NW Oregon Ave", "Bend", "OR", "97703", 44.0601, -121.3132)


def shown(status: VenueStatus = VenueStatus.LIVE, **values: object) -> Venue:
    """Return a venue with its category loaded, as on the owner's pages."""
    venue = make_venue(name="Hazel Bodywork", slug="hazel-bodywork", status=status, **values)
    return venue_of(session.get_one(User, venue.owner_id))


def basics(venue: Venue, **changed: object) -> Basics:
    standing = {"name": venue.name, "category": venue.category, "type": venue.type, "phone": venue.phone}
    return Basics(**{**standing, "summary": venue.summary, "tags": (), **changed})  # type: ignore[arg-type]


def admin() -> User:
    return make_user(role=Role.ADMIN)


def waiting(venue: Venue) -> Submission:
    found = waiting_submission(venue)
    assert found is not None
    return found


def test_draft_changes_at_once(db: None) -> None:
    venue = shown(VenueStatus.DRAFT)
    assert not edit_basics(venue=venue, basics=basics(venue, name="Hazel House", category=make_category(slug="sauna")))
    assert (venue.name, venue.slug, venue.category.slug) == ("Hazel House", "hazel-house", "sauna")
    assert waiting_submission(venue) is None


@pytest.mark.parametrize("status", [VenueStatus.LIVE, VenueStatus.UNPUBLISHED, VenueStatus.SUSPENDED])
def test_name_category_and_address_of_an_approved_venue_need_a_review(db: None, now: None, status: VenueStatus) -> None:
    venue = shown(status)
    changed = basics(venue, name="Hazel House", category=make_category(slug="sauna"), summary="Quieter than ever.")
    assert edit_basics(venue=venue, basics=changed)
    assert edit_place(venue=venue, place=BEND)
    assert (venue.name, venue.category.slug, venue.city) == ("Hazel Bodywork", "massage", "Portland")
    assert venue.summary == "Quieter than ever."
    sent = waiting(venue)
    assert sent.kind is SubmissionKind.CHANGE
    assert (sent.proposed["name"], sent.proposed["category"], sent.proposed["city"]) == ("Hazel House", "sauna", "Bend")
    assert (sent.before["name"], sent.before["city"]) == ("Hazel Bodywork", "Portland")
    assert proposed_values(venue, sent)["street"] == "61 NW Oregon Ave"


def test_approved_change_is_shown_and_the_old_slug_redirects(db: None, now: None, jobs: Jobs) -> None:
    venue, by = shown(), admin()
    edit_basics(venue=venue, basics=basics(venue, name="Hazel House"))
    edit_place(venue=venue, place=BEND)
    sent = waiting(venue)
    approve(submission=sent, by=by)
    session.commit()
    assert (venue.name, venue.slug, venue.city) == ("Hazel House", "hazel-house", "Bend")
    assert venue_by_slug("hazel-bodywork") is venue
    assert (sent.state, sent.decided_by_id, sent.decided_at) == (SubmissionState.APPROVED, by.id, NOW)
    assert "venues.email_decided" in jobs.waiting()


def test_rejected_change_leaves_the_venue_as_it_is(db: None, now: None) -> None:
    venue = shown()
    edit_basics(venue=venue, basics=basics(venue, name="Hazel Cures"))
    request_changes(
        submission=waiting(venue),
        by=admin(),
        reason=ChangeReason.HEALTH,
        part="Name",
        note=" A name promises nothing. ",
    )
    assert (venue.name, venue.status) == ("Hazel Bodywork", VenueStatus.LIVE)
    sent = last_submission(venue)
    assert sent is not None
    assert (sent.state, sent.note, sent.part) == (SubmissionState.REJECTED, "A name promises nothing.", "Name")


def test_later_edit_joins_the_open_submission_and_undoing_it_withdraws(db: None, now: None) -> None:
    venue = shown()
    edit_basics(venue=venue, basics=basics(venue, name="Hazel House"))
    first = waiting(venue)
    edit_place(venue=venue, place=BEND)
    both = waiting(venue)
    assert first.state is SubmissionState.WITHDRAWN
    assert (both.proposed["name"], both.proposed["city"]) == ("Hazel House", "Bend")
    assert edit_basics(venue=venue, basics=basics(venue, name="Hazel House")), "saving the same again changes nothing"
    assert waiting(venue) is both
    edit_basics(venue=venue, basics=basics(venue))
    assert "name" not in waiting(venue).proposed
    edit_place(venue=venue, place=DIVISION)
    assert waiting_submission(venue) is None


def test_rejected_venue_can_be_corrected_and_submitted_again(db: None, now: None, jobs: Jobs) -> None:
    venue, owner = shown(VenueStatus.DRAFT), make_user()
    submit_venue(venue=venue, by=owner, facts=[("Name", "Hazel Bodywork"), ("About", "It cures.")])
    request_changes(
        submission=waiting(venue), by=admin(), reason=ChangeReason.HEALTH, part="About", note="Please no cures."
    )
    assert venue.status is VenueStatus.CHANGES_REQUESTED
    edit_basics(venue=venue, basics=basics(venue, summary="It is quiet."))
    again = submit_venue(venue=venue, by=owner, facts=[("Name", "Hazel Bodywork"), ("About", "It is quiet.")])
    approve(submission=again, by=admin())
    session.commit()
    assert venue.is_public
    assert jobs.waiting().count("venues.email_decided") == 2


@pytest.mark.parametrize("decision", ["approved", "sent back", "withdrawn"])
def test_decided_submission_cannot_be_decided_again(db: None, now: None, decision: str) -> None:
    venue, by = shown(VenueStatus.DRAFT), admin()
    sent = submit_venue(venue=venue, by=by)
    if decision == "approved":
        approve(submission=sent, by=by)
    elif decision == "sent back":
        request_changes(submission=sent, by=by, reason=ChangeReason.THIN, note="Say more.")
    else:
        withdraw_venue(venue=venue, by=by)
        assert venue.status is VenueStatus.DRAFT
    with pytest.raises(Conflict, match="no longer in review"):
        approve(submission=sent, by=by)
    with pytest.raises(Conflict, match="no longer in review"):
        request_changes(submission=sent, by=by, reason=ChangeReason.OTHER, note="No.")
    with pytest.raises(Conflict, match="already decided"):
        withdraw_venue(venue=venue, by=by)


def test_admins_deciding_at_once_decide_only_once(app: Flask, db: None) -> None:
    venue, people = shown(VenueStatus.DRAFT), [admin().id for _ in range(3)]
    sent = submit_venue(venue=venue).id
    session.commit()

    def decide(number: int) -> None:
        submission, by = session.get_one(Submission, sent), session.get_one(User, people[number])
        if number:
            approve(submission=submission, by=by)
        else:
            request_changes(submission=submission, by=by, reason=ChangeReason.THIN, note="Say more.")

    outcomes = in_tabs(app, decide, tabs=3)
    assert outcomes.count(DONE) == 1
    assert sum("no longer in review" in outcome for outcome in outcomes) == 2


def test_rejecting_a_submission_requires_a_note(db: None, now: None) -> None:
    venue = shown(VenueStatus.DRAFT)
    with pytest.raises(DomainError, match="what to change"):
        request_changes(submission=submit_venue(venue=venue), by=admin(), reason=ChangeReason.OTHER, note="  ")


def test_database_allows_one_open_submission_per_venue(db: None) -> None:
    venue = shown(VenueStatus.DRAFT)
    submit_venue(venue=venue)
    with pytest.raises(IntegrityError, match="uq_submission_waiting"):
        add(Submission(venue_id=venue.id, kind=SubmissionKind.NEW, sent_at=NOW))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (VenueAddress("1 Main St", "Portland", "OR", "00000", 45.5, -122.6), "can’t find ZIP code 00000"),
        (VenueAddress("1 Main St", "Portland", "OR", "10001", 45.5, -122.6), "is in New York, NY"),
        (
            VenueAddress("1 Main St", "Portland", "OR", "97202", 44.06, -121.31),
            "The pin is 1.. miles from ZIP code 97202",
        ),
        (VenueAddress("1 Main St", "Astoria", "OR", "97103", 46.18, -124.5), "isn’t on land"),
    ],
)
@pytest.mark.parametrize("status", [VenueStatus.DRAFT, VenueStatus.LIVE])
def test_invalid_location_is_rejected(
    db: None, now: None, status: VenueStatus, place: VenueAddress, words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        edit_place(venue=shown(status), place=place)


def test_time_zone_follows_the_pin(db: None) -> None:
    venue = shown(VenueStatus.DRAFT)
    edit_place(venue=venue, place=VenueAddress("8 Main St", "Ontario", "OR", "97914", 44.0266, -116.9629))
    assert venue.zone_name == "America/Boise"


def test_venue_types_have_labels() -> None:
    assert [kind.label for kind in VenueType] == ["Day spa", "Salon", "Studio", "Practice", "Bathhouse"]
