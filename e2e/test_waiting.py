"""Somebody waits for a place: another cancels, she is written to and has it held, and pays; or it goes to the next."""

import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest, Visit
from e2e.looking import look
from e2e.running import Running

SLUG = "hazel-bodywork"
# Nobody is asked in the night: where it is night there, the venue stands elsewhere for these tests.
DAY, EVENING = 9, 20


@pytest.fixture
def by_day(running: Running) -> Iterator[ZoneInfo]:
    """The zone of the venue, where it is daytime now."""
    with psycopg.connect(running.stack.database_url, autocommit=True) as connection:
        (before,) = connection.execute("SELECT zone FROM venue WHERE slug = %s", [SLUG]).fetchone() or ("",)
        zone = next(name for name in (before, *SOMEWHERE) if is_day(name, running.now()))
        connection.execute("UPDATE venue SET zone = %s WHERE slug = %s", [zone, SLUG])
        yield ZoneInfo(zone)
        connection.execute("UPDATE venue SET zone = %s WHERE slug = %s", [before, SLUG])


SOMEWHERE = ("America/New_York", "Pacific/Honolulu", "Asia/Tokyo", "Europe/Berlin", "Asia/Kolkata", "Pacific/Guam")


def is_day(zone: str, now: datetime) -> bool:
    return DAY <= now.astimezone(ZoneInfo(zone)).hour < EVENING


def booked(opened: Open, *, day: int, zone: ZoneInfo) -> tuple[Guest, Visit]:
    """Somebody who has paid for a massage with Maren."""
    guest = opened("phone")
    guest.zone = zone
    visit = guest.massage(day=day, time=2, person="Maren")
    guest.book()
    return guest, visit


def wait_for(guest: Guest, visit: Visit) -> None:
    """From the picker's question why a time is not there, through making an account, into the line."""
    guest.page.goto(f"/venues/{SLUG}/unwinding-massage?with=maren&day={visit.at:%Y-%m-%d}&why={visit.at:%H:%M}")
    guest.link(f"Tell me if {visit.clock} frees").click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Tell me if a place frees")
    guest.button("Tell me").click()
    guest.register()
    expect(guest.page.get_by_label("Starting at the earliest")).to_have_value(f"{visit.at:%H:%M}")
    guest.button("Tell me").click()
    expect(guest.page.get_by_text("In line")).to_be_visible()


def give_back(guest: Guest) -> None:
    guest.page.goto("/bookings/")
    guest.page.get_by_role("article").first.get_by_role("link", name=re.compile("^Cancel")).click()
    guest.button(re.compile("^Cancel and refund")).click()
    expect(guest.page.get_by_role("main")).to_contain_text("Canceled")


def open_offer(guest: Guest) -> None:
    """By the link of the mail."""
    mail = guest.running.mail(guest.email, "Held for you until")
    address = re.search(r"http://\S+/waiting/\S+", mail["text"])
    assert address is not None
    guest.page.goto(address[0])
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("A place is free")


def test_who_waits_gets_the_place(opened: Open, by_day: ZoneInfo) -> None:
    first, visit = booked(opened, day=9, zone=by_day)
    waiting = opened("phone")
    wait_for(waiting, visit)
    look(waiting.page)
    give_back(first)
    open_offer(waiting)
    expect(waiting.page.get_by_role("main")).to_contain_text(f"{visit.day}, {visit.hour}")
    look(waiting.page)
    waiting.page.goto("/bookings/")
    expect(waiting.page.get_by_role("main")).to_contain_text("Held for you until")
    look(waiting.page)
    waiting.link(re.compile("^See it")).click()
    waiting.link(re.compile("^Continue to payment")).click()
    waiting.fill_details()
    waiting.to_payment()
    waiting.pay()
    waiting.page.goto("/bookings/")
    expect(waiting.page.get_by_role("article").filter(has_text="Unwinding massage")).to_have_count(1)


def test_who_lets_it_pass_makes_room_for_the_next(opened: Open, running: Running, by_day: ZoneInfo) -> None:
    first, visit = booked(opened, day=10, zone=by_day)
    one, other, third = opened("phone"), opened("phone", java_script_enabled=False), opened("phone")
    for each in (one, other, third):
        wait_for(each, visit)
    give_back(first)
    open_offer(one)
    one.button(re.compile("^No, thanks")).click()
    expect(one.page.get_by_text("The next person is asked.")).to_be_visible()
    open_offer(other)
    running.end_hold(other.email)
    open_offer(third)
    other.page.reload()
    expect(other.page.get_by_role("heading", level=1)).to_have_text("This time went to the next person.")
    third.link(re.compile("^Continue to payment")).click()
    third.fill_details()
    third.to_payment()
    third.pay()
    one.page.goto("/bookings/")
    one.button(re.compile("^Stop waiting")).click()
    expect(one.page.get_by_text("You no longer wait")).to_be_visible()
    one.button("Undo").click()
    expect(one.page.get_by_text("at your place in line")).to_be_visible()
