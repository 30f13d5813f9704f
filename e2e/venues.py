"""Venues that journeys may change: each journey has its own."""

import psycopg

from e2e.guest import Guest

# All in Portland. Their bookings are deleted when a journey starts.
DESKS = ("ash-street-massage", "laurelhurst-hands", "sellwood-stone-rooms", "tin-mirror")
# Venues whose hours and bookings other journeys depend on.
LEFT_ALONE = ("hazel-bodywork", "the-good-comb", "alder-and-salt", *DESKS)
EMPTY = """
    DELETE FROM reservation r USING resource, venue v
    WHERE resource.id = r.resource_id AND resource.venue_id = v.id AND v.slug = %s
"""
OWNER_OF = "SELECT email FROM user_account u JOIN venue v ON v.owner_id = u.id WHERE v.slug = %s"


def at_empty_venue(provider: Guest, slug: str, page: str) -> None:
    """Log in as the owner of a venue whose reservations are all deleted, and open a page."""
    with psycopg.connect(provider.running.stack.database_url) as connection:
        connection.execute(EMPTY, (slug,))
        email = connection.execute(OWNER_OF, (slug,)).fetchone()
        assert email is not None, "the demo has no such venue"
    provider.log_in(email[0])
    provider.page.goto(page)
