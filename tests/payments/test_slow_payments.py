"""A slow payment service: what a guest sees, and that other requests are not delayed."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import User
from app.bookings.enums import OrderKind, OrderState
from app.bookings.models.orders import Order
from app.core import clock
from app.core.db import session
from app.payments.models import Payment
from scripts.local import any_free
from tests.factories import make_booking, make_order, make_service, make_user, make_venue
from tests.payments.test_pages import CONTACT
from tests.project.markup import Page
from tests.sandbox.servers import StripeSandbox
from tests.sizes import THOROUGH_ONLY
from tests.support import NOW, Jobs, sign_in, utc

AT = utc("2026-05-15 18:00")
ROOT = Path(__file__).resolve().parents[2]
SLOW = "Payments are slow right now."


@pytest.fixture
def order(client: FlaskClient) -> Order:
    """Return a pending order of the guest who is logged in."""
    service = make_service(make_venue(), capacity=4)
    user = make_user()
    order = make_order(user=user, total_cents=service.first_option.price_cents)
    make_booking(service, AT, order=order)
    sign_in(client, user)
    return order


def test_slow_payment_page_shows_until_when_the_times_are_held(
    client: FlaskClient, order: Order, stripe: StripeSandbox
) -> None:
    stripe.fail_next()
    answer = client.post(f"/checkout/{order.public_id}", data=CONTACT)
    page = client.get(answer.location).text
    assert answer.location == f"/checkout/{order.public_id}/opening"
    assert SLOW in page
    assert "Your times are held until 10:30 AM PDT. You haven’t been charged." in page
    assert f'href="{answer.location}"' in page
    assert len(stripe.requests()) == 1


def test_job_retries_until_the_page_opens_and_the_guest_is_redirected(
    client: FlaskClient, order: Order, stripe: StripeSandbox, jobs: Jobs
) -> None:
    stripe.fail_next(2)
    client.post(f"/checkout/{order.public_id}", data=CONTACT)
    there = client.post(f"/checkout/{order.public_id}", data=CONTACT).location
    assert jobs.waiting().count("payments.open_page") == 1
    assert SLOW in client.get(there).text
    stripe.fail_next(3)  # the first run of the job, which sends three requests
    jobs.run()
    assert [request["status"] for request in stripe.requests()] == [500] * 5 + [200]
    assert jobs.waiting() == []
    (payment,) = session.query(Payment)
    assert client.get(there).location == payment.session_url
    polled = client.get(there, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert polled.headers["HX-Redirect"] == payment.session_url


def test_payment_page_that_opens_late_stays_open_for_the_full_time(
    client: FlaskClient, order: Order, stripe: StripeSandbox, jobs: Jobs
) -> None:
    stripe.fail_next()
    client.post(f"/checkout/{order.public_id}", data=CONTACT)
    later = NOW + timedelta(minutes=12)
    stripe.set_clock(later)
    with clock.pinned(later):
        jobs.run()
    session.refresh(order)
    assert order.held_until == later + timedelta(minutes=36)
    first, second = session.query(Payment).order_by(Payment.id)
    assert (first.session_id, second.session_expires_at) == (None, later + timedelta(minutes=31))
    assert second.session_url


@pytest.mark.parametrize(("kind", "back_to"), [(OrderKind.CART, "/cart/"), (OrderKind.WAITLIST, "/bookings/")])
def test_job_does_not_retry_after_the_hold_has_ended(
    client: FlaskClient, order: Order, stripe: StripeSandbox, jobs: Jobs, kind: OrderKind, back_to: str
) -> None:
    order.kind = kind
    session.commit()
    stripe.fail_next()
    there = client.post(f"/checkout/{order.public_id}", data=CONTACT).location
    with clock.pinned(NOW + timedelta(minutes=36)):
        jobs.run()
        assert jobs.waiting() == []
        assert client.get(there).location == back_to


@contextmanager
def web_server(app: Flask, database_url: str, stripe: StripeSandbox, folder: Path) -> Iterator[str]:
    """Run gunicorn as in production, with one process and its four threads. Yield its URL."""
    address = f"127.0.0.1:{any_free()}"
    environment = {
        "SECRET_KEY": app.extensions["settings"].secret_key.get_secret_value(),
        "HEALTH_KEYS": app.extensions["settings"].health_keys.get_secret_value(),
        "TWO_FACTOR_KEYS": app.extensions["settings"].two_factor_keys.get_secret_value(),
        "GIFT_CARD_KEYS": app.extensions["settings"].gift_card_keys.get_secret_value(),
        "STRIPE_WEBHOOK_SECRET": stripe.webhook_secret,
        "COZYWISH_ENV": "test",
        "DATABASE_URL": database_url,
        "BASE_URL": f"http://{address}",
        "BIND": address,
        "WEB_CONCURRENCY": "1",
        "STRIPE_API_URL": stripe.url,
        "STRIPE_CHECKOUT_ORIGIN": stripe.url,
        "STRIPE_SECRET_KEY": stripe.key,
        "SMTP_URL": "smtp://127.0.0.1:9",
        "PHOTOS_DIR": str(folder),
    }
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--log-level", "warning"]
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(f"http://{address}/healthz")
        yield f"http://{address}"
    finally:
        child.terminate()
        child.wait(30)


def wait_until_ready(url: str) -> None:
    for _ in range(600):
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise AssertionError(f"{url} does not answer")


@THOROUGH_ONLY
def test_nine_slow_payments_do_not_block_the_site(
    app: Flask, client: FlaskClient, database_url: str, stripe: StripeSandbox, tmp_path: Path
) -> None:
    with clock.pinned(datetime.now(UTC)):
        now, people = clock.now(), [make_user() for _ in range(9)]
        service = make_service(make_venue(), capacity=20)
        until = now + timedelta(minutes=30)
        orders = [make_order(user=user, total_cents=11000, held_until=until) for user in people]
        for order in orders:
            make_booking(service, now + timedelta(days=2), order=order)
        with web_server(app, database_url, stripe, tmp_path) as url:
            guests = [browser(app, user) for user in people]
            tokens = [token(guest, url, order) for guest, order in zip(guests, orders, strict=True)]
            stripe.fail_next(20, kind="hang", seconds=12, path="/v1/checkout/sessions")

            def pay(number: int) -> tuple[float, str]:
                begin, data = time.monotonic(), {**CONTACT, "csrf_token": tokens[number]}
                page = guests[number].post(f"{url}/checkout/{orders[number].public_id}", data, timeout=60)
                return time.monotonic() - begin, page.text

            with ThreadPoolExecutor(9) as pool:
                paying = [pool.submit(pay, number) for number in range(9)]
                time.sleep(1)
                begin = time.monotonic()
                assert requests.get(f"{url}/login", timeout=60).ok
                login_took = time.monotonic() - begin
                took = sorted(each.result()[0] for each in paying)
                assert [SLOW if SLOW in each.result()[1] else each.result()[1][:3000] for each in paying] == [SLOW] * 9
            stripe.stop_failing()
    # It started 1 s after the payments. Behind a payment that waits for Stripe, at most 8 s, it would have taken 7 s.
    assert login_took < 6
    # One payment waits for the service until the read timeout; the others are answered at once.
    assert took[-2] < 6
    assert took[-1] < 12
    assert session.query(Order).filter_by(state=OrderState.PENDING).count() == 9


def browser(app: Flask, user: User) -> requests.Session:
    """Return an HTTP session in which the user is logged in."""
    client, guest = app.test_client(), requests.Session()
    sign_in(client, user)
    cookie = client.get_cookie("cozywish")
    guest.cookies.set("cozywish", cookie.value if cookie else "", domain="127.0.0.1", path="/")
    return guest


def token(guest: requests.Session, url: str, order: Order) -> str:
    page = Page(guest.get(f"{url}/checkout/{order.public_id}", timeout=60).text)
    return next(form.value("csrf_token") or "" for form in page.forms if form.action == f"/checkout/{order.public_id}")
