"""The main journey: bookings at two venues in one cart, paid once, and shown to the owner."""

import re
from datetime import UTC

import pytest
from playwright.sync_api import expect

from app.demo.accounts import PASSWORD
from e2e.accounts import OWNER
from e2e.conftest import Open
from e2e.guest import ASKS, DECLINED, BookedService, Guest
from e2e.running import Running


@pytest.mark.parametrize(("shape", "scripts"), [("phone", True), ("desktop", False)])
def test_a_guest_books_at_two_venues_in_one_order(opened: Open, running: Running, shape: str, scripts: bool) -> None:
    guest = opened(shape, java_script_enabled=scripts)
    massage, haircut = fill_the_cart(guest)
    total = sees_both_in_the_cart(guest, massage, haircut)
    registers_without_losing_the_cart(guest, massage, haircut)
    gives_details(guest, massage, total)
    code = pays_at_the_third_try(guest, total)
    sees_both_confirmed(guest, massage, haircut, code, total)
    reads_the_email(running, guest, massage, haircut, code, total)
    finds_both_in_the_list(guest, massage, haircut)
    the_provider_sees_it(opened(), running, guest, massage)


def fill_the_cart(guest: Guest) -> tuple[BookedService, BookedService]:
    guest.find("massage")
    expect(guest.heading("Massage near Portland, OR")).to_be_visible()
    guest.open_service("Hazel Bodywork", "Unwinding massage")
    guest.choose_day(1)
    massage = guest.choose_time(0, venue="Hazel Bodywork", service="Unwinding massage")
    guest.add_to_cart()
    guest.link("Add another service").click()
    guest.find("hair")
    guest.open_service("The Good Comb", "Short cut")
    guest.choose_day(5, times=2)
    haircut = guest.choose_time(1, venue="The Good Comb", service="Short cut")
    guest.add_to_cart()
    return massage, haircut


def sees_both_in_the_cart(guest: Guest, massage: BookedService, haircut: BookedService) -> str:
    """Check both bookings in the cart and return the total."""
    for visit in (massage, haircut):
        expect(guest.heading(visit.venue)).to_be_visible()
        expect(guest.cart_item(visit)).to_contain_text(f"{visit.day}, {visit.hour}")
        expect(guest.cart_item(visit)).to_contain_text(
            re.compile("Free cancellation until|This time starts in less than 24 hours")
        )
    expect(guest.page.locator("#cart-count")).to_have_text("2")
    order = guest.page.get_by_role("complementary", name="Order")
    found = re.search(r"Total\s*(\$[\d.]+)", order.inner_text())
    assert found is not None
    return found[1]


def registers_without_losing_the_cart(guest: Guest, massage: BookedService, haircut: BookedService) -> None:
    guest.button("Check out").click()
    expect(guest.page.get_by_text("Your cart is saved.")).to_be_visible()
    guest.register()
    for visit in (massage, haircut):
        expect(guest.cart_item(visit)).to_contain_text(visit.day)


def gives_details(guest: Guest, massage: BookedService, total: str) -> None:
    """Fill in the details, first without a phone number, which shows an error."""
    guest.check_out()
    expect(guest.page.get_by_text("We’re holding your 2 times.")).to_be_visible()
    expect(guest.page.get_by_label("Full name")).to_have_value(guest.name)
    guest.button(f"Continue to payment, {total}").click()
    alert = guest.page.get_by_role("alert")
    expect(alert).to_contain_text("Fix 2 things to continue")
    expect(alert.get_by_role("link", name="Enter a phone number where the venue can reach you.")).to_be_visible()
    guest.page.get_by_label(f"Anything {massage.venue} should know?").fill("A stiff neck, on the left.")
    guest.fill_details()
    guest.continue_to_payment()


def pays_at_the_third_try(guest: Guest, total: str) -> str:
    """Pay with a declined card, then a failed authentication, then a completed one. Returns the order number."""
    expect(guest.heading(re.compile("Pay CozyWish"))).to_contain_text(total)
    guest.pay_with(DECLINED)
    expect(guest.page.get_by_role("alert")).to_contain_text("Your card was declined. Nothing was charged.")
    guest.pay_with(ASKS)
    guest.button("Fail authentication").click()
    expect(guest.page.get_by_role("alert")).to_contain_text("Nothing was charged.")
    guest.pay_with(ASKS)
    guest.button("Complete authentication").click()
    return guest.confirmed()


