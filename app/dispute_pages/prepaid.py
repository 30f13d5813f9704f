"""The first draft of evidence about what has no booking: a gift card, a package, or a month of a membership."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import User
from app.bookings.models.orders import Order, OrderLine
from app.core.db import session
from app.core.formats import full_moment, usd
from app.core.settings import settings
from app.credit.models import CreditAccount, CreditMovement
from app.gift_cards.models import GiftCard
from app.memberships.models import Membership
from app.packages.queries import used_by
from app.passes.enums import UseState
from app.passes.models import Pass
from app.payments.copy import card
from app.payments.queries import paid_payment


def prepaid_draft(order: Order) -> dict[str, str]:
    """Return what we know of a purchase, its payment, and who has used it, in Stripe's fields."""
    paid = paid_payment(order.id)
    texts = session.scalars(select(OrderLine.text).where(OrderLine.order_id == order.id).order_by(OrderLine.position))
    bought = _(
        "%(what)s, for %(price)s (order %(number)s)",
        what="; ".join(texts),
        price=usd(order.total_cents),
        number=order.public_id,
    )
    receipt = _("CozyWish emailed the receipt to %(email)s.", email=order.email)
    log = (
        []
        if paid is None or paid.paid_at is None
        else [_("%(time)s: Paid with %(card)s.", time=_at(paid.paid_at), card=card(paid))]
    )
    gift_card, held = session.get(GiftCard, order.id), session.scalar(select(Pass).where(Pass.order_id == order.id))
    terms = ""
    if gift_card is not None:
        log += _card_log(gift_card)
    if held is not None:
        log += _uses(held)
        terms = _agreed(held)
    return {
        "customer_name": order.name,
        "customer_email_address": order.email,
        "product_description": bought,
        "service_date": _at(order.settled_at or order.created_at),
        "access_activity_log": "\n".join(log),
        "cancellation_policy_disclosure": terms,
        "uncategorized_text": receipt,
    }


def _card_log(bought: GiftCard) -> list[str]:
    """Say to whom a gift card was sent, and who has redeemed it."""
    log = []
    if bought.delivered_at:
        log.append(_("%(time)s: Emailed to %(email)s.", time=_at(bought.delivered_at), email=bought.to_email))
    query = select(User).join(CreditAccount, CreditAccount.user_id == User.id)
    query = query.join(CreditMovement, CreditMovement.account_id == CreditAccount.id)
    by = session.scalar(query.where(CreditMovement.gift_card_id == bought.order_id))
    if by is not None and bought.redeemed_at:
        who = {"name": by.name, "email": by.email}
        log.append(_("%(time)s: Redeemed by %(name)s, %(email)s.", time=_at(bought.redeemed_at), **who))
    return log


def _uses(held: Pass) -> list[str]:
    """List the bookings that a package paid for, oldest first."""
    return [
        _(
            "%(time)s: It paid for a booking, %(service)s at %(venue)s on %(day)s.",
            time=_at(one.use.at),
            service=one.booking.title,
            venue=one.booking.venue.name,
            day=full_moment(one.booking.starts_at, one.booking.venue.zone),
        )
        for one in reversed(used_by([held.id]))
        if one.use.state is UseState.USED
    ]


def _agreed(held: Pass) -> str:
    """Return what a member agreed to, and when."""
    member = session.get(Membership, held.membership_id) if held.membership_id else None
    if member is None:
        return ""
    return _("The guest agreed to this on %(time)s: %(terms)s", time=_at(member.agreed_at), terms=member.agreed_text)


def _at(instant: datetime) -> str:
    return full_moment(instant, ZoneInfo(settings().office_zone))
