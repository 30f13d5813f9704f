"""An owner's whole day: a walk-in guest, an arrival, a payment, a no-show, blocked time and a booking paid online.

The owner reschedules that booking, then cancels it with a refund. On a phone, by keyboard alone, and, in a
thorough run, by plain forms.
"""

import re
from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import expect

from app.catalog.queries import services_of
from app.venues.queries import venue_by_slug
from e2e.conftest import Open
from e2e.guest import PORTLAND, BookedService, Guest
from e2e.input_methods import Fingers, Hands, Keys
from e2e.running import Running
from e2e.venues import DESKS, at_empty_venue
from tests.sizes import THOROUGH_ONLY

ON_A_PHONE = pytest.param("phone", True, Fingers, DESKS[1], id="on a phone")
BY_KEYS = pytest.param("desktop", True, Keys, DESKS[2], id="by keys", marks=THOROUGH_ONLY)
PLAIN = pytest.param("phone", False, Fingers, DESKS[3], id="by plain forms", marks=THOROUGH_ONLY)


@pytest.mark.parametrize(("shape", "scripts", "made_with", "venue"), [ON_A_PHONE, BY_KEYS, PLAIN])
def test_an_owner_handles_a_whole_day_of_bookings(
    opened: Open, running: Running, shape: str, scripts: bool, made_with: type[Fingers | Keys], venue: str
) -> None:
    provider, guest = opened(shape, java_script_enabled=scripts), opened()
    at_empty_venue(provider, venue, "/calendar/")
    hands = made_with(provider.page)
    visit = books_online(guest, venue)
    walks_in(hands, "Mr. Hale", running.now())
    arrives_and_pays(hands, "Mr. Hale")
    did_not_come(hands, "Mr. Hale")
    blocks_an_hour(hands, visit)
    opens_the_visit(hands, guest)
    moves_it(hands, guest, visit)
    cancels_with_refund(hands, guest)
    running.email(guest.email, "We refunded")
    provider.page.goto(f"/calendar/?day={visit.at:%Y-%m-%d}")
    expect(provider.page.get_by_role("main")).to_contain_text("Towels")
    expect(provider.page.get_by_role("main")).not_to_contain_text(guest.name)


def reads(hands: Hands, words: str) -> None:
    expect(hands.page.get_by_text(words).first).to_be_visible()


def books_online(guest: Guest, venue: str) -> BookedService:
    """Book the venue's first service, at the first time of a day."""
    with guest.running.acting():
        service = services_of(venue_by_slug(venue))[0].slug
    visit = guest.put_in_cart(f"{venue}/{service}", day=1)
    guest.book()
    return visit


def walks_in(hands: Hands, name: str, now: datetime) -> None:
    """Add a booking that started minutes ago, at whatever hour: only a booking that has started can be a no-show."""
    hands.press("Add booking")
    expect(hands.page.get_by_role("heading", level=1)).to_have_text("Add booking")
    now = now.astimezone(PORTLAND)
    begun = now - timedelta(minutes=5 + now.minute % 5)
    hands.write(r"Guest\b", name)
    hands.set_day("Date", begun.date())
    hands.set_time("Time", begun.time())
    hands.press("Add booking, ")
    beside = hands.page.locator("#booking").get_by_role("heading", name=name)
    outside = hands.page.get_by_role("button", name="Add booking anyway")
    expect(beside.or_(outside).first).to_be_visible()
    if outside.is_visible():
        hands.press("Add booking anyway")
    expect(beside).to_be_visible()


def arrives_and_pays(hands: Hands, name: str) -> None:
    hands.press("Mark as arrived")
    reads(hands, f"{name} is marked as arrived.")
    hands.press("Cash$")
    reads(hands, "Paid in cash")


def did_not_come(hands: Hands, name: str) -> None:
    """Undo the arrival of the wrong guest, mark the no-show, undo that, and mark it again."""
    hands.press("Undo arrival")
    expect(hands.page.get_by_role("button", name="Mark as arrived")).to_be_visible()
    hands.press("Mark as no-show")
    reads(hands, f"{name} is marked as a no-show.")
    hands.press("Undo")
    reads(hands, f"{name} is no longer marked as a no-show.")
    hands.press("Mark as no-show")
    reads(hands, f"{name} is marked as a no-show.")


def blocks_an_hour(hands: Hands, visit: BookedService) -> None:
    """Block an hour on the day of the booking, well after it."""
    hands.page.goto("/calendar/")
    bell = hands.page.locator("summary[aria-label^=Notices]")
    if bell.is_visible():
        bell.click()
    hands.press("Block time")
    expect(hands.page.get_by_role("heading", name="Block time")).to_be_visible()
    hands.set_day("Date", visit.at.date())
    hands.set_time("Start time", time(20))
    hands.set_time("End time", time(21))
    hands.tick("Everyone")
    hands.write("Note", "Towels")
    hands.press("Block time")
    reads(hands, "Time blocked: ")
    expect(hands.page.get_by_role("dialog")).to_have_count(0)


def opens_the_visit(hands: Hands, guest: Guest) -> None:
    hands.page.goto("/calendar/bookings")
    hands.write("Guest, phone, or booking number", guest.name)
    hands.press("Search")
    when = hands.page.get_by_role("rowheader").get_by_role("link")
    expect(when).to_have_count(1)
    hands.press(re.escape(when.inner_text().split("\n")[0]))
    expect(hands.page.locator("#booking").get_by_role("heading", name=guest.name)).to_be_visible()


def moves_it(hands: Hands, guest: Guest, visit: BookedService) -> None:
    hands.press("Reschedule$")
    expect(hands.page.get_by_role("heading", name="Reschedule booking")).to_be_visible()
    later = visit.at + timedelta(minutes=15)
    hands.set_time("Start time", later.time())
    hands.press("Reschedule booking")
    reads(hands, f"{guest.name}’s booking is now {visit.day}, ")
    expect(hands.page.locator("dialog")).to_have_count(0)
    expect(hands.page.locator("#booking")).to_contain_text(f"{later:%I:%M}".lstrip("0"))


def cancels_with_refund(hands: Hands, guest: Guest) -> None:
    hands.press("Cancel booking")
    expect(hands.page.get_by_label("Reason")).to_be_visible()
    hands.write("Reason", "The boiler broke, and the room is cold.")
    hands.press(r"Cancel and refund \$")
    reads(hands, f"to {guest.name} and will email them.")
