"""The venue behind a URL, as far as the visitor may see it."""

from app.accounts.guards import optional_user
from app.discovery.snapshots import Snapshot, snapshot_at, snapshot_of
from app.venues.queries import venue_seen_by


def snapshot_seen(slug: str) -> Snapshot:
    """Return the venue with this current or former slug; for its owner and for admins, even if it is not public. Raises
    NotFound."""
    return snapshot_at(slug) or snapshot_of(venue_seen_by(optional_user(), slug))
