"""Forms for disputes."""

from collections.abc import Callable

from app.accounts.models import User
from app.admin.enums import AuditAction
from app.bookings.enums import OrderState
from app.disputes.enums import DisputeStatus
from app.disputes.models import Dispute
from tests.admin.forms.sent import Sent
from tests.factories import add, make_order, make_user
from tests.support import NOW


def dispute_id() -> str:
    order = make_order(user=make_user(), total_cents=100, state=OrderState.CONFIRMED)
    values = {"stripe_id": "du_1", "order_id": order.id, "amount_cents": 100, "opened_at": NOW, "read_at": NOW}
    return add(Dispute(status=DisputeStatus.NEEDS_RESPONSE, **values)).public_id


def saving(_admin: User) -> Sent:
    data: dict[str, object] = {"uncategorized_text": "They came.", "version": "0"}
    return Sent((AuditAction.ORDER_WRITE_EVIDENCE,), {"dispute_id": dispute_id()}, data)


def allocating(_admin: User) -> Sent:
    return Sent((AuditAction.ORDER_ALLOCATE_DISPUTE,), {"dispute_id": dispute_id()})


TABLE: dict[str, Callable[[User], Sent]] = {
    "admin.dispute_allocate": allocating,
    "admin.dispute_evidence": saving,
}
