"""What people read when one of this feature's rules is violated."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.core.formats import usd
from app.payment_policies.errors import PaymentPolicyErrorCode


def _too_small(*, service: str, deposit: int) -> str:
    return _(
        "The deposit for %(service)s would be %(deposit)s. A card payment is at least $0.50, so choose a higher"
        " deposit.",
        service=service,
        deposit=usd(deposit),
    )


TEXTS: ErrorTexts = {
    PaymentPolicyErrorCode.DEPOSIT: lazy_gettext(
        "Enter the deposit: either 1 to 99 percent of the price, or an amount from $0.50 to $10,000."
    ),
    PaymentPolicyErrorCode.LESS_THAN_LEAST_CHARGE: _too_small,
}
