"""Exchanges with the gateway about memberships, each in named steps: read and store, call, store the response.

No transaction is open during a call: each flow runs `session.commit()` before it. The last step is left to the caller's
own commit.
"""

from app.core import clock
from app.core.db import session
from app.email.links import link
from app.memberships.actions import note_invoice, note_page, note_subscription
from app.memberships.copy import period_text
from app.memberships.gateway import GatewaySubscription, JoinRequest, membership_gateway
from app.memberships.models import Membership, PlanPrice
from app.memberships.queries import id_of_reference, id_of_subscription, known_invoices
from app.passes.models import PassOffer
from app.payments.enums import Problem
from app.payments.gateway_flows import make_customer
from app.payments.problems import note_problem
from app.venues.models import Venue


def open_page(membership_id: int) -> str:
    """Return the address of the page on which a guest joins."""
    member = session.get_one(Membership, membership_id)
    if member.session_url:
        return member.session_url
    price_id, customer_id = _price_at_stripe(member.price_id), make_customer(member.user_id)
    page = link("memberships.show", membership_id=member.public_id)
    request = JoinRequest(
        key=member.idempotency_key,
        reference=member.public_id,
        customer_id=customer_id,
        price_id=price_id,
        expires_at=member.page_expires_at,
        success_url=page,
        cancel_url=page,
    )
    session.commit()

    opened = membership_gateway().open_page(request)

    note_page(membership_id=membership_id, page=opened)
    return opened.url


def _price_at_stripe(price_id: int) -> str:
    """Return the id of a price at Stripe, which is made there the first time."""
    price = session.get_one(PlanPrice, price_id)
    if price.stripe_id is None:
        offer = session.get_one(PassOffer, price.offer_id)
        name = f"{offer.title}, {session.get_one(Venue, offer.venue_id).name}"
        key, cents, reference = price.idempotency_key, price.cents, offer.public_id
        session.commit()

        made = membership_gateway().make_price(key=key, name=name, cents=cents, reference=reference)

        session.get_one(PlanPrice, price_id).stripe_id = made
        session.flush()
    return session.get_one(PlanPrice, price_id).stripe_id or ""


def read_subscription(subscription_id: str) -> None:
    """Read the membership of a subscription, also if its guest never came back from Stripe's page."""
    membership_id = id_of_subscription(subscription_id)
    if membership_id is None:
        session.commit()

        seen = membership_gateway().subscription(subscription_id)

        membership_id = id_of_reference(seen.reference)
    if membership_id is None:
        note_problem(Problem.UNKNOWN_SUBSCRIPTION, about=subscription_id)
        return
    read_membership(membership_id)


def read_membership(membership_id: int) -> None:
    """Read a membership and its paid periods again. Events only say that something changed."""
    member = session.get_one(Membership, membership_id)
    subscription_id, session_id = member.subscription_id, member.session_id
    known = known_invoices(membership_id)
    session.commit()

    if subscription_id is None and session_id is not None:
        page = membership_gateway().page(session_id)
        note_page(membership_id=membership_id, page=page)
        subscription_id = page.subscription_id or None
        session.commit()
    if subscription_id is None:
        return

    asked_at = clock.now()
    seen = membership_gateway().subscription(subscription_id)
    paid = membership_gateway().paid_invoices(subscription_id, known=known)

    note_subscription(membership_id=membership_id, seen=seen, asked_at=asked_at)
    offer = session.get_one(PassOffer, session.get_one(Membership, membership_id).offer_id)
    for one in paid:
        note_invoice(membership_id=membership_id, paid=one, text=period_text(offer, one))
    _charge_as_agreed(membership_id, seen)


def _charge_as_agreed(membership_id: int, seen: GatewaySubscription) -> None:
    """Have Stripe charge the price that applies to the next month, if it would charge another one."""
    member = session.get_one(Membership, membership_id)
    if not member.is_open or member.subscription_id != seen.id:
        return
    price_id = _price_at_stripe(member.price_id_to_charge)
    if price_id != seen.price_id:
        session.commit()

        membership_gateway().set_price(seen.id, price_id=price_id)


def unpaid_page(membership_id: int) -> str | None:
    """Return the address of the page on which a member pays what is due with another card, or None if nothing is."""
    subscription_id = session.get_one(Membership, membership_id).subscription_id or ""
    session.commit()

    return membership_gateway().unpaid_page(subscription_id)


def set_end(membership_id: int, *, with_period: bool) -> None:
    """End a membership with its period, as its member wants, or keep it."""
    subscription_id = session.get_one(Membership, membership_id).subscription_id or ""
    session.commit()

    membership_gateway().set_end(subscription_id, with_period=with_period)

    read_membership(membership_id)


def set_pause(membership_id: int, *, paused: bool) -> None:
    """Stop charging a member from the next period on, or go on."""
    subscription_id = session.get_one(Membership, membership_id).subscription_id or ""
    session.commit()

    membership_gateway().set_pause(subscription_id, paused=paused)

    read_membership(membership_id)
