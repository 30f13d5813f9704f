"""Going to a payment page from a view."""

from flask import flash
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.core.db import session
from app.core.errors import Conflict
from app.payments import gateway_flows
from app.payments.gateway import GatewayDown
from app.web.htmx import go


def go_to_payment(order_id: int, *, otherwise: str) -> ResponseReturnValue:
    """Redirect to the payment page of an order; if it can't be opened now, to `otherwise` with the reason.

    The flow's steps commit.
    """
    try:
        return go(gateway_flows.open_page(order_id) or otherwise)
    except GatewayDown:
        session.rollback()
        flash(_("The payment page isn’t responding. You weren’t charged. Try again in a minute."), "error")
    except Conflict as ended:
        flash(ended.message, "error")
    return go(otherwise)
