"""Evidence: filled in from what we know, completed by the venue, and submitted by an admin once."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.enums import Role
from app.accounts.models import User
from app.bookings.enums import Actor
from app.bookings.models.bookings import Booking
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict, DomainError
from app.core.jobs import queue
from app.dispute_pages.evidence import texts_of
from app.dispute_pages.queries import all_disputes
from app.disputes import gateway_flows
from app.disputes.actions.evidence import save_evidence, submit
from app.disputes.actions.reading import correct
from app.disputes.enums import DisputeStatus, EvidenceState
from app.disputes.models import Dispute, DisputeEvidence
from app.disputes.queries.disputes import dispute_by_public_id
from app.payments.gateway import GatewayDown
from app.rescheduling.actions.records import notify_change, record_reschedule
from app.venues.models import Venue
from tests.disputes.test_reading import PRICE, decide, dispute, read, refunds
from tests.email.outbox import Outbox
from tests.factories import add, make_user, make_venue
from tests.payments.test_ledger import booking
from tests.payments.test_settle import massage, order
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in

__all__ = ["booking", "massage", "order"]


@pytest.fixture
def disputed(booking: Booking, stripe: StripeSandbox) -> Dispute:
    dispute(stripe)
    return loaded()


def loaded() -> Dispute:
    session.expire_all()
    return dispute_by_public_id(session.scalars(select(Dispute.public_id)).one())


def save(disputed: Dispute, text: str, version: int = 0) -> None:
    texts = {"uncategorized_text": text}
    save_evidence(dispute=disputed, texts=texts, version=version, is_complete=True)
    session.commit()


def test_first_draft_names_the_booking_its_policy_and_its_history(disputed: Dispute) -> None:
    texts = texts_of(disputed)
    [booking] = [one.booking for one in disputed.allocations]
    assert booking.title in texts["product_description"]
    assert "could cancel without a charge until" in texts["cancellation_policy_disclosure"]
    assert "Paid and booked" in texts["access_activity_log"]
    assert texts["customer_email_address"] in texts["uncategorized_text"]


def test_first_draft_says_what_the_guest_agreed_to_before_the_venue_rescheduled(disputed: Dispute) -> None:
    before = texts_of(disputed)["refund_policy_disclosure"]
    [booking] = [one.booking for one in disputed.allocations]
    move = record_reschedule(booking, [], actor=Actor.PROVIDER, user_id=None, requested_by_guest=False)
    booking.cancel_keep_percent = 0
    notify_change(booking, move, booking.venue)
    assert "After that, they got nothing back." in before
    assert texts_of(disputed)["refund_policy_disclosure"] == before


@pytest.mark.usefixtures("db", "now")
def test_disputes_that_wait_for_evidence_come_first_by_deadline() -> None:
    for name, status, opened, due in (
        ("old", DisputeStatus.WON, 60, None),
        ("with the bank", DisputeStatus.UNDER_REVIEW, 20, 6),
        ("later", DisputeStatus.INQUIRY_NEEDS_RESPONSE, 1, 13),
        ("new", DisputeStatus.LOST, 40, None),
        ("soon", DisputeStatus.NEEDS_RESPONSE, 9, 5),
    ):
        values = {"stripe_id": name, "status": status, "amount_cents": 100, "read_at": NOW}
        is_open = {"due_by": NOW + timedelta(days=due)} if due else {"settled_at": NOW}
        add(Dispute(opened_at=NOW - timedelta(days=opened), **values, **is_open))
    assert [one.stripe_id for one in all_disputes()] == ["soon", "later", "with the bank", "new", "old"]


def test_evidence_is_submitted_once_and_then_stays_as_it_is(
    disputed: Dispute, stripe: StripeSandbox, jobs: Jobs
) -> None:
    save(disputed, "They came.")
    with pytest.raises(Conflict):
        save(disputed, "Someone else's.", version=0)
    submit(dispute=disputed)
    jobs.run()
    session.expire_all()
    found = stripe.client().v1.disputes.retrieve(disputed.stripe_id)
    assert (found.evidence.uncategorized_text, found.evidence_details.submission_count) == ("They came.", 1)
    assert loaded().status is DisputeStatus.UNDER_REVIEW
    with pytest.raises(Conflict):
        save(loaded(), "More", version=1)


@pytest.mark.parametrize("days", [0, 2])
def test_evidence_with_a_lost_response_is_submitted_once(days: int, disputed: Dispute, stripe: StripeSandbox) -> None:
    save(disputed, "They came.")
    submit(dispute=disputed)
    session.commit()
    stripe.fail_next(5, kind="lost", path=f"/v1/disputes/{disputed.stripe_id}")
    with pytest.raises(GatewayDown):
        gateway_flows.submit_evidence(disputed.id)
    session.rollback()
    stripe.stop_failing()
    stripe.advance(days * 86400)
    gateway_flows.submit_evidence(disputed.id)
    session.commit()
    assert session.scalars(select(DisputeEvidence.state)).all() == [EvidenceState.SUBMITTED]
    assert stripe.client().v1.disputes.retrieve(disputed.stripe_id).evidence_details.submission_count == 1


def test_evidence_that_is_empty_too_long_or_too_late_is_refused(disputed: Dispute, stripe: StripeSandbox) -> None:
    with pytest.raises(DomainError):
        submit(dispute=disputed)
    with pytest.raises(DomainError):
        save(disputed, "x" * 20_001)
    decide(stripe, disputed.stripe_id, "lose")
    with pytest.raises(Conflict):
        save(loaded(), "They came.")


def test_evidence_that_stripe_refuses_is_a_draft_again(disputed: Dispute, stripe: StripeSandbox) -> None:
    save(disputed, "They came.")
    submit(dispute=disputed)
    session.commit()
    stripe.decide(disputed.stripe_id, "lose")
    gateway_flows.submit_evidence(disputed.id)
    session.commit()
    evidence = session.scalars(select(DisputeEvidence)).one()
    assert (evidence.state, evidence.failure != "") == (EvidenceState.DRAFT, True)


def test_admin_corrects_which_bookings_a_dispute_is_about(disputed: Dispute, stripe: StripeSandbox) -> None:
    number, order_id = disputed.allocations[0].booking.public_id, disputed.order_id or 0
    with pytest.raises(DomainError):
        correct(dispute_id=disputed.id, order_id=order_id, cents_by_booking={number: PRICE + 1})
    session.rollback()
    correct(dispute_id=disputed.id, order_id=order_id, cents_by_booking={number: 4000})
    session.commit()
    read(disputed.stripe_id)
    assert [one.amount_cents for one in loaded().allocations] == [4000]
    decide(stripe, disputed.stripe_id, "lose")
    assert [cents for _, cents in refunds()] == [4000]
    assert loaded().written_off_cents == PRICE - 4000
    with pytest.raises(Conflict):
        correct(dispute_id=disputed.id, order_id=order_id, cents_by_booking={})


def test_owner_and_admins_are_emailed_at_first_before_the_deadline_and_at_the_end(
    booking: Booking, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    make_user(role=Role.ADMIN, email="admin@example.com")
    made = dispute(stripe)
    due_by = loaded().due_by
    assert due_by is not None
    for days in (6, 5, 4, 1):
        with clock.pinned(due_by - timedelta(days=days)):
            queue.tasks["dispute_pages.remind"].func(0)
    jobs.run()
    decide(stripe, made, "win")
    jobs.run()
    assert [mail["subject"] for mail in outbox.mails("admin@example.com")] == [
        "A guest’s bank disputes a payment of $110.00",
        "The evidence about $110.00 is due soon",
        "The evidence about $110.00 is due soon",
        "The dispute of $110.00 is over: won",
    ]
    owner = session.scalars(select(User.email).join(Venue, Venue.owner_id == User.id)).one()
    assert len([mail for mail in outbox.mails(owner) if "$110.00" in mail["subject"]]) >= 4


def test_owner_completes_the_evidence_and_an_admin_submits_it(
    client: FlaskClient, disputed: Dispute, stripe: StripeSandbox, jobs: Jobs
) -> None:
    venue = session.scalars(select(Venue)).one()
    sign_in(client, session.get_one(User, venue.owner_id))
    there = f"/venue/disputes/{disputed.public_id}"
    assert disputed.public_id in client.get("/venue/disputes/").text
    assert "Paid and booked" in client.get(there).text
    sent = {"uncategorized_text": "They came.", "version": "0", "is_complete": "y"}
    assert client.post(there, data=sent).status_code == 303
    assert client.post(there, data=sent).status_code == 422
    sign_in(client, make_user(role=Role.ADMIN))
    there = f"/admin/disputes/{disputed.public_id}"
    assert "They came." in client.get(there).text
    sent = {"uncategorized_text": "winning_evidence", "version": "1", "submit": "y"}
    assert client.post(f"{there}/evidence", data=sent).status_code == 303
    jobs.run()
    assert loaded().status is DisputeStatus.WON
    assert "Won" in client.get("/admin/disputes").text


def test_other_owners_see_no_dispute(client: FlaskClient, disputed: Dispute) -> None:
    sign_in(client, session.get_one(User, make_venue().owner_id))
    assert client.get(f"/venue/disputes/{disputed.public_id}").status_code == 404
    assert disputed.public_id not in client.get("/venue/disputes/").text
