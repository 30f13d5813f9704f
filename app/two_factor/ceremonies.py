"""What browsers and we say to each other about passkeys (WebAuthn), as JSON. The site's host owns the passkeys."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import (
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from app.accounts.models import User
from app.core.settings import settings
from app.two_factor.models import Passkey

NAME = "CozyWish"
# What a malformed answer raises in the library and below it.
MALFORMED = (
    *(WebAuthnException, ValueError, KeyError, TypeError, IndexError, AttributeError),
    *(OverflowError, RecursionError),
)
TRANSPORTS = {transport.value: transport for transport in AuthenticatorTransport}


class Refused(Exception):
    """A browser's answer that proves nothing."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public half of a new passkey."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: str
    is_synced: bool


def host() -> str:
    return urlsplit(settings().base_url).hostname or ""


def options_to_add(user: User, *, known: Sequence[Passkey], challenge: bytes) -> str:
    """Return what the browser needs to make a passkey that its device opens with a face, a fingerprint, or a PIN."""
    options = generate_registration_options(
        rp_id=host(),
        rp_name=NAME,
        user_id=user_handle(user),
        user_name=user.email,
        user_display_name=user.name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


def options_to_use(known: Sequence[Passkey], *, challenge: bytes, is_alone: bool) -> str:
    """Return what the browser needs to use one of these passkeys, or any if there are none.

    `is_alone` says that no other factor was proven, so that the device must ask for a face, a fingerprint, or a PIN.
    """
    needed = UserVerificationRequirement.REQUIRED if is_alone else UserVerificationRequirement.PREFERRED
    return options_to_json(
        generate_authentication_options(
            rp_id=host(), challenge=challenge, allow_credentials=_described(known), user_verification=needed
        )
    )


def challenge_in(answer: str, *, is_new: bool) -> bytes:
    """Return the challenge that an answer is for. Raises Refused."""
    try:
        parse = parse_registration_credential_json if is_new else parse_authentication_credential_json
        return parse_client_data_json(parse(answer).response.client_data_json).challenge
    except MALFORMED:
        raise Refused from None


def credential_of(answer: str) -> tuple[bytes, bytes | None]:
    """Return the id of the passkey that an answer used, and the user that the device says it belongs to."""
    try:
        credential = parse_authentication_credential_json(answer)
    except MALFORMED:
        raise Refused from None
    return credential.raw_id, credential.response.user_handle


def verified_new(answer: str, *, challenge: bytes) -> NewKey:
    """Verify a browser's answer about a new passkey. Raises Refused."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=settings().base_url,
            require_user_verification=True,
        )
        named = parse_registration_credential_json(answer).response.transports or []
    except MALFORMED:
        raise Refused from None
    transports = ",".join(sorted(transport.value for transport in named))
    return NewKey(
        found.credential_id,
        found.credential_public_key,
        found.sign_count,
        transports[:100],
        found.credential_backed_up,
    )


def verified_use(answer: str, passkey: Passkey, *, challenge: bytes, is_alone: bool) -> int:
    """Verify that a passkey signed the challenge, and return its new count of uses.

    Raises Refused, also if the count didn't grow, because the passkey was then copied.
    """
    try:
        return verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=host(),
            expected_origin=settings().base_url,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=is_alone,
        ).new_sign_count
    except MALFORMED:
        raise Refused from None


def user_handle(user: User) -> bytes:
    return user.public_id.encode()


def _described(passkeys: Sequence[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=passkey.credential_id,
            transports=[TRANSPORTS[name] for name in passkey.transports.split(",") if name in TRANSPORTS],
        )
        for passkey in passkeys
    ]
