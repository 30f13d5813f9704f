"""`flask --app wsgi reindex`: everything that search knows, made again."""

import click
from flask import Flask

from app.db import session
from app.discovery import actions


@click.command("reindex", help="Make search know every venue as it is now.")
def reindex() -> None:
    known = 0
    for batch in actions.batches(actions.all_venue_ids()):
        known += actions.reindex(venue_ids=batch)
        # Each batch for itself: a search meanwhile sees every venue, before or after, and a break loses nothing.
        session.commit()
    click.echo(f"Search knows {known} venues.")


def init_app(app: Flask) -> None:
    app.cli.add_command(reindex)
