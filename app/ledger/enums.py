from enum import StrEnum


class Account(StrEnum):
    """The accounts of the ledger. docs/ledger.md says what each one holds."""

    CASH_AT_STRIPE = "cash_at_stripe"
    GUEST_PREPAYMENTS = "guest_prepayments"  # paid, and not yet earned by a venue or refunded
    VENUE_PAYABLE = "venue_payable"  # earned by a venue after commission, and not yet transferred to it
    TIPS_PAYABLE = "tips_payable"  # tips for a venue that are not yet transferred to it; no commission
    TAX_PAYABLE = "tax_payable"  # tax that we collected and pay to jurisdictions, by rule
    VENUE_RECEIVABLE = "venue_receivable"  # what a venue owes us: Stripe couldn't take it back, or it gave credit
    COMMISSION = "commission"  # our revenue from bookings
    GIFT_CARD_LIABILITY = "gift_card_liability"  # gift cards that nobody has redeemed yet
    UNEARNED_REVENUE = "unearned_revenue"  # packages and memberships that guests haven't used yet, by venue
    GUEST_CREDIT = "guest_credit"  # store credit that guests haven't used yet, for all venues or at one
    UNCLAIMED_PROPERTY = "unclaimed_property"  # what nobody used for years, and goes to states
    GOODWILL = "goodwill"  # our expense for credit that we gave
    PLATFORM_DISCOUNTS = "platform_discounts"  # our expense for sitewide deals that we pay for
    STRIPE_FEES = "stripe_fees"  # what Stripe keeps of payments, and charges for disputes
    PLATFORM_BANK = "platform_bank"  # what we paid out of our balance at Stripe to our bank
    WRITE_OFFS = "write_offs"  # losses in disputes and from venues, and differences with Stripe that an admin resolved
    DISPUTES = "disputes"  # what banks have taken in disputes that aren't decided


class AccountKind(StrEnum):
    """What an account is about. Assets and expenses have debits, the others credits."""

    ASSET = "asset"
    LIABILITY = "liability"
    REVENUE = "revenue"
    EXPENSE = "expense"


# What venues have earned, and we have not transferred yet.
PAYABLE = frozenset({Account.VENUE_PAYABLE, Account.TIPS_PAYABLE})


class LedgerEvent(StrEnum):
    """What an entry is about."""

    PAYMENT = "payment"  # a guest paid an order
    FEE = "fee"  # Stripe kept its fee
    EARNING = "earning"  # what a venue has earned with a booking changed
    TIP = "tip"  # what a venue has received in tips for a booking changed
    TAX = "tax"  # the tax for a booking that is due to jurisdictions changed
    TAX_PAYMENT = "tax_payment"  # we paid tax to a jurisdiction from our bank
    TAX_PAYMENT_UNDONE = "tax_payment_undone"  # an admin had recorded that by mistake
    REFUND = "refund"  # Stripe took a refund from our balance
    REFUND_FAILED = "refund_failed"  # Stripe put it back
    TRANSFER = "transfer"  # Stripe moved money to a venue's account
    REVERSAL = "reversal"  # Stripe took some of a transfer back
    RECEIVABLE = "receivable"  # Stripe could not take it back
    RECEIVABLE_PAID = "receivable_paid"  # a venue paid what it owed us to our bank
    RECEIVABLE_WRITTEN_OFF = "receivable_written_off"  # we gave up what a venue owed us
    RECEIVABLE_UNDONE = "receivable_undone"  # an admin had recorded one of these two by mistake
    CREDIT_USE = "credit_use"  # an order was paid with store credit
    REDEMPTION = "redemption"  # a guest redeemed a gift card
    CASH_OUT = "cash_out"  # a guest got a small gift card balance in cash
    UNCLAIMED = "unclaimed"  # nobody used a gift card, or what is left of some, for years
    TURNOVER = "turnover"  # we paid that to a state from our bank
    TURNOVER_UNDONE = "turnover_undone"  # an admin had recorded both by mistake
    PACKAGE_USE = "package_use"  # a booking was paid from a package or membership
    PACKAGE_RETURN = "package_return"  # the use was returned, because the booking was canceled
    BREAKAGE = "breakage"  # a package or membership period expired before all of it was used
    BANK_PAYOUT = "bank_payout"  # Stripe paid our own money out to our bank
    BANK_PAYOUT_FAILED = "bank_payout_failed"  # the bank returned it
    CORRECTION = "correction"  # an admin resolved a difference with Stripe
    GOODWILL = "goodwill"  # we gave a guest store credit
    VENUE_CREDIT = "venue_credit"  # a venue gave a guest credit that pays only for its bookings
    VENUE_CREDIT_ENDED = "venue_credit_ended"  # it took that back, or left, before the guest used it
    VENUE_CREDIT_LOST = "venue_credit_lost"  # a bank returned what a guest had kept as credit
    VENUE_CREDIT_MOVED = "venue_credit_moved"  # it left, so what guests had paid for is store credit for all venues
    DISPUTE_WITHDRAWN = "dispute_withdrawn"  # a guest's bank took a payment back
    DISPUTE_REINSTATED = "dispute_reinstated"  # it gave some or all of it back
    DISPUTE_FEE = "dispute_fee"  # what Stripe charged for that
    DISPUTE_LOST = "dispute_lost"  # the bank kept it
