from enum import StrEnum


class Provider(StrEnum):
    """Another company whose accounts people can log in with."""

    GOOGLE = "google"
    APPLE = "apple"

    @property
    def label(self) -> str:
        """Return the company's name, which is the same in every language."""
        return self.value.capitalize()


class AttemptPurpose(StrEnum):
    """What a person wants from a provider."""

    LOG_IN = "log_in"
    CONNECT = "connect"  # the provider's account to the one that they are logged in to
    PROVE = "prove"  # that the account with their email address is theirs, to connect it then
    STEP_UP = "step_up"  # a proof that it is still they who use a login session
