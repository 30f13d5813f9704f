"""The commands `reindex`, which rebuilds the search index, and `search-health`, which reports its state."""

import click
from flask import Flask

from app.core.db import lift_limits
from app.search_index import actions
from app.search_index.index import index
from search.protocol import EngineDown


@click.command("reindex", help="Rebuild the search index from the database.")
@click.option("--missing", is_flag=True, help="Only rebuild an index that doesn’t exist yet.")
def reindex(missing: bool) -> None:
    try:
        if not (missing and index().is_built()):
            build()
    except EngineDown as down:
        message = f"The search engine doesn’t respond, so PostgreSQL answers searches: {down}."
        if not missing:
            raise click.ClickException(f"{message} Start it, then try again.") from None
        click.echo(message)


def build() -> None:
    lift_limits()
    venues = len(actions.all_venue_ids())
    with click.progressbar(length=venues, label="Search") as bar:
        actions.rebuild(say=bar.update)
    click.echo(f"Search is rebuilt from {venues} venues. Only live venues are shown.")


@click.command("search-health", help="Show the status of each search engine. Exits with 1 if one has a problem.")
def search_health() -> None:
    engines = index().health()
    for engine in engines:
        click.echo(f"{engine.engine}: {engine.problem or 'OK'}")
        click.echo(f"  index      {engine.name}" + (f", mapping {engine.version}" if engine.version else ""))
        click.echo(f"  documents  {engine.documents:,} in {engine.bytes / 1_000_000:,.1f} MB, {engine.missed:,} missed")
    if not engines[0].is_well and any(engine.is_well for engine in engines[1:]):
        click.echo("PostgreSQL answers searches until then.")
    if not all(engine.is_well for engine in engines):
        raise SystemExit(1)


def init_app(app: Flask) -> None:
    app.cli.add_command(reindex)
    app.cli.add_command(search_health)
