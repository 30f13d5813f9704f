"""One price everywhere: on a card, the venue page, the times, the cart, the order and the payment page.

Checked to the cent, with random deals.
"""

import random

import pytest

from app.bookings.models.orders import OrderLine
from app.bookings.queries.bookings import bookings_of_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service
from app.catalog.queries import service_of
from app.core import clock
from app.core.db import session
from app.deals.models import Deal
from app.orders.actions.checkout import CheckOut, check_out
from app.orders.actions.create import Contact
from app.payments.actions import prepare_payment
from app.payments.session_requests import request_for
from app.search_pages.venue_cards import cards
from app.slot_picker.days import Priced
from app.slot_picker.picker import picker
from app.slot_picker.selection import Selection
from app.slot_picker.snapshots import snapshot_of
from app.venue_pages.profile import profile
from app.venues.queries import venue_by_slug
from tests.factories import make_deal, make_member, make_service, make_user, make_venue

pytestmark = pytest.mark.usefixtures("db", "now")

CODE = "QUIET"


def random_deal(draw: random.Random, service: Service) -> Deal:
    """Return a random deal of the venue, the service or the platform.

    It may have hours, a last-minute window and a limit, in any combination.
    """
    scope = draw.choice([{"venue": service.venue}, {"service": service}, {}])
    less = {"percent": draw.randint(1, 90)} if draw.random() < 0.6 else {"cents": draw.randint(1, 15000)}
    windows = [
        (draw.randint(0, 6), begins := draw.randint(540, 1000), begins + draw.randint(60, 400)) for _ in range(4)
    ]
    return make_deal(
        **scope,  # type: ignore[arg-type]
        **less,  # type: ignore[arg-type]
        windows=windows if draw.random() < 0.6 else (),
        last_minute_hours=draw.choice([None, None, 6, 48]),
        max_uses=draw.choice([None, 1, 3]),
        stacks=draw.random() < 0.5,
    )


def with_code(draw: random.Random, deals: list[Deal]) -> None:
    """Give one of the deals a promo code, at random."""
    coded = draw.choice(deals)
    if draw.random() < 0.5:
        coded.code = CODE
    for deal in deals:
        deal.stacks = deal.stacks and deal.code is not None
    session.flush()


@pytest.mark.parametrize("seed", range(12))
def test_every_page_shows_the_price_that_is_charged(seed: int) -> None:
    draw = random.Random(seed)
    venue = make_venue()
    june = make_member(venue)
    own = {june.slug: {"price_cents": draw.randint(1000, 20000)}}
    service = make_service(venue, members=[june], price_cents=draw.randint(500, 20000), own=own)
    session.refresh(service, ["venue"])
    with_code(draw, [random_deal(draw, service) for _ in range(draw.randint(1, 5))])
    slug, title = venue.slug, service.slug
    option_id = service.first_option.id
    session.commit()
    shown = venue_by_slug(slug)
    member = june if draw.random() < 0.5 else None
    page = picker(shown, service_of(shown, title).first_option, Selection(member=member))
    starts = [one for day in page.days for one in day.starts]
    start = draw.choice(starts)
    lowest_of_times = min(one.quote.price_each for one in starts)
    assert page.price.quote.price_each <= lowest_of_times, "from"
    assert_no_page_says_less_than_can_be(shown, lowest_of_times, member is None)
    member_id = june.id if member else None
    assert charged(option_id, start, member_id) == start.quote.price_cents
    session.rollback()
    assert charged(option_id, start, member_id, code=CODE) <= start.quote.price_cents


def assert_no_page_says_less_than_can_be(venue: object, lowest_of_times: int, anyone: bool) -> None:
    """Check that cards and the venue page agree with the time picker's lowest price.

    The times on a card cost at least that; "from" on the venue page is never more than a time costs.
    """
    (card,) = cards([venue.id], at=clock.now())  # type: ignore[attr-defined]
    offers = [offer for _, group in profile(snapshot_of(venue)).groups for offer in group]  # type: ignore[arg-type]
    assert offers[0].lowest.price_each <= lowest_of_times
    if anyone:
        assert card.times is None or card.times.best.price_each >= lowest_of_times


def charged(option_id: int, start: Priced, member_id: int | None, *, code: str | None = None) -> int:
    """Return the charge, after checking that cart, order and payment page agree."""
    user = make_user()
    cart = open_cart(user_id=user.id)
    cart.code = code
    line = add_line(cart=cart, slot=SlotRequest(option_id, start.at, 1, member_id))
    view = view_of(cart)
    order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
    (booking,) = bookings_of_order(order.id)
    lines = session.query(OrderLine).filter_by(order_id=order.id).all()
    prices = {
        line.quoted_cents,
        view.total_cents,
        order.total_cents,
        booking.price_cents,
        sum(each.amount_cents for each in lines),
    }
    payment = prepare_payment(order_id=order.id)
    if payment is not None:
        request = request_for(payment)
        prices |= {payment.amount_cents, sum(each.each_cents * each.quantity for each in request.lines)}
    assert len(prices) == 1, prices
    return prices.pop()
