from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class AuditAction(StrEnum):
    """An admin action that the audit log records, as "subject.verb"."""

    CATEGORY_ADD = "category.add"
    CATEGORY_EDIT = "category.edit"
    CATEGORY_MERGE = "category.merge"
    CATEGORY_ORDER = "category.order"
    CATEGORY_REMOVE = "category.remove"
    COMMISSION_SET = "commission.set"
    DEAL_ADD = "deal.add"
    DEAL_APPROVE = "deal.approve"
    DEAL_EDIT = "deal.edit"
    DEAL_END = "deal.end"
    DEAL_RESUME = "deal.resume"
    DEAL_REQUEST_CHANGES = "deal.request_changes"
    HOME_ORDER = "home.order"
    EVENT_RESOLVE = "event.resolve"
    FINANCE_CASH_OUT = "finance.cash_out"
    FINANCE_DECLINE_CASH_OUT = "finance.decline_cash_out"
    FINANCE_CLOSE = "finance.close"
    FINANCE_PAYOUT = "finance.payout"
    FINANCE_RECEIVE = "finance.receive"
    FINANCE_RESOLVE = "finance.resolve"
    FINANCE_RESOLVE_PROBLEM = "finance.resolve_problem"
    FINANCE_TURN_OVER = "finance.turn_over"
    FINANCE_UNDO_TURNOVER = "finance.undo_turnover"
    FINANCE_UNDO_SETTLEMENT = "finance.undo_settlement"
    FINANCE_WRITE_OFF = "finance.write_off"
    ORDER_CANCEL = "order.cancel"
    ORDER_ALLOCATE_DISPUTE = "order.allocate_dispute"
    ORDER_WRITE_EVIDENCE = "order.write_evidence"
    ORDER_SUBMIT_EVIDENCE = "order.submit_evidence"
    ORDER_REFUND = "order.refund"
    ORDER_REFUND_GIFT_CARD = "order.refund_gift_card"
    ORDER_RELEASE_GIFT_CARD = "order.release_gift_card"
    ORDER_RETRY = "order.retry"
    PRIVACY_ADD = "privacy.add"
    PRIVACY_DONE = "privacy.done"
    TAG_ADD = "tag.add"
    TAG_EDIT = "tag.edit"
    TAG_MERGE = "tag.merge"
    TAG_ORDER = "tag.order"
    TAG_REMOVE = "tag.remove"
    TAX_ADD = "tax.add"
    TAX_END = "tax.end"
    TAX_PAY = "tax.pay"
    TAX_UNDO_PAYMENT = "tax.undo_payment"
    TEXT_ANNOUNCE = "text.announce"
    TEXT_EDIT = "text.edit"
    TEXT_RESTORE = "text.restore"
    USER_APPROVE_RESET = "user.approve_reset"
    USER_CORRECT = "user.correct"
    USER_CREDIT = "user.credit"
    USER_DOWNLOAD = "user.download"
    USER_REINSTATE = "user.reinstate"
    USER_REQUEST_RESET = "user.request_reset"
    USER_ROLE = "user.role"
    USER_SEE = "user.see"
    USER_SEEN = "user.seen"
    USER_SIGN_OUT = "user.sign_out"
    USER_SUSPEND = "user.suspend"
    USER_WITHDRAW_RESET = "user.withdraw_reset"
    VENUE_APPROVE = "venue.approve"
    VENUE_APPROVE_CHANGE = "venue.approve_change"
    VENUE_FEATURE = "venue.feature"
    VENUE_COMMISSION = "venue.commission"
    VENUE_REINSTATE = "venue.reinstate"
    VENUE_RELEASE = "venue.release"
    VENUE_REQUEST_CHANGES = "venue.request_changes"
    VENUE_REQUEST_CHANGES_TO_LIVE = "venue.request_changes_to_live"
    VENUE_SUSPEND = "venue.suspend"
    VENUE_UNFEATURE = "venue.unfeature"

    @property
    def label(self) -> LazyString:
        """The action as the audit log shows it, such as "Approved a deal"."""
        return LABELS[self]


