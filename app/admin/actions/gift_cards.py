"""Gift cards that wait for an admin, and refunds of those that nobody has redeemed."""

from app.accounts.models import User
from app.admin.actions.orders import subject_of
from app.admin.actions.record import record
from app.admin.enums import AuditAction
from app.core.formats import usd
from app.gift_cards import actions
from app.gift_cards.models import GiftCard


def release_card(*, card: GiftCard, admin: User) -> None:
    """Deliver a card that waited. Raises Conflict if it no longer waits."""
    before = {"gift_card": card.state}
    actions.release(order_id=card.order_id)
    after = {"gift_card": card.state}
    record(
        admin=admin,
        action=AuditAction.ORDER_RELEASE_GIFT_CARD,
        subject=subject_of(card.order),
        before=before,
        after=after,
    )


def refund_card(*, card: GiftCard, reason: str, admin: User) -> None:
    """Refund a card that nobody has redeemed. Raises Conflict if that isn't possible."""
    before = {"gift_card": card.state}
    refund = actions.refund_card(order_id=card.order_id, reason=reason)
    record(
        admin=admin,
        action=AuditAction.ORDER_REFUND_GIFT_CARD,
        subject=subject_of(card.order),
        before=before,
        after={"gift_card": card.state, "refund": refund.public_id, "amount": usd(refund.amount_cents)},
        reason=reason,
    )
