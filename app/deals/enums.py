from enum import StrEnum

# A deal, or two together, takes so much at most: a tenth of the usual price is always left.
MAX_PERCENT = 90


class DealKind(StrEnum):
    PERCENT = "percent"
    FIXED = "fixed"


class DealStatus(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"
    ENDED = "ended"
