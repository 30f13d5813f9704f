"""The interface of an identity provider, such as Google. Only create_app knows which adapter implements it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from app.identities.enums import Provider

LONGEST_NAME = 120


class ProviderDown(Exception):
    """The provider did not answer in time, or its answer makes no sense. The message is for the log."""


class ProviderRefused(Exception):
    """The provider refused the code, or its token fails a check. The message is for the log."""


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """The random values that tie an answer to the attempt that asked for it."""

    state: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What a provider says about a person. The email address is empty if it sent none, or an invalid one."""

    subject: str
    email: str
    is_email_verified: bool
    name: str = ""


def clean_name(text: str) -> str:
    """Return a name on one line, without control characters, and no longer than ours may be."""
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(printable.split())[:LONGEST_NAME].strip()


class IdentityProvider(Protocol):
    """An OpenID Connect provider. No transaction may be open during a call."""

    @property
    def posts_answer(self) -> bool:
        """Whether people return by a form that the provider's page posts, instead of by a link."""

    def page_url(self, secrets: Secrets) -> str:
        """Return the address of the page where a person chooses an account. Raises ProviderDown."""

    def claims(self, *, code: str, secrets: Secrets) -> Claims:
        """Exchange a code for a token, check it, and return what it says. Raises ProviderDown and ProviderRefused."""


def providers() -> Mapping[Provider, IdentityProvider]:
    """Return the providers that are set up, in the order of their buttons."""
    return cast(Mapping[Provider, IdentityProvider], current_app.extensions["identity_providers"])
