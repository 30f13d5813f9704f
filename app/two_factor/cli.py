"""The command `reencrypt-two-factor`, which follows a rotation of TWO_FACTOR_KEYS."""

import click
from flask import Flask

from app.core.db import lift_limits, session
from app.core.encryption import KeyMissing
from app.two_factor.actions.authenticator import reencrypt
from app.two_factor.encryption import keyring


@click.command("reencrypt-two-factor", help="Encrypt authenticator seeds again with the first key of TWO_FACTOR_KEYS.")
def reencrypt_two_factor() -> None:
    """Work in batches, so that nobody waits. Safe to repeat and to interrupt."""
    lift_limits()
    keys, done = keyring(), 0
    try:
        while number := reencrypt(keys):
            session.commit()
            done += number
    except KeyMissing as missing:
        session.rollback()
        raise click.ClickException(
            f"TWO_FACTOR_KEYS lacks the key {missing}, which some seeds still need. Add it, then try again."
        ) from None
    click.echo(f"Encrypted {done} again. All seeds use the first key now, so the other keys can go.")


def init_app(app: Flask) -> None:
    app.cli.add_command(reencrypt_two_factor)
