"""Disputes of payments for one venue's bookings: decided either way, waiting for the bank, and waiting for evidence."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from app.accounts.queries.users import user_by_email
from app.bookings.enums import BookingState, OrderKind, OrderState
from app.bookings.models.bookings import Booking
from app.bookings.models.orders import Order
from app.bookings.models.venue_orders import VenueOrder
from app.core import clock
from app.core.db import session
from app.demo.accounts import ACCOUNTS
from app.dispute_pages.evidence import first_draft
from app.dispute_pages.queries import dispute_of_venue
from app.disputes.actions.evidence import note_submitted, save_evidence, submit
from app.disputes.actions.reading import note_dispute
from app.disputes.enums import INQUIRIES, DisputeStatus
from app.disputes.gateway import GatewayDispute, Movement
from app.disputes.models import Dispute
from app.payments.queries import paid_payment
from app.venues.models import Venue

PREFIX = "du_demo_"
# As Stripe's stand-in has them.
ANSWER_WITHIN, FEE_CENTS = timedelta(days=14), 1500
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A dispute to make: why, how long ago it was opened, its status by now, and when the bank decided it."""

    reason: str
    opened: timedelta
    status: DisputeStatus
    decided: timedelta = timedelta()


PLANS = (
    Plan("product_not_received", 58 * DAY, DisputeStatus.WON, decided=21 * DAY),
    Plan("fraudulent", 41 * DAY, DisputeStatus.LOST, decided=6 * DAY),
    Plan("credit_not_processed", 17 * DAY, DisputeStatus.UNDER_REVIEW),
    Plan("product_unacceptable", 9 * DAY, DisputeStatus.NEEDS_RESPONSE),
    Plan("general", timedelta(hours=5), DisputeStatus.INQUIRY_NEEDS_RESPONSE),
)


def add_disputes(venue: Venue) -> None:
    """Dispute the payments for some past bookings at the venue whose owner's account is printed."""
    disputed: list[int] = []
    for plan in PLANS:
        opened_at = clock.now() - plan.opened
        order = _order_before(venue, opened_at, disputed)
        if order is not None:
            disputed.append(order.user_id or 0)
            dispute(order, venue, plan)


def _order_before(venue: Venue, at: datetime, disputed: Collection[int]) -> Order | None:
    """Return the last order whose only booking was completed at the venue by then. Never one of the printed account."""
    known = user_by_email(ACCOUNTS[0].email)
    part, one = aliased(VenueOrder), aliased(Booking)
    many = select(func.count(one.id)).join(part, part.id == one.venue_order_id).where(part.order_id == Order.id)
    return session.scalar(
        select(Order)
        .join(VenueOrder, VenueOrder.order_id == Order.id)
        .join(Booking, Booking.venue_order_id == VenueOrder.id)
        .where(
            Order.kind == OrderKind.CART,
            Order.state == OrderState.CONFIRMED,
            Order.user_id != (known.id if known else 0),
            Order.user_id.not_in(disputed),
            VenueOrder.venue_id == venue.id,
            Booking.state == BookingState.COMPLETED,
            Booking.ends_at < at - timedelta(hours=6),
            many.correlate(Order).scalar_subquery() == 1,
        )
        .order_by(Booking.ends_at.desc(), Order.id)
        .limit(1)
    )


def dispute(order: Order, venue: Venue, plan: Plan) -> None:
    """Let a bank dispute the payment of an order, as if Stripe had told us each step.

    The sandbox makes the same dispute: see earlier_payments.py.
    """
    payment = paid_payment(order.id)
    if payment is None or payment.payment_intent_id is None:
        return
    now, cents = clock.now(), payment.amount_cents
    is_inquiry = plan.status in INQUIRIES
    opened_at = now - plan.opened
    seen = GatewayDispute(
        id=f"{PREFIX}{order.id}",
        payment_intent_id=payment.payment_intent_id,
        status=plan.status if is_inquiry else DisputeStatus.NEEDS_RESPONSE,
        reason=plan.reason,
        cents=cents,
        opened_at=opened_at,
        due_by=opened_at + ANSWER_WITHIN,
        movements=[] if is_inquiry else [Movement(f"txn_{PREFIX}{order.id}_1", -cents, FEE_CENTS)],
    )
    with clock.pinned(opened_at):
        note_dispute(seen=seen, asked_at=opened_at)
    if seen.status is plan.status:
        return
    with clock.pinned(opened_at + 3 * DAY):
        _answer(venue, seen)
    if plan.decided:
        back = [Movement(f"txn_{PREFIX}{order.id}_2", cents)] if plan.status is DisputeStatus.WON else []
        with clock.pinned(now - plan.decided):
            _note(replace(seen, status=plan.status, movements=[*seen.movements, *back]))


def _answer(venue: Venue, seen: GatewayDispute) -> None:
    """Submit the evidence of a dispute."""
    made = session.scalars(select(Dispute).where(Dispute.stripe_id == seen.id)).one()
    made = dispute_of_venue(venue.id, made.public_id)
    save_evidence(dispute=made, texts=first_draft(made), version=0, is_complete=True)
    submit(dispute=made)
    note_submitted(dispute_id=made.id)
    _note(replace(seen, status=DisputeStatus.UNDER_REVIEW))


def _note(seen: GatewayDispute) -> None:
    note_dispute(seen=replace(seen, has_submitted=True), asked_at=clock.now())


def told() -> Sequence[Dispute]:
    """Return the demo's disputes with their evidence, which Stripe's stand-in is to be told about. One statement."""
    of_demo = Dispute.stripe_id.startswith(PREFIX, autoescape=True)
    query = select(Dispute).where(of_demo).order_by(Dispute.id)
    return session.scalars(query.options(joinedload(Dispute.evidence))).all()
