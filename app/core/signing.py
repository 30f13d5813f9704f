"""Signatures of text that anyone may hold and only we can make, such as tokens in links and cookies."""

from hashlib import sha1, sha256

from itsdangerous import URLSafeSerializer

from app.core.settings import settings

DIGEST = sha256
# Signatures made before November 25, 2026. Remove this a year later: links in reminders are the last to be opened.
FORMER_DIGEST = sha1


def signer(purpose: str) -> URLSafeSerializer:
    """Return what signs and reads tokens. A token of one purpose isn't valid for another."""
    keys = [*settings().former_secret_keys, settings().secret_key.get_secret_value()]
    return URLSafeSerializer(
        keys,
        salt=purpose,
        signer_kwargs={"digest_method": DIGEST},
        fallback_signers=[{"digest_method": FORMER_DIGEST}],
    )
