from enum import StrEnum


class Act(StrEnum):
    """What an admin can do that is written down: of what kind of thing, and what."""

    DEAL_APPROVE = "deal.approve"
    ORDER_RETRY = "order.retry"
    USER_REINSTATE = "user.reinstate"
    USER_ROLE = "user.role"
    USER_SEE = "user.see"
    USER_SEEN = "user.seen"
    USER_SIGN_OUT = "user.sign_out"
    USER_SUSPEND = "user.suspend"
    ORDER_CANCEL = "order.cancel"
    ORDER_REFUND = "order.refund"

    @property
    def label(self) -> str:
        """As the log says it: Approved a deal."""
        return LABELS[self]


LABELS = {
    Act.DEAL_APPROVE: "Approved a deal",
    Act.ORDER_RETRY: "Tried a refund again",
    Act.USER_REINSTATE: "Reinstated a person",
    Act.USER_ROLE: "Changed a person’s role",
    Act.USER_SEE: "Began to see as a person",
    Act.USER_SEEN: "Stopped seeing as a person",
    Act.USER_SIGN_OUT: "Signed a person out everywhere",
    Act.USER_SUSPEND: "Suspended a person",
    Act.ORDER_CANCEL: "Canceled a visit",
    Act.ORDER_REFUND: "Gave money back",
}


class Kind(StrEnum):
    """What an act is about."""

    DEAL = "deal"
    ORDER = "order"
    USER = "user"
    VENUE = "venue"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()
