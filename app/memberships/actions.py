"""What happens to memberships in our database. Nothing here makes network calls: see gateway_flows.py."""

from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert

from app.accounts.models import User
from app.accounts.queries.users import lock_user
from app.bookings.enums import LineKind, OrderKind, OrderState
from app.bookings.models.orders import Order, OrderLine
from app.commission.queries import rates_of
from app.core import clock
from app.core.db import session
from app.core.errors import Conflict
from app.core.jobs import defer, defer_once
from app.guests.actions import GuestContact, know_account
from app.memberships.enums import MembershipState
from app.memberships.errors import MembershipErrorCode
from app.memberships.gateway import GatewaySubscription, JoinPage, PaidInvoice
from app.memberships.models import Membership, PlanPrice
from app.memberships.queries import (
    current_price,
    is_recorded,
    lock_membership,
    lock_running,
    open_membership,
    price_at_stripe,
    to_remind,
    to_tell,
)
from app.passes.enums import OfferKind, PassState
from app.passes.models import Pass, PassOffer
from app.payments.actions import note_charge
from app.payments.entries import record_payment
from app.payments.enums import PaymentState
from app.payments.gateway import DOLLARS
from app.payments.mismatch import other_currency
from app.payments.models import Payment
from app.payments.problems import note_mismatch
from app.venues.queries import keep_public

# A page stays open for at least half an hour; a minute more because clocks differ.
PAGE = timedelta(minutes=31)
# How long a period can be used after its end: a failed payment may take that long to be made good.
GRACE = timedelta(days=7)
# How long before the payment that it applies to a member learns of a change. California allows at most 30 days.
LEAST_NOTICE, MOST_NOTICE = timedelta(days=14), timedelta(days=30)
# A little less, so that the reminder of one year is not later each year.
YEAR = timedelta(days=364)


def start_joining(*, user: User, offer: PassOffer, text: str) -> Membership:
    """Record that a guest agrees to a membership, before they pay. `text` is what they agreed to.

    Raises Conflict if it is no longer offered, or if they are a member.
    """
    lock_user(user.id)
    session.refresh(offer)
    if not offer.active or offer.kind is not OfferKind.MEMBERSHIP or not keep_public([offer.venue_id]):
        raise Conflict(MembershipErrorCode.NOT_OFFERED, venue=offer.venue.name)
    before = open_membership(user.id, offer.id)
    if before is not None and before.state is not MembershipState.JOINING:
        raise Conflict(MembershipErrorCode.ALREADY_MEMBER)
    if before is not None and before.page_expires_at > clock.now() + timedelta(minutes=30):
        return before
    if before is not None:
        before.state, before.ended_at = MembershipState.ENDED, clock.now()
        session.flush()
    joining = Membership(
        offer_id=offer.id,
        venue_id=offer.venue_id,
        user_id=user.id,
        price_id=price_for(offer).id,
        agreed_at=clock.now(),
        agreed_text=text[:1000],
        page_expires_at=clock.now() + PAGE,
    )
    session.add(joining)
    session.flush()
    return joining


def price_for(offer: PassOffer) -> PlanPrice:
    """Return what an offer costs and includes now. The price may not be known at Stripe yet."""
    found = current_price(offer)
    while found is None:
        terms = {"uses": offer.uses, "percent_off": offer.percent_off, "option_ids": offer.option_ids}
        # Several guests may be the first to join: the others wait for the one who adds it.
        new = insert(PlanPrice).values(offer_id=offer.id, cents=offer.price_cents, **terms)
        session.execute(new.on_conflict_do_nothing())
        found = current_price(offer)
    return found


def note_page(*, membership_id: int, page: JoinPage) -> None:
    """Save the page that was opened for a guest, and the subscription that it started."""
    member = lock_membership(membership_id)
    member.session_id, member.session_url = page.id, page.url or member.session_url
    if page.subscription_id and member.subscription_id is None:
        member.subscription_id = page.subscription_id
    if page.is_expired and member.state is MembershipState.JOINING:
        member.state, member.ended_at = MembershipState.ENDED, clock.now()
    session.flush()


def note_subscription(*, membership_id: int, seen: GatewaySubscription, asked_at: datetime) -> None:
    """Update a membership to match what Stripe showed, however often and in whichever order events arrive.

    `asked_at` is when we asked: what we know from later stays.
    """
    member = lock_membership(membership_id)
    if member.asked_at is not None and asked_at < member.asked_at:
        return
    member.asked_at = asked_at
    before, was_ending = member.state, member.ends_with_period
    member.state, member.period_ends_at = seen.state, seen.period_ends_at
    member.ends_with_period = seen.ends_with_period
    if seen.state is MembershipState.ENDED and member.ended_at is None:
        member.ended_at = seen.ended_at or clock.now()
    session.flush()
    if member.joined_at is None and member.is_open:
        member.joined_at = member.reminded_at = clock.now()
        defer("memberships.email_joined", membership_id=member.id)
    elif before is not member.state and member.state is MembershipState.PAST_DUE:
        defer("memberships.email_past_due", membership_id=member.id)
    elif before is not member.state and member.state is MembershipState.ENDED:
        defer("memberships.email_ended", membership_id=member.id)
    elif member.ends_with_period and not was_ending:
        defer("memberships.email_canceled", membership_id=member.id)
    session.flush()


