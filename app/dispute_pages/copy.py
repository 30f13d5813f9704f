"""What people read about disputes. Times are in a venue's time zone."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _

from app.bookings.enums import OrderKind
from app.bookings.models.orders import Order
from app.commission.amounts import commission_cents
from app.core.formats import usd
from app.core.sentences import join_sentences
from app.disputes.enums import DisputeStatus, EvidenceState
from app.disputes.models import Dispute
from app.passes.models import Pass

STATUSES: Mapping[DisputeStatus, tuple[LazyString, str]] = {
    DisputeStatus.NEEDS_RESPONSE: (lazy_gettext("Needs evidence"), "wait"),
    DisputeStatus.UNDER_REVIEW: (lazy_gettext("With the bank"), "wait"),
    DisputeStatus.WON: (lazy_gettext("Won"), "ok"),
    DisputeStatus.LOST: (lazy_gettext("Lost"), "no"),
    DisputeStatus.APPEAL_NEEDS_RESPONSE: (lazy_gettext("Appeal needs evidence"), "wait"),
    DisputeStatus.APPEAL_UNDER_REVIEW: (lazy_gettext("Appeal with the bank"), "wait"),
    DisputeStatus.INQUIRY_NEEDS_RESPONSE: (lazy_gettext("Inquiry needs evidence"), "wait"),
    DisputeStatus.INQUIRY_UNDER_REVIEW: (lazy_gettext("Inquiry with the bank"), "wait"),
    DisputeStatus.INQUIRY_CLOSED: (lazy_gettext("Inquiry closed"), "calm"),
    DisputeStatus.PREVENTED: (lazy_gettext("Prevented"), "calm"),
    DisputeStatus.OTHER: (lazy_gettext("Open"), "wait"),
}
REASONS: Mapping[str, LazyString] = {
    "credit_not_processed": lazy_gettext("The guest says that a refund is missing."),
    "duplicate": lazy_gettext("The guest says that they were charged twice."),
    "fraudulent": lazy_gettext("The cardholder says that they didn’t make this payment."),
    "product_not_received": lazy_gettext("The guest says that they didn’t get what they paid for."),
    "product_unacceptable": lazy_gettext("The guest says that it wasn’t as described."),
    "subscription_canceled": lazy_gettext("The guest says that they had canceled."),
    "unrecognized": lazy_gettext("The cardholder doesn’t recognize this payment."),
}
# Stripe's reason -> what convinces a bank.
HELPS: Mapping[str, LazyString] = {
    "credit_not_processed": lazy_gettext("Show which refund they were owed, and that they got it."),
    "duplicate": lazy_gettext("Show that these are two bookings, or that one was refunded."),
    "fraudulent": lazy_gettext("Show that they booked and came: emails, their arrival, and what you know of them."),
    "product_not_received": lazy_gettext("Show that they came, or that they missed the booking and knew your policy."),
    "product_unacceptable": lazy_gettext("Show what you offer on your page, and what they got."),
    "unrecognized": lazy_gettext("Show that they booked and came: emails, their arrival, and what you know of them."),
}
OTHER_REASON = lazy_gettext("The bank gave no particular reason.")


def status(dispute: Dispute) -> tuple[str, str]:
    """Return the status, and the kind of its tag."""
    words, kind = STATUSES[dispute.status]
    return str(words), kind


def reason(dispute: Dispute) -> str:
    return str(REASONS.get(dispute.reason, OTHER_REASON))


def consequence(dispute: Dispute) -> str:
    """Say what a dispute means for the money."""
    if dispute.status is DisputeStatus.WON and not dispute.taken_cents:
        return _("The bank returned the payment to us. If we held a transfer for it, we send it now.")
    if dispute.settled_at is not None and dispute.taken_cents:
        return _("The bank kept %(amount)s and returned it to the guest.", amount=usd(dispute.taken_cents))
    if dispute.settled_at is not None:
        return _("It’s over, and no money was lost.")
    if dispute.is_inquiry:
        return _("The bank is only asking. It hasn’t taken any money. A full refund ends the inquiry.")
    return _(
        "The bank has taken %(amount)s until it decides. Until then, we hold what the venue earned with it, and no one"
        " can use what is left of a gift card, a package, or a membership’s month.",
        amount=usd(dispute.taken_cents),
    )


def prepaid(order: Order) -> str:
    """Say what a dispute does to what an order has paid for ahead, for admins; "" if it hasn't."""
    return {
        OrderKind.GIFT_CARD: _(
            "This payment is for a gift card. While the dispute is open, no one can redeem it, and what’s left of it as"
            " credit is on hold. If we lose, what’s left ends, and we bear what was used. If we win, it works again."
        ),
        OrderKind.PACKAGE: _(
            "This payment is for a package. While the dispute is open, it pays for no new bookings and doesn’t expire."
            " If we lose, what is left ends, and the venue owes us what it earned with it, less our commission. If we"
            " win, it works again. Bookings stay either way."
        ),
        OrderKind.MEMBERSHIP: _(
            "This payment is for a month of a membership. The membership ends with the month that runs, so Stripe"
            " doesn’t charge the guest again. While the dispute is open, the month pays for no new bookings. If we"
            " lose, what is left of it ends, and the venue owes us what it earned with it, less our commission."
            " Bookings stay either way."
        ),
        OrderKind.INVOICE: _(
            "With this payment, an owner paid invoices to their venue. While the dispute is open, they count as paid."
            " If we lose, the venue owes us the amount again: we keep it from its next payouts, or invoice it."
        ),
    }.get(order.kind, "")