LABELS = {
    AuditAction.CATEGORY_ADD: _l("Added a category"),
    AuditAction.CATEGORY_EDIT: _l("Changed a category"),
    AuditAction.CATEGORY_MERGE: _l("Merged a category into another"),
    AuditAction.CATEGORY_ORDER: _l("Reordered categories"),
    AuditAction.CATEGORY_REMOVE: _l("Deleted a category"),
    AuditAction.COMMISSION_SET: _l("Changed the commission"),
    AuditAction.DEAL_ADD: _l("Created a sitewide deal"),
    AuditAction.DEAL_APPROVE: _l("Approved a deal"),
    AuditAction.DEAL_EDIT: _l("Changed a sitewide deal"),
    AuditAction.DEAL_END: _l("Ended a sitewide deal"),
    AuditAction.DEAL_RESUME: _l("Resumed a sitewide deal"),
    AuditAction.DEAL_REQUEST_CHANGES: _l("Requested changes to a deal"),
    AuditAction.HOME_ORDER: _l("Reordered the featured venues"),
    AuditAction.EVENT_RESOLVE: _l("Resolved a security event"),
    AuditAction.FINANCE_CASH_OUT: _l("Paid a cash-out"),
    AuditAction.FINANCE_DECLINE_CASH_OUT: _l("Declined a cash-out"),
    AuditAction.FINANCE_CLOSE: _l("Closed a month"),
    AuditAction.FINANCE_PAYOUT: _l("Paid out to our bank"),
    AuditAction.FINANCE_RECEIVE: _l("Recorded a payment of a venue"),
    AuditAction.FINANCE_RESOLVE: _l("Resolved a difference with Stripe"),
    AuditAction.FINANCE_RESOLVE_PROBLEM: _l("Resolved something at Stripe that isn’t in our records"),
    AuditAction.FINANCE_TURN_OVER: _l("Recorded a payment of unclaimed property"),
    AuditAction.FINANCE_UNDO_TURNOVER: _l("Undid a payment of unclaimed property"),
    AuditAction.FINANCE_UNDO_SETTLEMENT: _l("Undid a payment or write-off of a venue"),
    AuditAction.FINANCE_WRITE_OFF: _l("Wrote off what a venue owed"),
    AuditAction.ORDER_CANCEL: _l("Canceled a booking"),
    AuditAction.ORDER_ALLOCATE_DISPUTE: _l("Changed which bookings a dispute is about"),
    AuditAction.ORDER_WRITE_EVIDENCE: _l("Changed the evidence of a dispute"),
    AuditAction.ORDER_SUBMIT_EVIDENCE: _l("Submitted the evidence of a dispute"),
    AuditAction.ORDER_REFUND: _l("Refunded a guest"),
    AuditAction.ORDER_REFUND_GIFT_CARD: _l("Refunded a gift card"),
    AuditAction.ORDER_RELEASE_GIFT_CARD: _l("Released a gift card"),
    AuditAction.ORDER_RETRY: _l("Retried a refund"),
    AuditAction.PRIVACY_ADD: _l("Added a privacy request"),
    AuditAction.PRIVACY_DONE: _l("Completed a privacy request"),
    AuditAction.TAG_ADD: _l("Added a tag"),
    AuditAction.TAG_EDIT: _l("Changed a tag"),
    AuditAction.TAG_MERGE: _l("Merged a tag into another"),
    AuditAction.TAG_ORDER: _l("Reordered tags"),
    AuditAction.TAG_REMOVE: _l("Deleted a tag"),
    AuditAction.TAX_ADD: _l("Added a tax rule"),
    AuditAction.TAX_END: _l("Ended a tax rule"),
    AuditAction.TAX_PAY: _l("Recorded a payment of tax"),
    AuditAction.TAX_UNDO_PAYMENT: _l("Undid a payment of tax"),
    AuditAction.TEXT_ANNOUNCE: _l("Changed the announcement"),
    AuditAction.TEXT_EDIT: _l("Changed a page"),
    AuditAction.TEXT_RESTORE: _l("Restored an earlier version of a page"),
    AuditAction.USER_APPROVE_RESET: _l("Removed the second factors of an account"),
    AuditAction.USER_CORRECT: _l("Corrected a name or an email"),
    AuditAction.USER_CREDIT: _l("Gave store credit"),
    AuditAction.USER_DOWNLOAD: _l("Downloaded a file while viewing as someone else"),
    AuditAction.USER_REINSTATE: _l("Reinstated an account"),
    AuditAction.USER_REQUEST_RESET: _l("Asked to remove the second factors of an account"),
    AuditAction.USER_ROLE: _l("Changed an account’s role"),
    AuditAction.USER_SEE: _l("Started viewing as someone else"),
    AuditAction.USER_SEEN: _l("Stopped viewing as someone else"),
    AuditAction.USER_SIGN_OUT: _l("Logged an account out everywhere"),
    AuditAction.USER_SUSPEND: _l("Suspended an account"),
    AuditAction.USER_WITHDRAW_RESET: _l("Withdrew or declined a request to remove second factors"),
    AuditAction.VENUE_APPROVE: _l("Approved a venue"),
    AuditAction.VENUE_APPROVE_CHANGE: _l("Approved a change to a venue"),
    AuditAction.VENUE_FEATURE: _l("Featured a venue on the home page"),
    AuditAction.VENUE_COMMISSION: _l("Changed the commission of a venue"),
    AuditAction.VENUE_REINSTATE: _l("Reinstated a venue"),
    AuditAction.VENUE_RELEASE: _l("Released a venue’s earlier earnings"),
    AuditAction.VENUE_REQUEST_CHANGES: _l("Requested changes to a venue"),
    AuditAction.VENUE_REQUEST_CHANGES_TO_LIVE: _l("Didn’t approve a change to a venue"),
    AuditAction.VENUE_SUSPEND: _l("Suspended a venue"),
    AuditAction.VENUE_UNFEATURE: _l("Removed a venue from the home page"),
}


