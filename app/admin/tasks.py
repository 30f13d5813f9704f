"""What admins began and time ends."""

from app.admin.actions import people
from app.jobs import task


@task("admin.end_impersonation")
def end_impersonation(*, seeing_id: int) -> None:
    """After half an hour, where nobody did before."""
    people.end_impersonation(seeing_id=seeing_id)
