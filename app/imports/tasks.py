"""Background jobs of imports. Each job does one chunk in one transaction, and defers itself for the next."""

from app.core.jobs import periodic, task
from app.imports.actions.chunks import check_import, import_chunk
from app.imports.actions.emails import email_guests
from app.imports.actions.undo import undo_chunk
from app.imports.actions.uploads import forget_old


@task("imports.check")
def check(*, import_id: int) -> None:
    check_import(import_id=import_id)


@task("imports.run")
def run(*, import_id: int) -> None:
    import_chunk(import_id=import_id)


@task("imports.undo")
def undo(*, import_id: int) -> None:
    undo_chunk(import_id=import_id)


@task("imports.start_emails")
def start_emails(*, import_id: int) -> None:
    email_guests(import_id=import_id)


@periodic("imports.forget_old", cron="35 9 * * *")
def forget() -> None:
    forget_old()
