from enum import StrEnum


class PaymentState(StrEnum):
    OPEN = "open"  # the guest may pay
    PAID = "paid"
    DECLINED = "declined"  # the card was charged without the guest, and its bank refused
    EXPIRED = "expired"  # it can no longer be paid


class Problem(StrEnum):
    """What is wrong with an object that Stripe told us of."""

    UNKNOWN_ORDER = "unknown_order"  # a payment page of an order that we don't have
    UNKNOWN_PAGE = "unknown_page"  # a payment page that we didn't open, of an order that we have
    UNKNOWN_ACCOUNT = "unknown_account"
    UNKNOWN_SUBSCRIPTION = "unknown_subscription"
    FOREIGN_DISPUTE = "foreign_dispute"  # of a charge in another currency
