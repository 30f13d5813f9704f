from enum import StrEnum


class Act(StrEnum):
    """What an admin can do that is written down: of what kind of thing, and what."""

    DEAL_APPROVE = "deal.approve"

    @property
    def label(self) -> str:
        """As the log says it: Approved a deal."""
        return LABELS[self]


LABELS = {
    Act.DEAL_APPROVE: "Approved a deal",
}


class Kind(StrEnum):
    """What an act is about."""

    DEAL = "deal"
    USER = "user"
    VENUE = "venue"

    @property
    def label(self) -> str:
        return self.value.replace("_", " ").capitalize()
