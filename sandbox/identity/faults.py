"""What tests can make a provider do wrong."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class WrongToken(StrEnum):
    """What is wrong with the next id_tokens."""

    NONCE = "nonce"
    NO_NONCE = "no_nonce"
    AUDIENCE = "audience"
    ISSUER = "issuer"
    EXPIRED = "expired"
    NONE_ALGORITHM = "none_algorithm"
    UNSIGNED = "unsigned"  # the header promises a signature that isn't there
    FORGED = "forged"  # signed by a key of nobody, under the id of a real one
    HMAC = "hmac"  # signed with the client's secret (HS256)
    NO_EMAIL = "no_email"
    MISSING = "missing"


class Fault(BaseModel):
    """What is wrong with one provider. `seconds` and `status` apply to each answer but those of the page."""

    model_config = ConfigDict(extra="forbid")

    token: WrongToken | None = None
    email_verified: bool = True
    seconds: Annotated[float, Field(ge=0, le=60)] = 0.0
    issuer: str | None = None  # in the discovery document
    status: Annotated[int, Field(ge=200, le=599)] = 200
