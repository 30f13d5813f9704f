"""The killed_jobs cases for gift cards and packages."""

from app.bookings.enums import RefundState
from app.bookings.models.refunds import Refund
from app.passes.models import Pass
from tests.factories import (
    add,
    first_option,
    make_gift_card,
    make_member,
    make_offer,
    make_pass,
    make_service,
    make_user,
    make_venue,
)
from tests.project.killed_jobs import Arguments, World, case
from tests.support import NOW


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


def package(**values: object) -> Pass:
    venue = make_venue()
    service = make_service(venue, members=[make_member(venue)])
    return make_pass(make_user(), make_offer(first_option(service)), **values)


@case("packages.email_bought")
def _(_: World) -> Arguments:
    return {"pass_id": package().id}


@case("packages.email_refunded")
def _(_: World) -> Arguments:
    values = {"amount_cents": 8000, "reason": "As agreed.", "state": RefundState.SUCCEEDED}
    return {"refund_id": add(Refund(order_id=package().order_id, **values)).id}


@case("passes.expire")
def _(_: World) -> Arguments:
    package(expires_at=NOW)
    return {}
