from enum import StrEnum


class MembershipState(StrEnum):
    """Where a membership stands, as Stripe says."""

    JOINING = "joining"  # the guest hasn't paid the first period yet
    ACTIVE = "active"
    PAST_DUE = "past_due"  # the last payment failed; Stripe retries it
    PAUSED = "paused"
    ENDED = "ended"
