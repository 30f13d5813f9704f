"""A guest tips for a past booking and downloads the receipt; the owner sees the tip in the statement."""

import re
from datetime import timedelta

from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import PAYS, Guest
from e2e.page_check import check_on_phone
from e2e.venues import LEFT_ALONE

# Completed bookings of the last weeks that guests with an account paid online, nothing tipped yet; the newest first.
BOOKINGS = """
    SELECT b.public_id FROM booking b JOIN venue_order vo ON vo.id = b.venue_order_id
    JOIN customer_order o ON o.id = vo.order_id JOIN venue v ON v.id = vo.venue_id
    WHERE b.state = 'completed' AND b.price_cents >= 3000 AND o.kind = 'cart' AND v.status = 'live'
    AND v.slug <> ALL(%s) AND b.ends_at > %s
    AND b.id NOT IN (SELECT booking_id FROM order_line l JOIN customer_order t ON t.id = order_id WHERE t.kind = 'tip')
    ORDER BY b.ends_at DESC, b.id
"""
PEOPLE = """
    SELECT {} FROM booking b JOIN venue_order vo ON vo.id = b.venue_order_id
    JOIN customer_order o ON o.id = vo.order_id JOIN venue v ON v.id = vo.venue_id
    JOIN user_account guest ON guest.id = o.user_id JOIN user_account owner ON owner.id = v.owner_id
    WHERE b.public_id = %s
"""


def test_guest_tips_and_the_owner_sees_it(opened: Open, shape: str) -> None:
    guest = opened(shape)
    since = guest.running.now() - timedelta(days=28)
    number = guest.running.column(BOOKINGS, list(LEFT_ALONE), since)[0]
    guest.log_in(guest.running.column(PEOPLE.format("guest.email"), number)[0])
    tips(guest, number)
    downloads_the_receipt(guest)
    owner = opened(shape)
    owner.log_in(owner.running.column(PEOPLE.format("owner.email"), number)[0])
    page = owner.page
    page.goto("/venue/payouts/statement")
    expect(page.get_by_role("row", name="Tips")).to_contain_text("$7.50")
    check_on_phone(page)
    page.get_by_role("link", name="See transactions").click()
    expect(page.get_by_role("row", name=re.compile("Tip .*7.50"))).to_be_visible()
    check_on_phone(page)


def tips(guest: Guest, number: str) -> None:
    page = guest.page
    page.goto(f"/bookings/{number}")
    page.get_by_role("link", name="Add a tip").click()
    check_on_phone(page)
    page.get_by_label("Other amount").fill("seven")
    guest.button("Continue to payment").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter a tip in dollars")
    page.get_by_label("Other amount").fill("7.50")
    guest.button("Continue to payment").click()
    guest.pay_with(PAYS)
    expect(page.get_by_text("Thank you. Your tip of $7.50").first).to_be_visible()
    check_on_phone(page)


def downloads_the_receipt(guest: Guest) -> None:
    page = guest.page
    page.goto("/account/payments")
    check_on_phone(page)
    page.get_by_role("listitem").filter(has_text="$7.50").get_by_role("link").first.click()
    link = page.get_by_role("link", name=re.compile("Download PDF"))
    for _ in range(60):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    check_on_phone(page)
    with page.expect_download() as download:
        link.first.click()
    assert re.fullmatch(r"receipt-[a-z-]+-V\d+-\d{4}-\d{6}\.pdf", download.value.suggested_filename)
