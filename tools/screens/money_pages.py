"""Money: what guests buy, how an owner is paid, and how an admin keeps the books."""

import re
import time

import requests
from playwright.sync_api import expect

from app.demo.accounts import ACCOUNTS
from e2e.guest import PAYS, Guest
from e2e.running import Running
from tools.screens.camera import Camera, open_page

CUSTOMER = ACCOUNTS[0]
VENUE = "hazel-bodywork"
OFFERS = {"20-packages": f"/venues/{VENUE}/packages"}
OWNER_PAGES = {
    "21-payouts": "/venue/payouts/",
    "21e-transactions": "/venue/payouts/transactions",
    "21f-statement": "/venue/payouts/statement",
}
BOOKS = {
    "22-finance": "/admin/finance",
    "22b-tax-rules": "/admin/tax",
    "22c-tax-report": "/admin/tax/report",
    "22d-disputes": "/admin/disputes",
}
POLICY, CASH, DISPUTE = "/venue/how-guests-pay/", "/venue/cash", "/venue/disputes/{number}"
MONTHS = "/admin/months"
ORDER = "SELECT public_id FROM customer_order WHERE email = %s AND kind = 'cart' ORDER BY id DESC"
# Payments of bookings that took place, the last one first.
INTENT = """
    SELECT p.payment_intent_id FROM payment p JOIN customer_order o ON o.id = p.order_id
    JOIN venue_order v ON v.order_id = o.id JOIN booking b ON b.venue_order_id = v.id
    JOIN venue ON venue.id = v.venue_id
    WHERE venue.slug = %s AND o.email = %s AND p.state = 'paid' AND b.state = 'completed' ORDER BY b.id DESC
"""
UNPAID = """
    SELECT b.public_id FROM booking b JOIN venue_order v ON v.id = b.venue_order_id
    JOIN customer_order o ON o.id = v.order_id
    WHERE o.kind = 'front_desk' AND o.settled_by = 'unpaid' ORDER BY b.id DESC
"""
ACCOUNT = "SELECT stripe_id FROM payout_account JOIN venue v ON v.id = venue_id WHERE v.slug = %s"
SENT = """
    SELECT 1 FROM transfer t JOIN venue v ON v.id = t.venue_id
    WHERE v.slug = %s HAVING count(*) > 0 AND bool_and(t.state = 'made')
"""
PAID_OUT = "SELECT p.id FROM payout p JOIN venue v ON v.id = p.venue_id WHERE v.slug = %s AND p.status = 'paid'"
DISPUTED = "SELECT public_id FROM dispute WHERE stripe_id = %s"
IDLE = """
    SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM procrastinate_jobs
    WHERE status = 'doing' OR status = 'todo' AND coalesce(scheduled_at, now()) <= now())
"""
RECEIPT = """
    SELECT r.id FROM receipt r JOIN customer_order o ON o.id = r.order_id WHERE o.public_id = %s
"""
PATIENCE = 300.0  # seconds in which Stripe and the worker have done everything


def buy(camera: Camera, guest: Guest) -> None:
    """Photograph what a guest can buy ahead, join a membership, and read a receipt."""
    page = guest.page
    camera.visit(page, OFFERS)
    page.locator("a[href*='/memberships/']").first.click()
    expect(page.locator("[name=agree]")).to_be_visible()
    camera.take(page, "20b-membership")
    page.locator("[name=agree]").check()
    page.locator("form[action*='/memberships/'] button.go").click()
    page.get_by_label("Card number").fill(PAYS)
    guest.button("Subscribe").click()
    expect(page).to_have_url(re.compile("/account/memberships/"))
    open_page(page, "/gift-cards")
    page.locator("[name=amount]").fill("100")
    page.locator("[name=from_name]").fill("Wren Abernathy")
    page.locator("[name=to_name]").fill("Odile Marchetti")
    page.locator("[name=to_email]").fill("odile@example.com")
    page.locator("[name=message]").fill("Take an afternoon off.")
    camera.take(page, "20c-gift-card", reload=False)
    [number, *_] = guest.running.column(ORDER, CUSTOMER.email)
    wait_for(guest.running, RECEIPT, number)
    camera.visit(page, {"20d-receipt": f"/orders/{number}/receipt"})


