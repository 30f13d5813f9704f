"""The table of all routes, and their URLs in a world of rows.

The tables list the statuses for everybody but a venue's staff: those follow from the table of abilities.
"""

from flask import Flask
from werkzeug.routing import Rule

from app.venues.abilities import ABILITIES
from app.venues.enums import Ability, Reach, StaffRole
from tests.project.routes import admin, guests, owners
from tests.project.world import World

# Expected status codes when the URLs name a public venue and an order and a booking there. The roles are a visitor who
# is not logged in, another guest, the owner of another venue, an admin, the guest who booked, and the venue's owner.
# Forms are sent empty.
TABLES = (guests.TABLE, owners.TABLE, admin.TABLE)
TABLE = {way: statuses for table in TABLES for way, statuses in table.items()}
ROLES = ("anonymous", "other_guest", "provider", "admin", "guest", "owner")
# People who work at the venue. The team member performs the world's bookings, the others perform none.
STAFF = (StaffRole.MANAGER, StaffRole.FRONT_DESK, StaffRole.TEAM_MEMBER)
# What only the last owner may not do, and what only the owner may whom the venue's page shows.
OF_STAFF = {"POST staff.leave": 303, "POST account.public_profile": 403}
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


def statuses(app: Flask, way: str) -> dict[str, int]:
    """Return the expected status of a route for each role.

    Staff get what the owner gets where their role has the route's ability, and 403 elsewhere in the venue. On all other
    pages they are like the owner of another venue.
    """
    found = dict(zip(ROLES, TABLE[way], strict=True))
    ability: Ability | None = app.view_functions[way.split(maxsplit=1)[1]].__dict__.get("ability")
    for role in STAFF:
        if way in OF_STAFF:
            found[role] = OF_STAFF[way]
            continue
        reach = ABILITIES[ability].get(role) if ability else None
        is_open = reach is Reach.ALL or (reach is Reach.OWN and role is StaffRole.TEAM_MEMBER)
        found[role] = found["provider"] if ability is None else found["owner"] if is_open else 403
    return found


def user_of(way: str) -> str:
    """Return the role that uses a route."""
    return next(role for role, table in zip(USERS, TABLES, strict=True) if way in table)
