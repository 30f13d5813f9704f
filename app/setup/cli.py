"""The command `flask --app wsgi setup`, which makes an empty database usable. Safe to repeat."""

import os
import sys

import click
from email_validator import EmailNotValidError
from flask import Flask
from flask.cli import with_appcontext

from app.accounts.queries.users import admins
from app.core.db import session
from app.core.errors import DomainError
from app.setup import actions
from app.web.forms import mail_address

PASSWORD = "COZYWISH_ADMIN_PASSWORD"  # noqa: S105  # a name, no password


def valid_email(_context: click.Context, _option: click.Parameter, typed: str | None) -> str | None:
    """Return the email as it is stored. Raises BadParameter if it is invalid."""
    try:
        return mail_address(typed) if typed else None
    except EmailNotValidError:
        raise click.BadParameter("Enter an email address like name@example.com.") from None


@click.command("setup", help="Create categories, tags and the first admin if there are none yet.")
@click.option(
    "--admin-email",
    envvar="COZYWISH_ADMIN_EMAIL",
    callback=valid_email,
    help="The first admin’s email. Without it, you’re asked.",
)
@click.option(
    "--admin-name",
    envvar="COZYWISH_ADMIN_NAME",
    default="Admin",
    show_default=True,
    help="The first admin’s name in the audit log.",
)
@click.option(
    "--password-stdin",
    is_flag=True,
    help=f"Read the password from standard input. Without it, {PASSWORD} is used, or you’re asked.",
)
@with_appcontext
def setup(admin_email: str | None, admin_name: str, password_stdin: bool) -> None:
    # Prompt first, so that no transaction is open while a password is typed.
    has_admin = bool(admins())
    session.rollback()
    email = password = ""
    if not has_admin:
        email = admin_email or click.prompt("First admin’s email", value_proc=prompted)
        password = read_password(from_stdin=password_stdin)
    actions.lock_setup()
    done = [
        outcome("Categories", actions.add_missing_categories()),
        outcome("Tags", actions.add_missing_tags()),
        "Admin: already there. Nothing changed.",
    ]
    if not admins():
        try:
            done[-1] = f"Admin: created {actions.add_admin(email=email, password=password, name=admin_name).email}."
        except DomainError as refused:
            session.rollback()
            raise click.ClickException(f"{refused.message} Nothing was created.") from None
    session.commit()
    click.echo("\n".join(done))


def prompted(typed: str) -> str:
    """Return the email as it is stored. Raises UsageError, after which click asks again."""
    try:
        return mail_address(typed.strip())
    except EmailNotValidError:
        raise click.UsageError("Enter an email address like name@example.com.") from None


def read_password(*, from_stdin: bool) -> str:
    """Read the first admin's password. It is never an argument: those show in the shell's history and in `ps`."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    given = os.environ.get(PASSWORD)
    return given or str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def outcome(what: str, created: int) -> str:
    return f"{what}: created {created}." if created else f"{what}: already there. Nothing changed."


def init_app(app: Flask) -> None:
    app.cli.add_command(setup)