def get_paid(camera: Camera, owner: Guest) -> None:
    """Photograph how an owner sets up payouts, and what they are paid and at their desk."""
    page, running = owner.page, owner.running
    set_up_payouts(owner)
    wait_for(running, SENT, VENUE)
    [account] = running.column(ACCOUNT, VENUE)
    sandbox(running, f"accounts/{account}/payout")
    wait_for(running, PAID_OUT, VENUE)
    wait_for(running, IDLE)
    camera.visit(page, OWNER_PAGES)
    open_page(page, POLICY)
    page.locator("[name=terms]").nth(1).check()
    page.locator("[name=deposit_percent]").fill("25")
    page.locator("[value=preview]").click()
    page.wait_for_load_state("networkidle")
    camera.take(page, "21b-payment-policy", reload=False)
    take_payment(camera, owner)
    [intent, *_] = running.column(INTENT, VENUE, CUSTOMER.email)
    dispute = sandbox(running, "disputes", payment_intent=intent)["id"]
    [number] = wait_for(running, DISPUTED, dispute)
    camera.visit(page, {"21g-dispute": DISPUTE.format(number=number)})


def set_up_payouts(owner: Guest) -> None:
    """Complete Stripe's form."""
    page = owner.page
    open_page(page, "/venue/payouts/")
    page.locator("form[action*='/payouts/'] button.go").first.click()
    page.get_by_label("Legal name of the business").fill("Hazel Bodywork LLC")
    page.get_by_label("One person").check()
    page.get_by_label("Name", exact=True).fill("Maren Oyelaran")
    page.get_by_label("Last 4 digits of the SSN").fill("0000")
    page.get_by_label("Routing number").fill("110000000")
    page.get_by_label("Account number").fill("000123456789")
    owner.button("Save and return").click()
    expect(page).to_have_url(re.compile("/venue/payouts"))


def take_payment(camera: Camera, owner: Guest) -> None:
    """Photograph a payment at the desk, in cash and on the guest's phone, and count the drawer."""
    page = owner.page
    [number, *_] = owner.running.column(UNPAID)
    open_page(page, f"/venue/bookings/{number}/payments")
    page.locator("[name=amount]").fill("40")
    page.locator("form[action$='/payments'] button.go").click()
    page.locator("form[action$='/payments/link'] button").first.click()
    expect(page.locator("form[action$='/link/cancel']")).to_be_visible()
    camera.take(page, "21c-desk-payment")
    open_page(page, CASH)
    page.locator("[name=opening]").fill("100")
    page.locator("[name=counted]").fill("276")
    page.locator("[name=note]").fill("Stamps for $2")
    camera.take(page, "21d-cash-count", reload=False)


def keep_books(camera: Camera, admin: Guest) -> None:
    """Photograph the books, and the earliest month, which can be closed."""
    page = admin.page
    camera.visit(page, BOOKS)
    open_page(page, MONTHS)
    page.locator("main table a").last.click()
    expect(page).to_have_url(re.compile(MONTHS + "/"))
    camera.take(page, "22e-month")


def sandbox(running: Running, path: str, **values: str) -> dict[str, str]:
    """Let something happen at Stripe, and return what."""
    response = requests.post(f"{running.stack.stripe}/_sandbox/{path}", json=values, timeout=20)
    response.raise_for_status()
    found: dict[str, str] = response.json()
    return found


def wait_for(running: Running, query: str, *values: object) -> list[str]:
    """Return what a query finds once it finds something. Raises TimeoutError."""
    deadline = time.monotonic() + PATIENCE
    while not (found := running.column(query, *values)):
        if time.monotonic() > deadline:
            raise TimeoutError(query)
        time.sleep(0.2)
    return found
