"""A membership of three months: a guest joins, pays a failed payment with another card, and cancels."""

import re
import time
from datetime import timedelta

import requests
import stripe
from playwright.sync_api import expect

from app.core.db import session
from app.saved_cards.models import PaymentCustomer
from e2e import prepare
from e2e.conftest import Open
from e2e.guest import PAYS, Guest
from e2e.owner import Owner
from e2e.page_check import check_on_phone
from e2e.running import PATIENCE

NO_FUNDS = "4000000000009995"
# An invoice is charged an hour after its month begins.
MONTH = timedelta(days=31, hours=2)
SUBSCRIPTION = """
    SELECT m.subscription_id FROM membership m JOIN user_account u ON u.id = m.user_id WHERE u.email = %s
"""
PAID_MONTHS = """
    SELECT p.id FROM guest_pass p JOIN user_account u ON u.id = p.user_id
    WHERE u.email = %s AND p.membership_id IS NOT NULL AND p.state = 'active'
"""


def test_a_membership_runs_three_months_with_a_failed_payment(opened: Open, shape: str) -> None:
    owner, guest = Owner(opened(shape)), opened(shape)
    venue = owner.starts_live()
    offers_membership(owner)
    billing = Billing(guest)
    joins(guest, venue)
    billing.next_month(declined=True)
    pays_with_another_card(guest)
    billing.next_month()
    billing.has_paid(months=3)
    cancels(guest, billing)
    sees_members(owner, guest)


class Billing:
    """Stripe's time for one member, who lives by a clock of their own."""

    def __init__(self, guest: Guest) -> None:
        guest.create_account()
        self._guest, self._now = guest, guest.running.now()
        environment = guest.running.stack.environment
        self._client = stripe.StripeClient(
            environment["STRIPE_SECRET_KEY"], base_addresses={"api": guest.running.stack.stripe}
        )
        clock = self._client.v1.test_helpers.test_clocks.create({"frozen_time": int(self._now.timestamp())})
        self._clock = clock.id
        customer = self._client.v1.customers.create({"email": guest.email, "test_clock": clock.id})
        with guest.running.acting():
            session.add(PaymentCustomer(user_id=prepare.account_of(guest.email).id, stripe_id=customer.id))

    def next_month(self, *, declined: bool = False) -> None:
        """Let a month pass, whose payment the bank declines or not, and wait until we know."""
        [subscription] = self._guest.running.column(SUBSCRIPTION, self._guest.email)
        if declined:
            card = self._client.v1.subscriptions.retrieve(subscription).default_payment_method
            control = f"{self._guest.running.stack.stripe}/_sandbox/payment_methods/{card}/act_as"
            requests.post(control, json={"card": NO_FUNDS}, timeout=20).raise_for_status()
        self._now += MONTH
        self._client.v1.test_helpers.test_clocks.advance(self._clock, {"frozen_time": int(self._now.timestamp())})
        self._guest.running.finish_jobs()

    def has_paid(self, *, months: int) -> None:
        """Wait until so many months are paid: events arrive some time after the clock has moved."""
        deadline = time.monotonic() + PATIENCE
        while len(paid := self._guest.running.ids(PAID_MONTHS, self._guest.email)) < months:
            assert time.monotonic() < deadline, f"{len(paid)} months are paid"
            time.sleep(0.05)


def offers_membership(owner: Owner) -> None:
    page = owner.guest.page
    page.goto("/venue/members/new")
    check_on_phone(page)
    owner.fill("Name", "Monthly massage")
    page.get_by_label(re.compile("^Slow massage")).check()
    owner.fill("Bookings a month", "1")
    owner.fill("Price a month", "79")
    owner.saves("Save membership", "is saved.")
    check_on_phone(page)


def joins(guest: Guest, venue: str) -> None:
    guest.page.goto(f"/venues/{venue}/packages")
    check_on_phone(guest.page)
    guest.link("See membership").click()
    expect(
        guest.page.get_by_text("$79.00 is charged to your card today and every month until you cancel.")
    ).to_be_visible()
    check_on_phone(guest.page)
    guest.page.get_by_label(re.compile("I agree")).check()
    guest.button("Join for $79.00 a month").click()
    guest.page.get_by_label("Card number").fill(PAYS)
    guest.button("Subscribe").click()
    expect(guest.page.get_by_text("Your card is charged $79.00 on")).to_be_visible()
    check_on_phone(guest.page)
    guest.running.email(guest.email, "Welcome: Monthly massage")


def pays_with_another_card(guest: Guest) -> None:
    guest.running.email(guest.email, "Payment failed: Monthly massage")
    guest.page.reload()
    membership = guest.page.url
    expect(guest.page.get_by_text("Your last payment failed.")).to_be_visible()
    check_on_phone(guest.page)
    guest.button("Pay now").click()
    guest.page.get_by_role("button", name=re.compile("4242")).first.click()
    expect(guest.heading("This invoice is paid")).to_be_visible()
    guest.page.goto(membership)
    expect(guest.page.get_by_text("Your card is charged $79.00 on")).to_be_visible()


def cancels(guest: Guest, billing: Billing) -> None:
    guest.page.reload()
    guest.button("Cancel membership").click()
    expect(guest.page.get_by_text("You canceled. Your membership ends on")).to_be_visible()
    check_on_phone(guest.page)
    billing.next_month()
    guest.running.email(guest.email, "Ended: Monthly massage")


def sees_members(owner: Owner, guest: Guest) -> None:
    owner.guest.page.goto("/venue/members/")
    expect(owner.guest.page.get_by_text(guest.name)).to_be_visible()
    check_on_phone(owner.guest.page)
