"""Forms for gift cards, and for what is left of them in cash."""

from collections.abc import Callable
from datetime import timedelta

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.core.ids import token
from app.gift_cards.enums import GiftCardState
from tests.admin.forms.sent import Sent
from tests.factories import make_user
from tests.sale_factories import make_cash_out, make_gift_card, make_turnover
from tests.support import NOW


def releasing(_admin: User) -> Sent:
    card = make_gift_card(make_user(), state=GiftCardState.HELD)
    return Sent((AuditAction.ORDER_RELEASE_GIFT_CARD,), {"order_id": card.order.public_id})


def refunding(_admin: User) -> Sent:
    card = make_gift_card(make_user())
    return Sent(
        (AuditAction.ORDER_REFUND_GIFT_CARD,), {"order_id": card.order.public_id}, {"reason": "The bank called."}
    )


def paying_cash(_admin: User) -> Sent:
    paid = {"paid_by": "check", "paid_on": "2026-05-10", "reference": "Check 77"}
    return Sent((AuditAction.FINANCE_CASH_OUT,), {"cash_out_id": make_cash_out(make_user()).public_id}, paid)


def declining_cash(_admin: User) -> Sent:
    asked = make_cash_out(make_user())
    return Sent((AuditAction.FINANCE_DECLINE_CASH_OUT,), {"cash_out_id": asked.public_id}, {"reason": "As agreed."})


def turning_over(_admin: User) -> Sent:
    long_ago = NOW - timedelta(days=1500)
    card = make_gift_card(make_user(), state=GiftCardState.DELIVERED, code_hash=token(), deliver_at=long_ago)
    sent = {"keys": f"card-{card.order_id}", "state": "DE", "paid_on": "2026-05-10", "reference": "2026-1"}
    return Sent((AuditAction.FINANCE_TURN_OVER,), {}, sent)


def undoing_a_turnover(admin: User) -> Sent:
    made = make_turnover(admin)
    return Sent((AuditAction.FINANCE_UNDO_TURNOVER,), {"turnover_id": made.public_id}, {"why": "Recorded twice."})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.unclaimed_record": turning_over,
    "admin.unclaimed_undo": undoing_a_turnover,
    "admin.cash_out_pay": paying_cash,
    "admin.cash_out_decline": declining_cash,
    "admin.gift_card_refund": refunding,
    "admin.gift_card_release": releasing,
}
