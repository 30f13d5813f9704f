"""Names without spaces, in right-to-left scripts or of emoji, none of which may make a page wider than a phone."""

from collections.abc import Iterator

import psycopg
import pytest

from e2e.accounts import ADMIN, GUEST, OWNER
from e2e.conftest import Open
from e2e.page_check import WIDER
from e2e.running import Running

HOSTILE = (
    "W" * 118,
    "مريمعبدالرحمنبنعبدالعزيزالأندلسيالقرطبيالأموي" * 2,
    "שרה" * 30,
    "🧖‍♀️💆🏽‍♂️" * 8,
    "Łukasz Brzęczyszczykiewicz-" + "ż" * 80,
)
OF_BOOKINGS = "venue_order_id IN (SELECT id FROM venue_order WHERE venue_id = %(venue)s)"
# Text that people write at one venue: table, column, maximum length, condition for the rows.
OF_VENUE = (
    ("guest", "name", 118, "venue_id = %(venue)s"),
    ("service", "title", 118, "venue_id = %(venue)s"),
    ("team_member", "name", 80, "venue_id = %(venue)s"),
    ("venue", "name", 80, "id = %(venue)s"),
    ("booking", "title", 118, OF_BOOKINGS),
    ("booking", "served_by", 80, f"served_by <> '' AND {OF_BOOKINGS}"),
    ("customer_order", "name", 118, "id IN (SELECT order_id FROM venue_order WHERE venue_id = %(venue)s)"),
    ("user_account", "name", 118, "role = 'guest'"),
)
ITEM = """
    SELECT item.public_id, customer_order.public_id, guest.public_id FROM booking AS item
    JOIN venue_order ON venue_order.id = item.venue_order_id
    JOIN customer_order ON customer_order.id = venue_order.order_id
    JOIN guest ON guest.id = venue_order.guest_id
    WHERE venue_order.venue_id = %s AND item.state = 'confirmed' ORDER BY item.starts_at DESC LIMIT 1
"""
PAGES = {
    OWNER: [
        "/calendar/",
        "/calendar/?booking={item}",
        "/calendar/week?who=everyone",
        "/calendar/three-days",
        "/calendar/bookings?state=all",
        "/calendar/daily-schedule",
        "/calendar/new-booking",
        "/calendar/blocks/new",
        "/calendar/bookings/{item}/reschedule",
        "/calendar/bookings/{item}/message",
        "/venue/",
        "/venue/guests/",
        "/venue/guests/{guest}",
        "/venue/services/",
        "/venue/team/",
        "/venue/booking-links/",
    ],
    GUEST: [
        "/bookings/",
        "/cart/",
        "/venues/hazel-bodywork",
        "/embed/hazel-bodywork",
        "/embed/hazel-bodywork/unwinding-massage",
        "/search?near=Portland, OR",
    ],
    ADMIN: ["/admin/venues", "/admin/orders", "/admin/orders/{order}", "/admin/people", "/admin/audit-log"],
}


@pytest.fixture
def known(running: Running) -> Iterator[dict[str, str]]:
    """Yield the ids of a booking, its order and its guest. All names at their venue are hostile until the test ends."""
    with psycopg.connect(running.stack.database_url, autocommit=True) as connection:
        (venue,) = connection.execute("SELECT id FROM venue WHERE slug = 'hazel-bodywork'").fetchone() or (None,)
        before = []
        for table, column, longest, which in OF_VENUE:
            rows = connection.execute(f"SELECT {column}, id FROM {table} WHERE {which}", {"venue": venue}).fetchall()  # noqa: S608  # ours
            before.append((f"UPDATE {table} SET {column} = %s WHERE id = %s", rows))  # noqa: S608
            for number, (_, row) in enumerate(rows):
                connection.execute(before[-1][0], (HOSTILE[number % len(HOSTILE)][:longest], row))
        names = connection.execute(ITEM, (venue,)).fetchone() or ()
        yield dict(zip(("item", "order", "guest"), names, strict=True))
        for statement, rows in before:
            connection.cursor().executemany(statement, rows)


@pytest.mark.parametrize("email", PAGES)
def test_hostile_names_make_no_page_wider_than_a_phone(opened: Open, known: dict[str, str], email: str) -> None:
    person = opened("phone")
    person.log_in(email)
    page, too_wide = person.page, {}
    for path in PAGES[email]:
        answer = page.goto(path.format(**known))
        assert answer is not None
        assert answer.status == 200, path
        if by := page.evaluate(WIDER):
            too_wide[path] = by
    assert too_wide == {}
