"""A membership that runs three months, with a payment that fails, over the pages and the stand-in of Stripe."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.disputes.gateway_flows import read_dispute
from app.ledger.enums import Account
from app.ledger.queries import balances
from app.memberships import copy, gateway_flows
from app.memberships.actions import change_members, price_for, start_joining, tell_members
from app.memberships.enums import MembershipState
from app.memberships.models import Membership
from app.orders.actions.fulfillment import expire_order
from app.passes.actions import expire_passes
from app.passes.enums import OfferKind, PassState
from app.passes.models import Pass, PassOffer
from app.payments.models import Payment
from app.venues.models import Venue
from tests.email.outbox import Outbox
from tests.factories import first_option, make_member, make_service, make_user, make_venue
from tests.pages import read
from tests.sale_factories import make_offer
from tests.sandbox.servers import StripeSandbox
from tests.support import NOW, Jobs, sign_in

CENTS = 7900
NO_FUNDS, GOOD = "4000000000009995", "4242424242424242"


@pytest.fixture
def offer(client: FlaskClient) -> PassOffer:
    """Return a membership for $79.00 a month, with a massage of $100 and 10% off others."""
    venue = make_venue(slug="hazel")
    service = make_service(venue, slug="massage", price_cents=10000, members=[make_member(venue)])
    terms = {"kind": OfferKind.MEMBERSHIP, "title": "Hazel’s Circle", "uses": 1, "price_cents": CENTS}
    made = make_offer(first_option(service), **terms, valid_days=None, percent_off=10)
    session.commit()
    return made


@pytest.fixture
def wren(client: FlaskClient) -> User:
    user = make_user(name="Wren Abernathy")
    session.commit()
    sign_in(client, user)
    return user


def member() -> Membership:
    session.rollback()
    return session.scalars(select(Membership).execution_options(populate_existing=True)).one()


def periods() -> list[Pass]:
    return list(session.scalars(select(Pass).order_by(Pass.id).execution_options(populate_existing=True)))


def read_at(stripe: StripeSandbox, days: float) -> Membership:
    """Advance the stand-in to so many days after the start, and read the membership."""
    at = NOW + timedelta(days=days)
    stripe.set_clock(at)
    with clock.pinned(at):
        gateway_flows.read_membership(member().id)
        session.commit()
    return member()


def test_a_membership_runs_three_months_with_a_failed_payment(
    client: FlaskClient, offer: PassOffer, wren: User, stripe: StripeSandbox, jobs: Jobs
) -> None:
    stripe.set_clock(NOW)
    page = f"/memberships/{offer.public_id}"
    assert "$79.00 is charged to your card today and every month until you cancel." in read(client, page)
    agreed = {"agree": "y", "seen": copy.agreed(offer)}
    assert client.post(page, data={"seen": copy.agreed(offer)}).status_code == 422, "the guest hasn't agreed"
    assert client.post(page, data={**agreed, "seen": "6900"}).status_code == 422, "the price has changed"
    assert client.post(page, data=agreed).status_code == 303
    assert stripe.pay(member().session_id or "")["result"] == "paid"
    for delivery in stripe.take():
        client.post("/webhooks/stripe", data=delivery.body, headers=delivery.headers)
    assert jobs.waiting().count("memberships.read") == 1, "it is read once for all of these events"
    jobs.run()
    assert member().state is MembershipState.ACTIVE, "also if the guest never returns from the payment page"
    assert "Your card is charged $79.00 on Jun 14, 2026" in read(client, f"/account/memberships/{member().public_id}")
    assert (member().state, len(periods())) == (MembershipState.ACTIVE, 1)
    assert -balances()[Account.UNEARNED_REVENUE] == CENTS
    assert client.post(page, data=agreed).status_code == 303, "a member can't join again"
    assert len(session.scalars(select(Membership)).all()) == 1

    assert "You’re a member." in read(client, page)

    client.post("/cart/lines", data={"venue": "hazel", "service": "massage", "start": "2026-05-15T18:00Z"})
    assert "Book with your membership" in read(client, client.post("/checkout").location)
    expire_order(order_id=session.scalars(select(Order.id).where(Order.state == OrderState.PENDING)).one())
    session.commit()
    client.post("/cart/lines", data={"venue": "hazel", "service": "massage", "start": "2026-05-15T20:00Z"})
    cart = read(client, "/cart/")
    assert "Included in “Hazel’s Circle”" in cart
    assert "Member price, 10% off" in cart

    card = stripe.client().v1.subscriptions.retrieve(member().subscription_id or "").default_payment_method
    stripe.act_as(str(card), NO_FUNDS)
    assert read_at(stripe, 31.2).state is MembershipState.PAST_DUE
    assert len(periods()) == 1
    stripe.act_as(str(card), GOOD)
    assert read_at(stripe, 40).state is MembershipState.ACTIVE
    assert len(periods()) == 2

    session.commit()
    with clock.pinned(NOW + timedelta(days=40)):
        client.post(f"/account/memberships/{member().public_id}/change", data={"change": "cancel"})
    assert member().ends_with_period
    assert read_at(stripe, 62).state is MembershipState.ENDED
    assert (len(periods()), -balances()[Account.UNEARNED_REVENUE]) == (2, 2 * CENTS)
    with clock.pinned(NOW + timedelta(days=80)):
        assert expire_passes() == 2
    assert (balances().get(Account.UNEARNED_REVENUE, 0), -balances()[Account.VENUE_PAYABLE]) == (0, 2 * CENTS)


@pytest.fixture
def joined(client: FlaskClient, offer: PassOffer, wren: User, stripe: StripeSandbox) -> Membership:
    """Return a membership that its guest has just paid for."""
    stripe.set_clock(NOW)
    gateway_flows.open_page(start_joining(user=wren, offer=offer, text="As agreed.").id)
    session.commit()
    stripe.pay(member().session_id or "")
    return read_at(stripe, 0)


def change(client: FlaskClient, to: str, *, after: float = 0) -> Membership:
    with clock.pinned(NOW + timedelta(days=after)):
        client.post(f"/account/memberships/{member().public_id}/change", data={"change": to})
    return member()


def test_paused_member_is_not_charged_until_they_resume(
    client: FlaskClient, joined: Membership, stripe: StripeSandbox
) -> None:
    assert change(client, "pause").state is MembershipState.PAUSED
    assert "You aren’t charged until you resume" in read(client, f"/account/memberships/{joined.public_id}")
    assert (read_at(stripe, 35).state, len(periods())) == (MembershipState.PAUSED, 1)
    assert change(client, "resume", after=35).state is MembershipState.ACTIVE
    assert len(periods()) == 1, "the month that began in the pause is not charged"
    assert (read_at(stripe, 62).state, len(periods())) == (MembershipState.ACTIVE, 2)
    assert -balances()[Account.UNEARNED_REVENUE] == 2 * CENTS


def test_a_change_applies_to_members_only_after_notice(
    client: FlaskClient, offer: PassOffer, joined: Membership, stripe: StripeSandbox, jobs: Jobs, outbox: Outbox
) -> None:
    """A month ends 31 days after it began: notice is given a day later, and applies 30 days after that."""
    sign_in(client, session.get_one(User, session.get_one(Venue, offer.venue_id).owner_id))
    page = f"/venue/members/terms/{offer.public_id}"
    seen = re.search(r'name="seen"[^>]* value="(\w+)"', client.get(page).text)
    form = {"title": offer.title, "options": str(offer.option_ids[0]), "uses": "2", "price": "89", "percent_off": "0"}
    form |= {"seen": seen[1] if seen else "", "for_members": "y"}
    assert client.post(page, data=form).status_code == 303
    assert (member().next_price_at, periods()[0].uses) == (None, 1), "the month ends in more than 30 days"

    with clock.pinned(NOW + timedelta(days=2)):
        assert (tell_members(), tell_members()) == (1, 0)
        jobs.run()
    ends_at = member().period_ends_at
    assert member().next_price_at == ends_at
    mails = outbox.mails(session.get_one(User, joined.user_id).email)
    [receipt] = [mail for mail in mails if mail["subject"].startswith("You paid $79.00 to ")]
    assert [each["name"] for each in receipt["attachments"]] == [f"receipt-V{offer.venue_id}-2026-000001.pdf"]
    [notice] = [" ".join(mail["text"].split()) for mail in mails if mail["subject"].startswith("Changes: ")]
    assert "From your payment on Jun 14, 2026, your membership costs $89.00 a month instead of $79.00." in notice
    assert "2 bookings a month: " in notice
    sign_in(client, session.get_one(User, joined.user_id))
    assert "instead of $79.00" in read(client, f"/account/memberships/{joined.public_id}")

    read_at(stripe, 31.2)
    assert [(one.price_cents, one.uses, one.percent_off) for one in periods()] == [(7900, 1, 10), (8900, 2, 0)]
    assert (member().next_price_id, member().next_price_at) == (None, None)


def test_a_change_without_its_members_applies_to_those_who_join_later(
    offer: PassOffer, joined: Membership, stripe: StripeSandbox
) -> None:
    offer = session.get_one(PassOffer, offer.id)
    offer.price_cents, offer.uses = 8900, 3
    session.commit()
    read_at(stripe, 31.2)
    assert [(one.price_cents, one.uses) for one in periods()] == [(7900, 1), (7900, 1)]
    assert price_for(offer).id != member().price_id


def test_a_change_that_is_replaced_is_told_again(offer: PassOffer, joined: Membership, stripe: StripeSandbox) -> None:
    def change(cents: int, *, after: int) -> Membership:
        with clock.pinned(NOW + timedelta(days=after)):
            offered = session.get_one(PassOffer, offer.id)
            offered.price_cents = cents
            change_members(offer=offered)
            session.commit()
        return member()

    first = change(8900, after=2).next_price_id
    again = change(9900, after=2)
    assert again.next_price_at == again.period_ends_at
    assert again.next_price_id != first
    assert change(CENTS, after=2).next_price_id is None, "as before"
    assert change(8900, after=20).next_price_at is None, "too late for the next payment"


def test_a_membership_ends_with_its_month_when_the_guest_disputes_one(
    joined: Membership, stripe: StripeSandbox, jobs: Jobs
) -> None:
    made = stripe.dispute(session.scalars(select(Payment.payment_intent_id)).one() or "")
    read_dispute(made["id"])
    session.commit()
    jobs.run()
    assert (member().ends_with_period, periods()[0].state) == (True, PassState.DISPUTED)
    with clock.pinned(NOW + timedelta(days=80)):
        assert expire_passes() == 0
