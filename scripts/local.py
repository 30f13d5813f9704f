"""Settings, secrets, ports and the database of a run on this machine."""

import base64
import fcntl
import json
import os
import re
import secrets
import shlex
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from scripts import postgres

VAR = Path("var")
VERSIONS = Path(__file__).resolve().parent.parent / "migrations" / "versions"
LOCALHOST = "127.0.0.1"
# The site's own name: a passkey belongs to a domain, and an IP address is none. The address above works as well.
SITE = "localhost"
STRIPE_SECRETS = ("STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_CONNECT_WEBHOOK_SECRET")


class Problem(Exception):
    """A reason why the run cannot start. The message is one line that says what to do."""


@dataclass(frozen=True)
class Ports:
    web: int
    stripe: int
    outbox: int
    smtp: int
    geocoder: int
    identity: int

    @classmethod
    def choose(cls, wanted: str) -> "Ports":
        """Use the requested port for the web server and the next five for the rest, or any available port instead.

        Raises Problem if `wanted` is not a port number or is in use.
        """
        if not wanted.isdecimal() or not 1 <= int(wanted) <= 65535:
            raise Problem(f"PORT={wanted} is not a port: give a number from 1 to 65535, such as PORT=8000.")
        web = int(wanted)
        if not is_free(web):
            raise Problem(
                f"Port {web} is in use. Stop what uses it, or choose another one: make run PORT={web % 60000 + 10}"
            )
        return cls(web, *(nearest_free(web + step) for step in (1, 2, 3, 4, 5)))


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOCALHOST, port))
        except OSError:
            return False
        return True


def nearest_free(port: int) -> int:
    return port if port <= 65535 and is_free(port) else any_free()


def any_free() -> int:
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        return int(probe.getsockname()[1])


def settings_for(given: Mapping[str, str], ports: Ports) -> dict[str, str]:
    """Return settings that the environment does not set, except DATABASE_URL: sandboxes for all external services."""
    kept = kept_secrets()
    settings = {
        "COZYWISH_ENV": "development",
        "SECRET_KEY": kept["SECRET_KEY"],
        "HEALTH_KEYS": kept["HEALTH_KEYS"],
        "TWO_FACTOR_KEYS": kept["TWO_FACTOR_KEYS"],
        "GIFT_CARD_KEYS": kept["GIFT_CARD_KEYS"],
        "BASE_URL": f"http://{SITE}:{ports.web}",
        "PHOTOS_DIR": str((VAR / "photos").resolve()),
    }
    if uses_stripe_sandbox(given):
        settings |= {name: kept[name] for name in STRIPE_SECRETS}
        origin = f"http://{LOCALHOST}:{ports.stripe}"
        settings |= dict.fromkeys(("STRIPE_API_URL", "STRIPE_CHECKOUT_ORIGIN", "STRIPE_CONNECT_ORIGIN"), origin)
    if uses_mail_sandbox(given):
        settings |= {
            "SMTP_URL": f"smtp://{LOCALHOST}:{ports.smtp}",
            "OUTBOX_URL": f"http://{LOCALHOST}:{ports.outbox}",
        }
    if uses_geocoder_sandbox(given):
        settings |= {"GEOCODER_URL": f"http://{LOCALHOST}:{ports.geocoder}/geocoder"}
    site = urlsplit(given.get("BASE_URL") or settings["BASE_URL"])
    # On the host of the site, if that is this machine: over http, browsers send no cookie with a form of another site.
    host = "localhost" if site.hostname == "localhost" else LOCALHOST
    settings |= identity_settings(given, f"http://{host}:{ports.identity}", kept)
    return {name: value for name, value in settings.items() if not given.get(name)}


def identity_settings(given: Mapping[str, str], url: str, secrets: Mapping[str, str]) -> dict[str, str]:
    """Return the settings of the identity sandbox at `url`, for each provider that is not set."""
    google = {
        "GOOGLE_CLIENT_ID": "cozywish-google",
        "GOOGLE_CLIENT_SECRET": secrets["GOOGLE_CLIENT_SECRET"],
        "GOOGLE_ISSUER": f"{url}/google",
    }
    apple = {
        "APPLE_CLIENT_ID": "cozywish-apple",
        "APPLE_TEAM_ID": "SANDBOX123",
        "APPLE_KEY_ID": "SANDBOXKEY",
        "APPLE_PRIVATE_KEY": secrets["APPLE_PRIVATE_KEY"],
        "APPLE_ISSUER": f"{url}/apple",
    }
    return {**({} if given.get("GOOGLE_CLIENT_ID") else google), **({} if given.get("APPLE_CLIENT_ID") else apple)}


