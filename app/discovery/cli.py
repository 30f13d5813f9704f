"""`flask --app wsgi reindex`: everything that search knows, made again."""

import click
from flask import Flask

from app.discovery import actions
from app.discovery.index import index
from search.protocol import EngineDown


@click.command("reindex", help="Make search know every venue as it is now.")
@click.option("--missing", is_flag=True, help="Only where an engine has nothing to search yet.")
def reindex(missing: bool) -> None:
    try:
        if not (missing and index().is_built()):
            build()
    except EngineDown as down:
        said = f"The search engine does not answer, so PostgreSQL does: {down}."
        if not missing:
            raise click.ClickException(f"{said} Start it, then try again.") from None
        click.echo(said)


def build() -> None:
    venues = len(actions.all_venue_ids())
    with click.progressbar(length=venues, label="Search") as bar:
        actions.rebuild(say=bar.update)
    click.echo(f"Search knows {venues} venues, those that are not public left out.")


def init_app(app: Flask) -> None:
    app.cli.add_command(reindex)
