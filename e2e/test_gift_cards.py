"""A gift card is bought, received by email, redeemed, used at two venues, and partly refunded."""

import os
import re

from playwright.sync_api import Page, expect

from e2e.conftest import Open
from e2e.guest import PAYS, Guest
from e2e.page_check import check_page
from e2e.running import Running


def test_a_gift_card_is_bought_received_used_at_two_venues_and_partly_refunded(
    opened: Open, running: Running, shape: str
) -> None:
    buyer, friend = opened(shape), opened(shape)
    buys(buyer, friend)
    link = reads_the_email(running, buyer, friend)
    redeems(friend, link)
    uses_it(friend)
    cancels_one_booking(friend)


def look(page: Page, name: str) -> None:
    check_page(page)
    if folder := os.environ.get("LOOK"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width']}.png", full_page=True)


def buys(buyer: Guest, friend: Guest) -> None:
    """Buy a gift card for a friend. The account is needed only to pay."""
    page = buyer.page
    page.goto("/gift-cards")
    look(page, "buy")
    page.get_by_label("A sauna").check()
    page.get_by_label("Amount").fill("100")
    page.get_by_label("From").fill(buyer.name)
    page.get_by_label("Recipient’s name").fill(friend.name)
    page.get_by_label("Recipient’s email").fill(friend.email)
    page.get_by_label("Message").fill("Take an afternoon off.")
    buyer.button("Continue to payment").click()
    buyer.register()
    expect(page.get_by_label("Message")).to_have_value("Take an afternoon off.")
    buyer.button("Continue to payment").click()
    expect(buyer.heading(re.compile("Pay CozyWish"))).to_contain_text("$100.00")
    buyer.pay_with(PAYS)
    expect(buyer.heading(f"Gift card for {friend.name}")).to_be_visible()
    look(page, "bought")


def reads_the_email(running: Running, buyer: Guest, friend: Guest) -> str:
    """Return the link in the email, and check that the printable card is attached."""
    email = running.email(friend.email, f"{buyer.name} sent you a $100.00 gift card")
    assert [attached["type"] for attached in email["attachments"]] == ["application/pdf"]
    assert "Take an afternoon off." in email["text"]
    found = re.search(r"http://\S+/gift-cards/redeem#GIFT[-0-9A-Z]+", email["text"])
    assert found is not None
    return found[0]


def redeems(friend: Guest, link: str) -> None:
    """Open the link, which fills in the code."""
    friend.create_account()
    friend.page.goto(link)
    expect(friend.page.get_by_label("Gift card code")).to_have_value(link.partition("#")[2])
    look(friend.page, "redeem")
    friend.button("Redeem gift card").click()
    expect(friend.heading("Store credit: $100.00")).to_be_visible()
    look(friend.page, "credit")


def uses_it(friend: Guest) -> None:
    """Book at two venues: the credit pays first, and the card pays the rest."""
    friend.massage(day=3)
    friend.haircut(day=4)
    friend.to_details()
    expect(friend.page.get_by_text("Your card pays", exact=True)).to_be_visible()
    expect(friend.page.get_by_label("Use my store credit")).to_be_checked()
    look(friend.page, "checkout")
    friend.fill_details()
    friend.button("Continue").click()
    friend.pay()
    expect(friend.page.get_by_text("Paid, store credit")).to_be_visible()
    look(friend.page, "order")


def cancels_one_booking(friend: Guest) -> None:
    """Cancel the massage: the card gets back what it paid, and the credit the rest."""
    friend.page.get_by_role("link", name=re.compile("Unwinding massage")).first.click()
    friend.link(re.compile("^Cancel")).first.click()
    expect(friend.page.get_by_text("A refund goes to your card first")).to_be_visible()
    look(friend.page, "cancel")
    friend.button(re.compile("^Cancel and refund")).click()
    expect(friend.page.get_by_text("is canceled").first).to_be_visible()
    friend.page.goto("/account/credit")
    expect(friend.page.get_by_text("Refund", exact=True)).to_be_visible()
    look(friend.page, "credit-after")
