"""Emails to owners about the status of their venue, word for word and never sent twice."""

import pytest
from syrupy.assertion import SnapshotAssertion

from app.accounts.enums import Role
from app.accounts.models import User
from app.core.db import session
from app.core.jobs import defer
from app.venues.actions.edit import Basics, VenueAddress, edit_basics, edit_place
from app.venues.actions.publication import reinstate_venue, suspend_venue
from app.venues.actions.review import approve, request_changes, submit_venue
from app.venues.enums import ChangeReason, VenueStatus
from app.venues.models import Submission, Venue
from app.venues.queries import venue_of, waiting_submission
from tests.email.kept import as_kept
from tests.email.outbox import Outbox
from tests.factories import make_category, make_user, make_venue
from tests.support import Jobs

__all__ = ["as_kept"]

pytestmark = pytest.mark.usefixtures("db", "now")

MAREN = "maren@hazelbodywork.example"
NOTE = "Please take out “cures”.\nEverything <b>else</b> is ready."


def hazel(status: VenueStatus) -> Venue:
    owner = make_user(role=Role.PROVIDER, name="Maren Oyelaran", email=MAREN)
    make_venue(name="Hazel Bodywork", slug="hazel-bodywork", status=status, owner_id=owner.id)
    return venue_of(owner)


def admin() -> User:
    return make_user(role=Role.ADMIN, name="Frances Adeyemi")


def changed() -> Submission:
    """Return a submission that changes the name, category and address of a live venue."""
    venue = hazel(VenueStatus.LIVE)
    sauna = make_category(slug="sauna")
    edit_basics(venue=venue, basics=Basics("Hazel <House>", sauna, venue.type, venue.summary, venue.phone, ()))
    edit_place(venue=venue, place=VenueAddress("61 NW Oregon Ave", "Bend", "OR", "97703", 44.0601, -121.3132))
    sent = waiting_submission(venue)
    assert sent is not None
    return sent


def arrived(outbox: Outbox, jobs: Jobs) -> str:
    jobs.run()
    return outbox.as_read(outbox.mail(MAREN))


def test_live(outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    approve(submission=submit_venue(venue=hazel(VenueStatus.DRAFT)), by=admin())
    assert arrived(outbox, jobs) == as_kept


def test_changes_requested(outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    sent = submit_venue(venue=hazel(VenueStatus.DRAFT))
    request_changes(submission=sent, by=admin(), reason=ChangeReason.HEALTH, part="About", note=NOTE)
    assert arrived(outbox, jobs) == as_kept


def test_a_change_is_live(outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    approve(submission=changed(), by=admin())
    assert arrived(outbox, jobs) == as_kept


def test_a_change_is_not_taken_over(outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    request_changes(submission=changed(), by=admin(), reason=ChangeReason.NAME, note=NOTE)
    assert arrived(outbox, jobs) == as_kept


def test_suspended(outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    suspend_venue(venue=hazel(VenueStatus.LIVE), by=admin(), reason=NOTE)
    assert arrived(outbox, jobs) == as_kept


def test_reinstated(outbox: Outbox, jobs: Jobs, as_kept: SnapshotAssertion) -> None:
    venue, by = hazel(VenueStatus.LIVE), admin()
    suspend_venue(venue=venue, by=by, reason=NOTE)
    jobs.run()
    reinstate_venue(venue=venue, by=by)
    jobs.run()
    assert outbox.as_read(outbox.mails(MAREN)[-1]) == as_kept


def test_job_that_runs_twice_sends_one_email(outbox: Outbox, jobs: Jobs) -> None:
    sent = submit_venue(venue=hazel(VenueStatus.DRAFT))
    approve(submission=sent, by=admin())
    defer("venues.email_decided", submission_id=sent.id)
    jobs.run()
    assert len({mail["headers"]["Message-ID"] for mail in map(headers, outbox.mails(MAREN))}) == 1


def headers(mail: dict[str, object]) -> dict[str, dict[str, str]]:
    return {"headers": dict(mail["headers"])}  # type: ignore[call-overload]


def test_approval_of_demo_data_sends_no_email(jobs: Jobs) -> None:
    approve(submission=submit_venue(venue=hazel(VenueStatus.DRAFT)))
    session.commit()
    assert "venues.email_decided" not in jobs.waiting()
