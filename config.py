"""Settings, read once from the environment. A missing or malformed one aborts startup and is named."""

import base64
import binascii
import os
import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

GOOGLE_ISSUER, APPLE_ISSUER = "https://accounts.google.com", "https://appleid.apple.com"
PEM_KEY = r"\s*-----BEGIN (EC )?PRIVATE KEY-----[\w+/=\s]+-----END (EC )?PRIVATE KEY-----\s*"
CENSUS_GEOCODER = "https://geocoding.geo.census.gov/geocoder"
KEY_BYTES = 32  # of the keys that encrypt
SECRETS_DIR = "/run/secrets"  # where containers find the files of their secrets


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Everything that differs between machines. Frozen: settings never change while the program runs."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    # Defaults to production: sandbox settings are accepted only when chosen explicitly, as `make run` does.
    environment: Environment = Field(Environment.PRODUCTION, validation_alias="COZYWISH_ENV")
    database_url: str
    # Migrations run as the owner of the tables and need the URL of the role that the application runs as.
    application_database_url: str | None = None
    secret_key: SecretStr = Field(min_length=32)
    # Former keys, separated by commas. What they signed stays valid until they are removed.
    secret_key_fallbacks: SecretStr = SecretStr("")
    # Keys for health answers, separated by commas, each 32 bytes in Base64. The first encrypts, and all decrypt.
    health_keys: SecretStr
    # Keys for the seeds of authenticator apps, in the same form.
    two_factor_keys: SecretStr
    # Keys for the hashes of gift cards' codes, in the same form.
    gift_card_keys: SecretStr
    base_url: str = "http://localhost:8000"
    stripe_secret_key: SecretStr
    stripe_webhook_secret: SecretStr
    # Of the endpoint for events of venues' accounts. Without it, that endpoint refuses everything.
    stripe_connect_webhook_secret: SecretStr = SecretStr("")
    # How long after a booking has ended its venue's money is transferred.
    transfer_delay_days: int = Field(1, ge=0, le=30)
    # What says which taxes guests pay: the rules that admins set, or Stripe Tax.
    tax_source: Literal["rules", "stripe"] = "rules"
    # Stripe's tax code of what venues sell; by default "General - Services".
    stripe_tax_code: str = Field("txcd_20030000", pattern=r"txcd_\d{8}")
    stripe_api_url: str = "https://api.stripe.com"
    stripe_checkout_origin: str = "https://checkout.stripe.com"
    stripe_connect_origin: str = "https://connect.stripe.com"
    smtp_url: str
    mail_from: str = "CozyWish <hello@cozywish.example>"
    # Where the company gets its mail, at the end of each email.
    postal_address: str = Field("", max_length=200)
    # Number of our own proxies in front of the app. We trust that many X-Forwarded-* values; none without a proxy.
    trusted_proxies: int = Field(0, ge=0, le=9)
    # Per web process, as in gunicorn.conf.py. At most a quarter of them may wait for the payment service at a time.
    web_threads: int = Field(4, ge=1, le=256)
    # Public pages that one network (a /24, or an IPv6 /64) may request per minute from each web process.
    network_limit: int = Field(600, ge=0)
    photos_dir: Path = Path("var/photos")
    # Stores photos instead of photos_dir. boto3 reads region, credentials and endpoint from its AWS_... variables.
    s3_bucket: str | None = None
    elasticsearch_url: str | None = None
    # A file with the certificate of the authority that signed Elasticsearch's, if this machine doesn't know it.
    elasticsearch_ca: Path | None = None
    outbox_url: str | None = None
    # Where to report a vulnerability, for /.well-known/security.txt.
    security_contact: str | None = None
    # Also reads calendars from this machine, without encryption, for tests and for trying it out.
    local_calendars: bool = False
    # Seconds that the clock runs ahead of the machine's (behind if negative), so that tests can choose the hour.
    clock_offset: int = 0
    # Shows all text marked for translation in a made-up language, so that tests can find unmarked text.
    pseudo_locale: bool = False
    # Dollars that an admin with the role Support can refund at a time.
    support_refund_limit: int = Field(200, ge=0)
    # Dollars above which an admin proves who they are before a refund.
    refund_step_up: int = Field(100, ge=0)
    # Time zone in which admins see times that do not belong to a venue.
    office_zone: str = "America/Los_Angeles"
    # URL of the tiles shown over the drawn map, with {z}/{x}/{y}, and their attribution (HTML, because it has a link).
    map_tile_url: str | None = None
    map_tile_credit: str = ""
    # Finds the position of a venue's address. "off" means none: pins start at the center of their ZIP code.
    geocoder_url: str | None = CENSUS_GEOCODER
    # Login with Google and with Apple. Without a client id, no page offers it.
    google_client_id: str = ""
    google_client_secret: SecretStr = SecretStr("")
    google_issuer: str = GOOGLE_ISSUER
    apple_client_id: str = ""
    apple_team_id: str = ""
    apple_key_id: str = ""
    # The contents of the .p8 file from Apple. Line breaks may be written as \\n.
    apple_private_key: SecretStr = SecretStr("")
    apple_issuer: str = APPLE_ISSUER
    # Looks up new passwords by the first five digits of their hash, as https://api.pwnedpasswords.com/range does.
    pwned_url: str | None = None

    @field_validator("database_url", "application_database_url")
    @classmethod
    def _postgresql(cls, url: str | None) -> str | None:
        if not url:
            return None
        if not url.startswith(("postgresql://", "postgres://")):
            raise ValueError("it must begin with postgresql://")
        return url.replace("postgres://", "postgresql://", 1)

    @field_validator("secret_key_fallbacks")
    @classmethod
    def _former_keys(cls, keys: SecretStr) -> SecretStr:
        if any(0 < len(key.strip()) < 32 for key in keys.get_secret_value().split(",")):
            raise ValueError("each key must have at least 32 characters; separate them by commas, the oldest first")
        return keys

    @field_validator("health_keys", "two_factor_keys", "gift_card_keys")
    @classmethod
    def _encryption_keys(cls, keys: SecretStr) -> SecretStr:
        try:
            found = decoded_keys(keys.get_secret_value())
        except binascii.Error:
            found = []
        if not found or any(len(key) != KEY_BYTES for key in found):
            raise ValueError("it must be one or more keys of 32 bytes in Base64, separated by commas, the newest first")
        if len(set(found)) < len(found):
            raise ValueError("the same key is in it twice")
        return keys

    @field_validator("base_url", "stripe_api_url", "stripe_checkout_origin", "stripe_connect_origin")
    @classmethod
    def _origin(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise ValueError("it must be an address such as https://www.example.com")
        # As browsers write an origin: passkeys are compared with it letter by letter.
        return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"

    @field_validator("office_zone")
    @classmethod
    def _zone(cls, name: str) -> str:
        if name not in available_timezones():
            raise ValueError("it must be the name of a time zone such as America/New_York")
        return name

    @field_validator("s3_bucket")
    @classmethod
    def _bucket(cls, name: str | None) -> str | None:
        if not name:
            return None
        if not re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", name):
            raise ValueError("it must be the name of a bucket, such as cozywish-photos")
        return name

    @field_validator("map_tile_url")
    @classmethod
    def _tiles(cls, url: str | None) -> str | None:
        if not url:
            return None
        if not re.match(r"https?://[\w.:\[\]-]+/", url) or not all(part in url for part in ("{z}", "{x}", "{y}")):
            raise ValueError("it must be an address such as https://tiles.example.com/{z}/{x}/{y}.png")
        return url

    @field_validator("geocoder_url")
    @classmethod
    def _geocoder(cls, url: str | None) -> str | None:
        if not url:
            return CENSUS_GEOCODER
        if url == "off":
            return None
        if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./-]*)?", url):
            raise ValueError(f"it must be off, or an address such as {CENSUS_GEOCODER}")
        return url.rstrip("/")

    @field_validator("google_issuer", "apple_issuer")
    @classmethod
    def _issuer(cls, url: str, info: ValidationInfo) -> str:
        usual = GOOGLE_ISSUER if info.field_name == "google_issuer" else APPLE_ISSUER
        if url and not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./-]*)?", url):
            raise ValueError(f"it must be an address such as {usual}")
        return url.rstrip("/") or usual

    @field_validator("apple_private_key")
    @classmethod
    def _apple_key(cls, key: SecretStr) -> SecretStr:
        pem = key.get_secret_value().replace("\\n", "\n")
        if pem and not re.fullmatch(PEM_KEY, pem):
            raise ValueError("it must be the contents of the .p8 file from Apple; line breaks may be written as \\n")
        return SecretStr(pem)

    @field_validator("pwned_url")
    @classmethod
    def _breach_list(cls, url: str | None) -> str | None:
        if not url:
            return None
        if not re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w./-]*)?", url):
            raise ValueError("it must be an address such as https://api.pwnedpasswords.com/range")
        return url.rstrip("/")

    @field_validator("elasticsearch_ca")
    @classmethod
    def _certificate(cls, file: Path | None) -> Path | None:
        if file is None or file == Path():
            return None
        if not file.is_file():
            raise ValueError("it must be a file with certificates, such as /run/secrets/elasticsearch-ca.pem")
        return file

    @field_validator("security_contact")
    @classmethod
    def _contact(cls, contact: str | None) -> str | None:
        if not contact:
            return None
        if not re.fullmatch(r"mailto:[^<>@\s]+@[^<>@\s]+|https://[^<>\s]+", contact):
            raise ValueError("it must be an address such as mailto:security@example.com or https://example.com/report")
        return contact

    @field_validator("mail_from")
    @classmethod
    def _mailbox(cls, sender: str) -> str:
        if not re.fullmatch(r"([^<>@\r\n]* )?<?[^<>@\s]+@[^<>@\s]+>?", sender):
            raise ValueError("it must be an address such as CozyWish <hello@example.com>")
        return sender

    @field_validator("smtp_url")
    @classmethod
    def _smtp(cls, url: str) -> str:
        if urlsplit(url).scheme not in {"smtp", "smtps"} or not urlsplit(url).hostname:
            raise ValueError("it must be an address such as smtp://user:password@mail.example.com:587")
        return url

    @model_validator(mode="after")
    def _keys_apart(self) -> Self:
        for name in ("health_keys", "two_factor_keys", "gift_card_keys"):
            if self.secret_key.get_secret_value() in getattr(self, name).get_secret_value().split(","):
                raise ValueError(f"{name.upper()} has the value of SECRET_KEY: make a key of its own")
        if set(self.health_key_bytes) & set(self.two_factor_key_bytes):
            raise ValueError("TWO_FACTOR_KEYS has a key of HEALTH_KEYS: make a key of its own")
        if set(self.gift_card_key_bytes) & {*self.health_key_bytes, *self.two_factor_key_bytes}:
            raise ValueError("GIFT_CARD_KEYS has a key of HEALTH_KEYS or TWO_FACTOR_KEYS: make a key of its own")
        return self

    @model_validator(mode="after")
    def _whole_identity_providers(self) -> Self:
        if bool(self.google_client_id) != bool(self.google_client_secret.get_secret_value()):
            raise ValueError("GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET belong together: set both, or neither")
        apple = (self.apple_client_id, self.apple_team_id, self.apple_key_id, self.apple_private_key.get_secret_value())
        if any(apple) and not all(apple):
            raise ValueError(
                "APPLE_CLIENT_ID, APPLE_TEAM_ID, APPLE_KEY_ID and APPLE_PRIVATE_KEY belong together: set all, or none"
            )
        return self

    @model_validator(mode="after")
    def _no_sandbox_in_production(self) -> Self:
        if not self.is_production:
            return self
        if not self.base_url.startswith("https://"):
            raise ValueError("BASE_URL must begin with https:// in production")
        if self.local_calendars:
            raise ValueError("LOCAL_CALENDARS lets calendars be read from inside, which production refuses: unset it")
        if self.outbox_url:
            raise ValueError("OUTBOX_URL names a mail stand-in, which production refuses: unset it")
        if self.geocoder_url and not self.geocoder_url.startswith("https://"):
            raise ValueError("GEOCODER_URL must begin with https:// in production, or be off")
        if self.pwned_url and not self.pwned_url.startswith("https://"):
            raise ValueError("PWNED_URL must begin with https:// in production, or be empty")
        if self.clock_offset:
            raise ValueError("CLOCK_OFFSET moves the clock, which production refuses: unset it")
        if self.pseudo_locale:
            raise ValueError("PSEUDO_LOCALE shows texts in a made-up language, which production refuses: unset it")
        self._refuse_stand_ins()
        return self

    def _refuse_stand_ins(self) -> None:
        """Reject sandboxes: production must not accept a booking without real money or expose emails.

        Raises ValueError if a sandbox or a test key is configured.
        """
        if self.stripe_api_url != "https://api.stripe.com":
            raise ValueError("STRIPE_API_URL names a sandbox, which production refuses: unset it")
        if self.stripe_secret_key.get_secret_value().startswith(("sk_test_", "rk_test_")):
            raise ValueError("STRIPE_SECRET_KEY is a test key, with which nobody pays: use a live one in production")
        if not self.stripe_checkout_origin.startswith("https://"):
            raise ValueError("STRIPE_CHECKOUT_ORIGIN names a sandbox, which production refuses: unset it")
        if not self.stripe_connect_origin.startswith("https://"):
            raise ValueError("STRIPE_CONNECT_ORIGIN names a sandbox, which production refuses: unset it")
        for name, issuer in (("GOOGLE_ISSUER", self.google_issuer), ("APPLE_ISSUER", self.apple_issuer)):
            if not issuer.startswith("https://"):
                raise ValueError(f"{name} must begin with https:// in production")

    @property
    def former_secret_keys(self) -> list[str]:
        """Return the fallback keys, oldest first as signers expect them."""
        return [key.strip() for key in self.secret_key_fallbacks.get_secret_value().split(",") if key.strip()]

    @property
    def health_key_bytes(self) -> list[bytes]:
        """Return the keys for health answers, the one that encrypts first."""
        return decoded_keys(self.health_keys.get_secret_value())

    @property
    def two_factor_key_bytes(self) -> list[bytes]:
        """Return the keys for the seeds of authenticator apps, the one that encrypts first."""
        return decoded_keys(self.two_factor_keys.get_secret_value())

    @property
    def gift_card_key_bytes(self) -> list[bytes]:
        """Return the keys for the hashes of gift cards' codes, the one for new codes first."""
        return decoded_keys(self.gift_card_keys.get_secret_value())

    @property
    def is_production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @property
    def is_secure(self) -> bool:
        """Whether the site is served over HTTPS, in which case cookies are marked Secure."""
        return self.base_url.startswith("https://")

    @property
    def identity_origins(self) -> list[str]:
        """Return the origins of the providers that people can log in with."""
        set_up = ((self.google_client_id, self.google_issuer), (self.apple_client_id, self.apple_issuer))
        return list(dict.fromkeys(origin_of(issuer) for client_id, issuer in set_up if client_id))

    @property
    def map_tile_origin(self) -> str | None:
        """Return the origin of the map tiles, such as https://tiles.example.com."""
        return origin_of(self.map_tile_url) if self.map_tile_url else None

    @property
    def sqlalchemy_url(self) -> str:
        """Return the database URL with an explicit driver: SQLAlchemy 2.1 reads a bare postgresql:// as psycopg 3."""
        return self.database_url.replace("postgresql://", "postgresql+psycopg2://", 1)


def origin_of(url: str) -> str:
    """Return the origin of an absolute URL, such as https://tiles.example.com."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def decoded_keys(written: str) -> list[bytes]:
    """Return keys written in Base64, of either alphabet, with commas between them. Raises binascii.Error."""
    parts = [part.strip().replace("-", "+").replace("_", "/") for part in written.split(",")]
    return [base64.b64decode(part, validate=True) for part in parts if part]


def load() -> Settings:
    """Return the settings of this process. Exits with code 2, one line per problem, if any is missing or malformed."""
    folder = Path(os.environ.get("SECRETS_DIR") or SECRETS_DIR)
    try:
        # The environment fills it, and then files.
        return Settings(_secrets_dir=folder if folder.is_dir() else None)  # type: ignore[call-arg]
    except ValidationError as problem:
        for error in problem.errors():
            name = str(error["loc"][0]).upper() if error["loc"] else "SETTINGS"
            print(f"{name}: {error['msg'].removeprefix('Value error, ')}", file=sys.stderr)
        print("Set these in the environment, or start with `make run`, which sets them all.", file=sys.stderr)
        sys.exit(2)
