"""The front desk takes a deposit in cash and the rest on the guest's phone, and counts the drawer."""

from dataclasses import replace
from datetime import timedelta

from playwright.sync_api import expect

from app.catalog.queries import services_of
from app.core import clock
from app.front_desk.actions.new_booking import book_at_front_desk
from app.front_desk.availability import FrontDeskRequest, plan_for
from app.guests.actions import GuestContact, know_at_desk
from app.venues.queries import venue_by_slug
from e2e.conftest import Open
from e2e.guest import PAYS, Guest
from e2e.page_check import check_on_phone
from e2e.venues import DESKS, at_empty_venue


def test_front_desk_takes_cash_and_a_payment_on_a_phone_and_counts_the_drawer(opened: Open, shape: str) -> None:
    owner, guest = opened(shape), opened("phone")
    number = adds_walk_in(owner, guest.name)
    page = owner.page
    page.goto(f"/venue/bookings/{number}/payments")
    check_on_phone(page)
    page.get_by_role("region", name="In person").get_by_label("Amount").fill("20")
    owner.button("Record payment").click()
    expect(page.get_by_text("Payment of $20.00 recorded.").first).to_be_visible()
    owner.button("Show QR code").click()
    address = page.get_by_label("Or send this link")
    expect(address).to_be_visible()
    check_on_phone(page)
    pays(guest, address.input_value())
    expect(page.get_by_text("on their phone on")).to_be_visible()
    check_on_phone(page)
    counts(owner)


def adds_walk_in(owner: Guest, name: str) -> str:
    """Log in at a venue without reservations, add a booking for a guest who is there, and return its number."""
    at_empty_venue(owner, DESKS[0], "/calendar/")
    with owner.running.acting():
        venue = venue_by_slug(DESKS[0])
        service = next(each for each in services_of(venue) if each.is_staffed)
        wanted = FrontDeskRequest(service.first_option, clock.now() + timedelta(minutes=20))
        [free] = plan_for(wanted, ahead=timedelta(days=3), ignore_rules=True).upcoming(1)
        booked = book_at_front_desk(
            venue=venue,
            guest=know_at_desk(venue=venue, contact=GuestContact(name)),
            requested=replace(wanted, starts_at=free.at),
            user_id=venue.owner_id,
        )
        return booked.public_id


def pays(guest: Guest, address: str) -> None:
    """Open the link on a phone without an account, and pay."""
    guest.page.goto(address)
    check_on_phone(guest.page)
    guest.button("Continue to payment").click()
    guest.page.get_by_label("Email").fill(guest.email)
    guest.pay_with(PAYS)
    expect(guest.heading("You paid")).to_be_visible()
    check_on_phone(guest.page)


def counts(owner: Guest) -> None:
    """Count $5 too little, and say why."""
    page = owner.page
    owner.link("Count today’s cash").click()
    check_on_phone(page)
    page.get_by_label("Cash in the morning").fill("100")
    page.get_by_label("Cash now").fill("115")
    owner.button("Save count").click()
    page.get_by_label("Note").fill(f"Stamps for {owner.name}")
    owner.button("Save count").click()
    expect(page.get_by_text(f"Stamps for {owner.name}")).to_be_visible()
    check_on_phone(page)
