"""Payment policies: what is due when, what may be set, and what a booking keeps."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.actions.cancel import cancel_booking
from app.bookings.enums import Actor
from app.bookings.models.refunds import Refund
from app.bookings.queries.bookings import bookings_of_order
from app.bookings.queries.orders import held_bookings, load_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.due import later_lines
from app.cart.queries import view_of
from app.catalog.models import Service
from app.core import clock
from app.core.db import session
from app.core.errors import DomainError
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payment_policies.actions import set_service_policy, set_venue_policy
from app.payments import actions, copy
from app.payments.gateway import CheckoutSession, SessionStatus
from app.payments.session_requests import request_for
from app.slot_picker.copy.times import rule
from app.venues.enums import PaymentTerms
from app.venues.models import Venue
from app.venues.payment_policy import PaymentPolicy
from tests.factories import make_service, make_user, make_venue
from tests.reading import taking_focus
from tests.support import sign_in, utc

QUARTER = PaymentPolicy(PaymentTerms.DEPOSIT, deposit_percent=25)
THIRTY = PaymentPolicy(PaymentTerms.DEPOSIT, deposit_cents=3000)
AT = utc("2026-05-19 20:00")

pytestmark = pytest.mark.usefixtures("db", "now")


@pytest.fixture
def venue() -> Venue:
    return make_venue(name="Hazel Bodywork")


@pytest.fixture
def massage(venue: Venue) -> Service:
    return make_service(venue, capacity=3, title="Massage", price_cents=12000)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (PaymentPolicy(PaymentTerms.DEPOSIT), "either 1 to 99 percent"),
        (PaymentPolicy(PaymentTerms.DEPOSIT, 25, 3000), "either 1 to 99 percent"),
        (PaymentPolicy(PaymentTerms.DEPOSIT, deposit_percent=100), "either 1 to 99 percent"),
        (PaymentPolicy(PaymentTerms.DEPOSIT, deposit_cents=49), "either 1 to 99 percent"),
        (PaymentPolicy(PaymentTerms.CARD, 25), "either 1 to 99 percent"),
        (PaymentPolicy(PaymentTerms.DEPOSIT, 1), "would be .0.40"),
    ],
)
def test_impossible_deposits_are_refused(venue: Venue, policy: PaymentPolicy, said: str) -> None:
    make_service(venue, capacity=1, price_cents=4000)
    with pytest.raises(DomainError, match=said):
        set_venue_policy(venue=venue, policy=policy)


def test_a_service_overrides_the_venue_and_returns_to_it(venue: Venue, massage: Service) -> None:
    set_venue_policy(venue=venue, policy=QUARTER)
    set_service_policy(service=massage, policy=THIRTY)
    assert massage.payment_policy == THIRTY
    set_service_policy(service=massage, policy=None)
    assert massage.payment_policy == QUARTER


def test_a_deposit_is_charged_and_the_rest_is_left_for_later(venue: Venue, massage: Service) -> None:
    set_venue_policy(venue=venue, policy=QUARTER)
    order = load_order(pay_for(massage))
    set_venue_policy(venue=venue, policy=PaymentPolicy())
    (booking,) = bookings_of_order(order.id)
    assert (order.total_cents, order.due_now_cents, booking.later_cents, booking.paid_cents) == (
        12000,
        3000,
        9000,
        3000,
    )


@pytest.mark.parametrize(("keep", "refund"), [(100, None), (25, None), (10, 1800)])
def test_a_late_cancellation_keeps_its_share_of_the_price(
    venue: Venue, massage: Service, keep: int, refund: int | None
) -> None:
    venue.cancel_keep_percent = keep
    set_venue_policy(venue=venue, policy=QUARTER)
    (booking,) = bookings_of_order(pay_for(massage))
    with clock.pinned(utc("2026-05-19 12:00")):
        cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None)
    assert session.scalar(select(Refund.amount_cents)) == refund


def test_a_free_cancellation_refunds_the_deposit(venue: Venue, massage: Service) -> None:
    set_venue_policy(venue=venue, policy=QUARTER)
    (booking,) = bookings_of_order(pay_for(massage))
    assert cancel_booking(booking_id=booking.id, actor=Actor.GUEST, user_id=None).refund_cents == 3000


def test_checkout_says_what_is_due_when(venue: Venue, massage: Service, client: FlaskClient) -> None:
    set_venue_policy(venue=venue, policy=QUARTER)
    order = load_order(hold(massage))
    session.commit()
    sign_in(client, session.get_one(User, order.user_id))
    page = client.get(f"/checkout/{order.public_id}").text
    assert "$30.00 now, $90.00 at the venue" in page
    assert "No refund of the $30.00 you paid" in page
    assert "Continue to payment, $30.00" in page
    assert copy.promises(order) == []


@pytest.mark.parametrize(
    ("terms", "keep", "after"),
    [
        (PaymentTerms.FULL, 100, "After that, no refund."),
        (PaymentTerms.CARD, 100, "After that, you pay the full price."),
        (PaymentTerms.DEPOSIT_THEN_CARD, 40, "After that, you pay 40% of the price."),
        (PaymentTerms.DEPOSIT, 100, "After that, no refund of the deposit."),
        (PaymentTerms.DEPOSIT, 40, "After that, you pay 40% of the price, up to your deposit."),
    ],
)
def test_a_time_says_what_a_late_cancellation_costs(
    venue: Venue, massage: Service, terms: PaymentTerms, keep: int, after: str
) -> None:
    venue.cancel_keep_percent = keep
    set_venue_policy(venue=venue, policy=PaymentPolicy(terms, deposit_percent=25 if terms.takes_deposit else None))
    assert rule(massage, AT).endswith(after)


def test_owner_previews_and_saves_a_policy(venue: Venue, client: FlaskClient, massage: Service) -> None:
    sign_in(client, session.get_one(User, venue.owner_id))
    page = "/venue/how-guests-pay/"
    typed = {
        "terms": "deposit",
        "deposit_percent": "25",
        "deposit_cents": "",
        "each_date": "y",
        "seen": seen(client, page),
    }
    preview = client.post(page, data={**typed, "do": "preview"})
    assert "Massage for $120.00: $30.00 now, $90.00 at the venue." in preview.text
    assert taking_focus(preview.text) == ["panel"], "what guests pay"
    assert client.post(page, data=typed).status_code == 303
    session.expire_all()
    assert (venue.payment_policy, venue.allows_each_date) == (QUARTER, True)
    wrong = {**typed, "deposit_percent": "", "do": "preview", "seen": seen(client, page)}
    refused = client.post(page, data=wrong)
    assert (refused.status_code, "either 1 to 99 percent" in refused.text) == (422, True)
    assert taking_focus(refused.text) == ["error-summary"]
    its_own = f"{page}{massage.slug}"
    typed = {"terms": "full", "seen": seen(client, its_own)}
    assert client.post(its_own, data=typed).status_code == 303
    session.expire_all()
    assert (massage.payment_policy, venue.payment_policy) == (PaymentPolicy(), QUARTER)
    assert venue.allows_each_date


def seen(client: FlaskClient, page: str) -> str:
    """Return what an edit form sends back to show that it knew the saved values."""
    found = re.search(r'name="seen"[^>]*value="([^"]*)"', client.get(page).text)
    assert found
    return found[1]


def hold(service: Service) -> int:
    """Check out one spot and return the order's id."""
    user = make_user(name="Wren Abernathy")
    cart = open_cart(user_id=user.id)
    add_line(cart=cart, slot=SlotRequest(service.first_option.id, AT))
    view = view_of(cart, except_bookings=held_bookings(cart))
    assert sum(line["cents"] for line in later_lines(view)) == service.payment_policy.due_later(view.total_cents)
    return check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email))).id


def pay_for(service: Service) -> int:
    """Check out one spot and pay what is due now, as Stripe would report it. Returns the order's id."""
    order_id = hold(service)
    payment = actions.prepare_payment(order_id=order_id)
    assert payment
    order = load_order(order_id)
    assert sum(line.each_cents * line.quantity for line in request_for(payment).lines) == order.due_now_cents
    actions.settle(
        seen=CheckoutSession(
            "cs_1",
            order.public_id,
            SessionStatus.COMPLETE,
            paid=True,
            amount_cents=order.due_now_cents,
            currency="usd",
            payment_intent_id="pi_1",
        )
    )
    return order_id
