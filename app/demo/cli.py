"""The command `flask --app wsgi demo`, which fills an empty database with venues, people, and bookings, and
`demo-payments`, which tells the Stripe sandbox what they paid.
"""

from time import monotonic

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from app.core import collector
from app.core.db import session
from app.core.settings import settings
from app.demo.earlier_payments import tell
from app.demo.scale import Scale

REAL_STRIPE = "https://api.stripe.com"


@click.command("demo", help="Fill an empty database with demo data.")
@click.option("--limit", type=click.IntRange(min=1), help="Create only this many venues, for a quick look.")
@with_appcontext
def demo(limit: int | None) -> None:
    # Imported on use, because a web server needs neither ZIP codes nor demo tables.
    from app.demo.build import build, is_built  # noqa: PLC0415

    if settings().is_production:
        raise click.ClickException("Demo accounts have a public password, so production doesn’t create them.")
    if is_built():
        click.echo("The demo data is already there. Nothing changed.")
        return
    # Its guests pay tax by rules of its own: nobody asks Stripe Tax about orders of the past.
    current_app.extensions["settings"] = settings().model_copy(update={"tax_source": "rules"})
    began = monotonic()
    # Nearly everything that is made stays: looking for garbage as often as usual takes a sixth of the time.
    collector.settle()
    build(say=click.echo, scale=Scale(venues=limit))
    session.commit()
    click.echo(f"Demo data created in {monotonic() - began:.0f} seconds.")


@click.command("demo-payments", help="Tell the Stripe sandbox what the demo data's guests paid.")
@with_appcontext
def demo_payments() -> None:
    url = settings().stripe_api_url
    if url != REAL_STRIPE:
        tell(url)


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)
    app.cli.add_command(demo_payments)
