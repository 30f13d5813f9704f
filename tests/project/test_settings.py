"""Tests that a missing or malformed setting stops the start and is named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from config import Environment, Settings, load
from tests import database

GOOD = {
    "DATABASE_URL": "postgresql://postgres@127.0.0.1/cozywish",
    "SECRET_KEY": "k" * 32,
    "HEALTH_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    "TWO_FACTOR_KEYS": "MTA5ODc2NTQzMjEwOTg3NjU0MzIxMDk4NzY1NDMyMTA=",
    "GIFT_CARD_KEYS": "Z2lmdC1jYXJkLWtleS1naWZ0LWNhcmQta2V5LWdpZnQ=",
    "STRIPE_SECRET_KEY": "sk_test_1",
    "STRIPE_WEBHOOK_SECRET": "whsec_1",
    "SMTP_URL": "smtp://127.0.0.1:1025",
}
PRODUCTION = {
    **GOOD,
    "COZYWISH_ENV": "production",
    "BASE_URL": "https://www.example.com",
    "STRIPE_SECRET_KEY": "sk_live_1",
}


def problems(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: dict[str, str]) -> str:
    """Return what loading the settings prints to stderr before it exits with code 2."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("COZYWISH_ENV", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as stopped:
        load()
    assert stopped.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("name", GOOD)
def test_each_missing_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    output = problems(monkeypatch, capsys, {key: value for key, value in GOOD.items() if key != name})
    assert output.startswith(f"{name}: ")
    assert "make run" in output


def test_all_missing_settings_are_named_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = problems(monkeypatch, capsys, {})
    assert all(f"{name}: " in output for name in GOOD)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:///cozywish.db"),
        ("SECRET_KEY", "too short"),
        ("HEALTH_KEYS", ""),
        ("HEALTH_KEYS", "c2hvcnQ="),
        ("HEALTH_KEYS", f"{GOOD['HEALTH_KEYS']},not Base64"),
        ("HEALTH_KEYS", f"{GOOD['HEALTH_KEYS']},{GOOD['HEALTH_KEYS']}"),
        ("TWO_FACTOR_KEYS", "c2hvcnQ="),
        ("SECRET_KEY_FALLBACKS", "k" * 32 + ",too short"),
        ("BASE_URL", "www.example.com"),
        ("STRIPE_API_URL", "localhost:9001"),
        ("STRIPE_CHECKOUT_ORIGIN", "javascript:alert(1)"),
        ("SMTP_URL", "mail.example.com"),
        ("S3_BUCKET", "s3://photos"),
        ("SMTP_URL", "smtp://"),
        ("MAIL_FROM", "CozyWish"),
        ("MAIL_FROM", "CozyWish <hello@example.com>\nBcc: everyone@example.com"),
        ("COZYWISH_ENV", "staging"),
        ("OFFICE_ZONE", "Mars/Olympus"),
        ("TRUSTED_PROXIES", "-1"),
        ("TRUSTED_PROXIES", "yes"),
        ("GEOCODER_URL", "geocoding.geo.census.gov"),
        ("GOOGLE_ISSUER", "accounts.google.com"),
        ("APPLE_ISSUER", "https://appleid.apple.com; script-src *"),
        ("APPLE_PRIVATE_KEY", "AuthKey_ABC123.p8"),
    ],
)
def test_each_malformed_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    assert problems(monkeypatch, capsys, {**GOOD, name: value}).startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"BASE_URL": "http://www.example.com"}, "BASE_URL"),
        ({"STRIPE_API_URL": "http://127.0.0.1:9001"}, "STRIPE_API_URL"),
        ({"STRIPE_API_URL": "http://api.stripe.com"}, "STRIPE_API_URL"),
        ({"STRIPE_SECRET_KEY": "sk_test_1"}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_SECRET_KEY": "rk_test_1"}, "STRIPE_SECRET_KEY"),
        ({"STRIPE_CHECKOUT_ORIGIN": "http://127.0.0.1:9001"}, "STRIPE_CHECKOUT_ORIGIN"),
        ({"STRIPE_CONNECT_ORIGIN": "http://127.0.0.1:9001"}, "STRIPE_CONNECT_ORIGIN"),
        ({"OUTBOX_URL": "http://127.0.0.1:8025"}, "OUTBOX_URL"),
        ({"CLOCK_OFFSET": "3600"}, "CLOCK_OFFSET"),
        ({"PSEUDO_LOCALE": "1"}, "PSEUDO_LOCALE"),
        ({"GEOCODER_URL": "http://127.0.0.1:8004/geocoder"}, "GEOCODER_URL"),
        ({"GOOGLE_ISSUER": "http://127.0.0.1:8005/google"}, "GOOGLE_ISSUER"),
        ({"APPLE_ISSUER": "http://127.0.0.1:8005/apple"}, "APPLE_ISSUER"),
    ],
)
def test_production_refuses_settings_meant_for_development(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], changed: dict[str, str], named: str
) -> None:
    assert named in problems(monkeypatch, capsys, {**PRODUCTION, **changed})


