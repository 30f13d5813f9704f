from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import select

from app import clock
from app.db import session
from app.discovery.documents import read_documents
from app.discovery.index import index
from app.discovery.models import document_version
from app.venues.models import Venue

AT_ONCE = 50


def reindex(*, venue_ids: Sequence[int]) -> int:
    """Make search know these venues as they are now, and forget those that are not public. Returns how many it knows.

    It may run twice and beside others: the version is taken before anything is read, so whoever read last wins.
    """
    version = session.scalars(select(document_version.next_value())).one()
    documents = read_documents(venue_ids, version=version, at=clock.now())
    index().put(documents)
    index().remove(set(venue_ids) - {document.id for document in documents}, version=version)
    return len(documents)


def all_venue_ids() -> Sequence[int]:
    """Of every venue in any state: one that is public no more must be forgotten, too."""
    return session.scalars(select(Venue.id).order_by(Venue.id)).all()


def batches(ids: Iterable[int], size: int = AT_ONCE) -> Iterable[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch
