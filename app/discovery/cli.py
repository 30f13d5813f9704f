"""`flask --app wsgi reindex`: everything that search knows, made again. `flask --app wsgi search-health`: how it is."""

import click
from flask import Flask

from app.db import lift_limits
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
    lift_limits()
    venues = len(actions.all_venue_ids())
    with click.progressbar(length=venues, label="Search") as bar:
        actions.rebuild(say=bar.update)
    click.echo(f"Search knows {venues} venues, those that are not public left out.")


@click.command("search-health", help="Say how each search engine is; exit with 1 when one is not well.")
def search_health() -> None:
    engines = index().health()
    for engine in engines:
        click.echo(f"{engine.engine}: {engine.problem or 'well'}")
        click.echo(f"  index      {engine.name}" + (f", mapping {engine.version}" if engine.version else ""))
        click.echo(f"  documents  {engine.documents:,} in {engine.bytes / 1_000_000:,.1f} MB, {engine.missed:,} missed")
    if not engines[0].is_well and any(engine.is_well for engine in engines[1:]):
        click.echo("PostgreSQL answers meanwhile.")
    if not all(engine.is_well for engine in engines):
        raise SystemExit(1)


def init_app(app: Flask) -> None:
    app.cli.add_command(reindex)
    app.cli.add_command(search_health)
