from enum import StrEnum


class Act(StrEnum):
    """What an admin can do that is written down: of what kind of thing, and what."""

    DEAL_APPROVE = "deal.approve"
    ORDER_RETRY = "order.retry"
    DEAL_SEND_BACK = "deal.send_back"
    HOME_ORDER = "home.order"
    USER_REINSTATE = "user.reinstate"
    USER_ROLE = "user.role"
    USER_SEE = "user.see"
    USER_SEEN = "user.seen"
    USER_SIGN_OUT = "user.sign_out"
    USER_SUSPEND = "user.suspend"
    ORDER_CANCEL = "order.cancel"
    ORDER_REFUND = "order.refund"
    VENUE_APPROVE = "venue.approve"
    VENUE_APPROVE_CHANGE = "venue.approve_change"
    VENUE_FEATURE = "venue.feature"
    VENUE_REINSTATE = "venue.reinstate"
    VENUE_SEND_BACK = "venue.send_back"
    VENUE_SEND_BACK_CHANGE = "venue.send_back_change"
    VENUE_SUSPEND = "venue.suspend"
    VENUE_UNFEATURE = "venue.unfeature"

    @property
    def label(self) -> str:
        """As the log says it: Approved a deal."""
        return LABELS[self]


LABELS = {
    Act.DEAL_APPROVE: "Approved a deal",
    Act.ORDER_RETRY: "Tried a refund again",
    Act.DEAL_SEND_BACK: "Sent a deal back",
    Act.HOME_ORDER: "Changed the order of the featured venues",
    Act.USER_REINSTATE: "Reinstated a person",
    Act.USER_ROLE: "Changed a person’s role",
    Act.USER_SEE: "Began to see as a person",
    Act.USER_SEEN: "Stopped seeing as a person",
    Act.USER_SIGN_OUT: "Signed a person out everywhere",
    Act.USER_SUSPEND: "Suspended a person",
    Act.ORDER_CANCEL: "Canceled a visit",
    Act.ORDER_REFUND: "Gave money back",
    Act.VENUE_APPROVE: "Approved a venue",
    Act.VENUE_APPROVE_CHANGE: "Approved a change of a venue",
    Act.VENUE_FEATURE: "Featured a venue on the home page",
    Act.VENUE_REINSTATE: "Reinstated a venue",
    Act.VENUE_SEND_BACK: "Sent a venue back",
    Act.VENUE_SEND_BACK_CHANGE: "Sent a change of a venue back",
    Act.VENUE_SUSPEND: "Suspended a venue",
    Act.VENUE_UNFEATURE: "Took a venue off the home page",
}


class Kind(StrEnum):
    """What an act is about."""

    DEAL = "deal"
    ORDER = "order"
    HOME = "home"
    USER = "user"
    VENUE = "venue"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()


class WaitingKind(StrEnum):
    """What waits for an admin."""

    NEW = "new"  # a venue that was never approved
    CHANGE = "change"  # of an approved one
    DEAL = "deal"


class Decision(StrEnum):
    APPROVE = "approve"
    SEND_BACK = "send-back"

    @property
    def label(self) -> str:
        return {Decision.APPROVE: "Approve all", Decision.SEND_BACK: "Send back"}[self]
