from enum import StrEnum


class OrderState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    EXPIRED = "expired"  # the hold ended, or the guest went back; nothing was paid
    REFUNDED = "refunded"  # paid too late and the times were unavailable: fully refunded


class OrderKind(StrEnum):
    """What the order is for. The guest pays through us for every kind but those of AT_VENUE."""

    CART = "cart"  # the guest checks out their cart
    WAITLIST = "waitlist"  # an offer to a waitlist entry
    FRONT_DESK = "front_desk"  # by the venue, for a guest in person or on the phone; we handle no money for it
    RESCHEDULE = "reschedule"  # pays the price difference of a booking's new time
    GIFT_CARD = "gift_card"  # pays for a gift card; it has no bookings
    PACKAGE = "package"  # pays for a package of a venue; it has no bookings
    MEMBERSHIP = "membership"  # a month of a membership, charged by Stripe Billing; it has no bookings
    TIP = "tip"  # a guest's tip for a completed booking; all of it is for the venue
    BALANCE = "balance"  # the rest of a price, charged to the guest's card after the booking
    FEE = "fee"  # a late cancellation or no-show fee, charged to the guest's card
    INVOICE = "invoice"  # an owner pays what their venue owes us; it has no bookings
    IMPORT = "import"  # brought by the venue from another program, as if booked at the front desk


# Kinds of orders that the venue adds: the guest has no account there and pays at the venue.
AT_VENUE = frozenset({OrderKind.FRONT_DESK, OrderKind.IMPORT})
# Kinds of orders that charge what a booking left for later. Each is for one booking.
LATER_KINDS = frozenset({OrderKind.BALANCE, OrderKind.FEE})


class SettledBy(StrEnum):
    """How a guest paid in person."""

    UNPAID = "unpaid"
    CASH = "cash"
    CARD = "card"
    OTHER = "other"


class BookingState(StrEnum):
    HELD = "held"
    REQUESTED = "requested"  # paid, and the venue must still accept; its time is reserved
    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    NO_SHOW = "no_show"
    CANCELED = "canceled"
    EXPIRED = "expired"


# Paid for or booked at the front desk, and neither completed nor canceled.
UPCOMING_STATES = frozenset({BookingState.REQUESTED, BookingState.CONFIRMED})


class Actor(StrEnum):
    """Who made a change."""

    GUEST = "guest"
    PROVIDER = "provider"
    ADMIN = "admin"
    SYSTEM = "system"


class LineKind(StrEnum):
    BOOKING = "booking"
    DISCOUNT = "discount"
    TAX = "tax"
    GIFT_CARD = "gift_card"
    PACKAGE = "package"
    INVOICE = "invoice"


class RefundSource(StrEnum):
    """Where a refund goes: back to what paid."""

    CARD = "card"
    CREDIT = "credit"
    VENUE_CREDIT = "venue_credit"  # at the booking's venue

    @property
    def is_credit(self) -> bool:
        return self is not RefundSource.CARD


class RefundState(StrEnum):
    DUE = "due"
    SENT = "sent"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    BLOCKED = "blocked"  # to be sent if we win a dispute of the payment
    SETTLED = "settled"  # requested, and made by the guest's bank instead, in a dispute that we lost
    CHARGED_BACK = "charged_back"  # made by the guest's bank, and requested by nobody
