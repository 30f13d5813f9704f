from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from sqlalchemy import select

from app.core import clock
from app.core.db import session
from app.search_index.documents import read_documents
from app.search_index.index import index
from app.search_index.models import document_version
from app.venues.models import Venue
from search.protocol import EngineDown, Writer

AT_ONCE = 50
MISSED_AT_ONCE = 500


def reindex(*, venue_ids: Sequence[int]) -> int:
    """Update the index for these venues and remove those that are not public. Return the number of public ones.

    It may run twice and concurrently: the version is drawn before anything is read, so the latest read wins.
    """
    return _write(index(), venue_ids, _next_version())


def rebuild(*, say: Callable[[int], None]) -> None:
    """Index every venue from scratch while other writers continue; `say` gets the number indexed in each batch.

    Commits after each batch: nothing waits for all of them, and an interruption loses nothing that could be found
    before. Raises EngineDown.
    """
    version = _next_version()
    with index().rebuilding() as fresh:
        for batch in batches(all_venue_ids()):
            say(_write(fresh, batch, version))
            session.commit()
        # Other writers have written to the previous index since.
        again = _next_version()
        for batch in batches(index().newer(version)):
            _write(fresh, batch, again)
            session.commit()
    for batch in batches(index().newer(again)):
        reindex(venue_ids=batch)
        session.commit()


def catch_up() -> None:
    """Build an index that doesn't exist yet, and write again what an engine missed. Does nothing while the engine is
    down: the next run tries again."""
    try:
        if not index().is_built():
            rebuild(say=lambda _: None)
    except EngineDown:
        return
    for batch in batches(index().take_missed(MISSED_AT_ONCE)):
        reindex(venue_ids=batch)


def _next_version() -> int:
    return session.scalars(select(document_version.next_value())).one()


def _write(writer: Writer, venue_ids: Sequence[int], version: int) -> int:
    documents = read_documents(venue_ids, version=version, at=clock.now())
    writer.put(documents)
    writer.remove(set(venue_ids) - {document.id for document in documents}, version=version)
    return len(documents)


def all_venue_ids() -> Sequence[int]:
    """List the ids of all venues in any state: those that are no longer public must be removed, too."""
    return session.scalars(select(Venue.id).order_by(Venue.id)).all()


def batches(ids: Iterable[int], size: int = AT_ONCE) -> Iterable[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch
