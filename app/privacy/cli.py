"""Commands about personal data: `flask privacy ...`."""

from pathlib import Path
from typing import TextIO

import click
from flask import Flask
from flask.cli import AppGroup

from app.core.db import lift_limits, session
from app.privacy.actions.erase import repeat_erasure
from app.privacy.data_map.document import document
from app.privacy.enums import ErasureKind
from app.privacy.queries.accounts import erasures

DATA_MAP = Path("docs/privacy-data-map.md")

privacy = AppGroup("privacy", help="Personal data: its map, and erasures after a restore.")


@privacy.command("data-map", help="Write docs/privacy-data-map.md from the rules.")
def write_data_map() -> None:
    DATA_MAP.write_text(document())
    click.echo(f"{DATA_MAP} is up to date.")


@privacy.command("erasures", help="List all erasures, one a line: a kind and an id.")
def list_erasures() -> None:
    for erasure in erasures():
        click.echo(f"{erasure.kind.value} {erasure.subject}")


@privacy.command("repeat-erasures", help="After a restore: erase again what was erased before.")
@click.option("--list", "listed", type=click.File(), help="What `flask privacy erasures` printed last.")
def repeat_erasures(listed: TextIO | None) -> None:
    """Repeat the erasures of the table and of a newer list. Safe to repeat and to interrupt."""
    lift_limits()
    wanted = [(erasure.kind, erasure.subject) for erasure in erasures()]
    for line in listed or ():
        kind, _space, subject = line.strip().partition(" ")
        if kind in set(ErasureKind) and subject:
            wanted.append((ErasureKind(kind), subject))
    done = 0
    for kind_of, subject in dict.fromkeys(wanted):
        done += repeat_erasure(kind=kind_of, subject=subject)
        session.commit()
    click.echo(f"Erased {done} again.")


def init_app(app: Flask) -> None:
    app.cli.add_command(privacy)
