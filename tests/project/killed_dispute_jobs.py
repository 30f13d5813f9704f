"""The killed_jobs cases for disputes."""

from sqlalchemy import select

from app.bookings.actions.refunds import issue_refund
from app.bookings.queries.bookings import bookings_of_order
from app.core.db import session
from app.disputes import gateway_flows
from app.disputes.actions.evidence import save_evidence, submit
from app.disputes.models import Dispute
from app.payments.blocked_refunds import block_refund
from app.payments.models import Payment
from tests.project.killed_jobs import Arguments, World, case, paid


def disputed(world: World) -> str:
    """Return Stripe's id of a dispute of a paid order. Commits."""
    order_id = paid(world).id
    intent = session.scalars(select(Payment.payment_intent_id).where(Payment.order_id == order_id)).one()
    return str(world.stripe.dispute(intent or "")["id"])


@case("disputes.read")
def _(world: World) -> Arguments:
    return {"dispute_id": disputed(world)}


@case("disputes.read_all")
def _(world: World) -> Arguments:
    disputed(world)
    return {}


@case("disputes.read_unknown")
def _(world: World) -> Arguments:
    dispute_id = disputed(world)
    intent, payment = "", session.scalars(select(Payment)).one()
    payment.payment_intent_id, intent = None, payment.payment_intent_id or ""
    session.commit()
    gateway_flows.read_dispute(dispute_id)
    payment.payment_intent_id = intent
    return {}


@case("disputes.look_for")
def _(world: World) -> Arguments:
    order_id = paid(world).id
    [booking] = bookings_of_order(order_id)
    [refund] = issue_refund(booking_id=booking.id, cents=100, left=booking.price_cents, reason="The room was cold.")
    block_refund(refund_id=refund.id)
    session.commit()
    world.stripe.dispute(session.scalars(select(Payment.payment_intent_id)).one() or "")
    return {"refund_id": refund.id}


@case("disputes.submit")
def _(world: World) -> Arguments:
    gateway_flows.read_dispute(disputed(world))
    dispute = session.scalars(select(Dispute)).one()
    save_evidence(dispute=dispute, texts={"uncategorized_text": "They came."}, version=0, is_complete=True)
    submit(dispute=dispute)
    return {"dispute_id": dispute.id}
