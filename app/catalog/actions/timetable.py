"""The stored starts of a class."""

from collections.abc import Sequence

from sqlalchemy import delete

from app.catalog.actions.offers import ServiceValues
from app.catalog.errors import CatalogErrorCode
from app.catalog.models import ListedStart, Service
from app.catalog.starts import ListedAt, WeeklyStart, first_clash
from app.core.db import session
from app.core.errors import DomainError
from app.hours.models import DAY

MAX_STARTS = 200


def refuse_bad_starts(offer: ServiceValues, starts: Sequence[ListedAt]) -> None:
    """Raise DomainError for several lengths, no starts, too many, an invalid time or day, or two that overlap."""
    if len(offer.options) > 1:
        raise DomainError(CatalogErrorCode.ONE_LENGTH_PER_CLASS)
    if not starts:
        raise DomainError(CatalogErrorCode.NO_STARTS)
    if len(starts) > MAX_STARTS:
        raise DomainError(CatalogErrorCode.TOO_MANY_STARTS, most=MAX_STARTS)
    if not all(0 <= start.minute < DAY for start in starts) or not all(
        0 <= start.weekday <= 6 for start in starts if isinstance(start, WeeklyStart)
    ):
        raise DomainError(CatalogErrorCode.INCOMPLETE_START)
    clash = first_clash(starts, offer.taken_minutes)
    if clash is not None:
        raise DomainError(clash.words)


def write_starts(service: Service, starts: Sequence[ListedAt]) -> None:
    """Replace the starts of a class."""
    session.execute(delete(ListedStart).where(ListedStart.service_id == service.id))
    session.add_all(row_of(service, start) for start in starts)
    session.flush()


def row_of(service: Service, start: ListedAt) -> ListedStart:
    if isinstance(start, WeeklyStart):
        return ListedStart(service_id=service.id, weekday=start.weekday, minute=start.minute)
    return ListedStart(service_id=service.id, on_date=start.on, minute=start.minute)