def sees_both_confirmed(guest: Guest, massage: BookedService, haircut: BookedService, code: str, total: str) -> None:
    expect(
        guest.page.get_by_text(f"We emailed the details to {guest.email}. Your order number is {code}.")
    ).to_be_visible()
    for visit in (massage, haircut):
        row = guest.page.get_by_role("article").filter(has_text=visit.service)
        expect(row).to_contain_text(visit.venue)
        expect(row).to_contain_text(visit.hour)
    expect(guest.page.get_by_text("Paid, Visa 3184")).to_be_visible()
    expect(guest.page.get_by_role("main")).to_contain_text(total)
    expect(guest.page.locator("#cart-count")).to_have_text("0")


def reads_the_email(
    running: Running, guest: Guest, massage: BookedService, haircut: BookedService, code: str, total: str
) -> None:
    email = running.email(guest.email, "You’re booked: 2 bookings")
    for words in (
        code,
        massage.venue,
        haircut.venue,
        f"{massage.day}, {massage.hour}",
        f"Paid with Visa 3184: {total}",
    ):
        assert words in email["text"]
        assert words.removesuffix(f": {total}") in email["html"]
    calendar = running.calendar_file(email)
    assert calendar.count("BEGIN:VEVENT") == 2
    assert f"DTSTART:{massage.at.astimezone(UTC):%Y%m%dT%H%M}00Z" in calendar


def finds_both_in_the_list(guest: Guest, massage: BookedService, haircut: BookedService) -> None:
    """Check that each booking is listed and has its own page and booking number."""
    guest.link("See all bookings").click()
    expect(guest.heading("Your bookings")).to_be_visible()
    expect(guest.page.get_by_role("article")).to_have_count(2)
    codes = set()
    for visit in (massage, haircut):
        row = guest.page.get_by_role("article").filter(has_text=visit.service)
        expect(row).to_contain_text(visit.clock)
        row.get_by_role("heading").get_by_role("link").click()
        expect(guest.page.get_by_role("heading", level=1)).to_have_text(visit.service)
        codes.add(guest.page.url.rsplit("/", 1)[1])
        guest.link("Your bookings").first.click()
    assert len(codes) == 2


def the_provider_sees_it(provider: Guest, running: Running, guest: Guest, massage: BookedService) -> None:
    """Follow the link in the email, through the login page, to the day with the booking beside it.

    Only this journey logs in on the page; the others start with a login session.
    """
    email = running.email(OWNER, f"{guest.name} booked {massage.service}, {massage.day}")
    found = re.search(r"http://\S+/calendar/\S+", email["text"])
    assert found is not None
    provider.page.goto(found[0])
    provider.log_in_by_form(OWNER, PASSWORD)
    expect(provider.page.get_by_role("heading", level=1)).to_contain_text(f"{massage.at:%A}, {massage.at:%B}")
    beside = provider.page.get_by_role("complementary")
    expect(beside).to_contain_text(guest.name)
    expect(beside).to_contain_text(f"{massage.day}, {massage.hour}")
    expect(beside).to_contain_text("A stiff neck, on the left.")
    block = provider.link(re.compile(f"{guest.name}.*{massage.service}|{massage.service}.*{guest.name}"))
    expect(block.first).to_be_visible()


def test_toasts_do_not_cover_check_out_on_a_phone(opened: Open) -> None:
    guest = opened("phone")
    guest.page.goto("/venues/hazel-bodywork/unwinding-massage")
    guest.choose_day(5)
    guest.choose_time(0, venue="Hazel Bodywork", service="Unwinding massage")
    guest.add_to_cart()
    message = guest.page.locator("toast-message")
    expect(message).to_contain_text("is in your cart")
    covered, covers = guest.button("Check out").bounding_box(), message.bounding_box()
    assert covered is not None
    assert covers is not None
    assert covers["y"] + covers["height"] < covered["y"]
