"""Going to pay a tip, in steps with a commit between them, because Stripe is called in between."""

from app.core.db import session
from app.payments import gateway_flows
from app.tips.actions import start_tip
from app.tips.queries import pending_tip


def open_tip(*, booking_id: int, cents: int, pay_key: str | None = None) -> str | None:
    """Create a tip, and return the address of its payment page.

    A tip that was started before ends first, unless it is paid. Raises Conflict if the guest can't tip, DomainError if
    the amount is too low or too high, and GatewayDown if the gateway doesn't respond.
    """
    pending = pending_tip(booking_id)
    if pending is not None:
        gateway_flows.close_page(pending.id)
        session.commit()
    return gateway_flows.open_page(start_tip(booking_id=booking_id, cents=cents, pay_key=pay_key).id)
