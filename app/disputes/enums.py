from enum import StrEnum


class DisputeStatus(StrEnum):
    """The status of a dispute, as Stripe names it. An inquiry has one that begins with "warning"."""

    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    APPEAL_NEEDS_RESPONSE = "appeal_needs_response"
    APPEAL_UNDER_REVIEW = "appeal_under_review"
    INQUIRY_NEEDS_RESPONSE = "warning_needs_response"
    INQUIRY_UNDER_REVIEW = "warning_under_review"
    INQUIRY_CLOSED = "warning_closed"
    PREVENTED = "prevented"
    OTHER = "other"  # one that we don't know; we treat it as open


CLOSED = frozenset({DisputeStatus.WON, DisputeStatus.LOST, DisputeStatus.INQUIRY_CLOSED, DisputeStatus.PREVENTED})
# No money has moved, and the guest can still be refunded.
INQUIRIES = frozenset({DisputeStatus.INQUIRY_NEEDS_RESPONSE, DisputeStatus.INQUIRY_UNDER_REVIEW})
NEEDS_RESPONSE = frozenset({DisputeStatus.NEEDS_RESPONSE, DisputeStatus.INQUIRY_NEEDS_RESPONSE})


class EvidenceState(StrEnum):
    """The state of what we say about a dispute."""

    DRAFT = "draft"
    SENT = "sent"  # an admin has submitted it, and Stripe's response hasn't arrived
    SUBMITTED = "submitted"