def note_invoice(*, membership_id: int, paid: PaidInvoice, text: str) -> None:
    """Record a period that was paid: an order, its payment, and what the member can use. Repeating it does nothing."""
    member = lock_membership(membership_id)
    if is_recorded(paid):
        return
    user, offer = session.get_one(User, member.user_id), session.get_one(PassOffer, member.offer_id)
    price = _price_paid(member, paid)
    differs = other_currency(paid.currency, DOLLARS)
    cents = paid.cents if not differs else price.cents
    payment = _add_order(user, paid, text, cents)
    order = payment.order
    if differs:
        order.state = OrderState.EXPIRED
        note_mismatch(payment, differs)
        return
    period = Pass(
        offer_id=offer.id,
        venue_id=member.venue_id,
        user_id=user.id,
        order_id=order.id,
        membership_id=member.id,
        invoice_id=paid.id,
        state=PassState.ACTIVE,
        title=offer.title,
        price_cents=paid.cents,
        uses=price.uses,
        uses_left=price.uses,
        left_cents=paid.cents,
        valid_days=0,
        option_ids=price.option_ids,
        percent_off=price.percent_off,
        commission_bps=rates_of([member.venue_id])[member.venue_id].rate_bps,
        bought_at=paid.paid_at,
        expires_at=paid.period_ends_at + GRACE,
    )
    payment.state, payment.paid_at = PaymentState.PAID, paid.paid_at
    session.add(period)
    session.flush()
    record_payment(payment)
    note_charge(payment=payment, charge_id=paid.charge_id, fee_cents=paid.fee_cents)
    know_account(venue_id=member.venue_id, user_id=user.id, contact=GuestContact(user.name, user.email, user.phone))
    defer("receipts.issue", order_id=order.id, email="receipts.email_paid")
    session.flush()


def _add_order(user: User, paid: PaidInvoice, text: str, cents: int) -> Payment:
    """Add the order of a period, and return its payment, which isn't paid yet."""
    order = Order(
        kind=OrderKind.MEMBERSHIP,
        user_id=user.id,
        name=user.name,
        email=user.email,
        phone=user.phone,
        state=OrderState.CONFIRMED,
        total_cents=cents,
        held_until=paid.paid_at,
        created_at=paid.paid_at,
        settled_at=paid.paid_at,
    )
    session.add(order)
    session.flush()
    line = OrderLine(order_id=order.id, position=1, kind=LineKind.PACKAGE, text=text[:200], amount_cents=cents)
    payment = Payment(
        order=order,
        amount_cents=cents,
        email=user.email,
        session_expires_at=paid.paid_at,
        payment_intent_id=paid.payment_intent_id,
        card_brand=paid.card_brand,
        card_last4=paid.card_last4,
    )
    session.add_all([line, payment])
    session.flush()
    return payment


def _price_paid(member: Membership, paid: PaidInvoice) -> PlanPrice:
    """Return the price at which a locked member has paid for a month, and what it includes.

    If it is what they were told of, that has become theirs.
    """
    price = price_at_stripe(member.offer_id, paid.price_id) or session.get_one(PlanPrice, member.price_id)
    if price.id == member.next_price_id and member.next_price_at is not None:
        member.price_id, member.next_price_id, member.next_price_at = price.id, None, None
    return price


def change_members(*, offer: PassOffer) -> None:
    """Change what an offer's members pay and get to what it costs and includes now, with notice.

    It replaces a change that hasn't applied yet.
    """
    price = price_for(offer)
    members = lock_running(offer.id)
    for member in members:
        member.next_price_id = price.id if price.id != member.price_id else None
        member.next_price_at = None
        read_soon(member)  # also to charge as before what we told them of
    session.flush()
    tell_members()


def tell_members() -> int:
    """Tell members of a change 14 to 30 days before the payment that it applies to. Returns how many."""
    members = to_tell(clock.now() + LEAST_NOTICE, clock.now() + MOST_NOTICE)
    for member in members:
        member.next_price_at = member.period_ends_at
        defer("memberships.email_changed", membership_id=member.id)
        read_soon(member)
    session.flush()
    return len(members)


def read_soon(member: Membership) -> None:
    """Defer the job that reads a membership, and charges what was agreed, unless one is waiting."""
    lock = f"memberships.read:{member.subscription_id or member.id}"
    defer_once("memberships.read_again", lock=lock, membership_id=member.id)


def remind_members() -> int:
    """Remind those who haven't been reminded for a year. Returns how many."""
    members = to_remind(clock.now() - YEAR)
    for member in members:
        member.reminded_at = clock.now()
        defer("memberships.email_reminder", membership_id=member.id)
    session.flush()
    return len(members)
