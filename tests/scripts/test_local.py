import json
import os
import socket
import stat
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.script import ScriptDirectory

from app.two_factor.seeds import DEMO_SEED
from config import decoded_keys
from scripts import local
from scripts.local import Ports, Problem
from scripts.run import demo_accounts
from tests import database

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change to a temporary folder, because run data goes below the current folder."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def taken() -> socket.socket:
    listener = socket.socket()
    listener.bind((local.LOCALHOST, 0))
    listener.listen()
    return listener


def run(**environment: str) -> subprocess.CompletedProcess[str]:
    """Run what `make run` runs, without make."""
    inherited = {name: value for name, value in os.environ.items() if name not in {"PORT", "DATABASE_URL"}}
    command = [sys.executable, "-m", "scripts.run"]
    environment = {**inherited, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=30)


def test_a_port_in_use_prints_one_line_that_says_what_to_do(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    with taken:
        done = run(PORT=str(port))
    assert done.stderr.startswith(f"Port {port} is in use. Stop what uses it, or choose another one: make run PORT=")
    assert done.stderr.count("\n") == 1
    assert done.returncode == 2


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000.0"])
def test_an_invalid_port_is_named(port: str) -> None:
    with pytest.raises(Problem, match=f"PORT={port} is not a port"):
        Ports.choose(port)


def test_the_other_ports_follow_the_first_and_skip_ports_in_use() -> None:
    # Below the ports that the system hands out, so that no other test gets the first of the two meanwhile.
    web = next(port for port in range(20_000, 32_000, 2) if local.is_free(port) and local.is_free(port + 1))
    with socket.socket() as neighbor:
        neighbor.bind((local.LOCALHOST, web + 1))
        neighbor.listen()
        ports = Ports.choose(str(web))
    assert ports.stripe != web + 1
    assert len({ports.web, ports.stripe, ports.outbox, ports.smtp, ports.geocoder, ports.identity}) == 6


def test_an_unreachable_database_prints_one_line_without_its_password(taken: socket.socket) -> None:
    port = taken.getsockname()[1]
    taken.close()
    done = run(PORT=str(local.any_free()), DATABASE_URL=f"postgresql://me:hush@127.0.0.1:{port}/shop")
    assert done.stderr.startswith("DATABASE_URL: ")
    assert "Connection refused" in done.stderr
    assert "unset DATABASE_URL" in done.stderr
    assert "hush" not in done.stderr
    assert done.stderr.count("\n") == 1
    assert done.returncode == 2


def database_at(revision: str) -> str:
    """Return the URL of a database that a version of CozyWish with this last migration made."""
    url = database.as_owner(database.prepared(f"test_{uuid4().hex}"))
    database.execute(url, f"UPDATE alembic_version SET version_num = '{revision}'")
    return url


def test_data_of_another_version_prints_one_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    url = database_at("9999")
    with pytest.raises(Problem) as problem:
        local.check_known(local.Database(url, url), {})
    assert str(problem.value) == (
        "The data in var/ is from another version of CozyWish and cannot be updated, so delete it and run again:"
        f" rm -r {tmp_path}/var && make run"
    )


def test_database_of_another_version_ends_the_run_with_one_sentence() -> None:
    done = run(PORT=str(local.any_free()), DATABASE_URL=database_at("9999"))
    assert done.stderr.startswith("The database at DATABASE_URL is from another version of CozyWish: use an empty one")
    assert done.stderr.count("\n") == 1
    assert done.returncode == 2


def test_empty_database_and_every_earlier_migration_are_known() -> None:
    empty = database.prepared(f"test_{uuid4().hex}", template="template0")
    local.check_known(local.Database(empty, empty), {})
    for revision in (min(local.revisions()), max(local.revisions())):
        url = database_at(revision)
        local.check_known(local.Database(url, url), {})


def test_revisions_are_those_of_all_migrations() -> None:
    migrations = ScriptDirectory(str(ROOT / "migrations"))
    assert local.revisions() == {script.revision for script in migrations.walk_revisions()}


def test_a_malformed_setting_is_named() -> None:
    done = run(PORT=str(local.any_free()), DATABASE_URL="mysql://shop", SECRET_KEY="short")
    assert "DATABASE_URL: it must begin with postgresql://" in done.stderr
    assert "SECRET_KEY: " in done.stderr
    assert "Traceback" not in done.stderr
    assert done.returncode == 2


def test_a_second_run_in_the_same_folder_is_refused() -> None:
    with local.only_run():
        done = run(PORT=str(local.any_free()))
    assert done.stderr == "CozyWish already runs from this folder. Stop that run first (Ctrl-C in its window).\n"
    assert done.returncode == 2


def test_secrets_are_made_once_and_only_their_owner_can_read_them() -> None:
    first = local.kept_secrets()
    assert local.kept_secrets() == first
    assert len(first["SECRET_KEY"]) >= 32
    assert stat.S_IMODE((local.VAR / "secrets.json").stat().st_mode) == 0o600


def test_a_secret_that_an_earlier_version_did_not_need_is_added() -> None:
    file = local.VAR / "secrets.json"
    earlier = {name: secret for name, secret in local.kept_secrets().items() if name != "HEALTH_KEYS"}
    file.write_text(json.dumps(earlier))
    kept = local.kept_secrets()
    assert earlier.items() < kept.items()
    assert len(decoded_keys(kept["HEALTH_KEYS"])) == 1
    assert local.kept_secrets() == kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_sandbox_servers_replace_only_services_that_are_not_configured() -> None:
    ports = Ports(8000, 8001, 8002, 8003, 8004, 8005)
    alone = local.settings_for({"SMTP_URL": ""}, ports)
    assert alone["STRIPE_API_URL"] == alone["STRIPE_CHECKOUT_ORIGIN"] == "http://127.0.0.1:8001"
    assert (alone["SMTP_URL"], alone["OUTBOX_URL"]) == ("smtp://127.0.0.1:8003", "http://127.0.0.1:8002")
    assert alone["GEOCODER_URL"] == "http://127.0.0.1:8004/geocoder"
    assert alone["GOOGLE_ISSUER"] == "http://localhost:8005/google"
    real = {
        "STRIPE_SECRET_KEY": "sk_test_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "SMTP_URL": "smtp://mail:25",
        "GEOCODER_URL": "off",
        "GOOGLE_CLIENT_ID": "1.apps.googleusercontent.com",
        "GOOGLE_CLIENT_SECRET": "secret",
        "APPLE_CLIENT_ID": "com.example.web",
    }
    assert local.settings_for(real, ports).keys() == {
        *("COZYWISH_ENV", "SECRET_KEY", "HEALTH_KEYS", "TWO_FACTOR_KEYS", "GIFT_CARD_KEYS", "BASE_URL", "PHOTOS_DIR"),
    }


def test_settings_from_the_environment_are_not_overridden() -> None:
    given = {"SECRET_KEY": "x" * 32, "BASE_URL": "https://tunnel.example"}
    assert not given.keys() & local.settings_for(given, Ports(8000, 8001, 8002, 8003, 8004, 8005)).keys()


def test_one_real_provider_leaves_the_sandbox_to_the_other() -> None:
    given = {"GOOGLE_CLIENT_ID": "1.apps.googleusercontent.com", "GOOGLE_CLIENT_SECRET": "secret"}
    found = local.settings_for(given, Ports(8000, 8001, 8002, 8003, 8004, 8005))
    assert "GOOGLE_ISSUER" not in found
    assert found["APPLE_ISSUER"] == "http://localhost:8005/apple"


def test_the_identity_sandbox_is_on_the_host_of_the_site() -> None:
    found = local.settings_for({"BASE_URL": "http://localhost:9000"}, Ports(9000, 9001, 9002, 9003, 9004, 9005))
    assert found["APPLE_ISSUER"] == "http://localhost:9005/apple"


def test_the_printed_accounts_are_those_of_the_demo_data() -> None:
    assert demo_accounts() == [
        ("Guest", "guest@example.com", "quiet-hours-2026", ""),
        ("Owner", "provider@example.com", "quiet-hours-2026", ""),
        ("Admin", "admin@example.com", "quiet-hours-2026", DEMO_SEED),
        ("Manager", "manager@example.com", "quiet-hours-2026", ""),
        ("Front desk", "frontdesk@example.com", "quiet-hours-2026", ""),
        ("Team member", "june@example.com", "quiet-hours-2026", ""),
    ]
