"""The command `flask --app wsgi setup`, which makes an empty database usable. Safe to repeat."""

from collections.abc import Sequence

import click
from email_validator import EmailNotValidError
from flask import Flask
from flask.cli import with_appcontext
from psycopg.errors import InsufficientPrivilege, UndefinedTable
from sqlalchemy.exc import OperationalError, ProgrammingError

from app.accounts.models import User
from app.accounts.queries.users import admins
from app.core.db import session, sqlstate
from app.core.errors import DomainError
from app.email.links import link
from app.setup import actions
from app.web.forms import mail_address

NO_TABLES = (
    "The tables are missing, or this role may not use them. First run `flask --app wsgi db upgrade` with DATABASE_URL "
    "of their owner and APPLICATION_DATABASE_URL of this role."
)


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
@with_appcontext
def setup(admin_email: str | None, admin_name: str) -> None:
    # Prompt first, so that no transaction is open while waiting for input.
    has_admin = bool(readable_admins())
    session.rollback()
    email = "" if has_admin else admin_email or click.prompt("First admin’s email", value_proc=prompted)
    actions.lock_setup()
    done = [
        outcome("Categories", actions.add_missing_categories()),
        outcome("Tags", actions.add_missing_tags()),
        admin_line(email, admin_name),
    ]
    session.commit()
    click.echo("\n".join(done))


def readable_admins() -> Sequence[User]:
    """Return the admins. Raises ClickException if the database does not answer, or has no tables yet."""
    try:
        return admins()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise click.ClickException(f"DATABASE_URL: {reason}") from None
    except ProgrammingError as error:
        if sqlstate(error) not in {UndefinedTable.sqlstate, InsufficientPrivilege.sqlstate}:
            raise
        raise click.ClickException(NO_TABLES) from None


def admin_line(email: str, name: str) -> str:
    """Create the first admin or invite them again, and say so. Raises ClickException if the email is another's."""
    found = admins()
    waiting = actions.uninvited(found)
    if found and waiting is None:
        return "Admin: already there. Nothing changed."
    try:
        admin = waiting or actions.add_admin(email=email, name=name)
    except DomainError as refused:
        session.rollback()
        raise click.ClickException(f"{refused.message} Nothing was created.") from None
    address = link("login.reset_password", token=actions.invite(admin))
    did = "invited again" if waiting else "created"
    return f"Admin: {did} {admin.email}. Set the password within 24 hours:\n  {address}"


def prompted(typed: str) -> str:
    """Return the email as it is stored. Raises UsageError, after which click asks again."""
    try:
        return mail_address(typed.strip())
    except EmailNotValidError:
        raise click.UsageError("Enter an email address like name@example.com.") from None


def outcome(what: str, created: int) -> str:
    return f"{what}: created {created}." if created else f"{what}: already there. Nothing changed."


def init_app(app: Flask) -> None:
    app.cli.add_command(setup)
