"""Forms for gift cards."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.gift_cards.enums import GiftCardState
from tests.admin.forms.sent import Sent
from tests.factories import make_user
from tests.sale_factories import make_gift_card


def releasing(_admin: User) -> Sent:
    card = make_gift_card(make_user(), state=GiftCardState.HELD)
    return Sent((AuditAction.ORDER_RELEASE_GIFT_CARD,), {"order_id": card.order.public_id})


def refunding(_admin: User) -> Sent:
    card = make_gift_card(make_user())
    return Sent(
        (AuditAction.ORDER_REFUND_GIFT_CARD,), {"order_id": card.order.public_id}, {"reason": "The bank called."}
    )


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.gift_card_refund": refunding,
    "admin.gift_card_release": releasing,
}
