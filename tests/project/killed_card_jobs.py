"""The killed_jobs cases for saved cards and what is charged to them later."""

from app.bookings.actions.later import plan_fee
from app.bookings.models.orders import Order
from app.bookings.queries.bookings import bookings_of_order
from app.core.db import session
from app.payments.gateway_flows import make_customer
from app.saved_cards.actions import keep_card, remove_card
from app.saved_cards.details import CardDetails
from app.saved_cards.models import SavedCard
from tests.project.killed_jobs import Arguments, World, case, paid


def saved(world: World, user_id: int) -> SavedCard:
    """Return a card that an account has saved at Stripe."""
    method_id = world.stripe.save_card(make_customer(user_id))
    details = CardDetails(method_id, "visa", "4242", 12, 2039)
    card = keep_card(user_id=user_id, details=details)
    session.commit()
    return card


def fee(world: World) -> Order:
    """Return an order that charges a fee to a saved card."""
    order = paid(world)
    order.card_id = saved(world, order.user_id or 0).id
    booking = bookings_of_order(order.id)[0]
    booking.later_cents = 1000
    planned = plan_fee(booking, 1000)
    assert planned
    session.commit()
    return planned


@case("later_charges.charge", "later_charges.email_planned", "later_charges.email_declined", "later_charges.waive")
def _(world: World) -> Arguments:
    return {"order_id": fee(world).id}


@case("later_charges.email_charged")
def _(world: World) -> Arguments:
    return {"order_id": fee(world).id}


@case("saved_cards.detach", changes_something=False)
def _(world: World) -> Arguments:
    card = saved(world, paid(world).user_id or 0)
    remove_card(user_id=card.user_id, key=card.key)
    session.commit()
    return {"card_id": card.id}
