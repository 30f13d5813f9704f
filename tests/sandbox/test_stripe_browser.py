"""The payment page in a browser: without JavaScript, on a phone and a desktop, checked with axe."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.sandbox.endpoint import Endpoint
from tests.sandbox.orders import order, saving
from tests.sandbox.servers import StripeSandbox
from tests.sizes import sized

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture(params=sized([*SIZES], ["phone"]))
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    context = browser.new_context(viewport=SIZES[request.param], java_script_enabled=False)
    yield context.new_page()
    context.close()


def session(client: stripe.StripeClient, shop: Endpoint) -> Any:
    """Create a session whose success and cancel URLs are served by `shop`, so that the browser can follow them."""
    origin = shop.url.removesuffix("/webhooks/stripe")
    urls = {"success_url": f"{origin}/paid?session={{CHECKOUT_SESSION_ID}}", "cancel_url": f"{origin}/cart"}
    return client.v1.checkout.sessions.create(order(**urls))


def test_guest_can_pay_with_another_card_after_a_decline(
    client: stripe.StripeClient, hook: Endpoint, page: Page
) -> None:
    made = session(client, hook)
    page.goto(made.url)
    page.get_by_label("Card number").fill("4000 0000 0000 0002")
    page.get_by_role("button", name="Pay $175.00").click()
    expect(page.get_by_role("alert")).to_contain_text("Your card was declined")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Card number")).to_have_value("4000 0000 0000 0002")
    page.get_by_label("Card number").fill("4242424242424242")
    page.get_by_label("Name on card").press("Enter")
    expect(page).to_have_url(made.success_url.replace("{CHECKOUT_SESSION_ID}", made.id))


def test_three_d_secure_can_fail_and_then_succeed(client: stripe.StripeClient, hook: Endpoint, page: Page) -> None:
    made = session(client, hook)
    page.goto(made.url)
    page.get_by_role("button", name="One that asks for 3-D Secure").click()
    page.get_by_role("button", name="Fail authentication").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was charged")
    page.get_by_role("button", name="One that asks for 3-D Secure").click()
    page.get_by_role("button", name="Complete authentication").click()
    expect(page).to_have_url(made.success_url.replace("{CHECKOUT_SESSION_ID}", made.id))


def test_double_click_on_pay_charges_once(
    sandbox: StripeSandbox, client: stripe.StripeClient, hook: Endpoint, page: Page
) -> None:
    made = session(client, hook)
    sandbox.webhooks(paused=True)
    page.goto(made.url)
    page.get_by_role("button", name="Pay $175.00").dblclick()
    expect(page).to_have_url(made.success_url.replace("{CHECKOUT_SESSION_ID}", made.id))
    assert len(sandbox.deliveries()) == 2
    page.goto(made.url)
    expect(page.get_by_role("heading", name="This is paid")).to_be_visible()


def test_back_link_leads_to_the_cancel_url(client: stripe.StripeClient, hook: Endpoint, page: Page) -> None:
    made = session(client, hook)
    page.goto(made.url)
    page.get_by_role("link", name="Back to CozyWish").click()
    expect(page).to_have_url(made.cancel_url)


def test_error_summary_link_focuses_its_field(client: stripe.StripeClient, hook: Endpoint, page: Page) -> None:
    page.goto(session(client, hook).url)
    page.get_by_label("Security code").fill("")
    page.get_by_role("button", name="Pay $175.00").click()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Security code")).to_be_focused()


@pytest.mark.parametrize(("size", "theme"), [("phone", "light"), ("desk", "dark")])
def test_payment_pages_are_accessible_and_fit_the_screen(
    client: stripe.StripeClient, hook: Endpoint, browser: Browser, size: str, theme: Any
) -> None:
    context = browser.new_context(viewport=SIZES[size], color_scheme=theme)
    page, messages = context.new_page(), []
    page.on("console", lambda message: messages.append(message.text))
    made = session(client, hook)
    page.goto(made.url)
    check(page)
    assert messages == []
    page.get_by_label("Card number").fill("1")
    page.get_by_role("button", name="Pay $175.00").click()
    check(page)
    page.get_by_role("button", name="One that asks for 3-D Secure").click()
    check(page)
    client.v1.checkout.sessions.expire(made.id)
    page.goto(made.url)
    check(page)
    page.goto(str(client.v1.checkout.sessions.create(saving(success_url=made.success_url)).url))
    check(page)
    context.close()


def check(page: Page) -> None:
    """Assert that axe finds no violations and nothing is wider than the screen."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
