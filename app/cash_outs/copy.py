"""Sentences about cash-outs."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.cash_outs.enums import CashOutState, PaidBy

# The label of each state, and the kind of its tag.
STATES = {
    CashOutState.ASKED: (_l("Waiting"), "wait"),
    CashOutState.PAID: (_l("Paid"), "ok"),
    CashOutState.DECLINED: (_l("Declined"), "no"),
}
WAYS = {
    PaidBy.CHECK: _l("By check"),
    PaidBy.BANK: _l("By bank transfer"),
    PaidBy.OTHER: _l("Another way"),
    PaidBy.REFUND: _l("As a refund to the card that paid for the gift card"),
}


def sent(by: PaidBy) -> str:
    """Say how the money was sent, to the guest."""
    return {
        PaidBy.CHECK: _("We mailed a check to the address that you gave us."),
        PaidBy.BANK: _("We sent it to your bank account."),
        PaidBy.OTHER: _("We sent it as agreed with you."),
        PaidBy.REFUND: _("We’re refunding it to the card that you bought your gift card with."),
    }[by]
