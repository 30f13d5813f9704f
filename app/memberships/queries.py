from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from app.accounts.models import User
from app.core.db import session
from app.core.errors import NotFound
from app.disputes.models import Dispute
from app.memberships.enums import MembershipState
from app.memberships.errors import MembershipErrorCode
from app.memberships.gateway import PaidInvoice
from app.memberships.models import Membership, PlanPrice
from app.passes.models import Pass, PassOffer
from app.payments.models import Payment
from app.venues.enums import VenueStatus
from app.venues.models import Venue

WITH_ALL = (
    joinedload(Membership.offer),
    joinedload(Membership.venue),
    joinedload(Membership.price),
    joinedload(Membership.next_price),
)
MONTHS_SHOWN = 24
RUNNING = (MembershipState.ACTIVE, MembershipState.PAST_DUE, MembershipState.PAUSED)


def lock_membership(membership_id: int) -> Membership:
    """Load a membership fresh and lock its row until the transaction ends."""
    query = select(Membership).where(Membership.id == membership_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def membership_of(user_id: int, public_id: str) -> Membership:
    """Return one of a guest's memberships, with its offer, venue, and price. Raises NotFound. One statement."""
    query = select(Membership).where(Membership.public_id == public_id, Membership.user_id == user_id)
    found = session.scalar(query.options(*WITH_ALL))
    if found is None:
        raise NotFound(MembershipErrorCode.NO_SUCH_MEMBERSHIP)
    return found


def memberships_of(user_id: int) -> Sequence[Membership]:
    """List a guest's memberships that have begun, those that run first. One statement."""
    query = select(Membership).where(Membership.user_id == user_id, Membership.joined_at.is_not(None))
    order = (Membership.state == MembershipState.ENDED), Membership.id.desc()
    return session.scalars(query.order_by(*order).options(*WITH_ALL)).all()


def members_of(venue_id: int) -> Sequence[Membership]:
    """List a venue's members, those that run first, with the accounts. One statement."""
    query = select(Membership).where(Membership.venue_id == venue_id, Membership.joined_at.is_not(None))
    order = (Membership.state == MembershipState.ENDED), Membership.id.desc()
    return session.scalars(query.order_by(*order).options(*WITH_ALL, joinedload(Membership.user))).all()


def open_membership(user_id: int, offer_id: int) -> Membership | None:
    """Return a guest's membership of this offer that hasn't ended, also one that they are about to join."""
    query = select(Membership).where(Membership.user_id == user_id, Membership.offer_id == offer_id)
    return session.scalar(query.where(Membership.state != MembershipState.ENDED))


def id_of_subscription(subscription_id: str) -> int | None:
    """Return the membership with this subscription at Stripe, or None if it isn't one of ours."""
    return session.scalar(select(Membership.id).where(Membership.subscription_id == subscription_id))


def id_of_reference(public_id: str) -> int | None:
    """Return the membership with this number, or None."""
    return session.scalar(select(Membership.id).where(Membership.public_id == public_id))


def current_price(offer: PassOffer) -> PlanPrice | None:
    """Return the price of an offer with what it includes now, or None if nobody has joined at it. One statement."""
    query = select(PlanPrice).where(PlanPrice.offer_id == offer.id, PlanPrice.cents == offer.price_cents)
    return session.scalar(
        query.where(
            PlanPrice.uses == offer.uses,
            PlanPrice.percent_off == offer.percent_off,
            PlanPrice.option_ids == offer.option_ids,
        )
    )


def price_at_stripe(offer_id: int, stripe_id: str) -> PlanPrice | None:
    """Return the price of an offer with this id at Stripe. One statement."""
    return session.scalar(select(PlanPrice).where(PlanPrice.offer_id == offer_id, PlanPrice.stripe_id == stripe_id))


def number_running(offer_id: int) -> int:
    """Return how many members an offer has. One statement."""
    query = select(func.count()).where(Membership.offer_id == offer_id, Membership.state.in_(RUNNING))
    return session.scalar(query) or 0


def lock_running(offer_id: int) -> Sequence[Membership]:
    """Load the memberships of an offer that run, fresh and locked. One statement."""
    query = select(Membership).where(Membership.offer_id == offer_id, Membership.state.in_(RUNNING))
    query = query.order_by(Membership.id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).all()


def to_tell(begin: datetime, end: datetime) -> Sequence[Membership]:
    """Return the memberships with a change that nobody has told the member of, and whose month ends in this span,
    locked. Members who have canceled aren't told. One statement."""
    query = select(Membership).where(Membership.next_price_id.is_not(None), Membership.next_price_at.is_(None))
    query = query.where(Membership.state.in_(RUNNING), ~Membership.ends_with_period)
    query = query.where(Membership.period_ends_at.between(begin, end)).order_by(Membership.id)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def is_recorded(paid: PaidInvoice) -> bool:
    """Return whether an invoice is recorded: as a period, or as a payment that an admin has to look at."""
    invoice, payment = Pass.invoice_id == paid.id, Payment.payment_intent_id == paid.payment_intent_id
    return bool(session.scalar(select(exists().where(invoice) | exists().where(payment))))


def known_invoices(membership_id: int) -> Sequence[str]:
    """Return the invoices at Stripe that we have recorded as periods. One statement."""
    query = select(Pass.invoice_id).where(Pass.membership_id == membership_id, Pass.invoice_id.is_not(None))
    return [one for one in session.scalars(query) if one is not None]


def periods_of(membership_id: int) -> Sequence[Pass]:
    """List the latest months that a member has paid for, the newest first. One statement."""
    query = select(Pass).where(Pass.membership_id == membership_id)
    return session.scalars(query.order_by(Pass.bought_at.desc(), Pass.id.desc()).limit(MONTHS_SHOWN)).all()


def months_of(membership_ids: Collection[int]) -> Mapping[int, Pass]:
    """Return the newest month of each of these memberships, by its id. One statement."""
    query = select(Pass).where(Pass.membership_id.in_(membership_ids)).ext(distinct_on(Pass.membership_id))
    found = session.scalars(query.order_by(Pass.membership_id, Pass.bought_at.desc(), Pass.id.desc()))
    return {month.membership_id: month for month in found if month.membership_id is not None}


def to_read() -> Sequence[Membership]:
    """Return the memberships that run or are about to, which are read again every night. One statement."""
    query = select(Membership).where(Membership.state != MembershipState.ENDED)
    return session.scalars(query.order_by(Membership.id)).all()


def load(membership_id: int) -> Membership:
    """Return a membership with its offer, venue, price, and account. One statement."""
    query = select(Membership).where(Membership.id == membership_id)
    return session.scalars(query.options(*WITH_ALL, joinedload(Membership.user))).one()


def to_remind(before: datetime) -> Sequence[Membership]:
    """Return the memberships that run, and of which the members were last reminded before an instant, locked."""
    query = select(Membership).where(Membership.state.in_(RUNNING), Membership.reminded_at < before)
    query = query.order_by(Membership.id)
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def must_end(membership_id: int) -> bool:
    """Return whether a membership must end: its guest deleted their account or disputes a month, or its venue is gone.

    One statement.
    """
    disputed = (
        select(Dispute.id)
        .join(Pass, Pass.order_id == Dispute.order_id)
        .where(Pass.membership_id == membership_id, Dispute.withdrawn_cents > Dispute.reinstated_cents)
        .exists()
    )
    gone = Venue.status.in_((VenueStatus.SUSPENDED, VenueStatus.DELETED))
    query = (
        select(Membership.id)
        .join(Venue, Venue.id == Membership.venue_id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.id == membership_id, ~Membership.ends_with_period, Membership.state != MembershipState.ENDED)
        .where(
            Membership.subscription_id.is_not(None),
            or_(gone, disputed, User.deletion_due_at.is_not(None), User.erased_at.is_not(None)),
        )
    )
    return session.scalar(query) is not None