def name_of(held: Pass) -> str:
    return _("Membership") if held.membership_id else _("Package")


def consequence_for_venue(dispute: Dispute, taken: int, held: Pass | None) -> str:
    """Say what a dispute means for a venue's payouts.

    `taken` is what the bank has taken for its bookings, or for the package or the membership's month that is `held`.
    """
    if held is not None and not dispute.is_inquiry:
        return _prepaid_for_venue(dispute, taken, held)
    if dispute.status is DisputeStatus.WON and not taken:
        return _("You won: the bank returned the payment to us. Your next payout includes what you earned from it.")
    if dispute.settled_at is not None and taken:
        return _(
            "The bank returned %(amount)s to the guest. It counts as a refund, so it lowers what you earned and our"
            " commission. If you were paid already, we took it back from your account at Stripe. We pay the bank’s"
            " fee.",
            amount=usd(taken),
        )
    if dispute.settled_at is not None:
        return _("It’s over, and you lost no money.")
    if dispute.is_inquiry:
        return _("The bank is only asking. It hasn’t taken any money. A full refund ends the inquiry.")
    return _(
        "The bank has taken %(amount)s until it decides. Until then, we hold what you earned with it. If we paid you"
        " already, we take it back from your account at Stripe. If the bank decides for you, you get it. We pay the"
        " bank’s fee.",
        amount=usd(taken),
    )


def _prepaid_for_venue(dispute: Dispute, taken: int, held: Pass) -> str:
    """Say what a dispute means for a venue if its guest had paid ahead."""
    if dispute.status is DisputeStatus.WON and not taken:
        return _("You won: the bank returned the payment to us. The guest can use what is left again.")
    if dispute.settled_at is not None and taken:
        owed = held.owed_cents - commission_cents(held.owed_cents, held.commission_bps)
        ended = _(
            "The bank returned %(amount)s to the guest, and what that paid for has ended. Bookings that the guest made"
            " stay.",
            amount=usd(taken),
        )
        owes = (
            _(
                "You owe us %(amount)s: what you earned with it, less our commission. We keep that from your next"
                " payouts.",
                amount=usd(owed),
            )
            if owed
            else _("You owe us nothing.")
        )
        return join_sentences(ended, owes, _("We pay the bank’s fee."))
    if dispute.settled_at is not None:
        return _("It’s over, and you lost no money.")
    until = (
        _(
            "The bank has taken %(amount)s until it decides. Until then, this month pays for no new bookings. The"
            " membership ends with its current month, so the guest isn’t charged again.",
            amount=usd(taken),
        )
        if held.membership_id
        else _(
            "The bank has taken %(amount)s until it decides. Until then, the package pays for no new bookings, and"
            " doesn’t expire.",
            amount=usd(taken),
        )
    )
    after = _(
        "Bookings that the guest made stay, and you’re paid for them. If the bank decides for you, the guest can use"
        " what is left again. If not, it ends, and you owe us what you earned with it, less our commission. We pay the"
        " bank’s fee."
    )
    return join_sentences(until, after)


def reason_for_venue(dispute: Dispute) -> str:
    """Say why the guest disputes it, and what the bank wants to know."""
    help_with = HELPS.get(dispute.reason, "") if dispute.needs_response else ""
    return f"{reason(dispute)} {help_with}".strip()


def evidence_state(dispute: Dispute) -> str:
    """Say how far the evidence is."""
    evidence = dispute.evidence
    if evidence is None:
        return _("Here’s what we know. Add what’s missing, and correct what’s wrong.")
    if evidence.state is EvidenceState.SUBMITTED:
        return _("The evidence was submitted to the bank. It can’t be changed.")
    if evidence.state is EvidenceState.SENT:
        return _("The evidence is being submitted to the bank.")
    if evidence.completed_at:
        return _("The venue says that it’s complete. CozyWish checks it and submits it.")
    return _("It’s a draft. Nothing was submitted to the bank yet.")
