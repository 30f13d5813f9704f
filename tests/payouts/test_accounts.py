"""Venues' accounts at Stripe: opening one, what is missing, and the payouts from it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.accounts.enums import Role
from app.bookings.models.bookings import Booking
from app.core.db import session
from app.payments.models import StripeEvent
from app.payouts import gateway_flows
from app.payouts.enums import PayoutStatus
from app.payouts.gateway import payout_gateway
from app.payouts.models import Payout, PayoutAccount, Transfer
from app.payouts.queries.transfers import account_of
from app.payouts.tasks import read_everything
from app.venues.actions.publication import reinstate_venue, suspend_venue
from app.venues.models import Venue
from tests.email.outbox import Outbox
from tests.factories import make_user, make_venue
from tests.payments.test_ledger import PRICE, after, booking
from tests.payments.test_settle import massage, order
from tests.payouts.test_transfers import LINKS, account, pay, set_up
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs

__all__ = ["account", "booking", "massage", "order"]

CLOSED, UNVERIFIED = "000111111113", "1111"


def deliver(client: FlaskClient, stripe: StripeSandbox, *, order: str = "created") -> list[int]:
    """Send the application every event of venues' accounts that waits, and return the answers."""
    taken = [each for each in stripe.take(order) if each.connect]
    return [client.post("/webhooks/stripe/connect", data=each.body, headers=each.headers).status_code for each in taken]


@pytest.fixture
def venue(client: FlaskClient) -> Venue:
    return make_venue(name="Hazel Bodywork")


def test_each_venue_gets_one_account(venue: Venue, stripe: StripeSandbox) -> None:
    first, second = (gateway_flows.open_form(venue.id, **LINKS) for _ in range(2))
    assert first != second
    [account] = stripe.client().v1.accounts.list().data
    assert (account.email, account.metadata["venue"]) == (venue.owner.email, venue.slug)
    found = account_of(venue.id)
    assert found is not None
    assert (found.stripe_id, found.is_submitted, found.takes_transfers) == (account.id, False, False)


def test_account_whose_response_was_lost_is_found_again(venue: Venue, stripe: StripeSandbox) -> None:
    stripe.fail_next(kind="lost", path="/v1/accounts")
    gateway_flows.open_form(venue.id, **LINKS)
    assert len(stripe.client().v1.accounts.list().data) == 1


def test_account_opened_by_a_request_that_was_never_answered_is_found_days_later(
    venue: Venue, stripe: StripeSandbox
) -> None:
    gateway_flows.open_form(venue.id, **LINKS)
    session.execute(
        update(PayoutAccount).values(stripe_id=None, idempotency_key="forgotten", created_at=NOW - timedelta(days=2))
    )
    session.commit()
    gateway_flows.open_form(venue.id, **LINKS)
    assert len(stripe.client().v1.accounts.list().data) == 1


def test_payouts_of_a_suspended_venue_are_held_until_it_is_reinstated(
    venue: Venue, stripe: StripeSandbox, jobs: Jobs
) -> None:
    account, admin = set_up(venue.id, stripe), make_user(role=Role.ADMIN)
    payout_gateway().set_schedule(account.stripe_id or "", interval="weekly", anchor="friday")
    gateway_flows.read_account(venue.id)
    suspend_venue(venue=venue, by=admin, reason="Guests reported closed doors.")
    session.commit()
    jobs.run()
    assert schedule_of(account, stripe) == ("manual", None)
    gateway_flows.follow_suspension(venue.id)
    session.commit()
    reinstate_venue(venue=venue, by=admin)
    session.commit()
    jobs.run()
    assert schedule_of(account, stripe) == ("weekly", "friday")
    session.refresh(account)
    assert (account.interval, account.anchor, account.held_interval) == ("weekly", "friday", None)


def schedule_of(account: PayoutAccount, stripe: StripeSandbox) -> tuple[str, str | None]:
    """Return when Stripe pays the account out: the interval and the weekday."""
    schedule = (
        stripe.client().v1.accounts.retrieve(account.stripe_id or "").to_dict()["settings"]["payouts"]["schedule"]
    )
    return schedule["interval"], schedule.get("weekly_anchor")


def test_completed_form_opens_transfers_and_payouts(venue: Venue, stripe: StripeSandbox) -> None:
    account = set_up(venue.id, stripe)
    assert (account.is_submitted, account.takes_transfers, account.pays_out) == (True, True, True)
    assert (account.requirements, account.due_by, account.bank_last4) == ([], None, "6789")


