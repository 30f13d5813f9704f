"""Unpublishing, suspending, deleting and restoring venues."""

from datetime import timedelta

import pytest

from app.accounts.enums import Role
from app.accounts.models import User
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.venues.actions.publication import (
    delete_venue,
    publish_venue,
    reinstate_venue,
    restore_venue,
    suspend_venue,
    unpublish_venue,
)
from app.venues.actions.review import submit_venue
from app.venues.enums import VenueStatus
from app.venues.models import Venue
from app.venues.queries import deleted_venue_of, last_move_to, venue_owned_by, waiting_submission
from tests.factories import make_user, make_venue
from tests.support import NOW, Jobs

DRAFT, REJECTED = VenueStatus.DRAFT, VenueStatus.CHANGES_REQUESTED
APPROVED, UNPUBLISHED, SUSPENDED = VenueStatus.LIVE, VenueStatus.UNPUBLISHED, VenueStatus.SUSPENDED


def place(status: VenueStatus = APPROVED) -> tuple[Venue, User]:
    venue = make_venue(name="Hazel Bodywork", status=status)
    return venue, session.get_one(User, venue.owner_id)


def test_owner_unpublishes_and_publishes_without_a_review(db: None, jobs: Jobs) -> None:
    venue, owner = place()
    unpublish_venue(venue=venue, by=owner)
    assert not venue.is_public
    publish_venue(venue=venue, by=owner)
    assert venue.is_public
    session.commit()
    assert jobs.waiting() == ["search_index.reindex"] * 2


@pytest.mark.parametrize("status", [DRAFT, REJECTED, SUSPENDED])
def test_publishing_does_not_bypass_approval(db: None, status: VenueStatus) -> None:
    venue, owner = place(status)
    with pytest.raises(Conflict):
        publish_venue(venue=venue, by=owner)
    assert venue.status is status


@pytest.mark.parametrize("before", [APPROVED, UNPUBLISHED])
def test_undoing_a_suspension_restores_the_former_status_and_emails_both(
    db: None, now: None, jobs: Jobs, before: VenueStatus
) -> None:
    (venue, owner), admin = place(before), make_user(role=Role.ADMIN)
    suspend_venue(venue=venue, by=admin, reason="Two guests found the door closed.")
    moved = last_move_to(venue, SUSPENDED)
    assert moved is not None
    assert (moved.user_id, moved.reason, moved.at) == (admin.id, "Two guests found the door closed.", NOW)
    with pytest.raises(Conflict, match="is suspended"):
        unpublish_venue(venue=venue, by=owner)
    reinstate_venue(venue=venue, by=admin)
    assert venue.status is before
    session.commit()
    assert jobs.waiting().count("venues.email_status") == 2


def test_suspending_requires_a_reason_and_an_approved_venue(db: None) -> None:
    admin = make_user(role=Role.ADMIN)
    with pytest.raises(DomainError, match="Enter a reason"):
        suspend_venue(venue=place()[0], by=admin, reason=" ")
    with pytest.raises(Conflict, match="is a draft"):
        suspend_venue(venue=place(DRAFT)[0], by=admin, reason="Spam.")
    with pytest.raises(Conflict, match="is live"):
        reinstate_venue(venue=place()[0], by=admin)


@pytest.mark.parametrize(
    ("before", "after"),
    [(DRAFT, DRAFT), (REJECTED, REJECTED), (APPROVED, UNPUBLISHED), (UNPUBLISHED, UNPUBLISHED), (SUSPENDED, SUSPENDED)],
)
def test_deleted_venue_is_restored_but_never_public_at_once(
    db: None, now: None, before: VenueStatus, after: VenueStatus
) -> None:
    venue, owner = place(before)
    delete_venue(venue=venue, by=owner)
    assert venue_owned_by(owner) is None
    assert deleted_venue_of(owner) is venue
    restore_venue(venue=venue, by=owner)
    assert venue.status is after
    assert venue_owned_by(owner) is venue


def test_deleting_a_venue_withdraws_its_submission(db: None, now: None) -> None:
    venue, owner = place(DRAFT)
    submit_venue(venue=venue, by=owner)
    delete_venue(venue=venue, by=owner)
    assert waiting_submission(venue) is None
    restore_venue(venue=venue, by=owner)
    assert venue.status is DRAFT


def test_deleted_venue_can_be_restored_for_thirty_days(db: None) -> None:
    venue, owner = place()
    with clock.pinned(NOW):
        delete_venue(venue=venue, by=owner)
    with (
        clock.pinned(NOW + timedelta(days=30, seconds=1)),
        pytest.raises(Conflict, match="only restore a listing for 30 days"),
    ):
        restore_venue(venue=venue, by=owner)
    with clock.pinned(NOW + timedelta(days=30)):
        restore_venue(venue=venue, by=owner)


def test_restoring_a_venue_is_rejected_beside_another_one(db: None, now: None) -> None:
    venue, owner = place()
    delete_venue(venue=venue, by=owner)
    make_venue(name="Second Room", status=DRAFT, owner_id=owner.id)
    with pytest.raises(Conflict, match="yours is Second Room now"):
        restore_venue(venue=venue, by=owner)
