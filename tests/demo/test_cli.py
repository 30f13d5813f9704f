import pytest
from flask import Flask

from app import create_app
from app.accounts.actions.accounts import open_account
from app.core.db import session
from app.demo.accounts import ACCOUNTS
from app.demo.cli import demo
from tests import database


def test_second_run_of_the_demo_command_does_nothing(app: Flask, db: None) -> None:
    open_account(email=ACCOUNTS[0].email, password_hash="x", name="Wren Abernathy")
    session.commit()
    done = app.test_cli_runner().invoke(demo)
    assert (done.exit_code, done.output) == (0, "The demo data is already there. Nothing changed.\n")


def test_demo_command_is_refused_in_production(database_url: str) -> None:
    app = create_app(
        database.settings_for(database_url, COZYWISH_ENV="production", base_url="https://www.cozywish.example")
    )
    done = app.test_cli_runner().invoke(demo)
    assert done.exit_code == 1
    assert "production" in done.output


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_invalid_limit_of_venues_is_refused(app: Flask, limit: str) -> None:
    assert app.test_cli_runner().invoke(demo, ["--limit", limit]).exit_code == 2
