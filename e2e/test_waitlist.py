"""The waitlist: a canceled time is offered by email, held and paid for, or offered to the next guest."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e.conftest import Open, started
from e2e.guest import PORTLAND, BookedService, Guest
from e2e.page_check import check_page
from e2e.running import Running
from tests.sizes import THOROUGH_ONLY

SLUG = "hazel-bodywork"
# Offers go out between 8 AM and 9 PM. The last hour leaves time for the journeys themselves.
DAY, EVENING = 8, 20


@pytest.fixture(scope="module")
def running(running: Running, photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Run the application by day. If it is night for the other journeys, start another one at the next noon."""
    now = running.now().astimezone(PORTLAND)
    if DAY <= now.hour < EVENING:
        yield running
        return
    noon = now.replace(hour=12, minute=0) + timedelta(days=now.hour > 12)
    with started(tmp_path_factory.mktemp("by-day"), photos, at=noon) as by_day:
        yield by_day


def booked(opened: Open, *, day: int) -> tuple[Guest, BookedService]:
    """Return a guest who has paid for a massage with Maren, and that booking."""
    guest = opened("phone")
    visit = guest.massage(day=day, time=2, person="maren")
    guest.book()
    return guest, visit


def wait_for(guest: Guest, visit: BookedService) -> None:
    """Join the waitlist from the picker's explanation of an unavailable time, creating an account on the way."""
    guest.page.goto(f"/venues/{SLUG}/unwinding-massage?with=maren&day={visit.at:%Y-%m-%d}&why={visit.at:%H:%M}")
    guest.link(f"Join the waitlist for {visit.clock}").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Join the waitlist")
    if not guest.csrf_token:
        guest.button("Join waitlist").click()
        guest.register()
    expect(guest.page.get_by_label("Earliest start")).to_have_value(f"{visit.at:%H:%M}")
    guest.button("Join waitlist").click()
    expect(guest.page.get_by_text("On the waitlist", exact=True)).to_be_visible()


def cancel(guest: Guest) -> None:
    guest.page.goto("/bookings/")
    guest.page.get_by_role("article").first.get_by_role("link", name=re.compile("^Cancel")).click()
    guest.button(re.compile("^Cancel and refund")).click()
    expect(guest.page.get_by_role("main")).to_contain_text("Canceled")


def open_offer(guest: Guest) -> None:
    """Open the offer by the link in the email."""
    email = guest.running.email(guest.email, "Held for you until")
    address = re.search(r"http://\S+/waitlist/\S+", email["text"])
    assert address is not None
    guest.page.goto(address[0])
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("A time is available")


def test_a_guest_on_the_waitlist_books_an_offered_opening(opened: Open) -> None:
    first, visit = booked(opened, day=9)
    waiting = opened("phone")
    wait_for(waiting, visit)
    check_page(waiting.page)
    cancel(first)
    open_offer(waiting)
    expect(waiting.page.get_by_role("main")).to_contain_text(f"{visit.day}, {visit.hour}")
    check_page(waiting.page)
    waiting.page.goto("/bookings/")
    expect(waiting.page.get_by_role("main")).to_contain_text("Held for you until")
    check_page(waiting.page)
    waiting.link(re.compile("^View offer")).click()
    waiting.link(re.compile("^Continue to payment")).click()
    waiting.fill_details()
    waiting.continue_to_payment()
    waiting.pay()
    waiting.page.goto("/bookings/")
    expect(waiting.page.get_by_role("article").filter(has_text="Unwinding massage")).to_have_count(1)


@THOROUGH_ONLY
def test_declined_and_expired_offers_go_to_the_next_guest(opened: Open, running: Running) -> None:
    first, visit = booked(opened, day=10)
    one, other, third = opened("phone"), opened("phone", java_script_enabled=False), opened("phone")
    for each in (one, other, third):
        each.create_account()
        wait_for(each, visit)
    cancel(first)
    open_offer(one)
    one.button(re.compile("^No thanks")).click()
    expect(one.page.get_by_text("We’re offering this time to the next guest.")).to_be_visible()
    open_offer(other)
    running.end_hold(other.email)
    open_offer(third)
    other.page.reload()
    expect(other.page.get_by_role("heading", level=1)).to_have_text("Your offer expired.")
    one.page.goto("/bookings/")
    one.button(re.compile("^Leave waitlist")).click()
    expect(one.page.get_by_text("You left the waitlist")).to_be_visible()
    one.button("Undo").click()
    expect(one.page.get_by_text("You kept your position.")).to_be_visible()
