"""Holds: times are held for a while from checkout on, and a page names the times that are lost, and only those."""

import re

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.running import Running


def test_a_hold_that_expires_during_checkout_leads_back_to_the_full_cart(opened: Open, running: Running) -> None:
    guest = opened()
    massage, haircut = guest.massage(day=6), guest.haircut(day=8)
    guest.to_details()
    guest.fill_details()
    running.end_hold(guest.email)
    guest.button(re.compile("Continue to payment")).click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Cart")
    expect(guest.page.get_by_text("Your times are no longer held, and you weren’t charged.")).to_be_visible()
    for visit in (massage, haircut):
        expect(guest.cart_item(visit)).to_contain_text(f"{visit.day}, {visit.hour}")
    guest.check_out()
    guest.fill_details()
    guest.continue_to_payment()


def test_a_hold_that_expires_on_the_payment_page_charges_nothing(opened: Open, running: Running) -> None:
    guest = opened("phone")
    massage = guest.massage(day=6, time=2)
    guest.to_payment()
    running.end_hold(guest.email)
    guest.pay_with("4242 4242 4242 4242")
    expect(guest.heading(re.compile("expired|no longer", re.IGNORECASE))).to_be_visible()
    guest.link(re.compile("CozyWish")).last.click()
    expect(guest.page.get_by_text("Your times are no longer held, and you weren’t charged.")).to_be_visible()
    expect(guest.cart_item(massage)).to_contain_text(f"{massage.day}, {massage.hour}")


def test_the_hold_timer_shows_when_the_hold_has_expired(opened: Open) -> None:
    guest = opened("phone")
    guest.page.clock.install()
    guest.massage(day=5)
    guest.to_details()
    clock = guest.page.locator("hold-clock")
    expect(clock).to_contain_text("We’re holding your time.")
    guest.page.clock.fast_forward("25:30")
    expect(clock).to_contain_text("4:")
    guest.page.clock.fast_forward("05:00")
    expect(clock).to_contain_text("Your times are no longer held, and you weren’t charged.")


def test_a_time_booked_by_another_guest_is_replaced_with_one_click(opened: Open) -> None:
    guest, other = opened("phone"), opened()
    wanted, haircut = guest.massage(day=4, person="june"), guest.haircut(day=6)
    guest.open_cart()
    other.massage(day=4, person="june")
    other.hold()
    guest.button("Check out").click()
    expect(guest.page.get_by_role("alert").first).to_contain_text("One of your times was just booked by another guest.")
    expect(guest.page.get_by_role("alert").first).to_contain_text(f"your {wanted.clock} {wanted.service}")
    item = guest.cart_item(wanted)
    expect(guest.button("Check out")).to_be_disabled()
    near = item.get_by_role("form", name="Closest times").get_by_role("button")
    expect(near).to_have_count(3)
    chosen = near.first.inner_text()
    near.first.click()
    expect(guest.button("Check out")).to_be_enabled()
    hour = re.search(r"\d+:\d\d", chosen)
    assert hour is not None
    expect(guest.cart_item(wanted)).to_contain_text(hour[0])
    expect(guest.cart_item(haircut)).to_be_visible()
    guest.check_out()
