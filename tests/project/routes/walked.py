"""The table of all routes, and their URLs in a world of rows."""

from flask import Flask
from werkzeug.routing import Rule

from tests.project.routes import admin, guests, owners
from tests.project.world import World

# Expected status codes when the URLs name a public venue and an order and a booking there. The roles are a visitor who
# is not logged in, another guest, the owner of another venue, an admin, the guest who booked, and the venue's owner.
# Forms are sent empty.
TABLES = (guests.TABLE, owners.TABLE, admin.TABLE)
TABLE = {way: statuses for table in TABLES for way, statuses in table.items()}
ROLES = ("anonymous", "other_guest", "provider", "admin", "guest", "owner")
# The role that each table's routes are for, in the order of the tables.
USERS = ("guest", "owner", "admin")
# Pages for developers, which production does not have.
APART = ("components.",)


def walked(app: Flask) -> list[tuple[str, Rule]]:
    """Return ("METHOD endpoint", rule) for every route."""
    return [
        (f"{method} {rule.endpoint}", rule)
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if not rule.endpoint.startswith(APART)
    ]


def address(app: Flask, world: World, rule: Rule) -> str:
    given = world.names_for(rule.endpoint)
    with app.test_request_context():
        return app.url_for(rule.endpoint, **{name: given[name] for name in rule.arguments})


def user_of(way: str) -> str:
    """Return the role that uses a route."""
    return next(role for role, table in zip(USERS, TABLES, strict=True) if way in table)
