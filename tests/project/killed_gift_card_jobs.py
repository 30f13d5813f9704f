"""The killed_jobs cases for gift cards."""

from app.bookings.enums import RefundState
from app.bookings.models.refunds import Refund
from tests.factories import add, make_gift_card, make_user
from tests.project.killed_jobs import Arguments, World, case


@case("gift_cards.deliver")
def _(_: World) -> Arguments:
    return {"order_id": make_gift_card(make_user()).order_id, "delivery": 1}


@case("gift_cards.email_bought")
def _(_: World) -> Arguments:
    return {"order_id": make_gift_card(make_user()).order_id}


@case("gift_cards.email_refunded")
def _(_: World) -> Arguments:
    order_id = make_gift_card(make_user()).order_id
    values = {"amount_cents": 5000, "reason": "As agreed.", "state": RefundState.SUCCEEDED}
    return {"refund_id": add(Refund(order_id=order_id, **values)).id}
