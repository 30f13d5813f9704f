"""Two tabs, the back button and double clicks: nothing happens twice, and each page says what happened."""

import re

import pytest
from playwright.sync_api import expect

from e2e.conftest import Open
from e2e.guest import Guest
from e2e.running import Running
from tests.sizes import sized


def test_removing_a_booking_in_one_tab_is_reported_in_the_other(opened: Open) -> None:
    guest = opened()
    massage, haircut = guest.massage(day=3), guest.haircut(day=4)
    other = guest.another_tab()
    guest.open_cart()
    other.open_cart()
    guest.cart_item(haircut).get_by_role("button", name="Remove").click()
    expect(guest.page.get_by_role("article")).to_have_count(1)
    expect(
        guest.page.get_by_role("status").get_by_text(f"{haircut.service} was removed from your cart.")
    ).to_be_visible()
    other.cart_item(haircut).get_by_role("button", name="Remove").click()
    expect(other.page.get_by_text("This booking is no longer in your cart.")).to_be_visible()
    guest.button("Undo").click()
    expect(guest.page.get_by_role("article")).to_have_count(2)
    expect(guest.cart_item(haircut)).to_contain_text(f"{haircut.day}, {haircut.hour}")
    expect(guest.cart_item(massage)).to_be_visible()


def test_a_booking_added_in_another_tab_sends_the_checkout_back_to_the_cart(opened: Open) -> None:
    guest = opened()
    guest.massage(day=4)
    guest.to_details()
    other = guest.another_tab()
    haircut = other.haircut(day=5)
    other.open_cart()
    other.check_out()
    expect(other.page.get_by_text("We’re holding your 2 times.")).to_be_visible()
    guest.fill_details()
    guest.button(re.compile("Continue to payment")).click()
    expect(guest.page.get_by_role("heading", level=1)).to_have_text("Cart")
    expect(guest.cart_item(haircut)).to_be_visible()
    guest.check_out()
    assert guest.page.url == other.page.url


def test_an_order_paid_in_one_tab_is_not_paid_again_in_another(opened: Open, running: Running) -> None:
    guest = opened()
    guest.massage(day=5)
    guest.to_details()
    cart, details = guest.another_tab(), guest.another_tab()
    cart.open_cart()
    details.page.goto(guest.page.url)
    code = guest.book()
    cart.button("Check out").click()
    expect(cart.page.get_by_text("Everything you paid for is in your bookings.")).to_be_visible()
    expect(cart.page.get_by_text("Your cart is empty.")).to_be_visible()
    details.fill_details()
    details.button(re.compile("Continue to payment")).click()
    assert details.confirmed() == code
    assert len(running.orders(guest.email)) == 1


def test_going_back_after_paying_leads_to_the_order(opened: Open) -> None:
    guest = opened("phone")
    guest.massage(day=6)
    guest.to_payment()
    code = guest.pay()
    guest.page.go_back()
    expect(guest.heading("This is paid")).to_be_visible()
    guest.link(re.compile("CozyWish")).last.click()
    assert guest.confirmed() == code
    guest.page.goto("/cart/")
    expect(guest.page.get_by_text("Your cart is empty.")).to_be_visible()


@pytest.mark.parametrize("scripts", sized([True, False], [True]))
def test_double_clicks_make_one_order_and_one_payment(opened: Open, running: Running, scripts: bool) -> None:
    guest = opened(java_script_enabled=scripts)
    guest.massage(day=7, time=5 if scripts else 8)
    guest.open_cart()
    guest.button("Check out").dblclick()
    expect(guest.heading("Details and payment")).to_be_visible()
    guest.fill_details()
    guest.button(re.compile("Continue to payment")).dblclick()
    expect(guest.heading(re.compile("Pay CozyWish"))).to_be_visible()
    assert len(running.orders(guest.email)) == 1
    assert len(running.payments(guest.email)) == 1
    pays_twice_with_one_click_each(guest)
    assert len(running.payments(guest.email)) == 1


def test_simultaneous_checkout_requests_make_one_order(opened: Open, running: Running) -> None:
    guest = opened()
    guest.massage(day=8, time=4)
    guest.open_cart()
    ends = guest.page.evaluate(
        """() => {
          const form = document.querySelector("form[action='/checkout']");
          const send = () => fetch(form.action, { method: "POST", body: new FormData(form) });
          const told = ({ status, url }) => `${status} ${url}`;
          return Promise.all([1, 2, 3].map(() => send().then(told)));
        }"""
    )
    assert len(set(ends)) == 1, ends
    assert re.search(r"^200 .*/checkout/CW-", ends[0])
    assert len(running.orders(guest.email)) == 1


def pays_twice_with_one_click_each(guest: Guest) -> None:
    guest.page.get_by_label("Card number").fill("4242 4242 4242 4242")
    guest.button(re.compile(r"^Pay \$")).dblclick()
    guest.confirmed()
