"""The application's own tables, filled with the venues of `tests.benchmarks.venues`, for the search page to read.

Written by COPY, without the actions. Every service has a resource with four lanes and no bookings; there are no deals.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

from psycopg2.extensions import connection
from sqlalchemy import select

from app.core.db import session
from app.demo import tables as demo
from app.taxonomy.models import Category
from search.documents import SearchDocument
from search.text import fold

Row = Sequence[object]

COLUMNS = {
    "user_account": "id, email, password_hash, name, phone, role, session_key",
    "venue": "id, owner_id, slug, name, summary, category_id, venue_type, phone, street, neighborhood, city, state,"
    " postal_code, directions, arrival_note, latitude, longitude, zone, status, cancel_free_hours,"
    " cancel_keep_percent, minimum_notice_minutes, booking_window_days",
    "resource": "id, venue_id, capacity",
    "service": "id, venue_id, category_id, resource_id, slug, title, description, position, kind, duration_minutes,"
    " buffer_before_minutes, buffer_after_minutes, step_minutes, price_cents, max_quantity, active",
    "opening": "venue_id, weekday, opens, closes, note",
}


def make_categories() -> dict[str, int]:
    """Make the demo categories and return slug -> id. Needs the application's context; commits."""
    for position, (slug, kind) in enumerate(demo.kinds().items()):
        top = Category(slug=slug, name=kind.name, position=position)
        session.add(top)
        session.flush()
        session.add_all(
            Category(slug=part, name=name, position=n, parent_id=top.id)
            for n, (part, name) in enumerate(kind.parts.items())
        )
    session.commit()
    return dict(session.execute(select(Category.slug, Category.id)).tuples().all())


def fill(database: connection, documents: Iterable[SearchDocument], categories: dict[str, int]) -> None:
    """Write the documents' rows in one transaction."""
    files = {table: StringIO() for table in COLUMNS}
    for document in documents:
        for table, row in rows(document, categories):
            files[table].write("\t".join(map(str, row)) + "\n")
    with database.cursor() as cursor:
        for table, file in files.items():
            file.seek(0)
            cursor.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", file)
    database.commit()


def rows(document: SearchDocument, categories: dict[str, int]) -> Iterable[tuple[str, Row]]:
    id = document.id
    own = next(iter(document.offers)).categories
    yield "user_account", (id, f"owner{id}@example.com", "x", "Maren Oyelaran", "", "provider", f"key{id:019}")
    at = (document.city.name, document.city.state, "00000", "", "", document.point.latitude, document.point.longitude)
    about = (document.name, "", categories[min(own)], document.kind, "", "1 Main St", "")
    rules = (document.zone, "live", 24, 100, 0, 60)
    yield "venue", (id, id, f"{fold(document.name).replace(' ', '-')[:60]}-{id}", *about, *at, *rules)
    for position, offer in enumerate(document.offers):
        yield "resource", (offer.id, id, 4)
        # The subcategory, if there is one.
        category = categories[max(offer.categories, key=lambda slug: slug not in demo.kinds())]
        title = (f"service-{offer.id}", offer.title, "", position, "open", 60, 0, 0, 60)
        yield "service", (offer.id, id, category, offer.id, *title, offer.cents, offer.guests, "t")
    for weekday, opens, closes in hours(document):
        yield "opening", (id, weekday, opens, closes, "")


def hours(document: SearchDocument) -> set[tuple[int, int, int]]:
    """Return (weekday, opens, closes) for each day, in minutes of the local day."""
    zone = ZoneInfo(document.zone)
    local = [tuple(at.astimezone(zone) for at in opening) for opening in document.open]
    return {(begins.weekday(), minute(begins), minute(ends)) for begins, ends in local}


def minute(at: datetime) -> int:
    return 60 * at.hour + at.minute
