"""Background jobs of the admin pages."""

from app.admin.actions import people
from app.core.jobs import task


@task("admin.end_impersonation")
def end_impersonation(*, seeing_id: int) -> None:
    """End an impersonation after half an hour, unless it has already ended."""
    people.end_impersonation(seeing_id=seeing_id)
