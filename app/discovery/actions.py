from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from sqlalchemy import select

from app import clock
from app.db import session
from app.discovery.documents import read_documents
from app.discovery.index import index
from app.discovery.models import document_version
from app.venues.models import Venue
from search.protocol import EngineDown, Writer

AT_ONCE = 50
MISSED_AT_ONCE = 500


def reindex(*, venue_ids: Sequence[int]) -> int:
    """Make search know these venues as they are now, and forget those that are not public. Returns how many it knows.

    It may run twice and beside others: the version is taken before anything is read, so whoever read last wins.
    """
    return _write(index(), venue_ids, _next_version())


def rebuild(*, say: Callable[[int], None]) -> None:
    """Make search know every venue anew, while others write; `say` is told how many it knows after each batch.

    Commits after each batch: nobody waits for all of them, and a break loses nothing that search had.
    Raises EngineDown.
    """
    version = _next_version()
    with index().rebuilding() as fresh:
        for batch in batches(all_venue_ids()):
            say(_write(fresh, batch, version))
            session.commit()
        # What others have written meanwhile, they wrote into the index before.
        again = _next_version()
        for batch in batches(index().newer(version)):
            _write(fresh, batch, again)
            session.commit()
    for batch in batches(index().newer(again)):
        reindex(venue_ids=batch)
        session.commit()


def catch_up() -> None:
    """Build what is not there at all, and write again what an engine was not there for. While it does not answer,
    nothing: it will be asked again."""
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
    """Of every venue in any state: one that is public no more must be forgotten, too."""
    return session.scalars(select(Venue.id).order_by(Venue.id)).all()


def batches(ids: Iterable[int], size: int = AT_ONCE) -> Iterable[list[int]]:
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch
