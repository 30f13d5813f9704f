"""What guests do on a bad day: they order, and pay or don't."""

from datetime import timedelta

from sqlalchemy import select, text

from app.accounts.models import User
from app.bookings.enums import OrderState
from app.bookings.models.orders import Order
from app.bookings.queries.orders import pending_order
from app.cart.actions.carts import SlotRequest, open_cart
from app.cart.actions.lines import add_line
from app.cart.queries import view_of
from app.catalog.models import Service, ServiceOption
from app.core.db import session
from app.core.errors import DomainError
from app.credit.actions import grant
from app.credit.queries import credit_at
from app.orders.actions.checkout import CheckOut, agree_to_charges, check_out
from app.orders.actions.create import Contact
from app.payments import gateway_flows
from app.payments.actions import use_credit
from app.saved_cards.queries import usable_cards
from app.venue_credit.actions import LEAST_CENTS, Gift, give
from app.venues.models import Venue
from tests.benchmarks.chaos.cards import enter_card
from tests.benchmarks.chaos.day import Day, answered
from tests.factories import make_user
from tests.support import NOW

# Shares of orders that aren't paid, of guests who come back from paying, and of calls to Stripe without an answer.
UNPAID, RETURNS, UNANSWERED = 0.08, 0.5, 0.03
# Shares of guests with store credit, with credit at a venue, and of guests who have ordered before.
WITH_CREDIT, WITH_VENUE_CREDIT, AGAIN = 0.15, 0.06, 0.2
BOOKED_DAYS = 10


def place_order(day: Day, options: list[int]) -> None:
    """Order one to three bookings, go to pay, and pay or don't."""
    chance, regular = day.chance, day.regulars.pop() if day.regulars else None
    user = day.user(regular.user_id) if regular else guest_of(day)
    wanted = chance.sample(options, chance.randint(1, 3))
    if regular and regular.option_id not in wanted:
        wanted[0] = regular.option_id
    if chance.random() < WITH_CREDIT:
        grant(user_id=user.id, cents=chance.randint(500, 9000), reason="Sorry for the wait.")
        day.done["guests with store credit"] += 1
    if chance.random() < WITH_VENUE_CREDIT:
        give_credit(day, user.id, chance.choice(options))
    cart = open_cart(user_id=user.id)
    pending = pending_order(cart)
    if pending is not None:  # the guest left its payment page
        pending_id = pending.id
        answered(lambda: gateway_flows.close_page(pending_id))
    for option_id in wanted:
        hours = 24 * chance.randint(1, BOOKED_DAYS) + chance.randint(0, 8)
        start = NOW.replace(hour=17, minute=0) + timedelta(hours=hours)
        add_line(cart=cart, slot=SlotRequest(option_id, start, quantity=chance.randint(1, 2)))
    session.commit()
    try:
        view = view_of(cart)
        order = check_out(CheckOut(cart, view, user.id, Contact(user.name, user.email)))
        session.commit()
    except DomainError:
        session.rollback()
        day.done["orders that found no time"] += 1
        return
    day.done["orders"] += 1
    order_id, cards = order.id, usable_cards(user.id)
    agree_to_charges(order=order, card_id=cards[0].id if cards and order.later_cents else None)
    use_credit(order_id=order_id, wanted=True)
    session.commit()
    if chance.random() < UNANSWERED:
        day.stripe.fail_next(kind="lost")
    if not pay_on_page(day, order_id, unpaid=chance.random() < UNPAID):
        day.done["orders left unpaid"] += 1


def give_credit(day: Day, user_id: int, option_id: int) -> None:
    """Let the venue of an option give a guest credit for its bookings."""
    service = session.get_one(Service, session.get_one(ServiceOption, option_id).service_id)
    venue = session.get_one(Venue, service.venue_id)
    gift = Gift(user_id, day.chance.randint(LEAST_CENTS, 6000), credit_at(venue.id, user_id), "Sorry about the noise.")
    try:
        give(gift, venue_id=venue.id, by_id=venue.owner_id)
        day.done["guests with credit at a venue"] += 1
    except DomainError:
        session.rollback()


def guest_of(day: Day) -> User:
    """Return a new guest, or one who has ordered before and may have saved a card."""
    if day.guests and day.chance.random() < AGAIN:
        return day.user(day.chance.choice(day.guests))
    user = make_user()
    day.guests.append(user.id)
    return user


def pay_on_page(day: Day, order_id: int, *, unpaid: bool = False) -> bool:
    """Open the payment page of an order, pay on it, and come back or don't. Returns whether it was paid."""
    if not answered(lambda: gateway_flows.open_page(order_id)):
        return False
    page = session.scalar(
        text("SELECT session_id FROM payment WHERE order_id = :id AND state = 'open'"), {"id": order_id}
    )
    state = session.scalar(select(Order.state).where(Order.id == order_id))
    session.commit()
    if page is None or unpaid:
        return state is OrderState.CONFIRMED  # credit paid all of it
    if not enter_card(day, page):
        return False
    if day.chance.random() < RETURNS:
        answered(lambda: gateway_flows.catch_up(order_id))
    return True
