"""The command `reencrypt-health-answers`, which follows a rotation of HEALTH_KEYS."""

import click
from flask import Flask

from app.core.db import lift_limits, session
from app.core.encryption import KeyMissing
from app.intake.actions.answers import reencrypt
from app.intake.encryption import keyring


@click.command("reencrypt-health-answers", help="Encrypt health answers again with the first key of HEALTH_KEYS.")
def reencrypt_health_answers() -> None:
    """Work in batches, so that guests don't wait. Safe to repeat and to interrupt."""
    lift_limits()
    keys, done = keyring(), 0
    try:
        while number := reencrypt(keys):
            session.commit()
            done += number
    except KeyMissing as missing:
        session.rollback()
        raise click.ClickException(
            f"HEALTH_KEYS lacks the key {missing}, which some answers still need. Add it, then try again."
        ) from None
    click.echo(f"Encrypted {done} again. All health answers use the first key now, so the other keys can go.")


def init_app(app: Flask) -> None:
    app.cli.add_command(reencrypt_health_answers)