class SubjectKind(StrEnum):
    """The kind of thing that an action is about."""

    CATEGORY = "category"
    COMMISSION = "commission"
    DEAL = "deal"
    EVENT = "event"
    FINANCE = "finance"
    HOME = "home"
    ORDER = "order"
    PRIVACY_REQUEST = "privacy"
    TAG = "tag"
    TAX = "tax"
    TEXT = "text"
    USER = "user"
    VENUE = "venue"

    @property
    def label(self) -> LazyString:
        return KINDS[self]


KINDS = {
    SubjectKind.CATEGORY: _l("Category"),
    SubjectKind.COMMISSION: _l("Commission"),
    SubjectKind.DEAL: _l("Deal"),
    SubjectKind.EVENT: _l("Security event"),
    SubjectKind.FINANCE: _l("Finance"),
    SubjectKind.HOME: _l("Home page"),
    SubjectKind.ORDER: _l("Order"),
    SubjectKind.PRIVACY_REQUEST: _l("Privacy request"),
    SubjectKind.TAG: _l("Tag"),
    SubjectKind.TAX: _l("Tax"),
    SubjectKind.TEXT: _l("Content"),
    SubjectKind.USER: _l("Account"),
    SubjectKind.VENUE: _l("Venue"),
}


class PendingKind(StrEnum):
    """The kinds of review that wait for an admin."""

    NEW = "new"  # a venue that was never approved
    CHANGE = "change"  # a change to an approved venue
    DEAL = "deal"


class Decision(StrEnum):
    APPROVE = "approve"
    REQUEST_CHANGES = "request-changes"

    @property
    def label(self) -> LazyString:
        return DECISIONS[self]


DECISIONS = {Decision.APPROVE: _l("Approve"), Decision.REQUEST_CHANGES: _l("Request changes")}


class OrderFilter(StrEnum):
    """The states to filter orders by, including two that are not an order's own state."""

    ANY = ""
    PENDING = "pending"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"
    REFUNDED = "refunded"
    MISMATCHED = "mismatched"  # paid, but the payment does not match the order
    STUCK = "stuck"  # a refund failed and was not retried

    @property
    def label(self) -> LazyString:
        return ORDER_FILTER_LABELS[self]


ORDER_FILTER_LABELS = {
    OrderFilter.ANY: _l("Any"),
    OrderFilter.PENDING: _l("Payment in progress"),
    OrderFilter.CONFIRMED: _l("Paid"),
    OrderFilter.EXPIRED: _l("Not paid"),
    OrderFilter.REFUNDED: _l("Paid too late, refunded"),
    OrderFilter.STUCK: _l("Refund failed"),
    OrderFilter.MISMATCHED: _l("Payment doesn’t match"),
}


class PersonState(StrEnum):
    """The states to filter people by."""

    SUSPENDED = "suspended"
    UNCONFIRMED = "unconfirmed"
