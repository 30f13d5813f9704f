"""The venue at an address, as the visitor may see it."""

from app.accounts.guards import optional_user
from app.discovery.snapshots import Snapshot, snapshot_at, snapshot_of
from app.venues.queries import venue_seen_by


def snapshot_seen(slug: str) -> Snapshot:
    """Find the public venue at an address that it has, or had before; for its owner and for admins also one that is not
    public. Raises NotFound."""
    return snapshot_at(slug) or snapshot_of(venue_seen_by(optional_user(), slug))
