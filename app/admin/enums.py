from enum import StrEnum


class Act(StrEnum):
    """What an admin can do that is written down: of what kind of thing, and what."""

    DEAL_APPROVE = "deal.approve"
    USER_REINSTATE = "user.reinstate"
    USER_ROLE = "user.role"
    USER_SEE = "user.see"
    USER_SEEN = "user.seen"
    USER_SIGN_OUT = "user.sign_out"
    USER_SUSPEND = "user.suspend"

    @property
    def label(self) -> str:
        """As the log says it: Approved a deal."""
        return LABELS[self]


LABELS = {
    Act.DEAL_APPROVE: "Approved a deal",
    Act.USER_REINSTATE: "Reinstated a person",
    Act.USER_ROLE: "Changed a person’s role",
    Act.USER_SEE: "Began to see as a person",
    Act.USER_SEEN: "Stopped seeing as a person",
    Act.USER_SIGN_OUT: "Signed a person out everywhere",
    Act.USER_SUSPEND: "Suspended a person",
}


class Kind(StrEnum):
    """What an act is about."""

    DEAL = "deal"
    USER = "user"
    VENUE = "venue"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()
