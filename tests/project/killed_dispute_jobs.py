"""The killed_jobs cases for disputes."""

from datetime import timedelta

from sqlalchemy import select

from app.accounts.enums import Role
from app.bookings.actions.refunds import issue_refund
from app.bookings.queries.bookings import bookings_of_order
from app.core.db import session
from app.disputes import gateway_flows
from app.disputes.actions.evidence import save_evidence, submit
from app.disputes.models import Dispute
from app.payments.blocked_refunds import block_refund
from app.payments.models import Payment
from app.venues.models import Venue
from tests.factories import make_user
from tests.project.killed_jobs import Arguments, World, case, paid
from tests.support import NOW


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


@case("disputes.read_again")
def _(world: World) -> Arguments:
    known(world)
    return {"order_id": session.scalars(select(Payment.order_id)).one()}


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


def known(world: World) -> int:
    gateway_flows.read_dispute(disputed(world))
    session.commit()
    return session.scalars(select(Dispute.id)).one()


@case("dispute_pages.email_owner")
def _(world: World) -> Arguments:
    return {"dispute_id": known(world), "venue_id": session.scalars(select(Venue.id)).one(), "kind": "opened"}


@case("dispute_pages.email_admins")
def _(world: World) -> Arguments:
    make_user(role=Role.ADMIN)
    return {"dispute_id": known(world), "kind": "opened"}


@case("dispute_pages.remind")
def _(world: World) -> Arguments:
    session.get_one(Dispute, known(world)).due_by = NOW + timedelta(days=2)
    return {}
