"""A paid day for tests: three visits at two venues, under ids that never change."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts.models import User
from app.bookings.enums import Actor, ItemState, LineKind, OrderState
from app.bookings.models import BookingItem, ItemTransition, Order, OrderLine
from app.bookings.queries import items_of
from app.catalog.models import Service
from app.db import session
from app.payments.enums import PaymentState
from app.payments.models import Payment
from app.venues.models import Venue
from tests.factories import (
    add,
    make_item,
    make_member,
    make_order,
    make_service,
    make_user,
    make_venue,
    make_venue_order,
)
from tests.support import NOW, utc

TUESDAY = utc("2026-05-19 20:00")  # 1 PM in Portland
ORDER, MASSAGE, SCALP, SAUNA = "CW-7Q4M-2ZXD", "CW-3H8K-MASS", "CW-5P2R-SCAP", "CW-9T6W-SAVN"


def make_hazel() -> Venue:
    venue = make_venue(
        name="Hazel Bodywork",
        directions="The blue door beside the bakery.",
        arrival_note="Arrive 10 minutes early for a short form.",
    )
    venue.slug = "hazel-bodywork"
    session.get_one(User, venue.owner_id).email = "maren@hazelbodywork.example"
    return venue


def make_alder() -> Venue:
    venue = make_venue(
        name="Alder & Salt",
        street="2210 SE Clinton St",
        latitude=45.5033,
        longitude=-122.6428,
        phone="",
        cancel_keep_percent=50,
    )
    venue.slug = "alder-salt"
    owner = session.get_one(User, venue.owner_id)
    owner.name, owner.email = "Ines Halvorsen", "ines@alderandsalt.example"
    return venue


def confirm(item: BookingItem, *, at: datetime = NOW) -> BookingItem:
    """As the payment does it, with its place in the history."""
    item.state = ItemState.CONFIRMED
    return moved(item, ItemState.PENDING, actor=Actor.SYSTEM, reason="paid", at=at)


def moved(item: BookingItem, before: ItemState, *, actor: Actor, reason: str = "", at: datetime = NOW) -> BookingItem:
    add(ItemTransition(item_id=item.id, from_state=before, to_state=item.state, actor=actor, reason=reason, at=at))
    return item


def pay(order: Order) -> Order:
    """Confirmed, paid by Visa 4242, with a line for each item and one for what it is less."""
    order.state, order.settled_at = OrderState.CONFIRMED, NOW
    session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
    items = items_of(order.id)
    lines = [line for item in items for line in lines_of(item)]
    for position, (item, kind, text, cents) in enumerate(lines, start=1):
        values = {"position": position, "kind": kind, "text": text, "amount_cents": cents}
        add(OrderLine(order_id=order.id, item_id=item.id, **values))
    order.total_cents = sum(item.price_cents for item in items)
    if order.total_cents:
        add(
            Payment(
                order_id=order.id,
                state=PaymentState.PAID,
                amount_cents=order.total_cents,
                email=order.email,
                session_expires_at=NOW,
                payment_intent_id=f"pi_{order.id}",
                card_brand="visa",
                card_last4="4242",
                paid_at=NOW,
            )
        )
    session.flush()
    return order


def lines_of(item: BookingItem) -> list[tuple[BookingItem, LineKind, str, int]]:
    lines = [(item, LineKind.ITEM, item.title, item.list_cents)]
    less = (item, LineKind.DISCOUNT, item.price_reason, -item.discount_cents)
    return [*lines, less] if item.discount_cents else lines


def booked(service: Service, at: datetime, *, user: User | None = None, **values: object) -> BookingItem:
    """One visit, paid."""
    order = make_order(user=user)
    item = confirm(make_item(service, at, order=order, **values))
    pay(order)
    session.commit()
    return item


def make_day() -> Order:
    """Tuesday, May 19: a massage with June at an off-peak price, then scalp and neck with Priya, then the sauna for
    two."""
    hazel, alder = make_hazel(), make_alder()
    june, priya = make_member(hazel), make_member(hazel, name="Priya Raman")
    massage = make_service(hazel, members=[june])
    scalp = make_service(hazel, members=[priya], title="Scalp and neck", minutes=30, price_cents=6200)
    sauna = make_service(alder, capacity=6, title="Sauna circuit", minutes=90, price_cents=2400)
    massage.slug, scalp.slug, sauna.slug = "unwinding-massage", "scalp-and-neck", "sauna-circuit"
    user = make_user(email="wren@example.com")
    order = make_order(user=user, public_id=ORDER, phone=user.phone)
    make_venue_order(order, hazel.id, note="A sore left shoulder.\nNo strong scents, please.")
    make_venue_order(order, alder.id)
    less = {"discount_cents": 3300, "price_cents": 7700, "price_reason": "Off-peak, 30% off"}
    confirm(make_item(massage, TUESDAY, order=order, public_id=MASSAGE, with_whom="June Castellano", **less))
    later = TUESDAY + timedelta(minutes=75)
    confirm(make_item(scalp, later, order=order, public_id=SCALP, with_whom="Priya Raman"))
    evening = TUESDAY + timedelta(minutes=150)
    confirm(make_item(sauna, evening, order=order, public_id=SAUNA, quantity=2, cancel_keep_percent=50))
    pay(order)
    session.commit()
    return order


def item_called(public_id: str) -> BookingItem:
    return session.query(BookingItem).filter_by(public_id=public_id).one()