@pytest.mark.parametrize(
    "given",
    [
        {"GOOGLE_CLIENT_ID": "1.apps.googleusercontent.com"},
        {"GOOGLE_CLIENT_SECRET": "secret"},
        {"APPLE_CLIENT_ID": "com.example.web", "APPLE_TEAM_ID": "TEAM123456"},
    ],
)
def test_settings_of_a_provider_belong_together(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: dict[str, str]
) -> None:
    assert "belong together" in problems(monkeypatch, capsys, {**GOOD, **given})


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"TWO_FACTOR_KEYS": GOOD["HEALTH_KEYS"]}, "TWO_FACTOR_KEYS has a key of HEALTH_KEYS"),
        ({"SECRET_KEY": GOOD["TWO_FACTOR_KEYS"]}, "TWO_FACTOR_KEYS has the value of SECRET_KEY"),
        ({"GIFT_CARD_KEYS": GOOD["TWO_FACTOR_KEYS"]}, "GIFT_CARD_KEYS has a key of HEALTH_KEYS or TWO_FACTOR_KEYS"),
    ],
)
def test_no_key_has_two_purposes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], changed: dict[str, str], words: str
) -> None:
    assert words in problems(monkeypatch, capsys, {**GOOD, **changed})


def test_setting_may_be_a_file_and_a_variable_comes_before_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("COZYWISH_ENV", "development")
    monkeypatch.setenv("SECRETS_DIR", str(tmp_path))
    (tmp_path / "SECRET_KEY").write_text("f" * 40 + "\n")
    (tmp_path / "STRIPE_SECRET_KEY").write_text("sk_test_file")
    settings = load()
    assert settings.secret_key.get_secret_value() == "f" * 40
    assert settings.stripe_secret_key.get_secret_value() == "sk_test_1"


def test_production_rules_apply_when_no_environment_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    forgotten = {name: value for name, value in PRODUCTION.items() if name != "COZYWISH_ENV"}
    assert "OUTBOX_URL" in problems(monkeypatch, capsys, {**forgotten, "OUTBOX_URL": "http://127.0.0.1:8002"})
    assert "BASE_URL" in problems(monkeypatch, capsys, {**forgotten, "BASE_URL": "http://www.example.com"})


def test_production_refuses_to_read_local_calendars(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "LOCAL_CALENDARS lets" in problems(monkeypatch, capsys, {**PRODUCTION, "LOCAL_CALENDARS": "1"})


def test_secrets_are_never_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    output = problems(monkeypatch, capsys, {**GOOD, "SECRET_KEY": "hunter2"})
    assert "hunter2" not in output
    assert "hunter2" not in repr(database.settings_for(GOOD["DATABASE_URL"], secret_key="hunter2" * 5))


def test_the_program_exits_with_code_2_and_no_traceback() -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {*GOOD, "COZYWISH_ENV"}}
    ended = subprocess.run(
        [sys.executable, "-c", "import wsgi"], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert ended.returncode == 2
    assert "DATABASE_URL: " in ended.stderr
    assert "Traceback" not in ended.stderr


def test_valid_settings_are_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**PRODUCTION, "BASE_URL": "https://WWW.Example.com/"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("STRIPE_API_URL", raising=False)
    settings = load()
    assert settings.environment is Environment.PRODUCTION
    assert settings.base_url == "https://www.example.com"
    assert settings.sqlalchemy_url.startswith("postgresql+psycopg2://")


def test_settings_are_immutable() -> None:
    settings = database.settings_for(GOOD["DATABASE_URL"])
    with pytest.raises(ValidationError):
        settings.base_url = "http://elsewhere.example"
