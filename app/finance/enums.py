from enum import StrEnum


class BankPayoutState(StrEnum):
    """The state of a payout of our own balance to our bank."""

    DUE = "due"  # to be sent
    SENT = "sent"  # the response has not arrived, so it may or may not have been made
    MADE = "made"
    FAILED = "failed"  # Stripe refused it, or the bank returned it


class Cause(StrEnum):
    """Why Stripe's balance and the ledger differ."""

    UNKNOWN = "unknown"  # Stripe moved money for an object that we don't know
    MISSING_HERE = "missing_here"  # Stripe moved money for an object that we know, but the ledger has no entry
    MISSING_THERE = "missing_there"  # the ledger has an entry, but Stripe moved no money
    AMOUNT = "amount"  # both have it, with different amounts
    CURRENCY = "currency"  # Stripe moved money in another currency than dollars


class JournalFormat(StrEnum):
    """The programs that a month's journal can be exported for."""

    ALL = "all"  # every posting
    QUICKBOOKS = "quickbooks"
    XERO = "xero"
