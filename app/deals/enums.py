from enum import StrEnum

# The most that a deal, or two combined, can take off, in percent: a tenth of the usual price is always left.
MAX_PERCENT = 90


class DealKind(StrEnum):
    PERCENT = "percent"
    FIXED = "fixed"


class DealFunder(StrEnum):
    """Who pays for the discount of a sitewide deal. A venue always pays for its own deals."""

    VENUE = "venue"
    PLATFORM = "platform"  # we pay the venue what the deal takes off its price


class DealStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    ENDED = "ended"
