"""What people read when one of this feature's rules is violated."""

from flask_babel import lazy_gettext

from app.core.errors import ErrorTexts
from app.disputes.errors import DisputeErrorCode

TEXTS: ErrorTexts = {
    DisputeErrorCode.NO_SUCH_DISPUTE: lazy_gettext(
        "We can’t find that dispute. Your disputes are on Payments and payouts."
    ),
    DisputeErrorCode.ALREADY_DECIDED: lazy_gettext("The bank has decided this dispute, so it can’t be changed."),
    DisputeErrorCode.ALLOCATED_TOO_MUCH: lazy_gettext(
        "That’s more than the bank disputes, or more than the guest paid for a booking."
    ),
    DisputeErrorCode.NOT_AN_AMOUNT: lazy_gettext(
        "Enter each amount in dollars, like 40 or 40.50, without a minus sign. Nothing was changed."
    ),
    DisputeErrorCode.ALREADY_SUBMITTED: lazy_gettext("The evidence has been submitted, so it can’t be changed."),
    DisputeErrorCode.NO_EVIDENCE: lazy_gettext("Fill in at least one field before you submit the evidence."),
    DisputeErrorCode.TOO_MUCH_EVIDENCE: lazy_gettext(
        "That’s too long. Stripe takes up to 20,000 characters in a field, and 150,000 in all."
    ),
    DisputeErrorCode.ANOTHER_VERSION: lazy_gettext(
        "Someone else has changed the evidence. Here’s their version. Your changes weren’t saved."
    ),
}