def test_unverified_id_is_asked_for_with_a_deadline(venue: Venue, stripe: StripeSandbox) -> None:
    account = set_up(venue.id, stripe, business_type="individual", tax_id=UNVERIFIED)
    assert account.requirements == ["individual.verification.document"]
    # Stripe's clock runs on while ours stands still.
    assert account.due_by is not None
    assert timedelta() <= account.due_by - NOW - timedelta(days=14) < timedelta(minutes=1)
    assert account.takes_transfers


@pytest.mark.parametrize("order", ["created", "reversed"])
def test_events_only_say_that_something_changed(
    order: str, client: FlaskClient, venue: Venue, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    account = set_up(venue.id, stripe)
    stripe.take()
    stripe.restrict(account.stripe_id or "")
    stripe.restrict(account.stripe_id or "", None)
    stripe.restrict(account.stripe_id or "")
    assert set(deliver(client, stripe, order=order)) == {200}
    jobs.run()
    session.refresh(account)
    assert (account.pays_out, account.disabled_reason) == (False, "rejected.fraud")
    assert outbox.mail()["subject"] == "Your payouts are paused"


def test_event_that_comes_twice_is_processed_once(
    client: FlaskClient, venue: Venue, stripe: StripeSandbox, jobs: Jobs
) -> None:
    account = set_up(venue.id, stripe)
    stripe.take()
    stripe.restrict(account.stripe_id or "")
    [event] = [each for each in stripe.take() if each.connect]
    for _ in range(2):
        assert client.post("/webhooks/stripe/connect", data=event.body, headers=event.headers).status_code == 200
    assert jobs.waiting().count("payouts.read_account") == 1
    assert session.scalars(select(StripeEvent.kind).where(StripeEvent.id == event.event)).one() == "account.updated"


def test_event_of_an_account_that_is_not_ours_changes_nothing(
    client: FlaskClient, venue: Venue, stripe: StripeSandbox, jobs: Jobs
) -> None:
    theirs = stripe.client().v1.accounts.create({"type": "express", "country": "US"})
    stripe.complete(theirs.id)
    assert set(deliver(client, stripe)) == {200}
    jobs.run()
    assert session.scalars(select(PayoutAccount)).all() == []


def test_payment_events_are_refused_at_the_endpoint_of_accounts(
    client: FlaskClient, booking: Booking, stripe: StripeSandbox
) -> None:
    event = next(each for each in stripe.take() if not each.connect)
    assert client.post("/webhooks/stripe/connect", data=event.body, headers=event.headers).status_code == 400


def test_payout_names_its_transfers(
    client: FlaskClient, booking: Booking, account: PayoutAccount, stripe: StripeSandbox, jobs: Jobs
) -> None:
    after(booking)
    pay(booking)
    stripe.take()
    stripe.pay_out(account.stripe_id or "")
    assert set(deliver(client, stripe, order="reversed")) == {200}
    jobs.run()
    payout = session.scalars(select(Payout)).one()
    assert (payout.amount_cents, payout.status) == (PRICE, PayoutStatus.PAID)
    assert session.scalars(select(Transfer.payout_id)).one() == payout.id


def test_account_and_payouts_are_read_again_every_night(
    booking: Booking, account: PayoutAccount, stripe: StripeSandbox, jobs: Jobs
) -> None:
    after(booking)
    pay(booking)
    stripe.pay_out(account.stripe_id or "")
    stripe.restrict(account.stripe_id or "")
    stripe.take()
    read_everything()
    session.commit()
    jobs.run()
    session.refresh(account)
    assert account.disabled_reason == "rejected.fraud"
    assert session.scalars(select(Payout.amount_cents)).all() == [PRICE]
    assert session.scalars(select(Transfer.payout_id)).one() is not None


def test_failed_payout_is_emailed_with_what_to_do(
    client: FlaskClient, booking: Booking, account: PayoutAccount, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    stripe.change_bank(account.stripe_id or "", CLOSED)
    after(booking)
    pay(booking)
    stripe.take()
    stripe.pay_out(account.stripe_id or "")
    deliver(client, stripe)
    jobs.run()
    assert session.scalars(select(Payout.status)).one() is PayoutStatus.FAILED
    mails = {mail["subject"]: mail["text"] for mail in outbox.mails()}
    assert "Your bank account is closed. Add another one." in mails["Your payout of $110.00 failed"]