def uses_stripe_sandbox(given: Mapping[str, str]) -> bool:
    return not given.get("STRIPE_SECRET_KEY")


def uses_mail_sandbox(given: Mapping[str, str]) -> bool:
    return not given.get("SMTP_URL")


def uses_geocoder_sandbox(given: Mapping[str, str]) -> bool:
    return not given.get("GEOCODER_URL")


def uses_identity_sandbox(given: Mapping[str, str]) -> bool:
    return not (given.get("GOOGLE_CLIENT_ID") and given.get("APPLE_CLIENT_ID"))


def kept_secrets() -> dict[str, str]:
    """Return this checkout's secrets, created once so that later runs accept cookies and payments of earlier ones.

    A secret that an earlier version didn't need is added.
    """
    file = VAR / "secrets.json"
    VAR.mkdir(exist_ok=True)
    kept: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    made = new_secrets()
    if made.keys() - kept.keys():
        kept = made | kept
        new = file.with_suffix(".new")
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            json.dump(kept, stream)
        new.replace(file)
    return kept


def new_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "HEALTH_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "TWO_FACTOR_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "GIFT_CARD_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "STRIPE_SECRET_KEY": f"sk_test_{secrets.token_hex(16)}",
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "STRIPE_CONNECT_WEBHOOK_SECRET": f"whsec_{secrets.token_hex(16)}",
        "GOOGLE_CLIENT_SECRET": secrets.token_urlsafe(24),
        "APPLE_PRIVATE_KEY": new_apple_key(),
    }


def new_apple_key() -> str:
    """Return a key like those that Apple makes: P-256, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()


@contextmanager
def only_run() -> Iterator[None]:
    """Lock this checkout's data for one run. The system releases the lock however the run ends.

    Raises Problem if another run has the lock.
    """
    VAR.mkdir(exist_ok=True)
    with (VAR / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(
                "CozyWish already runs from this folder. Stop that run first (Ctrl-C in its window)."
            ) from None
        yield


@dataclass(frozen=True)
class Database:
    """Two URLs of one database: for migrations and for the application. They are equal if only one was configured."""

    owner_url: str
    application_url: str


@contextmanager
def database(given: Mapping[str, str]) -> Iterator[Database]:
    """Yield the configured database, or that of the embedded server, which is stopped at the end. Raises Problem.

    `given` is the environment. DATABASE_URL alone serves both URLs; migrations use OWNER_DATABASE_URL if it is set.
    """
    if url := given.get("DATABASE_URL"):
        yield Database(given.get("OWNER_DATABASE_URL") or url, url)
        return
    try:
        server = postgres.start(VAR / "postgres")
    except postgres.PostgresError as error:
        raise Problem(f"The embedded database did not start. {error}") from None
    try:
        yield Database(server.url, server.application_url)
    finally:
        server.stop()


def as_owner(database: Database) -> dict[str, str]:
    """Return the settings for migrations: the owner's URL and the URL of the role that gets access."""
    if database.owner_url == database.application_url:
        return {"DATABASE_URL": database.owner_url}
    return {"DATABASE_URL": database.owner_url, "APPLICATION_DATABASE_URL": database.application_url}


def check_reachable(url: str) -> None:
    """Check that the database accepts connections. Raises Problem if it does not."""
    try:
        psycopg.connect(url, connect_timeout=5).close()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise Problem(f"DATABASE_URL: {reason}. Start that server, or unset DATABASE_URL to use our own.") from None


def check_known(database: Database, given: Mapping[str, str]) -> None:
    """Check that this checkout's migrations can bring the database up to date. An empty database is fine.

    Raises Problem if another version made it, whose migrations are not here.
    """
    with psycopg.connect(database.owner_url) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return
        found = {str(revision) for (revision,) in connection.execute("SELECT version_num FROM alembic_version")}
    if found <= revisions():
        return
    if given.get("DATABASE_URL"):
        raise Problem(
            "The database at DATABASE_URL is from another version of CozyWish: use an empty one, or unset DATABASE_URL"
            " to use our own."
        )
    raise Problem(
        "The data in var/ is from another version of CozyWish and cannot be updated, so delete it and run again:"
        f" rm -r {shlex.quote(str(VAR.resolve()))} && make run"
    )


def revisions(folder: Path = VERSIONS) -> set[str]:
    """Return the revisions of this checkout's migrations, without importing them: that takes seconds."""
    pattern = re.compile(r"^revision = ['\"](\w+)['\"]", re.MULTILINE)
    return {revision for file in folder.glob("*.py") for revision in pattern.findall(file.read_text(encoding="utf-8"))}
