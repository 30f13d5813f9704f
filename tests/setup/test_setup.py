"""The command `flask --app wsgi setup`: it sets up an empty site with an admin; a second run changes nothing."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.accounts.actions.accounts import authenticate
from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import admins
from app.core import clock
from app.core.db import db, session
from app.setup import lists
from app.setup.cli import setup
from app.taxonomy.models import Category, Tag
from tests import database
from tests.factories import make_category, make_user
from tests.support import NOW

SECRET = "seven quiet hours"
EMAIL = "frances@example.com"
CATEGORIES = sum(1 + len(row.subcategories) for row in lists.categories().values())

pytestmark = pytest.mark.usefixtures("db")


def run(app: Flask, *arguments: str, typed: str | None = None, **environment: str) -> Result:
    session.commit()
    return app.test_cli_runner().invoke(setup, list(arguments), input=typed, env=environment)


def invitation(done: Result) -> str:
    """Return the link that the command printed."""
    return str(done.output.splitlines()[-1].strip())


def numbers() -> tuple[int, int, int]:
    counts = (session.scalar(select(func.count()).select_from(model)) or 0 for model in (Category, Tag, User))
    categories, tags, users = counts
    return categories, tags, users


def test_empty_site_gets_categories_tags_and_an_admin(app: Flask) -> None:
    done = run(app, "--admin-email", "Frances@Example.com")
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [
            f"Categories: created {CATEGORIES}.",
            f"Tags: created {len(lists.tags())}.",
            f"Admin: created {EMAIL}. Set the password within 24 hours:",
            f"  {invitation(done)}",
        ],
    )
    assert numbers() == (CATEGORIES, len(lists.tags()), 1)


def test_first_admin_sets_a_password_with_the_link_for_a_day(app: Flask, client: FlaskClient, now: None) -> None:
    first = invitation(run(app, "--admin-email", EMAIL))
    path = urlsplit(invitation(run(app))).path
    with clock.pinned(NOW + timedelta(hours=25)):
        assert client.post(path, data={"password": SECRET}).status_code != 303
    assert client.post(urlsplit(first).path, data={"password": SECRET}).status_code != 303, "replaced"
    page = client.get(path).text
    assert ("<h1>Set your password</h1>" in page, "logs out all your devices" in page) == (True, False)
    assert client.post(path, data={"password": SECRET}).status_code == 303
    assert authenticate(email=EMAIL, password=SECRET).role is Role.ADMIN
    assert "Admin: already there." in run(app).output


def test_second_run_changes_nothing_and_says_so(app: Flask) -> None:
    run(app, "--admin-email", EMAIL)
    session.scalars(select(Category).where(Category.slug == "massage")).one().name = "Bodywork"
    session.delete(session.scalars(select(Tag).where(Tag.slug == "parking")).one())
    session.commit()
    before = numbers()
    done = run(app)
    assert done.exit_code == 0, "it asks nothing"
    assert done.output.count("Nothing changed.") == 2
    session.expire_all()
    assert numbers() == before
    assert session.scalar(select(Category.name).where(Category.slug == "massage")) == "Bodywork"


def test_missing_data_is_created_beside_existing_data(app: Flask) -> None:
    make_category()
    done = run(app, "--admin-email", EMAIL)
    assert "Categories: already there. Nothing changed." in done.output
    assert f"Admin: created {EMAIL}." in done.output
    assert numbers()[0] == 1


def test_missing_email_is_prompted_for_until_it_is_one(app: Flask) -> None:
    done = run(app, typed=f"not an address\n{EMAIL}\n")
    assert done.exit_code == 0, done.output
    assert [admin.email for admin in admins()] == [EMAIL]


@pytest.mark.parametrize(
    ("email", "message"),
    [
        ("wren@example.com", "belongs to an account that isn’t an admin"),
        ("nobody", "Enter an email address like name@example.com."),
    ],
)
def test_refused_admin_leaves_the_site_unchanged(app: Flask, email: str, message: str) -> None:
    make_user(email="wren@example.com")
    done = run(app, "--admin-email", email)
    assert done.exit_code != 0
    assert message in done.output
    assert numbers() == (0, 0, 1)
    assert admins() == []


@pytest.mark.parametrize(("path", "reason"), [("empty", "First run"), ("nowhere", "does not exist")])
def test_a_database_that_cannot_be_used_is_named_in_a_sentence(path: str, reason: str) -> None:
    name = f"test_{uuid4().hex}"
    url = database.as_owner(database.prepared(name, template="template0"))
    other = create_app(database.settings_for(url if path == "empty" else url.replace(name, path)))
    with other.app_context():
        done = other.test_cli_runner().invoke(setup, ["--admin-email", EMAIL])
        db.engine.dispose()
    assert (done.exit_code, reason in done.output) == (1, True), done.output
