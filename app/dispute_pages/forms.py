"""The form for evidence, with a field for each of Stripe's that we use."""

import re
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import Length

from app.core.errors import DomainError
from app.disputes.actions.evidence import MOST_IN_FIELD
from app.disputes.errors import DisputeErrorCode
from app.web.fields import MOST_SENT, whole_number
from app.web.forms import Form, Paragraphs

TOO_LONG = Length(max=MOST_IN_FIELD, message=_l("Shorten this to %(number)s characters.", number=MOST_IN_FIELD))
FIELDS = (
    "customer_name",
    "customer_email_address",
    "product_description",
    "service_date",
    "access_activity_log",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "uncategorized_text",
)


class EvidenceForm(Form):
    customer_name = Paragraphs(_l("Guest’s name"), [TOO_LONG])
    customer_email_address = Paragraphs(_l("Guest’s email"), [TOO_LONG])
    product_description = Paragraphs(_l("What they booked"), [TOO_LONG])
    service_date = Paragraphs(_l("When it took place"), [TOO_LONG])
    access_activity_log = Paragraphs(_l("What happened: booking, check-in, changes"), [TOO_LONG])
    cancellation_policy_disclosure = Paragraphs(_l("The cancellation policy, and when the guest saw it"), [TOO_LONG])
    cancellation_rebuttal = Paragraphs(_l("Why the booking wasn’t canceled"), [TOO_LONG])
    refund_policy_disclosure = Paragraphs(_l("The refund policy, and when the guest saw it"), [TOO_LONG])
    refund_refusal_explanation = Paragraphs(_l("Why the guest isn’t owed a refund"), [TOO_LONG])
    uncategorized_text = Paragraphs(_l("Emails, messages, and anything else"), [TOO_LONG])
    is_complete = BooleanField(_l("This is complete. CozyWish can submit it."))
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """Return which version of the evidence the person saw."""
        version = whole_number(self.version.data or "", most=MOST_SENT)
        return -1 if version is None else version

    @property
    def texts(self) -> dict[str, str]:
        """Return what was entered, by Stripe's names."""
        return {name: self[name].data or "" for name in FIELDS}


def cents_of(typed: str) -> int:
    """Return an amount typed in dollars, in cents; nothing is 0. Raises DomainError if it isn't one."""
    written = typed.strip().removeprefix("$").replace(",", "")
    if not written:
        return 0
    if not re.fullmatch(r"\d{1,7}(\.\d{1,2})?", written):
        raise DomainError(DisputeErrorCode.NOT_AN_AMOUNT)
    return int(Decimal(written) * 100)
