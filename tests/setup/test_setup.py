"""The command `flask --app wsgi setup`: it sets up an empty site with an admin; a second run changes nothing."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.accounts.actions.accounts import authenticate
from app.accounts.enums import Role
from app.accounts.models import User
from app.accounts.queries.users import admins
from app.core.db import session
from app.setup import lists
from app.setup.cli import PASSWORD, setup
from app.taxonomy.models import Category, Tag
from tests.factories import make_category, make_user

SECRET = "a long enough password"
EMAIL = "frances@example.com"
CATEGORIES = sum(1 + len(row.subcategories) for row in lists.categories().values())

pytestmark = pytest.mark.usefixtures("db")


def run(app: Flask, *arguments: str, typed: str | None = None, **environment: str) -> Result:
    session.commit()
    return app.test_cli_runner().invoke(setup, list(arguments), input=typed, env=environment)


def numbers() -> tuple[int, int, int]:
    counts = (session.scalar(select(func.count()).select_from(model)) or 0 for model in (Category, Tag, User))
    categories, tags, users = counts
    return categories, tags, users


def test_empty_site_gets_categories_tags_and_an_admin(app: Flask) -> None:
    done = run(app, "--admin-email", "Frances@Example.com", **{PASSWORD: SECRET})
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        [f"Categories: created {CATEGORIES}.", f"Tags: created {len(lists.tags())}.", f"Admin: created {EMAIL}."],
    )
    assert numbers() == (CATEGORIES, len(lists.tags()), 1)
    assert authenticate(email=EMAIL, password=SECRET).role is Role.ADMIN


def test_second_run_changes_nothing_and_says_so(app: Flask) -> None:
    run(app, "--admin-email", EMAIL, **{PASSWORD: SECRET})
    session.scalars(select(Category).where(Category.slug == "massage")).one().name = "Bodywork"
    session.delete(session.scalars(select(Tag).where(Tag.slug == "parking")).one())
    session.commit()
    before = numbers()
    done = run(app)
    assert done.exit_code == 0, "it asks nothing"
    assert done.output.count("Nothing changed.") == 3
    session.expire_all()
    assert numbers() == before
    assert session.scalar(select(Category.name).where(Category.slug == "massage")) == "Bodywork"


def test_missing_data_is_created_beside_existing_data(app: Flask) -> None:
    make_category()
    done = run(app, "--admin-email", EMAIL, **{PASSWORD: SECRET})
    assert "Categories: already there. Nothing changed." in done.output
    assert f"Admin: created {EMAIL}." in done.output
    assert numbers()[0] == 1


@pytest.mark.parametrize(
    ("arguments", "typed"),
    [
        ([], f"not an address\n{EMAIL}\n{SECRET}\n{SECRET}\n"),
        (["--admin-email", EMAIL], f"{SECRET}\n{SECRET}\n"),
        (["--admin-email", EMAIL, "--password-stdin"], f"{SECRET}\n"),
    ],
    ids=["email-and-password", "password", "stdin"],
)
def test_missing_options_are_prompted_for_without_showing_the_password(
    app: Flask, arguments: list[str], typed: str
) -> None:
    done = run(app, *arguments, typed=typed)
    assert done.exit_code == 0, done.output
    assert SECRET not in done.output
    assert authenticate(email=EMAIL, password=SECRET).role is Role.ADMIN


@pytest.mark.parametrize(
    ("email", "password", "message"),
    [
        (EMAIL, "short", "at least 12 characters"),
        ("wren@example.com", SECRET, "belongs to an account that isn’t an admin"),
        ("nobody", SECRET, "Enter an email address like name@example.com."),
    ],
)
def test_refused_admin_leaves_the_site_unchanged(app: Flask, email: str, password: str, message: str) -> None:
    make_user(email="wren@example.com")
    done = run(app, "--admin-email", email, **{PASSWORD: password})
    assert done.exit_code != 0
    assert message in done.output
    assert numbers() == (0, 0, 1)
    assert admins() == []
