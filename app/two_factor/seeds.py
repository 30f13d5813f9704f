"""Seeds of authenticator apps, and the codes that follow from them: six digits, new every 30 seconds (RFC 6238)."""

import re
from datetime import datetime

import pyotp
import segno

# The seed of the demo's admin. It is printed, so production accepts no code of it.
DEMO_SEED = "COZYWISHDEMOADMINSEED23456724567"
ISSUER = "CozyWish"
# How many time steps a device's clock may be off.
DRIFT = 1
CODE = re.compile(r"\d{6}")


def new_seed() -> str:
    """Return a new random seed of 160 bits in Base32."""
    return pyotp.random_base32()


def step_of_code(seed: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, of the current one and its neighbors, or None."""
    try:
        return pyotp.TOTP(seed).verify_and_get_timecode(code, for_time=now, valid_window=DRIFT)
    except pyotp.OTPVerificationError:
        return None


def code_at(seed: str, now: datetime) -> str:
    """Return the code that an app shows."""
    return pyotp.TOTP(seed).at(now)


def address_of(seed: str, email: str) -> str:
    """Return the address that a QR code or a link gives to an authenticator app."""
    return pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name=ISSUER)


def qr_code(seed: str, email: str) -> str:
    """Return the QR code as a data address, black on white in every theme, because cameras expect it."""
    image = segno.make_qr(address_of(seed, email), error="m")
    return image.svg_data_uri(scale=4, border=3, dark="#000", light="#fff")


def in_groups(text: str, *, size: int = 4, between: str = " ") -> str:
    """Write a long text in groups that are easy to type."""
    return between.join(text[at : at + size] for at in range(0, len(text), size))
